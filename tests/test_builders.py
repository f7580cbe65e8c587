"""Every builder prints something that a reader of its format can use, and none warns."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from bs4 import BeautifulSoup
from docutils import nodes
from sphinx import addnodes

from helpers import unavailable

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
    """The book ends with the glossary; `test_epub` looks at its pages."""
    with zipfile.ZipFile(build.out / "Sample.epub") as book:
        assert 'id="ftterm-lora"' in book.read("fine-tuning-glossary.xhtml").decode()
        manifest = book.read("content.opf").decode()

    item = re.search(r'id="([^"]+)" href="fine-tuning-glossary.xhtml"', manifest)
    assert item[1] in re.findall(r'<itemref idref="([^"]+)"', manifest)


@pytest.mark.parametrize("build", ["latex"], indirect=True)
def test_latex(build: Build) -> None:
    """The manual has the glossary as an appendix, and terms link into it."""
    tex = build.text("sample.tex")
    labels = re.findall(r"\\label\{\\detokenize\{([^}]*)\}\}", tex)

    assert "fine-tuning-glossary:ftterm-lora" in labels
    assert r"\hyperref[\detokenize{fine-tuning-glossary:ftterm-lora}]{\sphinxtermref{" in tex
    assert r"\frac{" in tex
    assert tex.index("Train a") < tex.index(r"\appendix") < tex.index("Training fundamentals")


def printed(command: list[str]) -> str:
    """Return what a program prints; a warning of it fails the test."""
    if not shutil.which(command[0]):
        unavailable(f"no {command[0]}")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


@pytest.mark.parametrize("build", ["texinfo"], indirect=True)
def test_texinfo(build: Build) -> None:
    """The manual has the glossary as an appendix, and makeinfo has nothing to say."""
    assert "@anchor{fine-tuning-glossary ftterm-lora}" in build.text("sample.texi")

    manual = printed(["makeinfo", "--plaintext", str(build.out / "sample.texi")])
    assert re.search(r"Train a \*note LoRA: \w+\. adapter", manual)
    assert "\nLoRA (low-rank adaptation)\n\n     A parameter-efficient" in manual
    assert re.search(r"Used in:\n\n +\* \*note Start: \w+\.\n", manual)


@pytest.mark.parametrize("build", ["text"], indirect=True)
def test_text(build: Build) -> None:
    """Terms read as words, formulas as TeX, and the glossary is a file of its own."""
    assert "Train a LoRA adapter." in build.text("index.txt")
    guide = squeezed(build.text("guide.txt"))
    assert "Use quantized low-rank adaptation (QLoRA), that is a variant of" in guide
    page = build.text("fine-tuning-glossary.txt")
    assert "\nLoRA (low-rank adaptation)\n   A parameter-efficient" in page
    assert "\n   Kind of:\n      PEFT\n" in page
    assert "\n      h=W_0x+\\frac{" in page
    assert "\n   Used in:\n      * Start\n" in page
    # An address is printed where no arXiv number or DOI says where to look.
    assert "* Microsoft, 2021: loralib <https://github.com/microsoft/LoRA>\n" in page
    assert "QLoRA: Efficient Finetuning of Quantized LLMs, arXiv:2305.14314" in squeezed(page)
    assert "ftterm" not in page


def test_text_of_a_comparison(make_project: Make) -> None:
    """What a cell says of each of two others can be told apart."""
    text = "# S\n\n```{ftcompare} full-fine-tuning lora qlora\n:rows: contrast\n```\n"
    page = make_project({"index.md": text}).build("text").text("index.txt")
    first = [line.split("|")[2].strip() for line in page.splitlines() if line.startswith("|")]

    assert re.search(r"\*Unlike LoRA:\* .* / \*Unlike QLoRA:\* ", squeezed(" ".join(first)))


@pytest.mark.parametrize("build", ["man"], indirect=True)
def test_man(build: Build) -> None:
    """The manual page ends with the glossary."""
    command = ["groff", "-t", "-K", "utf8", "-man", "-W", "break", "-T", "utf8", "-P", "-cbou"]
    page = printed([*command, str(build.out / "sample.1")])

    assert "Train a LoRA adapter" in squeezed(page)
    assert "\n       LoRA (low-rank adaptation)\n              A " in page
    assert re.search(r"\n +Used in\n\n? +• Start\n", page)


def test_xml(make_project: Make) -> None:
    """Terms are references that name their term; all is of kinds that docutils or Sphinx have."""
    more = (
        "\n```{ftcompare} lora qlora\n```\n\n```{ftmap}\n:terms: lora\n```\n\n```{ftpageterms}\n```"
    )
    project = make_project({**FILES, "index.md": FILES["index.md"] + more})
    build = project.build("xml")
    pages = [ET.fromstring(build.text(f"{name}.xml")) for name in ("index", "fine-tuning-glossary")]

    assert {r.text for r in pages[0].iter("reference") if r.get("termid") == "lora"} == {"LoRA"}
    for page in pages:
        for element in page.iter():
            assert hasattr(nodes, element.tag) or hasattr(addnodes, element.tag)
            # Python's way of writing an object.
            assert not re.search(r"object at 0x|[A-Z]\w+\(\w+=", " ".join(element.attrib.values()))


@pytest.mark.parametrize("build", ["gettext"], indirect=True)
def test_gettext(build: Build) -> None:
    """The project's own sentences are extracted, with the role as written; ours are not."""
    assert "Train a {ftterm}`lora` adapter." in build.text("index.pot")
    catalog = build.text("fine-tuning-glossary.pot")
    assert "freezes the pre-trained" not in catalog
    assert re.findall(r'msgid "(.+)"', catalog) == ["Fine-tuning glossary"]
    assert "#: ../../source/fine-tuning-glossary.rst:" in catalog


@pytest.mark.parametrize("build", ["pseudoxml", "json", "dummy", "htmlhelp"], indirect=True)
def test_others_build_without_a_warning(build: Build) -> None:
    """Builders nobody thought of build too."""
    assert build.warnings == []


def test_linkcheck_names_the_term_file(make_project: Make) -> None:
    """A broken link is reported where it can be mended: a record's at its place in the file."""
    own = (
        '# The terms of this project.\n\n[[term]]\nid = "probe"\nterm = "probe"\n'
        'category = "data-concepts"\nshort = "A question."\n'
        'body = "See [there](http://127.0.0.1:9/body)."\n'
        'sources = [{ title = "T", url = "http://127.0.0.1:9/gone" }]\n'
        '[[term]]\nid = "lora"\nsources = [{ title = "T", url = "http://127.0.0.1:9/compared" }]\n'
    )
    text = (
        "# S\n\n[x](http://127.0.0.1:9/page)\n\n```{ftglossary}\n:terms: probe dpo\n```\n\n"
        "```{ftcompare} lora qlora\n:rows: sources\n```\n\n[y](http://127.0.0.1:9/gone)\n"
    )
    project = make_project(
        {"index.md": text, "terms/own.toml": own},
        ftgloss_terms=["terms/own.toml"],
        ftgloss_page="",
        linkcheck_timeout=1,
        linkcheck_retries=1,
        linkcheck_ignore=["https?://[a-z]"],
    )
    build = project.build("linkcheck")

    broken = re.findall(r"(?m)^(.+: \[broken\] \S+): ", build.text("output.txt"))
    assert sorted(broken) == [
        "index.md:3: [broken] http://127.0.0.1:9/page",
        "terms/own.toml:10: [broken] http://127.0.0.1:9/compared",
        "terms/own.toml:3: [broken] http://127.0.0.1:9/body",
        "terms/own.toml:3: [broken] http://127.0.0.1:9/gone",
    ]
    found = {link["uri"]: link for link in map(json.loads, build.text("output.json").splitlines())}
    shipped = found["https://arxiv.org/abs/2305.18290"]
    assert shipped["filename"].endswith("/alignment-and-preference-tuning.toml")
    lines = Path(shipped["filename"]).read_text(encoding="utf-8").splitlines()
    assert 'id = "dpo"' in lines[shipped["lineno"] : shipped["lineno"] + 2]


@pytest.mark.parametrize(
    ("builder", "name"),
    [
        ("text", "index.txt"),
        ("man", "sample.1"),
        ("texinfo", "sample.texi"),
        ("latex", "sample.tex"),
        ("xml", "index.xml"),
        ("pseudoxml", "index.pseudoxml"),
        ("epub", "index.xhtml"),
        ("gettext", "index.pot"),
        ("linkcheck", "output.json"),
    ],
)
def test_used_terms_only(make_project: Make, builder: str, name: str) -> None:
    """``:used:`` prints what the project uses, and what that builds on, in each format."""
    record = (
        '[[term]]\nid = "{0}"\nterm = "{0}"\ncategory = "data-concepts"\n'
        'short = "What {0} says{1}"\n'
        'sources = [{{ title = "T", url = "https://{0}.example.org" }}]\n'
    )
    records = (("probe", " of {ftterm}`base`."), ("base", "."), ("sonde", "."))
    project = make_project(
        {
            "index.md": "# S\n\nA {ftterm}`probe`.\n\n```{ftglossary}\n:used:\n```\n",
            "terms/own.toml": "".join(record.format(*each) for each in records),
        },
        ftgloss_terms=["terms/*.toml"],
        ftgloss_page="",
        linkcheck_ignore=[".*"],
    )
    text = project.build(builder).text(name)

    mark = "https://{}.example.org" if builder == "linkcheck" else "What {} says"
    assert [i for i in ("probe", "base", "sonde") if mark.format(i) in squeezed(text)] == [
        "probe",
        "base",
    ]


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
