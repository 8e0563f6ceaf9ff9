"""`lazyheavy stubs`: compare the stubs of packages with them, or make one."""

import os
import sys

from ._failures import DONE, FOUND, CommandError, say
from ._writing import write_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from lazyheavy.stubs import Finding, Stub

#: Where the command line means standard output.
_STDOUT = "-"


def check(options: "argparse.Namespace") -> int:
    """Print what is wrong with the stubs of packages; return the exit code.

    A package that cannot be imported is told on standard error; the others are
    checked all the same.
    """
    from lazyheavy.stubs import StubError
    from lazyheavy.stubs._check import checked

    _put_folder_on_path()
    found: list[Finding] = []
    names: list[str] = []
    failures: list[StubError] = []
    for package in dict.fromkeys(options.packages):
        try:
            findings, packages = checked(package, recurse=options.recurse)
        except StubError as error:  # noqa: PERF203 - a child process each
            failures.append(error)
        else:
            found += findings
            names += packages
    _print(found, options.format)
    for failure in failures[:-1]:
        say(f"error: {failure}")
    if failures:
        raise CommandError(str(failures[-1])) from failures[-1]
    if options.format == "text":
        stubs = f"{len(names)} stub{'s' * (len(names) != 1)}"
        say(f"{stubs}: {len(found) or 'no'} finding{'s' * (len(found) != 1)}")
    return FOUND if found else DONE


def make(options: "argparse.Namespace") -> int:
    """Write the stub of a package, or show it; return the exit code.

    Raises:
        CommandError: It cannot be made or written, or there is another one.
    """
    from lazyheavy.stubs import StubError
    from lazyheavy.stubs import make as make_stub

    _put_folder_on_path()
    try:
        stub = make_stub(options.package)
    except StubError as error:
        raise CommandError(str(error)) from error
    path = options.output or stub.path
    if path == _STDOUT and not options.diff:
        sys.stdout.write(stub.text)
        return DONE
    if path == _STDOUT:
        path = stub.path
    old = _read(path)
    if options.diff:
        return _print_diff(path, old, stub)
    if old == stub.text:
        say(f"{_shown(path)} is up to date")
        return DONE
    if old is not None and not options.force:
        message = (
            f"{_shown(path)} is there and differs: look with --diff, replace it with "
            "--force"
        )
        raise CommandError(message)
    write_file(path, stub.text.encode())
    say(f"wrote {_shown(path)}")
    return DONE


def _put_folder_on_path() -> None:
    """Find packages in the current folder first, as `python -m` does."""
    folder = os.getcwd()
    if sys.path[:1] not in ([""], [folder]):
        sys.path.insert(0, folder)


def _print(found: "list[Finding]", format: str) -> None:
    if format == "json":
        from json import dumps

        rows = [
            {**finding.as_dict(), "path": _shown(finding.path)} for finding in found
        ]
        sys.stdout.write(f"{dumps(rows, indent=2)}\n")
        return
    for finding in found:
        sys.stdout.write(f"{_shown(finding.path)}:{finding.line}: {finding.message}\n")


def _shown(path: str) -> str:
    """Return a path as one would type it here."""
    try:
        short = os.path.relpath(path)
    except ValueError:  # another drive
        return path
    return path if short.startswith(os.pardir) else short


def _read(path: str) -> "str | None":
    """Return the text of the file that is there, or None."""
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or error
        message = f"cannot read {path!r}: {reason}"
        raise CommandError(message) from error


def _print_diff(path: str, old: "str | None", stub: "Stub") -> int:
    """Show what writing would change; return 1 if anything."""
    from difflib import unified_diff

    name = _shown(path)
    lines = unified_diff(
        (old or "").splitlines(keepends=True),
        stub.text.splitlines(keepends=True),
        os.devnull if old is None else name,
        name,
    )
    text = "".join(lines)
    sys.stdout.write(text)
    return FOUND if text else DONE
