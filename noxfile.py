"""The tests with every Sphinx that is supported; `nox -l` lists the sessions."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from itertools import chain
from pathlib import Path

import nox

nox.needs_version = ">=2024.4.15"
nox.options.default_venv_backend = "venv"

# Sphinx, a MyST of its time, and the Pythons that run both.
MATRIX = (
    ("lowest", "3", ("3.11",)),  # with all other dependencies at their lowest too
    ("7.4", "4", ("3.11", "3.12", "3.13")),
    ("8.2", "4", ("3.11",)),
    ("8.2", "5", ("3.12", "3.13")),
    ("9.0", "5", ("3.11", "3.12", "3.13")),
    ("9", "5", ("3.12", "3.13")),  # the newest
)
# What is tried when nothing else is said. The oldest runs all tests that need neither a browser nor
# TeX, the others those that are fast.
OLDEST, MIDDLE, NEWEST = "python3.11-sphinx-lowest", "python3.12-sphinx-8.2", "python3.13-sphinx-9"
ALL = (
    *("-m", "not browser", "--ignore", "tests/test_pdf.py"),
    *("--ignore", "tests/test_quick_start.py"),  # has a session of its own
)
FAST = (
    *("-m", "not browser and not slow"),
    *("--ignore", "tests/test_packaging.py"),  # Sphinx has no part in it
)


def interpreter(version: str) -> str:
    """Return a Python that runs: on the path, or among those that pyenv keeps."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    kept = sorted(str(path) for path in pyenv.glob(f"{version}.*/bin/python"))
    for found in (shutil.which(f"python{version}"), *kept):
        # A shim of pyenv may be on the path and lead nowhere.
        if found and not subprocess.run([found, "-V"], capture_output=True, check=False).returncode:
            return found
    # There is none: nox skips the session, and in CI it fails.
    return version


def lowest() -> list[str]:
    """Return each dependency at the lowest version that is allowed."""
    project = nox.project.load_toml("pyproject.toml")["project"]
    needed = chain(project["dependencies"], *project["optional-dependencies"].values())
    return [re.sub(r">=([^,]+).*", r"==\1", each) for each in needed]


def try_out(session: nox.Session, sphinx: str, myst: str, selection: tuple[str, ...]) -> None:
    """Install what is asked for, and the newest of everything else, and run the tests."""
    versions = [f"sphinx=={sphinx}.*", f"myst-parser=={myst}.*"]
    wanted = lowest() if sphinx == "lowest" else versions
    session.install("--upgrade", "pip>=25.1")
    newest = ("--upgrade", "--upgrade-strategy", "eager")
    session.install(*newest, "--editable", ".", "--group", "test", "--group", "docs", *wanted)
    session.run("pytest", "-n", "auto", *selection, *session.posargs)


COMBINATIONS = {
    f"python{python}-sphinx-{sphinx}": (interpreter(python), sphinx, myst)
    for sphinx, myst, pythons in MATRIX
    for python in pythons
}
nox.options.sessions = [f"tests({name})" for name in (OLDEST, MIDDLE, NEWEST)] + ["install"]


@nox.session(reuse_venv=True, tags=["all"])
@nox.parametrize(
    "python,sphinx,myst,selection",
    [
        nox.param(*versions, ALL if name == OLDEST else FAST, id=name)
        for name, versions in COMBINATIONS.items()
    ],
)
def tests(session: nox.Session, sphinx: str, myst: str, selection: tuple[str, ...]) -> None:
    """Run the tests with one combination; `nox -t all` tries every one."""
    try_out(session, sphinx, myst, selection)


@nox.session(python=interpreter("3.13"))
def tried(session: nox.Session) -> None:
    """Run all tests with the newest of each dependency, and record for the manual what that was."""
    try_out(session, "9", "5", ALL)
    session.run("python", "tools/tried.py")


@nox.session(python=False)
def install(session: nox.Session) -> None:
    """Make ``dist/``, check it as an index does, and follow the quick start with what is in it."""
    python = (sys.executable, "-m")
    shutil.rmtree("dist", ignore_errors=True)
    session.run(*python, "hatchling", "build", "-d", "dist")
    wheel, source = sorted(map(str, Path("dist").iterdir()), key=lambda name: name[-3:] != "whl")
    session.run(*python, "twine", "check", "--strict", wheel, source)
    session.run(*python, "check_wheel_contents", wheel)
    session.run(*python, "pytest", "-n", "2", "tests/test_quick_start.py", "--packed", "dist")


@nox.session
def audit(session: nox.Session) -> None:
    """Ask for known vulnerabilities of what an installation brings in; it needs the network."""
    session.install("pip-audit")
    # Strict: what could not be asked about is no good news.
    session.run("pip-audit", "--strict", ".")
