"""The tests with each Sphinx that is supported; `nox -l` lists the sessions."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import nox

nox.needs_version = ">=2024.4"
nox.options.default_venv_backend = "venv"

# Sphinx, and the oldest and newest Python to try it with.
VERSIONS = {"7.4": ("3.11",), "8.2": ("3.11", "3.13"), "9.0": ("3.11",), "9": ("3.12", "3.13")}


def interpreter(version: str) -> str | None:
    """Return a Python that runs: on the path, or among those that pyenv keeps."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    kept = sorted(str(path) for path in pyenv.glob(f"{version}.*/bin/python"))
    for found in (shutil.which(f"python{version}"), *kept):
        # A shim of pyenv may be on the path and lead nowhere.
        if found and not subprocess.run([found, "-V"], capture_output=True, check=False).returncode:
            return found
    return None


COMBINATIONS = [
    nox.param(found, sphinx, id=f"python{python}-sphinx{sphinx}")
    for sphinx, pythons in VERSIONS.items()
    for python in pythons
    if (found := interpreter(python))
]
# The oldest and the newest; `nox -t all` runs every combination.
nox.options.sessions = [
    f"tests({combination.id})"
    for combination in COMBINATIONS
    if combination.id in {"python3.11-sphinx7.4", "python3.12-sphinx9"}
]


@nox.session(reuse_venv=True, tags=["all"])
@nox.parametrize("python,sphinx", COMBINATIONS)
def tests(session: nox.Session, sphinx: str) -> None:
    """Run all tests but those in a browser, and those that take long."""
    session.install("--upgrade", "pip>=25.1")
    session.install("--editable", ".", "--group", "test", "--group", "docs", f"sphinx=={sphinx}.*")
    session.run("pytest", "-n", "auto", "-m", "not browser and not slow", *session.posargs)
