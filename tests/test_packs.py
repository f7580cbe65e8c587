"""Packs of other Python packages: found by entry point, merged by rank, listed by name."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup

from test_directive import entry, rows

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Make

ABOUT = """
name = "{name}"
title = "Terms of {name}"
version = "1"
licence = "MIT"
categories = [{{ id = "{name}-words", title = "Words of {name}" }}]
"""
RECORD = """
[[term]]
id = "{id}"
term = "{term}"
category = "{pack}-words"
short = "{short}"
sources = [{{ title = "Handbook" }}]
{more}
"""
START = {"index.md": "# S\n\n{ftterm}`probe`\n"}


def record(pack: str, term_id: str, *, term: str = "", short: str = "", more: str = "") -> str:
    return RECORD.format(
        pack=pack, id=term_id, term=term or term_id, short=short or f"As in {pack}.", more=more
    )


class Site:
    """A folder on the import path, with distributions that offer packs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def offer(self, name: str, module: str, package: str = "") -> None:
        """Install the record of a package whose entry point names a module."""
        info = self.folder / f"{package or module}-1.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text(f"Name: {package or module}\nVersion: 1\n")
        (info / "entry_points.txt").write_text(f"[sphinx_ftgloss.packs]\n{name} = {module}\n")

    def install(self, name: str, records: str, *, about: str = "") -> Path:
        """Install a package with a pack; return the folder of the pack."""
        module = name.replace("-", "_")
        folder = self.folder / module
        folder.mkdir()
        (folder / "__init__.py").write_text("")
        (folder / "pack.toml").write_text(about or ABOUT.format(name=name))
        (folder / f"{name}-words.toml").write_text(records)
        self.offer(name, module)
        return folder


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.syspath_prepend(str(folder))
    return Site(folder)


def names(page: str) -> list[str]:
    """Return the ids of the entries of a page."""
    found = BeautifulSoup(page, "html.parser").select("dt.ftgloss-name")
    return [name["id"].removeprefix("ftterm-") for name in found]


def test_terms_of_another_pack(site: Site, make_project: Make) -> None:
    """A pack that is named has its terms on the glossary page, under its own categories."""
    site.install("evals", record("evals", "probe"))
    build = make_project(START, ftgloss_packs=["fine-tuning", "evals"]).build()

    page = build.text("fine-tuning-glossary.html")
    assert {"probe", "lora"} <= set(names(page))
    assert "Words of evals" in page
    assert "ftcard-probe" in build.text("index.html")


def test_only_another_pack(site: Site, make_project: Make) -> None:
    """A project can do without the shipped terms."""
    site.install("evals", record("evals", "probe"))
    build = make_project(START, ftgloss_packs=["evals"]).build()

    assert names(build.text("fine-tuning-glossary.html")) == ["probe"]


def test_json_names_the_pack(site: Site, make_project: Make) -> None:
    """Who reads the records of a project is told which pack they are of."""
    site.install("evals", record("evals", "probe"))
    build = make_project(START, ftgloss_packs=["evals"]).build(ftgloss_json=True)
    found = json.loads(build.text("_static/ftgloss/glossary.json"))

    assert found["pack"] == "evals"
    assert [term["id"] for term in found["terms"]] == ["probe"]


def test_a_page_for_each_pack(site: Site, make_project: Make) -> None:
    """The option `pack` makes a page of one pack, and links lead to the right one."""
    site.install("evals", record("evals", "probe"))
    files = {
        "index.md": "# S\n\n{ftterm}`probe` {ftterm}`lora`\n\n```{toctree}\na\nb\n```\n",
        "a.md": "# A\n\n```{ftglossary}\n:pack: fine-tuning\n```\n",
        "b.md": "# B\n\n```{ftglossary}\n:pack: evals\n```\n",
    }
    build = make_project(files, ftgloss_packs=["fine-tuning", "evals"], ftgloss_page="").build()
    links = BeautifulSoup(build.text("index.html"), "html.parser").select("a.ftgloss-term")

    assert [link["href"] for link in links] == ["b.html#ftterm-probe", "a.html#ftterm-lora"]
    assert names(build.text("b.html")) == ["probe"]
    assert "probe" not in names(build.text("a.html"))


def test_unknown_pack_of_a_list(make_project: Make) -> None:
    """A list of a pack that the project does not have says which there are."""
    files = {"index.md": "# S\n\n```{ftglossary}\n:pack: evals\n```\n"}
    make_project(files).build(warns=("option 'pack': 'evals' is not known; there are fine-tuning",))


def test_pack_that_is_not_installed(site: Site, make_project: Make) -> None:
    """A missing pack is named with those there are; the others are used."""
    site.install("evals", record("evals", "probe"))
    build = make_project(START, ftgloss_packs=["fine-tuning", "evals", "safety"]).build(
        warns=(
            r"conf.py: ftgloss_packs: no pack 'safety' is installed; there are fine-tuning, evals "
            r"\[ftgloss.pack\]",
        )
    )

    assert "ftcard-probe" in build.text("index.html")


@pytest.mark.parametrize(
    ("module", "text", "warning"),
    [
        pytest.param(
            "broken.pack",
            "raise RuntimeError('no luck')",
            "cannot be imported:.*no luck",
            id="raises",
        ),
        pytest.param("nowhere.pack", None, "cannot be imported: ModuleNotFoundError", id="missing"),
        pytest.param(
            "empty", "", "has no pack.toml in the folder of its module 'empty'", id="empty"
        ),
    ],
)
def test_pack_that_cannot_be_used(
    module: str, text: str | None, warning: str, site: Site, make_project: Make
) -> None:
    """A pack whose module fails is named with its package and the reason; the build goes on."""
    top = module.partition(".")[0]
    if text is not None:
        (site.folder / top).mkdir()
        (site.folder / top / "__init__.py").write_text(text)
    site.offer("evals", module, package="our-evals")
    files = {"index.md": "# S\n\n{ftterm}`lora`\n"}
    build = make_project(files, ftgloss_packs=["fine-tuning", "evals"]).build(
        warns=(rf"ftgloss_packs: the pack 'evals' of the package 'our-evals' {warning}",)
    )

    assert "ftcard-lora" in build.text("index.html")


@pytest.mark.parametrize(
    ("about", "warning"),
    [
        ("name = ", r"pack.toml.*: WARNING: cannot be used as a pack: .*line 1"),
        ('name = "evals"', r"pack.toml.*: WARNING: cannot be used as a pack: .*title"),
        (ABOUT.format(name="fine-tuning"), r"pack.toml.*another pack is called 'fine-tuning'"),
    ],
)
def test_faulty_pack_file(about: str, warning: str, site: Site, make_project: Make) -> None:
    """What a pack says of itself is checked; the other packs are used."""
    site.install("evals", record("evals", "probe"), about=about)
    files = {"index.md": "# S\n\n{ftterm}`lora`\n"}
    build = make_project(files, ftgloss_packs=["fine-tuning", "evals"]).build(warns=(warning,))

    assert "ftcard-lora" in build.text("index.html")


def test_two_packages_with_one_pack(site: Site, make_project: Make) -> None:
    """Of two packages that offer a pack of one name, the first by name is used."""
    site.install("evals", record("evals", "probe"))
    site.offer("evals", "nowhere", package="z-evals")
    build = make_project(START, ftgloss_packs=["fine-tuning", "evals"]).build(
        warns=(
            "packages 'evals' and 'z-evals' both offer a pack 'evals'; that of the first is used",
        )
    )

    assert "ftcard-probe" in build.text("index.html")


@pytest.mark.parametrize(
    ("order", "shown", "loser"),
    [(["a", "b"], "As in a.", "b"), (["b", "a"], "As in b.", "a")],
)
def test_one_id_in_two_packs(
    order: list[str], shown: str, loser: str, site: Site, make_project: Make
) -> None:
    """The record of the pack that is named first is used, and a warning says so."""
    for name in ("a", "b"):
        site.install(name, record(name, "probe"))
    build = make_project(START, ftgloss_packs=order).build(
        warns=(
            rf"{loser}-words.toml:2: WARNING: record 'probe', field 'id': the pack '{order[0]}', "
            r"which ftgloss_packs names first, has this id too.*\[ftgloss.pack\]",
        )
    )

    assert shown in build.text("index.html")


@pytest.mark.parametrize(("order", "linked"), [(["a", "b"], "probe-a"), (["b", "a"], "probe-b")])
def test_one_word_in_two_packs(
    order: list[str], linked: str, site: Site, make_project: Make
) -> None:
    """The word leads to the pack that is named first; the other term is there by its id."""
    for name in ("a", "b"):
        site.install(name, record(name, f"probe-{name}", term="probe"))
    files = {"index.md": "# S\n\n{ftterm}`probes` {ftterm}`x <probe-b>` {ftterm}`x <probe-a>`\n"}
    other = "probe-b" if linked == "probe-a" else "probe-a"
    build = make_project(files, ftgloss_packs=order).build(
        warns=(
            rf"record '{other}': 'probe' stands for '{linked}' of the pack '{order[0]}', which "
            rf"ftgloss_packs names before '{order[1]}'",
        )
    )
    links = BeautifulSoup(build.text("index.html"), "html.parser").select("a.ftgloss-term")

    assert [a["href"].partition("#ftterm-")[2] for a in links] == [linked, "probe-b", "probe-a"]


def test_own_word_and_word_of_a_pack(site: Site, make_project: Make) -> None:
    """A word of the project and of a pack links to none of them until the author chooses."""
    site.install("evals", record("evals", "probe-a", term="probe"))
    files = {
        "index.md": "# S\n\n{ftterm}`x <own>`\n",
        "terms/own.toml": record("evals", "own", term="probe"),
    }
    make_project(files, ftgloss_packs=["evals"], ftgloss_terms=["terms/*.toml"]).build(
        warns=(r"terms/own.toml:2: .*the form 'probe' belongs to 'probe-a' too",)
    )


def test_relations_over_packs_in_a_circle(site: Site, make_project: Make) -> None:
    """A project's record that makes relations of packs lead in a circle is named."""
    site.install(
        "evals", record("evals", "probe") + record("evals", "sonde", more='broader = ["probe"]')
    )
    files = {
        "index.md": START["index.md"],
        "terms/own.toml": '[[term]]\nid = "probe"\nbroader = ["sonde"]\n',
    }
    build = make_project(files, ftgloss_packs=["evals"], ftgloss_terms=["terms/*.toml"]).build(
        warns=(r"terms/own.toml:1: .*field 'broader': 'sonde' leads back to 'probe'",)
    )

    assert "Kind of" in rows(entry(build, "sonde"))
    assert "Kind of" not in rows(entry(build, "probe"))


def test_translated_pack(site: Site, make_project: Make) -> None:
    """A pack brings its own translations."""
    folder = site.install("evals", record("evals", "probe"))
    (folder / "de").mkdir()
    (folder / "de" / "pack.toml").write_text(
        'categories = [{ id = "evals-words", title = "Wörter" }]', encoding="utf-8"
    )
    (folder / "de" / "evals-words.toml").write_text(
        '[[term]]\nid = "probe"\nshort = "Wie in Evals."\n'
    )
    build = make_project(START, ftgloss_packs=["evals"], language="de").build()

    assert "Wie in Evals." in build.text("index.html")
    assert "Wörter" in build.text("fine-tuning-glossary.html")


def test_changed_pack_is_seen(site: Site, make_project: Make) -> None:
    """An update of a pack writes the pages that show its terms."""
    folder = site.install("evals", record("evals", "probe"))
    files = {"index.md": START["index.md"] + "\n```{toctree}\nquiet\n```\n", "quiet.md": "# Q\n"}
    project = make_project(files, ftgloss_packs=["evals"])
    project.build()
    (folder / "evals-words.toml").write_text(record("evals", "probe", short="Said anew."))
    build = project.build()

    assert "Said anew." in build.text("index.html")
    assert "quiet" not in build.written


@pytest.mark.parametrize(
    ("items", "found", "warns"),
    [
        ('["+sonde"]', {"low-rank adapter", "sonde"}, ()),
        ('["sonde"]', {"sonde"}, ()),
        (
            '["+sonde", "other"]',
            {"low-rank adapter", "sonde", "other"},
            ("all are added to the list",),
        ),
    ],
)
def test_items_added_to_a_list(
    items: str, found: set[str], warns: tuple[str, ...], make_project: Make
) -> None:
    """Items that begin with a plus are put at the end of a shipped list; others replace it."""
    files = {
        "index.md": "# S\n\n{ftterm}`sonde`\n",
        "terms/own.toml": f'[[term]]\nid = "lora"\naliases = {items}\n',
    }
    build = make_project(files, ftgloss_terms=["terms/*.toml"]).build(warns=warns)
    said = rows(entry(build, "lora"))["Also called"]

    assert found <= set(said.split(", "))
    assert ("low-rank adapter" in said) is ("low-rank adapter" in found)


def test_relation_added_to_a_list(make_project: Make) -> None:
    """So it is with relations."""
    files = {
        "index.md": "# S\n",
        "terms/own.toml": '[[term]]\nid = "lora"\nrelated = ["+epoch"]\n',
    }
    build = make_project(files, ftgloss_terms=["terms/*.toml"]).build()
    said = rows(entry(build, "lora"))["See also"]

    assert "epoch" in said
    assert "catastrophic forgetting" in said
