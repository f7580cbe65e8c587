"""A warning that our code causes is an error in tests, and in the processes that tests start."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from sphinx.deprecation import RemovedInNextVersionWarning

from helpers import MODULES

if TYPE_CHECKING:
    from pathlib import Path

# Calls what is deprecated as if the caller stood in a module.
CALL = """
import warnings

def deprecated():
    warnings.warn("it is old", {category}, stacklevel=2)

def call_from(module):
    exec("deprecated()", {{"__name__": module, "deprecated": deprecated}})
"""
CONF = """
from sphinx.deprecation import RemovedInNextVersionWarning

extensions = ["sphinx_ftgloss"]
html_theme = "basic"

def setup(app):
    app.connect("env-updated", lambda app, env: call_from("sphinx_ftgloss.page"))
"""


def test_modules_of_every_depth_are_known() -> None:
    """The package, its modules and those of packages in it are held to this."""
    assert {"sphinx_ftgloss", "sphinx_ftgloss.page", "sphinx_ftgloss.command.checking.run"} <= {
        *MODULES
    }


@pytest.mark.parametrize("module", ["sphinx_ftgloss", "sphinx_ftgloss.command.checking.run"])
@pytest.mark.parametrize("category", [PendingDeprecationWarning, RemovedInNextVersionWarning])
def test_in_tests(module: str, category: type[Warning]) -> None:
    """It fails the test in which it happens."""
    code: dict = {category.__name__: category}
    exec(CALL.format(category=category.__name__), code)

    with pytest.raises(category, match="it is old"):
        code["call_from"](module)


def test_in_processes() -> None:
    """It stops a process of ours, such as the command, in whichever module it happens."""
    code = f"""
for module in {MODULES}:
    try:
        call_from(module)
    except PendingDeprecationWarning:
        continue
    print(module)
"""
    code = CALL.format(category="PendingDeprecationWarning") + code
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert (done.stdout, done.stderr) == ("", "")


def test_in_builds(tmp_path: Path) -> None:
    """It fails a build, whatever Sphinx does with warnings of its own."""
    conf = CALL.format(category="RemovedInNextVersionWarning") + CONF
    (tmp_path / "conf.py").write_text(conf, encoding="utf-8")
    (tmp_path / "index.rst").write_text("S\n=\n", encoding="utf-8")
    command = [sys.executable, "-m", "sphinx", "-q", str(tmp_path), str(tmp_path / "out")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert "it is old" in done.stderr
    assert done.returncode != 0
