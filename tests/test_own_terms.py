"""A project of some size: fifty terms of its own, two packs, changes to shipped terms."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from test_packs import Site, record, site

if TYPE_CHECKING:
    from conftest import Make
    from helpers import Project

__all__ = ["site"]

COUNT = 50
CHANGED = """
[[term]]
id = "lora"
short = "What we call an adapter."

[[term]]
id = "epoch"
aliases = ["+lap"]

[[term]]
id = "rank"
plain = "How wide it is."

[[term]]
id = "rlhf"
hide = true
"""


def own(number: int, short: str = "") -> str:
    """Return a record whose text leads to the next one."""
    return f"""
[[term]]
id = "own-{number}"
term = "own term {number}"
category = "practical-terms"
short = "{short or f"The thing that is called number {number}."}"
body = "Before {{ftterm}}`own-{(number + 1) % COUNT}`."
related = ["own-{(number + 7) % COUNT}", "lora"]
sources = [{{ title = "Handbook" }}]
"""


@pytest.fixture
def project(site: Site, make_project: Make) -> Project:
    """Return a project with a page for each of its terms, one for packs, and one without terms."""
    site.install("evals", record("evals", "probe") + record("evals", "sonde"))
    pages = [f"page-{number}" for number in range(COUNT)]
    listed = "\n".join([*pages, "packs", "quiet"])
    files = {
        "index.md": f"# S\n\n```{{toctree}}\n{listed}\n```\n",
        "packs.md": "# P\n\n{ftterm}`probe`, {ftterm}`sonde`, {ftterm}`laps` and {ftterm}`lora`\n",
        "quiet.md": "# Q\n\nNothing.\n",
        "terms/changed.toml": CHANGED,
        "terms/own.toml": "".join(own(number) for number in range(COUNT)),
        **{
            f"page-{n}.md": f"# Page {n}\n\n{{ftterm}}`own term {n}` {{ftterm}}`own-{n // 10}`\n"
            for n in range(COUNT)
        },
    }
    return make_project(
        files, ftgloss_packs=["fine-tuning", "evals"], ftgloss_terms=["terms/*.toml"]
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    "builder",
    [
        *("html", "dirhtml", "singlehtml", "epub", "latex", "texinfo", "man", "text", "xml"),
        *("pseudoxml", "gettext", "json", "dummy"),
    ],
)
def test_all_builders(builder: str, project: Project) -> None:
    """No builder warns."""
    project.build(builder)


def test_edit_of_one_definition(project: Project) -> None:
    """The pages that show it are written again, and no others; none is read but the glossary."""
    project.build()
    changed = "".join(own(n, "Said anew." if n == 3 else "") for n in range(COUNT))
    project.write("terms/own.toml", changed)
    build = project.build()

    shown = {"page-3", *(f"page-{n}" for n in range(30, 40)), "fine-tuning-glossary"}
    # Sphinx itself writes a page whose toctree names one that is written.
    assert set(build.written) == {*shown, "index"}
    assert set(build.read) == {"fine-tuning-glossary"}
    assert "Said anew." in build.text("page-35.html")


def test_changes_to_shipped_terms(project: Project) -> None:
    """Shipped terms are changed field by field, extended and removed."""
    build = project.build()
    page = build.text("packs.html")
    glossary = build.text("fine-tuning-glossary.html")

    assert "What we call an adapter." in page
    assert "How wide it is." in glossary
    assert 'id="ftterm-rlhf"' not in glossary
    assert 'id="ftterm-sonde"' in glossary
