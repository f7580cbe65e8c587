"""``sphinx-ftgloss check PATH``: what it says of files, and what ``--fix`` does to them."""

from __future__ import annotations

import json
import os
import pty
import re
import shlex
import stat
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
import yaml
from bs4 import BeautifulSoup

from helpers import unavailable
from sphinx_ftgloss.command.main import main

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Make

HOOKS = Path(__file__).parents[1] / ".pre-commit-hooks.yaml"
SARIF = (
    Path(__file__).parents[1]
    / ".venv/npm/node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"
)
OLD = """
[[term]]
id = "old-lora"
term = "thin adaptation"
status = "deprecated"
use = "lora"
"""


@pytest.fixture
def check(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., list[str]]:
    """Return a function that checks a text, and returns the places, rules and reasons."""
    monkeypatch.chdir(tmp_path)
    Path("terms.toml").write_text(OLD, encoding="utf-8")

    def run(text: str, *options: str, name: str = "page.md") -> list[str]:
        Path(name).write_text(text, encoding="utf-8")
        code = main(["check", name, "--terms", "terms.toml", *options])
        out = capsys.readouterr().out
        assert code == bool(out)
        return [line.removeprefix(f"{name}:") for line in out.splitlines()]

    return run


def fixed(path: Path, *options: str) -> bytes:
    main(["check", "--fix", str(path), *options])
    return path.read_bytes()


# --- Rules ----------------------------------------------------------------------------------------


def test_first_mention_only(check: Callable[..., list[str]]) -> None:
    """Each term is named once, at its first mention, with the role to write."""
    assert check("# Home\n\nWe use **LoRA**.\n\nAgain LoRA, and DPO too.\n") == [
        "3:10: link the first mention of 'lora' on the page has no role; write {ftterm}`LoRA`",
        "5:17: link the first mention of 'dpo' on the page has no role; write {ftterm}`DPO`",
    ]


def test_marked_before(check: Callable[..., list[str]]) -> None:
    """What a role marks before needs no other; a role behind the first mention is too late."""
    assert check("{ft:abbr}`lora` is good. LoRA it is.\n") == []
    assert check("{term}`LoRA` is good. LoRA it is.\n") == []
    assert check("# {ftterm}`LoRA`\n\nLoRA it is.\n") == []
    assert len(check("LoRA it is. {ftterm}`lora` is good.\n")) == 1
    assert len(check("{ftterm}`!lora` is not linked, so LoRA it is.\n")) == 1


@pytest.mark.parametrize(
    "text",
    [
        "# LoRA",
        "LoRA\n====",
        "[LoRA](x.md), [LoRA][r], ![LoRA](x.png)\n\n[r]: x",
        "`LoRA`, ``LoRA``, $LoRA$, {math}`LoRA`, {doc}`LoRA`",
        "```\nLoRA\n```\n\n    LoRA",
        "```{code-block}\nLoRA\n```\n\n```{figure} x.png\nLoRA\n```",
        "```{note}\n:class: LoRA\n\nx\n```",
        ":::{admonition} LoRA\nx\n:::",
        "$$\nLoRA\n$$\n\n\\begin{align}\nLoRA\n\\end{align}",
        "<div>LoRA</div>\n\nx <b>LoRA</b> <!-- LoRA -->",
        "% LoRA\n\n+++ LoRA\n\n(LoRA)=\n\n{{ LoRA }}",
        "> LoRA\n> and LoRA",
        "[^1]: LoRA\n\n    LoRA",
        "| LoRA |\n| --- |\n| x |",
        "LoRA\n: x",
        "---\ntitle: LoRA\n---\nx",
        "---\nftgloss-autolink: off\n---\nLoRA",
        "{.ftgloss-no-autolink}\nLoRA",
        ":::{div} ftgloss-no-autolink\nLoRA\n:::",
        ":::{note}\n:class: ftgloss-no-autolink\nLoRA\n:::",
        "https://example.org/a,LoRA",
        "non-**LoRA**, **LoRA**-like, learning *rate*",
        "lora\\_LoRA LoRA\\_r lora_LoRA",
        "```{note}\n```{code-block}\nLoRA",
    ],
)
def test_no_prose_in_markdown(text: str, check: Callable[..., list[str]]) -> None:
    """Nothing is said of what is no running text."""
    assert check(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "*LoRA*",
        "**LoRA**",
        "~~LoRA~~",
        "- x\n  - LoRA",
        "x\n: LoRA",
        "| x |\n| - |\n| **LoRA** |",
        "```{note}\n:class: x\n\nLoRA\n```",
        "```{note}\n---\nclass: x\n---\nLoRA\n```",
        "- x\n\n  :::{tip}\n  LoRA\n  :::",
        "::::{grid}\n:::{card} x\nLoRA\n:::\n::::",
        "2 * 3 and LoRA and 4 * 5",
        "使用LoRA微调",
        "a <br> LoRA",
        "[x](y) \\* LoRA",
        "---\na: [\n---\n\nLoRA",
        "| x | y | z |\n| - | - | - |\n| a | `\\|` | LoRA |",
        "\ufeff# x\n\nLoRA",
        "# x\r\n\r\ny\r\nLoRA\r\n",
        "# x\n\ry\rLoRA",
    ],
)
def test_prose_in_markdown(text: str, check: Callable[..., list[str]], tmp_path: Path) -> None:
    """Running text is found where it stands, and the place is that of the words."""
    (found,) = check(text)
    line, column = map(int, found.split(":")[:2])
    lines = re.split(r"\r\n|\r|\n", text.removeprefix("\ufeff"))

    assert lines[line - 1][column - 1 :].startswith("LoRA")
    old = text.encode()
    assert fixed(tmp_path / "page.md") == old.replace(b"LoRA", b"{ftterm}`LoRA`")


@pytest.mark.parametrize(
    "text",
    [
        "LoRA\n====\n\nx",
        "`LoRA`, ``LoRA``, :math:`LoRA`, `LoRA <x>`_, LoRA_, |LoRA|, *LoRA*",
        "::\n\n   LoRA\n\n>>> LoRA",
        ".. code-block:: text\n\n   LoRA\n\n.. figure:: x\n\n   LoRA",
        ".. note::\n   :class: LoRA\n\n   x",
        ".. admonition:: LoRA\n\n   x",
        ".. LoRA\n\n.. _LoRA: x\n\n.. |a| replace:: LoRA",
        "x\n\n   LoRA",
        ".. [1] LoRA\n\n.. [a] LoRA",
        ":ftgloss-autolink: off\n\nLoRA",
        ".. container:: ftgloss-no-autolink\n\n   LoRA",
        ".. class:: ftgloss-no-autolink\n\nLoRA",
        ".. py:class:: LoRA\n\n   LoRA",
        "LoRA\n  x",
        ":LoRA: x",
        "====  ====\nLoRA  x\n====  ====\ny     z\n====  ====",
        "LoRA\\ s lora\\_LoRA",
        ".. include:: LoRA\n\n.. unknown-directive:: LoRA\n\n   LoRA",
    ],
)
def test_no_prose_in_rest(text: str, check: Callable[..., list[str]]) -> None:
    """The same holds for reStructuredText."""
    assert check(text, name="page.rst") == []


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("x\n\n- LoRA", ":ftterm:`LoRA`"),
        ("x LoRA.\n", ":ftterm:`LoRA`"),
        ("x LoRA::\n\n   y", ":ftterm:`LoRA`"),
        ("使用LoRA微调", r"\ :ftterm:`LoRA`\ "),
        (".. note:: LoRA\n   x", ":ftterm:`LoRA`"),
        (".. note::\n   :class: x\n\n   LoRA", ":ftterm:`LoRA`"),
        ("x\n  y\n\n  LoRA", ":ftterm:`LoRA`"),
        ("**x** ``y`` :doc:`z` LoRA", ":ftterm:`LoRA`"),
        ("x\r\n\r\nLoRA\r\n", ":ftterm:`LoRA`"),
        (":unknown:`x` and LoRA", ":ftterm:`LoRA`"),
        (".. |a| replace:: b\n\n|a| LoRA", ":ftterm:`LoRA`"),
    ],
)
def test_prose_in_rest(
    text: str, role: str, check: Callable[..., list[str]], tmp_path: Path
) -> None:
    """Running text is found, and its role is parted from letters beside it."""
    assert len(check(text, name="page.rst")) == 1
    assert fixed(tmp_path / "page.rst") == text.replace("LoRA", role).encode()
    assert fixed(tmp_path / "page.rst") == text.replace("LoRA", role).encode()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("{ftterm}`loar`", "1:1: unknown there is no term 'loar'; did you mean 'lora'"),
        ("x {ftterm}`adapter`", "1:3: unknown 'adapter' can mean more than one thing; write "),
        ("{ft:param}`peft.LoraConfig.rr`", "1:1: unknown there is no library parameter"),
        ("> {ft:def}`loar`", "1:3: unknown there is no term 'loar'"),
        ("- {ftterm}`old-lora`", "1:3: deprecated 'old-lora' is deprecated; use 'lora'"),
        ("a thin adaptation", "1:3: deprecated 'old-lora' is deprecated; write 'LoRA'"),
    ],
)
def test_roles(text: str, found: str, check: Callable[..., list[str]]) -> None:
    """Roles that a build would warn of are told in its words."""
    (line,) = check(text)
    assert line.startswith(found)


def test_roles_in_rest(check: Callable[..., list[str]]) -> None:
    """Roles are found in reStructuredText too, with words of their own or not."""
    assert check("A\n\n  :ftterm:`these <loar>` `dpo`:ftterm:", name="page.rst") == [
        "3:3: unknown there is no term 'loar'; did you mean 'lora' or 'lokr'?"
    ]


@pytest.mark.parametrize(
    ("words", "right"),
    [
        ("Lora", "LoRA"),
        ("fine tuning", "fine-tuning"),
        ("Finetuning", "Fine-tuning"),
        ("halucination", "hallucination"),
        ("RHLF", "RLHF"),
        ("fine-tuning", ""),
        ("Fine-Tuning", ""),
        ("pre-trained", ""),
        ("lora", ""),
        ("learning-rate warmup", ""),
        ("learning rate decay", ""),
        ("Direct Preference Optimization", ""),
        ("quantisation", ""),
        ("zero or Zero", ""),
    ],
)
def test_wording(words: str, right: str, check: Callable[..., list[str]]) -> None:
    """Capitals and hyphens are those of the record; what is no mistake is not called one."""
    found = check(f"On {words} here.", "--select", "wording")
    assert found == ([f"1:4: wording '{words}' is written '{right}'"] if right else [])


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("LoRA is small.", 1),
        ("{ftterm}`LoRA` is small, and LoRA too.", 1),
        ("Low-rank adaptation (LoRA) is small.", 0),
        ("LoRA (low-rank adaptation) is small.", 0),
        ("LoRA is small. Low-rank adaptation it is.", 1),
        ("# Low-rank adaptation\n\nLoRA is small.", 0),
        ("{ft:full}`lora` is small, and LoRA too.", 0),
        ("The epoch is long.", 0),
    ],
)
def test_first_use(text: str, count: int, check: Callable[..., list[str]]) -> None:
    """An abbreviation is told that nothing spells out before it or right behind it."""
    assert len(check(text, "--select", "first-use")) == count
    assert not any("first-use" in line for line in check(text))


def test_rules_are_chosen(check: Callable[..., list[str]]) -> None:
    """Rules are chosen and left out by name."""
    text = "Lora and {ftterm}`loar` and DPO"
    rules = [line.split()[1] for line in check(text, "--select", "all")]

    assert sorted(rules) == ["first-use", "link", "unknown", "wording"]
    assert [x.split()[1] for x in check(text, "--select", "link,wording")] == ["wording", "link"]
    assert [x.split()[1] for x in check(text, "--ignore", "link,wording")] == ["unknown"]


def test_another_language(check: Callable[..., list[str]]) -> None:
    """The names of a translation count."""
    (found,) = check("模型的学习率很小。", "--language", "zh_CN", "--select", "link")
    assert found.endswith("write {ftterm}`学习率`")


# --- Mending --------------------------------------------------------------------------------------

MESSY = "\ufeff# LoRA\r\n\r\nThe learning-rate\nschedule of LoRA\rand `LoRA`.\r\n\r\n- DPO  \n  x"


def test_fix_touches_nothing_else(tmp_path: Path) -> None:
    """Line ends, a byte order mark and the missing end of the last line stay; twice is once."""
    page = tmp_path / "page.md"
    page.write_bytes(MESSY.encode())
    page.chmod(0o640)
    mended = fixed(page)

    assert (
        mended
        == MESSY.replace("learning-rate\nschedule", "{ftterm}`learning-rate\nschedule`")
        .replace("of LoRA", "of {ftterm}`LoRA`")
        .replace("DPO", "{ftterm}`DPO`")
        .encode()
    )
    assert fixed(page) == mended
    assert stat.S_IMODE(page.stat().st_mode) == 0o640
    assert [file.name for file in tmp_path.iterdir()] == ["page.md"]


def test_fix_keeps_a_symbolic_link(tmp_path: Path) -> None:
    """The file behind a symbolic link is mended, and the link stays one."""
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "page.md").write_text("LoRA\n")
    (tmp_path / "page.md").symlink_to("real/page.md")

    assert fixed(tmp_path / "page.md") == b"{ftterm}`LoRA`\n"
    assert (tmp_path / "page.md").is_symlink()


def test_fix_prints_the_same_words(check: Callable[..., list[str]], tmp_path: Path) -> None:
    """Where an id would print the preferred form, the words are given beside it."""
    assert check("A learning-rate decay and a learning-rate, say.", "--fix") == []
    assert (tmp_path / "page.md").read_text() == (
        "A {ftterm}`learning-rate decay` and a {ftterm}`learning-rate <learning-rate>`, say."
    )


def test_fix_leaves_what_it_would_change(check: Callable[..., list[str]], tmp_path: Path) -> None:
    """Emphasis inside of a word would end with a role there; the next mention gets it."""
    assert check("使用**LoRA**微调 and LoRA", "--fix") == []
    assert (tmp_path / "page.md").read_text() == "使用**LoRA**微调 and {ftterm}`LoRA`"


NOTEBOOK = (
    '{"nbformat": 4, "metadata": {"source": ["LoRA"]},\n "cells": [\n'
    '  {"cell_type": "code", "source": ["# LoRA"], "outputs": [{"text": "LoRA"}]},\n'
    '  {"source": ["# T\\u00ef\\n", "\\n", "\\ud83d\\ude00 Use \\u004coRA and the learning\\n",\n'
    '    "rate."], "cell_type": "markdown", "attachments": {"a": "LoRA"}},\n'
    '  {"cell_type": "markdown", "source": "Again LoRA, \\"DPO\\""}\n ] }  \n'
)


def test_notebook(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Markdown cells are checked and mended in place; the rest of the JSON stays as it was."""
    page = tmp_path / "page.ipynb"
    page.write_text(NOTEBOOK, encoding="utf-8")
    assert main(["check", str(page)]) == 1
    found = [line.split(":")[1:3] for line in capsys.readouterr().out.splitlines()]
    places = [(int(line), int(column)) for line, column in found]
    mended = fixed(page).decode()

    lines = NOTEBOOK.splitlines()
    assert places == [
        (4, lines[3].index(r"\u004c") + 1),
        (4, lines[3].index("learning") + 1),
        (6, lines[5].index("DPO") + 1),
    ]
    assert mended == NOTEBOOK.replace("\\u004coRA", "{ftterm}`\\u004coRA`").replace(
        "learning\\n", "{ftterm}`learning\\n"
    ).replace('"rate.', '"rate`.').replace("DPO", "{ftterm}`DPO`")
    before, after = json.loads(NOTEBOOK), json.loads(mended)
    assert "".join(after["cells"][1].pop("source")).count("{ftterm}`") == 2
    before["cells"][1].pop("source")
    assert after["cells"][:2] == before["cells"][:2]
    assert fixed(page).decode() == mended


def text_of(html: str) -> str:
    """Return the text of the body of a page, without that of the glossary's own cards."""
    body = BeautifulSoup(html, "html.parser").select_one("div.body")
    assert body is not None
    return " ".join(body.get_text().split())


PAGES = {
    "index.md": "# Home\n\nWe use **LoRA** and *DPO* in `code`, “LoRA”.\n\n- fine-tuning, the\n"
    "  learning\n  rate\n\n```{note}\nSFT with gradient accumulation (SFT).\n```\n\n"
    "| a | b |\n|---|---|\n| RLHF | RLHF\\_x |\n\n[LoRA](other.rst) <b>LoRA</b>\n\n"
    "使用QLoRA微调，learning-rate\n\n```{toctree}\nother\n```\n",
    "other.rst": "Other\n=====\n\nWe use LoRA::\n\n   LoRA\n\n使用QLoRA微调. *DPO* and the\n"
    "learning\nrate.\n\n.. warning:: PEFT\n   and SFT\n\nterm\n   RLHF, a learning-rate and `x`_.\n"
    "\n.. _x: y\n",
}


def test_built_before_and_after(make_project: Make, tmp_path: Path) -> None:
    """Built with Sphinx, a mended project says the same as before, with links."""
    project = make_project(PAGES, root_doc="index", myst_enable_extensions=["colon_fence"])
    before = project.build(warns=None)
    assert main(["check", "--fix", str(project.source)]) == 0
    after = project.build(warns=None)

    assert after.warnings == before.warnings
    for page, count in {"index.html": 7, "other.html": 6}.items():
        assert text_of(after.text(page)) == text_of(before.text(page))
        body = BeautifulSoup(after.text(page), "html.parser").select_one("div.body")
        assert body is not None
        assert len(body.select("a.ftgloss-term")) == count


# --- Bad input ------------------------------------------------------------------------------------

DEEP = "".join(f"{' ' * level}- x\n\n" for level in range(0, 800, 2)) + "LoRA"


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.md", b"# x\n\nLoRA \xff\n", "it is not UTF-8 at byte 10"),
        ("a.ipynb", b'{"cells": [', "no notebook: "),
        ("a.ipynb", b"", "no notebook: "),
        ("a.ipynb", b"[1]", "no notebook: it holds no JSON object"),
        ("a.ipynb", b'{"cells": 1}', "no notebook: it has no list of cells"),
        ("a.ipynb", b'{"cells": [1]}', "no notebook: one of its cells is no object"),
        ("a.ipynb", b'{"cells": [{"source": "LoRA"}]}', "no notebook: one of its cells has no"),
        (
            "a.ipynb",
            b'{"cells": [{"cell_type": "markdown", "source": 3}]}',
            "no notebook: a Markdown cell has a source that is no text",
        ),
        (
            "a.ipynb",
            b'{"cells": [{"cell_type": "markdown", "source": ["LoRA", null]}]}',
            "no notebook: a Markdown cell has a source that is no text",
        ),
        ("a.rst", DEEP.encode(), "its parts lie too deep in each other"),
        ("a.txt", b"LoRA", "its name ends with none of .md, .rst, .ipynb"),
        ("a.md", b"LoRA " * 2_000_001, "it holds more than 10,000,000 characters of text"),
    ],
)
@pytest.mark.parametrize("options", [(), ("--fix",)], ids=["check", "fix"])
def test_unreadable(
    name: str,
    content: bytes,
    reason: str,
    options: tuple[str, ...],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A file that cannot be read is named and left as it is; the others are checked."""
    (tmp_path / name).write_bytes(content)
    (tmp_path / "b.md").write_text("Lora\n")
    code = main(["check", *options, str(tmp_path / name), str(tmp_path / "b.md")])
    out, err = capsys.readouterr()

    assert code == 1
    assert err.startswith(f"{tmp_path / name}: passed over: {reason}")
    assert out.count("\n") == 1
    assert (tmp_path / name).read_bytes() == content


def test_folders(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Folders are gone through in the order of names, but for what no author wrote."""
    names = ["b.md", "a.rst", "c/x.ipynb", "c/y.txt", "_build/d.md", ".venv/e.md"]
    for name in [*names, "node_modules/f.md"]:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("{}" if name.endswith("ipynb") else "LoRA\n")
    (tmp_path / "lost.md").symlink_to("nowhere")
    (tmp_path / "c" / "loop").symlink_to("..")
    assert main(["check", str(tmp_path), str(tmp_path / "b.md")]) == 1
    out, err = capsys.readouterr()

    assert [line.split(":")[0] for line in out.splitlines()] == [
        str(tmp_path / "a.rst"),
        str(tmp_path / "b.md"),
    ]
    assert err.splitlines() == [
        f"{tmp_path}/c/x.ipynb: passed over: no notebook: it has no list of cells",
        "3 files, 2 remarks",
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere"], "there is no file or folder nowhere"),
        ([], "name files or folders to check, or a pack with --pack"),
        ([".", "--pack"], "name files or folders to check, or a pack with --pack"),
        ([".", "--terms", "nowhere.toml"], "there is no file nowhere.toml"),
    ],
)
def test_misuse(arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What cannot be done is said in one line, and the exit code is 2."""
    assert main(["check", *arguments]) == 2
    assert capsys.readouterr().err == f"sphinx-ftgloss: {message}\n"


def test_unknown_rule(capsys: pytest.CaptureFixture[str]) -> None:
    """A rule that is not there is named with those that are."""
    with pytest.raises(SystemExit, match="2"):
        main(["check", ".", "--select", "links"])
    assert "there is no rule 'links'; there are link, unknown," in capsys.readouterr().err


def test_fix_where_nothing_may_be_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the new file cannot take the place of the old one, that is said and the old one stays."""
    page = tmp_path / "page.md"
    page.write_text("LoRA")

    def refuse(self: Path, target: Path) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "replace", refuse)
    assert main(["check", "--fix", str(page)]) == 0
    assert "page.md: passed over: cannot be written: Operation not" in capsys.readouterr().err
    assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [("page.md", "LoRA")]


def test_bar_on_a_terminal_only(tmp_path: Path) -> None:
    """A long run shows how far it is where somebody looks, and nothing of it is in the report."""
    for number in range(25):
        (tmp_path / f"{number}.md").write_text("Lora")
    command = [sys.executable, "-m", "sphinx_ftgloss", "check", str(tmp_path)]
    ours, theirs = pty.openpty()
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=theirs, text=True, check=False)
    os.close(theirs)
    shown = os.read(ours, 100_000).decode()
    os.close(ours)
    quiet = subprocess.run(command, capture_output=True, text=True, check=False)

    assert "Checking" in shown
    assert quiet.stderr == "25 files, 25 remarks\n"
    assert done.stdout == quiet.stdout
    assert done.stdout.count("\n") == 25


# --- Formats --------------------------------------------------------------------------------------


def printed(form: str, file: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    main(["check", "--format", form, str(file)])
    return json.loads(capsys.readouterr().out)


def test_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """JSON is a list of remarks, empty if there are none."""
    page = tmp_path / "page.md"
    page.write_text("The learning\nrate: Lora", encoding="utf-8")

    assert printed("json", page, capsys) == [
        {
            "file": str(page),
            "line": 1,
            "column": 5,
            "end_line": 2,
            "end_column": 5,
            "rule": "link",
            "reason": "the first mention of 'learning-rate' on the page has no role; "
            "write {ftterm}`learning rate`",
        },
        {
            "file": str(page),
            "line": 2,
            "column": 7,
            "end_line": 2,
            "end_column": 11,
            "rule": "wording",
            "reason": "'Lora' is written 'LoRA'",
        },
    ]
    page.write_text("", encoding="utf-8")
    assert printed("json", page, capsys) == []


def test_sarif(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """SARIF keeps to its schema, names all rules, and has one result for each remark."""
    page = tmp_path / "ä b.md"
    page.write_text("LoRA and Lora and {ftterm}`loar`", encoding="utf-8")
    log = printed("sarif", page, capsys)
    (run,) = log["runs"]
    rules = {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    place = run["results"][0]["locations"][0]["physicalLocation"]

    assert [result["ruleId"] for result in run["results"]] == ["link", "wording", "unknown"]
    assert {result["ruleId"] for result in run["results"]} < rules
    assert place["artifactLocation"]["uri"] == page.as_uri()
    assert place["region"]["startColumn"] == 1
    if not SARIF.is_file():
        unavailable("needs the schema of SARIF: sh tools/install-npm")
    schema = json.loads(SARIF.read_text(encoding="utf-8"))
    jsonschema.Draft7Validator(schema).validate(log)
    page.write_text("", encoding="utf-8")
    jsonschema.Draft7Validator(schema).validate(printed("sarif", page, capsys))


# --- Hooks ----------------------------------------------------------------------------------------


def test_hooks(tmp_path: Path) -> None:
    """The hooks are valid for pre-commit, and what they run does what their names say."""
    validate = [sys.executable, "-m", "pre_commit", "validate-manifest", str(HOOKS)]
    home = {**os.environ, "PRE_COMMIT_HOME": str(tmp_path / "home")}
    subprocess.run(validate, check=True, env=home)
    entries = {hook["id"]: shlex.split(hook["entry"]) for hook in yaml.safe_load(HOOKS.read_text())}
    page = tmp_path / "page.md"
    page.write_text("LoRA and Lora\n")

    assert {entry[0] for entry in entries.values()} == {"sphinx-ftgloss"}
    assert main([*entries["ftgloss-check"][1:], str(page)]) == 1
    assert page.read_text() == "LoRA and Lora\n"
    assert main([*entries["ftgloss-fix"][1:], str(page)]) == 0
    assert page.read_text() == "{ftterm}`LoRA` and Lora\n"


@pytest.mark.parametrize(
    ("name", "definition", "role"),
    [
        (
            "b.md",
            "```{ftterm-define} gold probe\n:aliases: sonde, golden\n\nIt.\n```\n",
            "{{ftterm}}`{}`",
        ),
        (
            "b.rst",
            ".. ftterm-define:: gold probe\n   :aliases: sonde, golden\n\n   It.\n",
            ":ftterm:`{}`",
        ),
    ],
)
def test_terms_that_pages_define(
    name: str, definition: str, role: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A role for a term that another page defines is known; a misspelt one is not."""
    (tmp_path / name).write_text(definition)
    roles = " ".join(map(role.format, ("gold probes", "gold-probe", "golden", "gold prode")))
    (tmp_path / f"a.{name[2:]}").write_text(f"{roles}\n")

    assert main(["check", "--select", "unknown", str(tmp_path)]) == 1
    (line,) = capsys.readouterr().out.splitlines()
    assert "there is no term 'gold prode'" in line
