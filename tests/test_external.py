"""Terms of another project: links by intersphinx, and cards from its ``glossary.json``."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup

from helpers import Project

if TYPE_CHECKING:
    from pathlib import Path

    from bs4 import Tag

    from conftest import Make

HANDBOOK = "https://example.org/handbook/"
OWN = """
[[term]]
id = "probe"
term = "probe"
expansion = "long probe"
aliases = ["sonde"]
category = "data-concepts"
short = "A question, as in {ftterm}`lora`."
params = [{ library = "toolkit", name = "toolkit.Probe" }]
sources = [{ title = "Handbook" }]
"""


@pytest.fixture(scope="module")
def built(seed_pack: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a project with a term of its own; return the folder of its pages."""
    conf = {
        "extensions": ["myst_parser", "sphinx_ftgloss"],
        "ftgloss_terms": ["terms/*.toml"],
        "ftgloss_json": True,
    }
    project = Project(tmp_path_factory.mktemp("handbook") / "source", conf)
    for name, text in {"conf.py": "", "index.md": "# H\n", "terms/own.toml": OWN}.items():
        project.write(name, text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sphinx_ftgloss.build.SHIPPED_PACK", seed_pack)
        return project.build(warns=None).out


@pytest.fixture
def handbook(built: Path, tmp_path: Path) -> Path:
    """Return a copy of that project's pages, which a test may change."""
    return shutil.copytree(built, tmp_path / "handbook")


def reader(make_project: Make, handbook: Path, text: str, **conf: object) -> Project:
    """Return a project that refers to the other one."""
    mapping = {"handbook": (HANDBOOK, str(handbook / "objects.inv"))}
    # Not as an override, which intersphinx would change.
    files = {"index.md": f"# S\n\n{text}\n", "conf.py": f"intersphinx_mapping = {mapping!r}\n"}
    extensions = ["myst_parser", "sphinx_ftgloss", "sphinx.ext.intersphinx"]
    return make_project(files, extensions=extensions, **conf)


def link(page: str) -> Tag:
    found = BeautifulSoup(page, "html.parser").select_one("div.body p a")
    assert found is not None
    return found


ROLES = [
    ("{external:ft:term}`probe`", "probe"),
    ("{external+handbook:ft:term}`probe`", "probe"),
    ("{external:ft:term}`sonde`", "sonde"),
    ("{external:ft:term}`long probes`", "long probes"),
    ("{external:ft:param}`toolkit.Probe`", "toolkit.Probe"),
    ("{ftterm}`probe`", "probe"),
    ("{ftterm}`sonde`", "sonde"),
    ("{ftterm}`this <probe>`", "this"),
]


@pytest.mark.parametrize(("role", "words"), ROLES)
def test_links_by_intersphinx(role: str, words: str, make_project: Make, handbook: Path) -> None:
    """Ids, names and parameters of another project can be linked to, by a plain role too."""
    build = reader(make_project, handbook, role).build()
    found = link(build.text("index.html"))

    assert found.get_text() == words
    assert found["href"] == f"{HANDBOOK}fine-tuning-glossary.html#ftterm-probe"
    assert "ftgloss-term" not in found["class"]


@pytest.mark.parametrize(("role", "words"), [r for r in ROLES if "param" not in r[0]])
def test_cards_from_a_file(role: str, words: str, make_project: Make, handbook: Path) -> None:
    """With the other project's file at hand, the link has a card that names the project."""
    file = handbook / "_static" / "ftgloss" / "glossary.json"
    build = reader(make_project, handbook, role, ftgloss_external={"handbook": str(file)}).build()
    page = build.text("index.html")
    found = link(page)

    assert found.get_text() == words
    assert found["href"] == f"{HANDBOOK}fine-tuning-glossary.html#ftterm-probe"
    assert "external" in found["class"]
    card = BeautifulSoup(page, "html.parser").find(id=found["aria-describedby"])
    assert [p.get_text() for p in card("p")] == [
        "probe long probe",
        "A question, as in LoRA.",
        "handbook",
    ]
    assert "_static/ftgloss.js" in page


def test_own_terms_come_first(make_project: Make, handbook: Path) -> None:
    """A term that the project has itself is its own, whatever others have."""
    file = handbook / "_static" / "ftgloss" / "glossary.json"
    project = reader(
        make_project, handbook, "{ftterm}`lora`", ftgloss_external={"handbook": str(file)}
    )

    assert link(project.build().text("index.html"))["href"].startswith("fine-tuning-glossary.html")


@pytest.mark.parametrize("builder", ["text", "latex", "epub", "man", "texinfo"])
def test_other_builders(builder: str, make_project: Make, handbook: Path) -> None:
    """Where there are no cards, there are links without a warning."""
    file = handbook / "_static" / "ftgloss" / "glossary.json"
    text = "{ftterm}`sonde` {external:ft:term}`probe`"
    reader(make_project, handbook, text, ftgloss_external={"handbook": str(file)}).build(builder)


def test_changed_file_is_seen(make_project: Make, handbook: Path) -> None:
    """A newer file writes the pages that refer to the other project again, and no others."""
    file = handbook / "_static" / "ftgloss" / "glossary.json"
    files = {"ftgloss_external": {"handbook": str(file)}}
    project = reader(make_project, handbook, "{ftterm}`probe`\n\n```{toctree}\nquiet\n```", **files)
    project.write("quiet.md", "# Q\n\n{ftterm}`lora`\n")
    project.build()
    file.write_text(file.read_text().replace("A question,", "A new question,"))
    build = project.build()

    assert "A new question" in build.text("index.html")
    assert build.read == []
    assert "quiet" not in build.written


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("handbook", None, "No such file"),
        ("handbook", b"{", "truncated"),
        ("handbook", b'{"terms": [{"id": "Not a slug"}]}', "matching regex"),
        ("handbook", b"\xff", "malformed"),
        ("other", b'{"terms": []}', "intersphinx_mapping has no 'other'"),
    ],
)
def test_unusable_file(
    name: str,
    content: bytes | None,
    reason: str,
    make_project: Make,
    handbook: Path,
    tmp_path: Path,
) -> None:
    """A file that cannot be used is named with the reason; links are there without cards."""
    file = tmp_path / "glossary.json"
    if content is not None:
        file.write_bytes(content)
    project = reader(make_project, handbook, "{ftterm}`probe`", ftgloss_external={name: str(file)})
    warning = rf"conf.py: ftgloss_external: the terms of '{name}' .*{reason}.*\[ftgloss.external\]"
    build = project.build(warns=(warning,))

    assert link(build.text("index.html"))["href"].startswith(HANDBOOK)


def test_names_stay_out_of_the_search(make_project: Make, handbook: Path) -> None:
    """The names that are there for other projects are no results of the project's own search."""
    index = (handbook / "searchindex.js").read_text()

    assert '"probe"' in index
    assert "sonde" not in index.partition("objects:")[2].partition("},objnames")[0]
