"""Every builder prints something that a reader of its format can use, and none warns."""

from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup

if TYPE_CHECKING:
    from conftest import Make
    from helpers import Build

FILES = {
    "index.md": "# Start\n\nTrain a {ftterm}`lora` adapter.\n\n```{toctree}\nguide\n```\n",
    "guide.rst": "A guide\n=======\n\nUse :ft:full:`qlora`, that is :ft:def:`qlora`.\n",
}


@pytest.fixture
def build(request: pytest.FixtureRequest, make_project: Make) -> Build:
    return make_project(FILES).build(request.param)


def squeezed(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("build", ["html"], indirect=True)
def test_html(build: Build) -> None:
    """Pages with a term carry script, style and card; pages without one carry nothing of ours."""
    page = BeautifulSoup(build.text("index.html"), "html.parser")

    assert page.select_one('script[src*="ftgloss.js"]').has_attr("defer")
    assert page.select_one('link[href*="ftgloss.css"]')
    assert (build.out / "_static" / "ftgloss.js").is_file()
    assert "ftgloss" not in build.text("search.html")


@pytest.mark.parametrize("build", ["dirhtml"], indirect=True)
def test_dirhtml(build: Build) -> None:
    """Links fit the folder layout."""
    guide = BeautifulSoup(build.text("guide/index.html"), "html.parser")

    assert guide.select_one("a.ftgloss-term")["href"] == "../fine-tuning-glossary/#ftterm-qlora"


@pytest.mark.parametrize("build", ["singlehtml"], indirect=True)
def test_singlehtml(build: Build) -> None:
    """The one page holds the glossary too, and every link of ours has its target in it."""
    page = BeautifulSoup(build.text("index.html"), "html.parser")
    ids = [tag["id"] for tag in page.select("[id]")]

    assert "ftterm-lora" in ids
    assert len([i for i in ids if i.startswith("ft")]) == len(
        {i for i in ids if i.startswith("ft")}
    )
    for link in page.select("a.ftgloss-term"):
        assert link["href"].rpartition("#")[2] in ids
        assert link["aria-describedby"] in ids


@pytest.mark.parametrize("build", ["epub"], indirect=True)
def test_epub(build: Build) -> None:
    """The book ends with the glossary, links lead there, and no script or card is left over."""
    with zipfile.ZipFile(build.out / "Sample.epub") as book:
        texts = {name: book.read(name).decode() for name in book.namelist() if "html" in name}
        manifest = book.read("content.opf").decode()

    assert "fine-tuning-glossary.xhtml#ftterm-lora" in texts["index.xhtml"]
    assert 'id="ftterm-lora"' in texts["fine-tuning-glossary.xhtml"]
    for text in texts.values():
        assert "ftcard" not in text
        assert "ftgloss.js" not in text
    item = re.search(r'id="([^"]+)" href="fine-tuning-glossary.xhtml"', manifest)
    assert f'<itemref idref="{item[1]}"' in manifest


@pytest.mark.parametrize("build", ["latex"], indirect=True)
def test_latex(build: Build) -> None:
    """The manual has the glossary as an appendix, and terms link into it."""
    tex = build.text("sample.tex")
    labels = re.findall(r"\\label\{\\detokenize\{([^}]*)\}\}", tex)

    assert "fine-tuning-glossary:ftterm-lora" in labels
    assert r"\hyperref[\detokenize{fine-tuning-glossary:ftterm-lora}]{\sphinxtermref{" in tex
    assert r"\frac{" in tex
    assert tex.index("Train a") < tex.index(r"\appendix") < tex.index("Training fundamentals")


@pytest.mark.parametrize("build", ["texinfo"], indirect=True)
def test_texinfo(build: Build) -> None:
    """The manual has the glossary as an appendix."""
    text = build.text("sample.texi")

    assert "@anchor{fine-tuning-glossary ftterm-lora}" in text
    assert "freezes the pre-trained weights" in squeezed(text)


@pytest.mark.parametrize("build", ["text"], indirect=True)
def test_text(build: Build) -> None:
    """Terms read as words, formulas as TeX, and the glossary is a file of its own."""
    assert "Train a LoRA adapter." in build.text("index.txt")
    guide = squeezed(build.text("guide.txt"))
    assert "Use quantized low-rank adaptation (QLoRA), that is a variant of" in guide
    page = squeezed(build.text("fine-tuning-glossary.txt"))
    assert "LoRA low-rank adaptation A parameter-efficient" in page
    assert r"\frac{" in page
    assert "ftterm" not in page


@pytest.mark.parametrize("build", ["man"], indirect=True)
def test_man(build: Build) -> None:
    """The manual page ends with the glossary."""
    text = squeezed(build.text("sample.1"))

    assert "Train a LoRA adapter" in text
    assert "two thin matrices" in text


@pytest.mark.parametrize("build", ["xml"], indirect=True)
def test_xml(build: Build) -> None:
    """Terms are ordinary references that name their term."""
    text = build.text("index.xml")

    assert re.search(r'<reference [^>]*termid="lora"[^>]*>LoRA</reference>', text)


@pytest.mark.parametrize("build", ["gettext"], indirect=True)
def test_gettext(build: Build) -> None:
    """The project's own sentences are extracted, with the role as written; ours are not."""
    assert "Train a {ftterm}`lora` adapter." in build.text("index.pot")
    assert "freezes the pretrained" not in build.text("fine-tuning-glossary.pot")


@pytest.mark.parametrize("build", ["pseudoxml", "json", "dummy", "htmlhelp"], indirect=True)
def test_others_build_without_a_warning(build: Build) -> None:
    """Builders nobody thought of build too."""
    assert build.warnings == []


def test_linkcheck_sees_sources(make_project: Make) -> None:
    """The links of entries are checked like any other; a broken one is reported."""
    own = (
        '[[term]]\nid = "probe"\nterm = "probe"\ncategory = "data-concepts"\n'
        'short = "A question."\nsources = [{ title = "T", url = "http://127.0.0.1:9/gone" }]\n'
    )
    text = "# S\n\n```{ftglossary}\n:terms: probe\n```\n"
    project = make_project(
        {"index.md": text, "terms/own.toml": own},
        ftgloss_terms=["terms/own.toml"],
        ftgloss_page="",
        linkcheck_timeout=1,
        linkcheck_retries=1,
    )
    build = project.build("linkcheck")

    assert "[broken] http://127.0.0.1:9/gone" in build.text("output.txt")


def test_own_toctree_means_no_appendix(make_project: Make) -> None:
    """A page that a toctree names is printed there, and only there."""
    files = {"index.md": "# S\n\n```{toctree}\nfine-tuning-glossary\n```\n"}
    tex = make_project(files).build("latex").text("sample.tex")

    assert tex.count("Training fundamentals}") == 1
    assert r"\appendix" not in tex


@pytest.mark.parametrize("builder", ["latex", "text", "man", "texinfo", "epub"])
def test_formula_in_a_definition_without_any_list(make_project: Make, builder: str) -> None:
    """Math of a definition that a role or a box prints comes through where no entry is printed."""
    record = (
        '[[term]]\nid = "probe"\nterm = "probe"\ncategory = "data-concepts"\n'
        "short = 'A question of $x^2$ words.'\nsources = [{ title = \"Handbook\" }]\n"
    )
    text = "# Home\n\nIt is {ft:def}`probe`. {ftterm}`probe`\n\n```{ftpageterms}\n```\n"
    build = make_project(
        {"index.md": text, "terms/own.toml": record},
        ftgloss_terms=["terms/*.toml"],
        ftgloss_page="",
    ).build(builder)

    if builder == "text":
        assert build.text("index.txt").count("x^2") == 2
