"""The PDF: page numbers of uses, footnotes, the appendix, and signs that TeX has to know."""

# ruff: noqa: RUF001 - signs that look like others are the point

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from helpers import unavailable

if TYPE_CHECKING:
    from conftest import Make
    from helpers import Project

pytestmark = pytest.mark.slow

DOCS = Path(__file__).parent.parent / "example_docs"
ENGINES = {"pdflatex": "-pdf", "xelatex": "-pdfxe", "lualatex": "-pdflua"}

TERMS = r"""
[[term]]
id = "zebra"
term = "β-zebra ≤ naïve_größe"
category = "data-concepts"
short = 'A striped quantity `some_code` of $\beta_{x}^2 \le 5\,\%$ & more, −3 → 4.'
body = "Signs # ~ ^ \\ and ∈."
formula = '\frac{a}{b} \sum_{i=1}^{n} x_i'
sources = [{ title = "Handbook", url = "https://example.org/a_b%20c" }]

[[term.params]]
name = "transformers.a_long_module.AnotherLongClassName.an_argument_with_underscores_in_its_name"
library = "transformers"
checked = "4.0"

[[term]]
id = "yak"
term = "yak of a name with far more words than one would ever want to read in one line of print"
abbr = "YAK"
category = "data-concepts"
short = "A woolly quantity."
sources = [{ title = "Handbook" }]
"""
# Words that stand in one place only tell on which page that is.
FILES = {
    "terms/own.toml": TERMS,
    "index.rst": """\
Start
=====

.. toctree::

   one
   grö ße_50%/two
""",
    "one.rst": """\
First :ft:term:`zebra`
======================

.. raw:: latex

   \\newpage

.. rst-class:: longtable

=========================  ====
:ft:term:`yak` headmark    b
=========================  ====
:ft:term:`dpo` cellmark    b
=========================  ====

A :ft:term:`yak` prosemark, a :ft:term:`yak` again. [#note]_

.. [#note] The :ft:term:`sft` notemark.

On :ft:term:`epoch`
-------------------

Nothing.

.. raw:: latex

   \\newpage

Later
-----

A :ft:term:`zebra` latermark and a :ft:term:`yak`.

.. code-block:: python
   :caption: A :ft:term:`rank` captionmark

   pass
""",
    "grö ße_50%/two.md": (
        "# Second\n\nThe {ftterm}`yak` lastmark.[^1] The {ftterm}`zebra`, the {term}`LoRA`.\n\n"
        "[^1]: Own note.\n"
    ),
}


@dataclass
class Pdf:
    """What a PDF prints, and what TeX said of it."""

    file: Path
    pages: list[str]
    log: str

    def page_of(self, words: str) -> int:
        """Return on which page words stand, counted from 1; they have to be on one only."""
        (page,) = self.pages_with(words)
        return page

    def number(self, words: str) -> str:
        """Return the number that is printed on the page of some words."""
        page = self.page_of(words)
        text = run("pdftotext", "-f", page, "-l", page, "-layout", self.file, "-")
        foot = text.strip("\f\n ").splitlines()[-1].strip()
        return (re.search(r"\d+$", foot) or re.match(r"\d+", foot))[0]

    def pages_with(self, words: str) -> list[int]:
        return [number for number, text in enumerate(self.pages, 1) if words in text]

    def links(self, words: str) -> set[int]:
        """Return the pages that words lead to, where they are a link."""
        text = run("pdftohtml", "-xml", "-i", "-stdout", self.file)
        return {int(n) for n in re.findall(rf'href="[^"]*#(\d+)">(?:<i>)?{words}<', text)}


def run(*command: object, **more: object) -> str:
    done = subprocess.run(list(map(str, command)), capture_output=True, check=False, **more)
    text = done.stdout.decode("utf-8", "replace")
    assert done.returncode == 0, text[-3000:]
    return text


def tools(engine: str, *files: str) -> None:
    files += {"lualatex": ("FreeSerif.otf", "luatex85.sty"), "xelatex": ("FreeSerif.otf",)}.get(
        engine, ()
    )
    missing = [name for name in (engine, "latexmk", "pdftotext") if not shutil.which(name)]
    missing += [] if missing else [name for name in files if not look_up(name)]
    if missing:
        unavailable(f"no {' and no '.join(missing)} here; tools/install-tex installs it")


def look_up(file: str) -> str:
    return subprocess.run(["kpsewhich", file], capture_output=True, text=True, check=False).stdout


def printed(out: Path, engine: str) -> Pdf:
    """Make the PDF as a user would, and hold it against what holds for every one."""
    (tex,) = out.glob("*.tex")
    # Without it, TeX breaks the lines of its log within words.
    environment = os.environ | {"max_print_line": "10000"}
    command = ["latexmk", ENGINES[engine], "-halt-on-error", "-interaction=nonstopmode", tex.name]
    run(*command, cwd=out, env=environment)
    file = tex.with_suffix(".pdf")
    # Without heads and feet, which would stand within what goes on over a page.
    text = run("pdftotext", "-x", 0, "-y", 60, "-W", 620, "-H", 670, file, "-")
    # Ligatures, and letters of formulas, are signs of their own in a PDF.
    pages = [" ".join(unicodedata.normalize("NFKC", page).split()) for page in text.split("\f")]
    log = tex.with_suffix(".log").read_text(encoding="utf-8", errors="replace")
    faults = r".*(?:Missing character|[Rr]eference.* undefined|multiply defined).*"
    assert re.findall(faults, log) == []
    assert "??" not in text
    return Pdf(file, pages[:-1], log)


@pytest.fixture
def project(make_project: Make) -> Project:
    return make_project(FILES, ftgloss_terms=["terms/*.toml"], ftgloss_latex_define="footnote")


@pytest.mark.parametrize("engine", list(ENGINES))
def test_book(project: Project, engine: str) -> None:
    """A book by latexmk: entries, page numbers, links and footnotes, with every engine."""
    tools(engine)
    pdf = printed(project.build("latex", latex_engine=engine).out, engine)
    everything = " ".join(pdf.pages)

    # The entry in the appendix has all of its signs.
    assert "APPENDIX A FINE-TUNING GLOSSARY" in everything
    zebra = everything[everything.index("β-zebra ≤ naïve_größe A striped quantity some_code") :]
    assert "& more, −3 → 4." in zebra
    assert "Signs # ~ ^ \\ and ∈." in zebra
    assert "an_argument_with_underscores" in zebra

    # Each place has the number of the page that it is on, in the order of the book.
    first = "First β-zebra ≤ naïve_größe"

    def at(title: str, words: str) -> str:
        return f"{title} (page {pdf.number(words)})"

    later, second = at("Later", "latermark"), at("Second", "lastmark")
    for lines in (
        f"• {at(first, '-ZEBRA ≤ NAÏVE')} › {later} • {second}",
        f"• {at(first, 'headmark')} › {later} • {second}",
        f"• {at(first, 'cellmark')}",
        f"• {at(first, 'notemark')}",
        f"• {first} › {at('On epoch', 'Nothing.')}",
        f"• {first} › {at('Later', 'captionmark')}",
    ):
        assert f"Used in {lines}" in everything
    assert pdf.number("headmark") != pdf.number("latermark")

    # Links lead to the entry, and from there to the use.
    assert pdf.page_of("LoRA (low-rank adaptation)") in pdf.links("LoRA")
    assert pdf.page_of("lastmark") in pdf.links("Second")

    # Footnotes: once in each chapter, at the first use that is prose.
    chapter, last = pdf.page_of("prosemark"), pdf.page_of("lastmark")
    assert pdf.pages_with("(YAK): A woolly quantity.") == [chapter, last]
    zebras = "β-zebra ≤ naïve_größe: A striped quantity some_code"
    assert pdf.pages_with(zebras) == [pdf.page_of("latermark"), last]
    assert pdf.pages_with("(LoRA): A parameter-efficient") == [last]
    for elsewhere in ("(DPO): ", "(SFT): ", "epoch: ", "rank: "):
        assert elsewhere not in everything


def test_manual(tmp_path: Path) -> None:
    """The PDF of the manual: nothing is missing, and places have their pages."""
    tools("xelatex", "xeCJK.sty")
    sphinx = [sys.executable, "-m", "sphinx", "-n", "-W", "--keep-going", "-q", "-b", "latex"]
    run(*sphinx, "-d", tmp_path / "doctrees", DOCS, tmp_path / "out")
    pdf = printed(tmp_path / "out", "xelatex")
    everything = " ".join(pdf.pages)

    number = pdf.number("Both print: Train a")
    assert f"Your first term in two minutes › Mark a term (page {number})" in everything
    assert pdf.page_of("LoRA (low-rank adaptation)") in pdf.links("LoRA")


def test_chinese(make_project: Make) -> None:
    """A Chinese project, with the settings of Sphinx."""
    tools("xelatex", "xeCJK.sty")
    files = {
        "index.md": "# 指南\n\n```{toctree}\none\n```\n",
        "one.md": "# 第一章\n\n用 {ftterm}`学习率`。\n",
    }
    project = make_project(files, language="zh_CN", ftgloss_latex_define="footnote")
    pdf = printed(project.build("latex", latex_engine="xelatex").out, "xelatex")
    everything = " ".join(pdf.pages)

    assert "1 学习率 (LR): " in pdf.pages[pdf.page_of("用 学习率") - 1]
    assert f"• 第一章 (第 {pdf.number('用 学习率')} 页)" in everything


# What follows needs no TeX.

HOWTO = {"latex_documents": [("index", "sample.tex", "Sample", "Nobody", "howto")]}


def footnotes(tex: str) -> list[tuple[str, str]]:
    """Return the numbers and the first words of the footnotes of a document."""
    found = re.findall(r"\\begin\{footnote\}\[(\d+)\]\\sphinxAtStartFootnote\n(.{0,40})", tex)
    return [(number, text.replace(r"\sphinxhyphen{}", "-")) for number, text in found]


def test_links_only(project: Project) -> None:
    """Unless they are asked for there are no footnotes of ours."""
    tex = project.build("latex", ftgloss_latex_define="").text("sample.tex")

    assert [text for _number, text in footnotes(tex) if "striped" in text or "YAK" in text] == []
    assert len(footnotes(tex)) == 2


def test_article(project: Project) -> None:
    """An article has the appendix too, and its sections are the chapters."""
    tex = project.build("latex", **HOWTO).text("sample.tex")

    main, appendix = tex.split(r"\appendix")
    assert r"\section{Fine" in appendix
    assert len(re.findall(r"\\sphinxstylestrong\{yak", main)) == 2
    assert "footnote" not in appendix


def test_parts(make_project: Make) -> None:
    """Where the outline begins with parts, the headings below them are the chapters."""
    text = "# S\n\n```{toctree}\none\n```\n"
    one = "# Part\n\n## A\n\n{ftterm}`lora`\n\n### B\n\n{ftterm}`lora`\n\n## C\n\n{ftterm}`lora`\n"
    project = make_project(
        {"index.md": text, "one.md": one},
        ftgloss_latex_define="footnote",
        latex_toplevel_sectioning="part",
    )

    assert len(footnotes(project.build("latex").text("sample.tex"))) == 2


@pytest.mark.parametrize("urls", ["no", "footnote"])
def test_numbers_of_footnotes(make_project: Make, urls: str) -> None:
    """The project's footnotes and ours have numbers of their own, in the order of the text."""
    text = (
        "S\n=\n\n.. toctree::\n\n   one\n",
        "One\n===\n\nA [1]_ :ft:term:`lora`, b [#]_, [#n]_, :ft:term:`dpo` "
        "`word <https://example.org>`_, again [1]_.\n\n.. [1] Mine.\n.. [#] Two.\n.. [#n] Three.\n",
    )
    project = make_project(
        {"index.rst": text[0], "one.rst": text[1]},
        ftgloss_latex_define="footnote",
        latex_show_urls=urls,
    )
    main = project.build("latex").text("sample.tex").split(r"\appendix")[0]

    numbers = [number for number, _text in footnotes(main)]
    assert sorted(numbers, key=int) == [str(n) for n in range(1, len(numbers) + 1)]
    if urls == "no":
        assert numbers == ["1", "2", "3", "4", "5"]
        assert r"\sphinxfootnotemark[1]" in main


def test_page_numbers_once(project: Project) -> None:
    """`latex_show_pagerefs` adds no second number to a place."""
    row = re.compile(r"Used in\}.*")
    plain = project.build("latex").text("sample.tex")
    numbered = project.build("latex", latex_show_pagerefs=True).text("sample.tex")

    assert row.findall(plain)
    assert row.findall(plain) == row.findall(numbered)


def test_only_named_uses_have_labels(project: Project) -> None:
    """A second use in a section, which no entry names, has none."""
    tex = project.build("latex").text("sample.tex")

    assert tex.count(r"\label{\detokenize{one:ftuse-yak") == 2
    assert "one:ftuse-yak-1" in tex
    assert "one:ftuse-yak-2" not in tex


def test_wrong_value(project: Project) -> None:
    """A value that is not known warns, and there are no footnotes."""
    build = project.build("latex", ftgloss_latex_define="margin", warns=("ftgloss_latex_define",))

    assert len(footnotes(build.text("sample.tex"))) == 2


def test_entries_on_the_first_page(make_project: Make) -> None:
    """Links from other pages find entries that the first document prints."""
    index = "# S\n\n```{ftglossary}\n:terms: lora\n```\n\n```{toctree}\none\n```\n"
    one = "# One\n\nA {ftterm}`lora`.\n"
    project = make_project({"index.md": index, "one.md": one}, ftgloss_page="")
    tex = project.build("latex").text("sample.tex")

    assert r"\label{\detokenize{index:ftterm-lora}}" in tex
    assert r"\hyperref[\detokenize{index:ftterm-lora}]" in tex
    assert "one:ftterm-lora" not in tex


def test_what_is_only_for_html(make_project: Make) -> None:
    """A use that is not printed takes no footnote from the next one, and has no page of its own."""
    one = "One\n===\n\n.. only:: html\n\n   A :ft:term:`lora`.\n\nThe :ft:term:`lora` here.\n"
    index = "S\n=\n\n.. toctree::\n\n   one\n"
    project = make_project({"index.rst": index, "one.rst": one}, ftgloss_latex_define="footnote")
    tex = project.build("latex").text("sample.tex")

    assert len(footnotes(tex)) == 1
    assert "ftuse" not in tex
    assert r"(page~\pageref*{\detokenize{one::doc}})" in tex
