"""The same source gives the same bytes: whatever the folder, the processes and the hash seed."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

CONF = """
project = "Sample"
copyright = "nobody"
extensions = ["myst_parser", "sphinx_ftgloss"]
exclude_patterns = ["terms"]
html_theme = "basic"
ftgloss_terms = ["terms/*.toml"]
"""
OWN = """
[[term]]
id = "probe"
term = "probe"
category = "data-concepts"
short = "A question that shows what a model has learned, with $x$."
related = ["lora", "rank", "dpo"]
sources = [{ title = "Handbook" }]
"""


def build(root: Path, *options: str, seed: str = "0") -> dict[str, bytes]:
    """Build the project in a process of its own; return all files it wrote but the doctrees."""
    source = root / "source"
    (source / "terms").mkdir(parents=True)
    (source / "conf.py").write_text(CONF, encoding="utf-8")
    (source / "terms" / "own.toml").write_text(OWN, encoding="utf-8")
    listed = "".join(f"p{number}\n" for number in range(12))
    start = f"# Start\n\n{{ftterm}}`probe`\n\n```{{toctree}}\n{listed}```\n"
    (source / "index.md").write_text(start, encoding="utf-8")
    for number in range(12):
        words = "{ftterm}`lora` {ftterm}`probe` {ft:full}`dpo` {term}`epoch` {any}`rank`"
        (source / f"p{number}.md").write_text(f"# Page {number}\n\n{words}\n", encoding="utf-8")
    out = root / "out"
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "-d", str(root / "doctrees"), *options]
    environment = os.environ | {"PYTHONHASHSEED": seed}
    subprocess.run([*command, str(source), str(out)], check=True, env=environment)
    return {
        str(path.relative_to(out)): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file()
    }


@pytest.mark.parametrize("builder", ["html", "singlehtml", "text", "latex"])
def test_same_bytes(builder: str, tmp_path: Path) -> None:
    """Another folder, hash seed and number of processes change no byte, and no path shows."""
    one = build(tmp_path / "one", "-b", builder, seed="1")
    other = build(tmp_path / "elsewhere" / "other", "-b", builder, "-j", "4", seed="2")

    assert one.keys() == other.keys()
    assert [name for name in one if one[name] != other[name]] == []
    assert [name for name in one if os.fsencode(tmp_path) in one[name]] == []


@pytest.mark.parametrize("builder", ["xml", "epub"])
def test_same_pages(builder: str, tmp_path: Path) -> None:
    """In XML the pages differ only in where they lie, and in EPUB not at all."""

    def pages(root: Path, seed: str) -> dict[str, bytes]:
        found = build(root, "-b", builder, "-D", "version=1", seed=seed)
        path = os.fsencode(root)
        return {n: found[n].replace(path, b"") for n in found if n.endswith((".xml", ".xhtml"))}

    one = pages(tmp_path / "one", "1")
    assert one == pages(tmp_path / "other", "2")
    assert "p11.xhtml" in one or "p11.xml" in one
