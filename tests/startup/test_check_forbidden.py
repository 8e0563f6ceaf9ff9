"""What must not be imported is found however it is imported, with the way to it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from tests._support.budgets import only, steps, verdict_on
from tests._support.packages import write

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

FILES = {
    "app.py": "import pkg.cli\n",
    "pkg/__init__.py": "",
    "pkg/__main__.py": "import pkg.tables\n",
    "pkg/cli.py": "import sys\nfrom pkg import tables\n",
    "pkg/tables.py": "def read():\n    import wave\n    return wave\n\nread()\n",
    "named.py": "import importlib\nimportlib.import_module('wave')\n",
    "wanted.py": "try:\n    import no_such_thing.part\nexcept ImportError:\n    pass\n",
    "gone.py": "import sys\nimport wave\ndel sys.modules['wave']\n",
    "made.py": "import sys\nsys.modules['wave'] = type(sys)('wave')\n",
    "blocked.py": "import sys\nsys.modules['wave'] = None\n",
    "waits.py": """
        import lazyheavy as lazy
        with lazy.imports():
            import wave
        handle = lazy.load("cmd")
        """,
    "touched.py": """
        import lazyheavy as lazy
        with lazy.imports():
            import wave
        def use():
            return wave.open
        use()
        """,
    "loader.py": """
        import importlib.util, sys
        spec = importlib.util.find_spec("wave")
        spec.loader = importlib.util.LazyLoader(spec.loader)
        module = importlib.util.module_from_spec(spec)
        sys.modules["wave"] = module
        spec.loader.exec_module(module)
        if len(sys.argv) > 1:
            module.open
        """,
    "native.py": "lazy import wave\nif __import__('sys').argv[1:]:\n    wave.open\n",
    "thread.py": """
        import threading
        def work():
            import wave
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
        """,
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of the programs."""
    made = tmp_path_factory.mktemp("programs")
    write(made, FILES)
    return made


def test_the_chain_names_every_file_and_line(folder: Path) -> None:
    """From the program to the statement, which is what is to be changed."""
    finding = only(verdict_on(folder, "app.py", forbid=["wave"]))

    assert "'wave' is forbidden: 'wave' is imported" == finding.message
    assert [
        ("app.py", 1, "import pkg.cli"),
        ("pkg/cli.py", 2, "from pkg import tables"),
        ("pkg/tables.py", 2, "import wave"),
    ] == steps(finding, folder)
    assert (str(folder / "pkg" / "tables.py"), 2) == (finding.file, finding.line)


@pytest.mark.parametrize(
    ("target", "last"),
    [
        pytest.param("named.py", ("named.py", 2), id="import_module"),
        pytest.param("touched.py", ("touched.py", 5), id="lazy, used"),
        pytest.param("thread.py", ("thread.py", 3), id="in a thread"),
        pytest.param("-m pkg", ("pkg/tables.py", 2), id="module"),
        pytest.param("-c 'import pkg.tables'", ("pkg/tables.py", 2), id="code"),
    ],
)
def test_every_way_to_import_is_seen(
    folder: Path, target: str, last: tuple[str, int]
) -> None:
    """The last step of one's own is where the import stands."""
    finding = only(verdict_on(folder, target, forbid=["wave"]))
    file, line, _ = steps(finding, folder)[-1]

    assert last == (file, line)


def test_what_extension_modules_import_is_seen(folder: Path) -> None:
    """C code has no import statement: the one that loaded it is the last step."""
    finding = only(
        verdict_on(folder, "-c 'import _datetime, _pickle'", forbid=["copyreg"])
        if sys.version_info < (3, 12)
        else verdict_on(folder, "-c 'import _zoneinfo'", forbid=["zoneinfo"])
    )

    assert finding.chain[0].text.startswith("import _")


@pytest.mark.parametrize(
    "target",
    [
        pytest.param("waits.py", id="ours"),
        pytest.param("loader.py", id="importlib's LazyLoader"),
        pytest.param("blocked.py", id="blocked"),
        pytest.param(
            "native.py",
            id="native",
            marks=pytest.mark.skipif(
                sys.version_info < (3, 15), reason="PEP 810 came with 3.15"
            ),
        ),
    ],
)
def test_what_is_only_declared_is_not_imported(folder: Path, target: str) -> None:
    """A lazy import breaks a budget when it is used, not before."""
    verdict = verdict_on(folder, target, forbid=["wave", "cmd"])

    assert ("passed", []) == (verdict.status, verdict.findings)


@pytest.mark.parametrize(
    "target",
    [
        pytest.param("loader.py use", id="importlib's LazyLoader"),
        pytest.param("made.py", id="made by hand"),
        pytest.param(
            "native.py use",
            id="native",
            marks=pytest.mark.skipif(
                sys.version_info < (3, 15), reason="PEP 810 came with 3.15"
            ),
        ),
    ],
)
def test_what_is_there_at_the_end_is_imported(folder: Path, target: str) -> None:
    """`sys.modules` of the target is the truth, whoever filled it."""
    finding = only(verdict_on(folder, target, forbid=["wave"]))

    assert "'wave' is forbidden: 'wave' is imported" == finding.message


def test_what_was_removed_again_is_found(folder: Path) -> None:
    """Its cost has been paid."""
    finding = only(verdict_on(folder, "gone.py", forbid=["wave"]))

    assert "'wave' was imported and removed" in finding.message
    assert [("gone.py", 2, "import wave")] == steps(finding, folder)


def test_an_attempt_counts(folder: Path) -> None:
    """It would be imported where it is installed."""
    finding = only(verdict_on(folder, "wanted.py", forbid=["no_such_thing"]))

    assert "importing 'no_such_thing.part' was tried" in finding.message
    assert [("wanted.py", 2, "import no_such_thing.part")] == steps(finding, folder)


def test_exceptions_are_allowed(folder: Path) -> None:
    """`allow` takes names out of what `forbid` means."""
    forbid = ["pkg"]
    allow = ["pkg.tables", "pkg.cli"]
    finding = only(verdict_on(folder, "app.py", forbid=forbid, allow=allow))

    assert ["pkg"] == finding.modules


#: A forbidden name that is no module, and what is said of it.
UNKNOWN = {
    "wav": "did you mean 'wave'?",
    "jsondecimal": "did you mean 'json', 'decimal' (a missing comma",
    "pkg.tabels": "'pkg' is installed and has none like it",
    "zzqqxx": "is not installed here: only an attempt",
}


def test_names_that_are_no_modules_are_told(folder: Path) -> None:
    """Those that exist are not, whether in this folder or elsewhere."""
    known = ["wave", "pkg.tables", "xml.dom.minidom"]
    verdict = verdict_on(folder, "-c 'import pkg'", forbid=[*UNKNOWN, *known])
    messages = [warning.message for warning in verdict.warnings]

    assert "passed" == verdict.status
    assert len(UNKNOWN) == len(messages)
    for (name, said), message in zip(UNKNOWN.items(), messages, strict=True):
        assert message.startswith(f"forbid: '{name}'")
        assert said in message
    assert [False, False, False, True] == [w.is_note for w in verdict.warnings]


def test_too_many_modules_are_told_by_whose_they_are(folder: Path) -> None:
    """The number is that of the modules which the program adds."""
    verdict = verdict_on(folder, "-c 'import pkg.cli'", max_modules=2)
    finding = only(verdict)

    assert verdict.modules is not None
    assert f"{verdict.modules} modules are imported, 2 are allowed" == finding.message
    assert "(own)  3" in finding.details
    assert "passed" == verdict_on(folder, "app.py", max_modules=verdict.modules).status


@pytest.mark.parametrize(
    ("target", "parts"),
    [
        pytest.param("-c 'import nowhere'", ["exit code 1", "No module named"], id="1"),
        pytest.param("none.py", ["none.py"], id="no script"),
        pytest.param("-c 'import os; os.kill(os.getpid(), 9)'", ["SIGKILL"], id="kill"),
    ],
)
def test_a_target_that_fails_never_passes(
    folder: Path, target: str, parts: list[str]
) -> None:
    """Nor is it broken: nothing is known of it."""
    verdict = verdict_on(folder, target, forbid=["wave"])

    assert "failed" == verdict.status
    for part in parts:
        assert part in verdict.failure


def test_another_exit_code_may_be_right(folder: Path) -> None:
    """Then 0 is a failure."""
    program = "-c 'raise SystemExit(3)'"

    assert "passed" == verdict_on(folder, program, forbid=["x"], exit_code=3).status
    assert "failed" == verdict_on(folder, "-c ''", forbid=["x"], exit_code=3).status


def test_a_target_reads_the_file_that_its_budget_names(folder: Path) -> None:
    """Its path starts from the folder; without one there is nothing to read."""
    (folder / "input.txt").write_text("wave", encoding="ascii")
    program = '-c \'__import__(__import__("sys").stdin.read() or "os")\''
    limits: dict[str, Any] = {"forbid": ["wave"]}

    assert "passed" == verdict_on(folder, program, **limits).status
    assert "broken" == verdict_on(folder, program, stdin="input.txt", **limits).status
    missing = verdict_on(folder, program, stdin="none.txt", **limits)
    assert "failed" == missing.status
    assert "there is no file 'none.txt'" in missing.failure


def test_a_target_that_hangs_is_ended(folder: Path) -> None:
    """After the time that its budget gives it."""
    program = "-c 'import threading; threading.Event().wait()'"
    verdict = verdict_on(folder, program, forbid=["x"], timeout=0.5)

    assert "did not end within 0.5" in verdict.failure
