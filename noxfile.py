"""The tests with each Sphinx that is supported; `nox -l` lists the sessions."""

from __future__ import annotations

import shutil

import nox

nox.needs_version = ">=2024.4"
nox.options.default_venv_backend = "venv"

# Sphinx, and the oldest and newest Python to try it with.
VERSIONS = {"7.4": ("3.11",), "8.2": ("3.11", "3.13"), "9.0": ("3.11",), "9": ("3.12", "3.13")}
COMBINATIONS = [
    nox.param(python, sphinx, id=f"python{python}-sphinx{sphinx}")
    for sphinx, pythons in VERSIONS.items()
    for python in pythons
    if python == "3.11" or shutil.which(f"python{python}")
]
nox.options.sessions = [
    "tests(python3.11-sphinx7.4)",
    *(["tests(python3.12-sphinx9)"] if shutil.which("python3.12") else []),
]


@nox.session(reuse_venv=True)
@nox.parametrize("python,sphinx", COMBINATIONS)
def tests(session: nox.Session, sphinx: str) -> None:
    """Run all tests but those in a browser, which do not depend on Sphinx."""
    session.install("--upgrade", "pip>=25.1")
    session.install("--editable", ".", "--group", "test", "--group", "docs", f"sphinx~={sphinx}.0")
    session.run("pytest", "-n", "auto", "-m", "not browser", *session.posargs)
