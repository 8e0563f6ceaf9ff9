"""A revision of the project beside the current one, in a temporary git worktree.

Collaborates with git only. What the target imports from the checkout has to come
from the worktree there: its roots are put on the path of both sides alike.
"""

import os

from lazyheavy.errors import BudgetError, StartupError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import TracebackType
    from typing import final

    from typing_extensions import Self
else:

    def final(kind: type) -> type:
        """Stand in for `typing.final`, which would have to be loaded."""
        return kind


__all__ = ["BaseRevision"]


@final
class BaseRevision:
    """A revision, checked out while the ``with`` block runs.

    Attributes:
        revision: What was asked for.
        top: The top folder of the current checkout.
        folder: That of the worktree; empty before the block begins.
    """

    __slots__ = ("_made", "folder", "revision", "top")

    def __init__(self, revision: str, start: str) -> None:
        """Look the revision up in the repository of the folder *start*.

        Raises:
            BudgetError: There is no git, no repository or no such revision.
        """
        self.revision = revision
        self.folder = ""
        self._made = ""
        self.top = os.path.realpath(
            _git(start, "rev-parse", "--show-toplevel", why="--base needs a checkout")
        )
        _git(
            start,
            "rev-parse",
            "--verify",
            "--quiet",
            "--end-of-options",
            f"{revision}^{{commit}}",
            why=(
                f"--base {revision} is neither a revision nor a file here; in CI, "
                "fetch it first (fetch-depth: 0 with actions/checkout)"
            ),
        )

    def __enter__(self) -> "Self":
        """Check the revision out.

        Raises:
            StartupError: git could not.
        """
        import tempfile

        self._made = os.path.realpath(tempfile.mkdtemp(prefix="lazyheavy-base-"))
        self.folder = os.path.join(self._made, "checkout")
        commit = f"{self.revision}^{{commit}}"
        add = ("worktree", "add", "--quiet", "--detach", self.folder, commit)
        try:
            # Hooks of the user are for checkouts that the user makes.
            _git(self.top, "-c", f"core.hooksPath={os.devnull}", *add)
        except BudgetError as error:
            self._remove()
            raise StartupError(str(error)) from error
        return self

    def __exit__(
        self,
        kind: "type[BaseException] | None",
        error: "BaseException | None",
        trace: "TracebackType | None",
    ) -> None:
        """Remove the worktree."""
        self._remove()

    def _remove(self) -> None:
        import shutil

        try:
            _git(self.top, "worktree", "remove", "--force", self.folder)
        except BudgetError:  # what git does not know is an ordinary folder
            pass
        shutil.rmtree(self._made, ignore_errors=True)

    def counterpart(self, path: str) -> "str | None":
        """Return the path in the worktree of one in the checkout, if it exists."""
        real = os.path.realpath(path)
        if not is_below(real, self.top):
            return None
        other = os.path.join(self.folder, os.path.relpath(real, self.top))
        return other if os.path.exists(other) else None

    def mapped(self, argument: str) -> str:
        """Return an argument with an absolute path in the checkout exchanged."""
        return (os.path.isabs(argument) and self.counterpart(argument)) or argument

    def roots(self, modules: "Iterable[tuple[str, str | None]]") -> "list[str]":
        """Return the folders of the checkout that modules were imported from.

        Args:
            modules: Names and files of what a run of the target imported.
                Environments inside the checkout are left alone.
        """
        found: dict[str, None] = {}
        for name, file in modules:
            if not file or not file.endswith(".py") or name == "__main__":
                continue
            real = os.path.realpath(file)
            if not is_below(real, self.top) or "site-packages" in real:
                continue
            depth = name.count(".") + (os.path.basename(real) == "__init__.py")
            root = os.path.dirname(real)
            for _ in range(depth):
                root = os.path.dirname(root)
            if is_below(root, self.top) or root == self.top:
                found[root] = None
        return [*found]


def is_below(path: str, folder: str) -> bool:
    """Tell whether a path is that of something in *folder*."""
    return path.startswith(os.path.join(folder, ""))


def _git(folder: str, *arguments: str, why: str = "") -> str:
    """Return what git prints.

    Raises:
        BudgetError: It is not installed, or failed.
    """
    import subprocess

    command = ("git", "-C", folder, *arguments)
    try:
        done = subprocess.run(command, capture_output=True, check=False)
    except OSError as error:
        message = f"--base needs git, which cannot be run: {error.strerror}"
        raise BudgetError(message) from error
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().replace("\n", "; ")
        shown = why or f"git {' '.join(arguments)} failed"
        message = f"{shown}: {said}" if said else shown
        raise BudgetError(message)
    return os.fsdecode(done.stdout).strip()
