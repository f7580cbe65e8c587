"""``check`` on any text: nothing breaks, places are those of the words, and mending ends."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sphinx_ftgloss.command.checking import RULES
from sphinx_ftgloss.command.checking.checker import Checker, UnreadableError
from sphinx_ftgloss.terms.forms import fold
from sphinx_ftgloss.terms.loader import load_pack

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

GLOSSARY = load_pack()[0]
CHECKER = Checker(GLOSSARY, RULES)
WORDS = [
    "LoRA",
    "Lora",
    "learning rate",
    "learning-rate",
    "DPO",
    "halucination",
    "使用",
    "x",
    "1. ",
]
SIGNS = [
    *(" ", "  ", "    ", "\n", "\n", "\n\n", "\r\n", "\r", "\t", "\x0b", "\x0c", "\x00", "\u2028"),
    *("\x85", "\xa0", "\ufeff", "\ufdd0", "é", "e\u0301", "😀", "ſ", "İ"),
    *("*", "**", "_", "~", "~~", "`", "``", "```", "~~~", ":::", "::::", "$", "$$", '"', "'"),
    *("\\", "\\ ", "\\\n", "&amp;", "&", "<b>", "</b>", "<a href=x>", "</a>", "<!--", "-->", "<"),
    *(
        "[",
        "]",
        "](x)",
        "][r]",
        "\n[r]: x\n",
        "![",
        "[^1]",
        "\n[^1]: ",
        "(LoRA)=",
        "{{",
        "}}",
        "{.x}",
    ),
    *(
        "- ",
        "> ",
        "# ",
        "| ",
        "|",
        "\n| - | - |\n",
        "\n===\n",
        "\n---\n",
        "---\n",
        ": ",
        ":",
        "+++",
    ),
    *("{ftterm}", "{ftterm}`lora`", "{ftterm}`loar`", ":ftterm:`lora`", ":ftterm:", "`x <lora>`"),
    *(
        "{note}",
        "\n```{note}\n",
        "\n:::{tip}\n",
        "\n.. note:: ",
        "\n.. note::\n\n   ",
        ":class: x\n",
    ),
    *("\n.. x\n", "::", "::\n\n", "|a|", "_a:", "__ ", "\n.. |a| replace:: ", "\n.. class:: x\n\n"),
    *("\n====  ====\n", "\n+---+---+\n", ".. [1] ", "[1]_", "x_", "\n.. _x: y\n", "% ", ":x: "),
    *("\n---\nftgloss-autolink: off\n---\n", "\\begin{align}", "\\end{align}", ", ", "."),
]
TEXTS = st.lists(st.sampled_from([*WORDS, *WORDS, *SIGNS]), max_size=40).map("".join) | st.text()


def holds(file: Path, content: str, suffix: str) -> None:
    """Assert what is true of each file."""
    file.write_bytes(content.encode())
    lines = re.split(r"(?<=\n)|(?<=\r)(?!\n)", content.removeprefix("\ufeff"))
    try:
        findings = CHECKER.check(file)
    except UnreadableError:
        assert suffix == ".ipynb"
        return
    for found in findings:
        whole = "".join(lines[found.line - 1 : found.end_line])
        last = len("".join(lines[found.line - 1 : found.end_line - 1]))
        words = whole[found.column - 1 : last + found.end_column - 1]
        if found.rule == "link" and suffix != ".ipynb":
            assert GLOSSARY.find(words).ids
            assert repr(GLOSSARY.find(words).ids[0]) in found.reason
        elif found.rule == "wording" and suffix != ".ipynb":
            assert fold(words) == fold(found.reason.split("'")[1])
    missing = [found for found in findings if found.rule == "link"]
    count, left = CHECKER.mend(file)
    mended = file.read_bytes()
    assert count <= len(missing)
    assert len([found for found in left if found.rule == "link"]) >= len(missing) - count
    assert CHECKER.mend(file)[0] == 0
    assert file.read_bytes() == mended
    if not count:
        assert mended == content.encode()


@pytest.mark.parametrize("suffix", [".md", ".rst"])
@given(text=TEXTS)
@example(text="**a LoRA* b**")
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text(suffix: str, text: str, tmp_path: Path) -> None:
    """Whatever stands in a file, it is read, and a second mending finds nothing to do."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return
    holds(tmp_path / f"page{suffix}", text, suffix)


@given(cells=st.lists(TEXTS | st.lists(TEXTS)), escaped=st.booleans())
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_notebook(cells: list[str | list[str]], escaped: bool, tmp_path: Path) -> None:
    """A mended notebook holds the same, but for the sources of its Markdown cells."""
    notebook = {
        "metadata": {"LoRA": ["LoRA"]},
        "cells": [{"source": cell, "cell_type": "markdown", "id": "LoRA"} for cell in cells],
    }
    content = json.dumps(notebook, ensure_ascii=escaped, indent=1)
    try:
        content.encode()
    except UnicodeEncodeError:
        return
    file = tmp_path / "page.ipynb"
    holds(file, content, ".ipynb")
    after = json.loads(file.read_text(encoding="utf-8"))
    assert {**after, "cells": 0} == {**notebook, "cells": 0}
    for old, new in zip(notebook["cells"], after["cells"], strict=True):
        assert {**old, "source": 0} == {**new, "source": 0}  # type: ignore[dict-item]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.sampled_from(["markdown", "LoRA"]),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(
            st.sampled_from(["cells", "cell_type", "source", "metadata"]) | st.text(), inner
        )
    ),
    max_leaves=20,
)


@given(content=JSON.map(json.dumps) | st.text())
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_json(content: str, tmp_path: Path) -> None:
    """What is no notebook is passed over."""
    try:
        content.encode()
    except UnicodeEncodeError:
        return
    holds(tmp_path / "page.ipynb", content, ".ipynb")
