"""The manual builds nitpicky and without a warning for every kind of reader."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

DOCS = Path(__file__).parent.parent / "example_docs"
# HTML is what `make docs` makes.
BUILDERS = ("dirhtml", "singlehtml", "epub", "latex", "text", "man", "gettext")


def fingerprint() -> dict[str, str]:
    return {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(DOCS.rglob("*"))
        if path.is_file() and "_build" not in path.parts and "__pycache__" not in path.parts
    }


@pytest.mark.parametrize("builder", BUILDERS)
def test_builds_without_a_warning(builder: str, tmp_path: Path) -> None:
    """``sphinx-build -n -W`` passes, and the source folder stays as it was."""
    before = fingerprint()
    command = [sys.executable, "-m", "sphinx", "-n", "-W", "--keep-going", "-q", "-b", builder]
    done = subprocess.run(
        [*command, "-d", str(tmp_path / "doctrees"), str(DOCS), str(tmp_path / "out")],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert fingerprint() == before
