"""In an EPUB a term refers to a note, which reading systems show as a pop-up."""

from __future__ import annotations

import posixpath
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from helpers import unavailable
from test_incremental import GLOSSARY, record, written

if TYPE_CHECKING:
    from conftest import Make
    from helpers import Build, Project

DOCS = Path(__file__).parent.parent / "example_docs"
HTML = "{http://www.w3.org/1999/xhtml}"
KIND = "{http://www.idpf.org/2007/ops}type"
MATH = "{http://www.w3.org/1998/Math/MathML}math"
OWN = """
[[term]]
id = "probe"
term = "probe & <sonde>"
expansion = "a long & <longer> name"
category = "data-concepts"
short = 'A question of $x^2$ and `a < b` words.'
formula = 'x^2'
sources = [{ title = "Handbook & <more>", url = "https://example.org/?a=1&b=2" }]
"""
FILES = {
    "index.md": (
        "# Start with {ftterm}`epoch`\n\nTrain a {ftterm}`lora` adapter with {ftterm}`probe`.\n\n"
        "Another {ftterm}`low-rank adapter`.\n\n```{toctree}\nall\n```\n"
    ),
    "all.md": (
        "# All\n\n```{ftpageterms}\n```\n\nUse {ftterm}`qlora`, $x^3$.\n\n"
        "```{ftcompare} lora qlora\n```\n\n```{ftmap}\n:terms: lora\n```\n\n"
        "```{ftdefinition} dpo\n```\n"
    ),
    "terms/own.toml": OWN,
}


def make(make_project: Make, files: dict[str, str] = FILES, **conf: object) -> Project:
    return make_project(files, ftgloss_terms=["terms/*.toml"], author="nobody", **conf)


class Book:
    """What is in an EPUB."""

    def __init__(self, build: Build) -> None:
        with zipfile.ZipFile(build.out / "Sample.epub") as book:
            self.names = book.namelist()
            self.texts = {
                name: book.read(name).decode()
                for name in self.names
                if name.endswith((".xhtml", ".opf"))
            }

    def page(self, name: str) -> ET.Element:
        return ET.fromstring(self.texts[f"{name}.xhtml"])

    def target(self, page: str, href: str) -> ET.Element:
        """Return what a link in a page leads to."""
        path, _hash, anchor = href.partition("#")
        file = posixpath.join(posixpath.dirname(page), path) if path else f"{page}.xhtml"
        found = [e for e in self.page(file.removesuffix(".xhtml")).iter() if e.get("id") == anchor]
        assert len(found) == 1, href
        return found[0]

    def declared(self) -> set[str]:
        """Return the pages that are said to hold formulas."""
        items = ET.fromstring(self.texts["content.opf"]).iter("{http://www.idpf.org/2007/opf}item")
        return {item.get("href", "") for item in items if item.get("properties") == "mathml"}


def text(element: ET.Element) -> str:
    return " ".join("".join(element.itertext()).split())


def references(page: ET.Element) -> list[ET.Element]:
    return [link for link in page.iter(f"{HTML}a") if link.get(KIND) == "noteref"]


def notes(page: ET.Element) -> list[ET.Element]:
    return [aside for aside in page.iter(f"{HTML}aside") if aside.get(KIND) == "footnote"]


def links(element: ET.Element) -> dict[str, str]:
    return {text(link): link.get("href", "") for link in element.iter(f"{HTML}a")}


def test_term_refers_to_its_note(make_project: Make) -> None:
    """The note is in the same file, says what the term means, and leads on and back."""
    book = Book(make(make_project).build("epub"))
    page = book.page("index")
    found = {text(reference): reference for reference in references(page)}

    assert list(found) == ["epoch", "LoRA", "probe & <sonde>", "low-rank adapter"]
    assert {reference.get("role") for reference in found.values()} == {"doc-noteref"}
    note = book.target("index", found["LoRA"].get("href"))
    assert (note.tag, note.get(KIND), note.get("role")) == (
        f"{HTML}aside",
        "footnote",
        "doc-footnote",
    )
    assert text(note).startswith("LoRA low-rank adaptation A parameter-efficient fine-tuning")
    assert text(book.target("index", links(note)["Full entry"])).startswith("LoRA")
    assert text(book.target("index", links(note)["LoRA"])) == "LoRA"


def test_one_note_for_each_term(make_project: Make) -> None:
    """Two uses share a note, and the name leads back to the first of them."""
    page = Book(make(make_project).build("epub")).page("index")

    assert [text(next(note.iter(f"{HTML}b"))) for note in notes(page)] == [
        "epoch",
        "LoRA",
        "probe & <sonde>",
    ]
    first, second = (r for r in references(page) if r.get("href") == "#ftcard-lora")
    assert links(notes(page)[1])["LoRA"] == f"#{first.get('id')}" != f"#{second.get('id')}"


def test_entries_and_maps_have_plain_links(make_project: Make) -> None:
    """What leads from entry to entry, or stands in a map, is a link; a reader is there already."""
    book = Book(make(make_project).build("epub"))

    assert not references(book.page(GLOSSARY))
    assert not notes(book.page(GLOSSARY))
    assert links(book.page(GLOSSARY))["QLoRA"].startswith("#ftterm-")
    listed = [li for li in book.page("all").iter(f"{HTML}li") if text(li).startswith("LoRA")]
    assert links(listed[0])["LoRA"] == f"{GLOSSARY}.xhtml#ftterm-lora"


def test_entry_leads_to_the_use(make_project: Make) -> None:
    """The list of uses in an entry leads to the words, and not only to their page."""
    book = Book(make(make_project).build("epub"))
    address = links(book.page(GLOSSARY))["Start with epoch"]

    assert address.startswith("index.xhtml#")
    assert text(book.target(GLOSSARY, address)) in {"epoch", "LoRA", "probe & <sonde>"}


def test_nothing_for_scripts(make_project: Make) -> None:
    """There is no script and no box for one, and style only for notes; HTML has no such style."""
    project = make(make_project)
    book = Book(project.build("epub"))
    ours = [name for name in book.names if "ftgloss" in name]

    assert ours == ["_static/ftgloss-epub.css"]
    assert "ftgloss-epub.css" in book.texts["index.xhtml"]
    for name, page in book.texts.items():
        assert "<script" not in page, name
        assert "ftgloss-find" not in page, name
        assert " data-" not in page, name
    assert not (project.build("html").out / "_static" / "ftgloss-epub.css").exists()


def test_no_entry(make_project: Make) -> None:
    """Without a glossary page there is the note, with no link to what is not there."""
    files = {"index.md": "# S\n\n{ftterm}`lora`\n", "terms/own.toml": OWN}
    page = Book(make(make_project, files, ftgloss_page="").build("epub")).page("index")

    assert list(links(notes(page)[0])) == ["LoRA"]


def test_plain_words(make_project: Make) -> None:
    """On a site for newcomers the note speaks plain words, as its cards do."""
    page = Book(make(make_project, ftgloss_depth="plain").build("epub")).page("index")

    assert "parameter-efficient" not in text(notes(page)[1])
    assert len(text(notes(page)[1])) > 80


def test_language(make_project: Make) -> None:
    """A definition that is not in the book's language says so."""
    page = Book(make(make_project, language="de").build("epub")).page("index")
    languages = {text(p)[:5]: p.get("lang") for p in notes(page)[1].iter(f"{HTML}p")}

    assert languages["A par"] == "en"
    assert set(languages.values()) == {"en", None}


def test_formulas(make_project: Make) -> None:
    """They are MathML, and the manifest names the pages that have some, after each build."""
    project = make(make_project)
    for _build in range(2):
        book = Book(project.build("epub"))
        assert "2" in text(next(notes(book.page("index"))[2].iter(MATH)))
        assert book.declared() == {"index.xhtml", "all.xhtml", f"{GLOSSARY}.xhtml"}
        assert book.names[0] == "mimetype"
        assert len(book.names) == len(set(book.names))


def test_changed_definition(make_project: Make) -> None:
    """The pages whose notes print it are written again, and no other is."""
    project = make(
        make_project,
        {
            "index.md": "# S\n",
            "a.md": "---\norphan: true\n---\n# A\n\n{ftterm}`probe`\n",
            "b.md": "---\norphan: true\n---\n# B\n\n{ftterm}`lora`\n",
            "terms/own.toml": record(short="The first."),
        },
    )
    project.build("epub")
    project.write("terms/own.toml", record(short="The second."))
    build = project.build("epub")

    assert written(build) == ["a", GLOSSARY]
    assert "The second." in text(notes(Book(build).page("a"))[0])


def check(book: Path) -> None:
    """Let the validator of the W3C look at a book; not even a warning passes."""
    found = shutil.which("epubcheck")
    if not found or not shutil.which("java"):
        unavailable("no epubcheck")
    # Debian's is a Java archive that not every kernel can run.
    is_archive = Path(found).read_bytes().startswith(b"PK")
    command = ["java", "-jar", found] if is_archive else [found]
    done = subprocess.run(
        [*command, "--failonwarnings", str(book)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
def test_book_is_valid(make_project: Make) -> None:
    """Everything of ours on a few pages."""
    check(make(make_project).build("epub").out / "Sample.epub")


@pytest.mark.slow
def test_manual_is_valid(tmp_path: Path) -> None:
    """All shipped terms with all their formulas."""
    command = [sys.executable, "-m", "sphinx", "-q", "-b", "epub", "-d", str(tmp_path / "trees")]
    subprocess.run([*command, str(DOCS), str(tmp_path / "out")], check=True)

    check(tmp_path / "out" / "sphinx-ftgloss.epub")
