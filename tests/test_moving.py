"""Moving from what people have, as the manual tells: each sample before and after."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup

from sphinx_ftgloss.command.main import main

if TYPE_CHECKING:
    from conftest import Make
    from helpers import Build, Project

MANUAL = Path(__file__).parents[1] / "example_docs" / "manual" / "moving.md"
PAGE = "Page\n====\n\nA :term:`gizmo`, two :term:`Gadgets <gadget>`, and :term:`LoRA`.\n"
GLOSSARY = """
Words
=====

.. glossary::

   gizmo
   gadget
      A small thing. It belongs to a :term:`big thing`.

   big thing
      What has a :term:`gizmo`.
"""
INDEX = "Start\n=====\n\n.. toctree::\n\n   page\n   glossary\n"
HOVERXREF = 'hoverxref_roles = ["term"]\nhoverxref_role_types = {"term": "tooltip"}\n'
TIPPY = 'tippy_props = {"placement": "auto-start"}\ntippy_enable_wikitips = False\n'
RIDDLE = 'riddle_trigger = "hover"\n'


def cards(build: Build, page: str = "page.html") -> dict[str, str]:
    """Return the links to terms on a page that have a card, and what the cards say."""
    soup = BeautifulSoup(build.text(page), "html.parser")
    return {
        link.get_text(): soup.find(id=link["aria-describedby"]).get_text(" ", strip=True)
        for link in soup.select("a.ftgloss-term[aria-describedby]")
    }


def move(project: Project, source: str, *options: str) -> None:
    """Import a source of a project into its folder of term files."""
    file = project.source / "terms" / "words.toml"
    arguments = [str(project.source / source), "--category", "data-concepts", "-o", str(file)]
    assert main(["import", *arguments, *options]) == 0


def sample(make_project: Make) -> Project:
    return make_project({"index.rst": INDEX, "page.rst": PAGE, "glossary.rst": GLOSSARY})


def test_own_glossary_stays(make_project: Make) -> None:
    """With the extension added and nothing else changed, own entries win and ours fill the gaps."""
    build = sample(make_project).build(nitpicky=True)
    links = BeautifulSoup(build.text("page.html"), "html.parser").select(".body p a")

    assert [link["href"].replace("#ftterm", " #ftterm") for link in links] == [
        "glossary.html#term-gizmo",
        "glossary.html#term-gadget",
        "fine-tuning-glossary.html #ftterm-lora",
    ]
    assert list(cards(build)) == ["LoRA"]


@pytest.mark.parametrize("settings", ["", HOVERXREF, TIPPY, RIDDLE])
def test_glossary_of_sphinx(make_project: Make, settings: str) -> None:
    """After the import, roles that nobody rewrote have cards, also if old settings are left."""
    project = sample(make_project)
    move(project, "glossary.rst")
    project.write("glossary.rst", "Words\n=====\n\n.. ftglossary::\n")
    project.write("conf.py", settings)
    build = project.build(nitpicky=True, ftgloss_terms=["terms/*.toml"])
    found = cards(build)

    assert found.keys() == {"gizmo", "Gadgets", "LoRA"}
    assert found["gizmo"].startswith("gizmo A small thing.")
    assert found["Gadgets"] == found["gizmo"]
    entry = BeautifulSoup(build.text("glossary.html"), "html.parser").find(id="ftterm-gizmo")
    assert entry.find_next("dd").select_one("a.ftgloss-term").get_text() == "big thing"
    assert "tippy" not in build.text("page.html")
    assert "hxr-" not in build.text("page.html")


def test_markdown_glossary(make_project: Make) -> None:
    """A project in Markdown moves in the same way."""
    words = "# Words\n\n```{glossary}\ngizmo\n  A small thing.\n```\n"
    project = make_project({"index.md": "# P\n\nA {term}`gizmo`.\n", "glossary.md": words})
    move(project, "glossary.md")
    project.write("glossary.md", "---\norphan:\n---\n# Words\n\nThey have moved.\n")
    build = project.build(nitpicky=True, ftgloss_terms=["terms/*.toml"])

    assert cards(build, "index.html")["gizmo"].startswith("gizmo A small thing.")


def test_folder_of_terms(make_project: Make) -> None:
    """The command of the manual turns shortcodes of pages into roles for the imported terms."""
    page = (
        '# P\n\nTwo {{< glossary_tooltip text="pods" term_id="pod" >}} and a '
        '{{<glossary_tooltip term_id="lora">}}.\n'
    )
    pod = (
        "---\ntitle: Pod\nid: pod\nshort_description: >\n  A group of containers.\n---\n"
        "A group of containers.\n\n<!--more-->\n\nIt may use "
        '{{< glossary_tooltip text="adapters" term_id="lora" >}}.\n'
    )
    project = make_project({"docs/index.md": page, "words/pod.md": pod})
    move(project, "words")
    (project.source / "words" / "pod.md").unlink()
    (command,) = re.findall(r"```sh\n(.*?)```", MANUAL.read_text(encoding="utf-8"), re.DOTALL)
    subprocess.run(command, shell=True, check=True, cwd=project.source)
    build = project.build(nitpicky=True, ftgloss_terms=["terms/*.toml"], root_doc="docs/index")
    found = cards(build, "docs/index.html")

    assert found.keys() == {"pods", "LoRA"}
    assert found["pods"].startswith("Pod A group of containers.")
