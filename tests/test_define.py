"""``ftterm-define``: a term that is explained on the page that needs it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup

from test_directive import entry, rows

if TYPE_CHECKING:
    from conftest import Make
    from helpers import Build

PROBE = """\
# B

```{ftterm-define} gold probe
:expansion: golden probe
:aliases: gold sonde
:related: lora

A *question* that goes with {ftterm}`lora` and `code`.

More of it, with {math}`x^2` and [a link](https://example.org).

- one
- two
```
"""
PROBE_RST = """\
B
=

.. ftterm-define:: gold probe
   :expansion: golden probe
   :aliases: gold sonde
   :related: lora

   A *question* that goes with :ftterm:`lora` and ``code``.

   More of it, with :math:`x^2` and `a link <https://example.org>`__.

   - one
   - two
"""
INDEX = "# S\n\n{ftterm}`gold probes` {ftterm}`gold-probe`\n\n```{toctree}\nb\n```\n"


def links(build: Build, page: str = "index.html") -> list[tuple[str, str]]:
    found = BeautifulSoup(build.text(page), "html.parser").select("a.ftgloss-term")
    return [(link.get_text(), link["href"].partition("#")[2]) for link in found]


@pytest.mark.parametrize(("name", "text"), [("b.md", PROBE), ("b.rst", PROBE_RST)])
@pytest.mark.parametrize("parallel", [1, 2])
def test_term_of_a_page(name: str, text: str, parallel: int, make_project: Make) -> None:
    """All pages can use it, those too that are read before; it has a card and an entry."""
    build = make_project({"index.md": INDEX, name: text}).build(parallel=parallel)

    probe = "ftterm-gold-probe"
    assert links(build) == [("gold probes", probe), ("gold probe", probe)]
    card = BeautifulSoup(build.text("index.html"), "html.parser").find(id="ftcard-gold-probe")
    assert [p.get_text() for p in card("p")] == [
        "gold probe golden probe",
        "A question that goes with LoRA and code.",
        "Terms of this project",
    ]
    found = entry(build, "gold-probe")
    assert found.select_one(".ftgloss-short em").get_text() == "question"
    assert found.select_one("math")
    assert [item.get_text() for item in found.select("li")[:2]] == ["one", "two"]
    said = rows(found)
    assert said["See also"] == "LoRA"
    assert said["Also called"] == "gold sonde"
    assert said["Explained in"] == "B"


@pytest.mark.parametrize(("name", "text"), [("b.md", PROBE), ("b.rst", PROBE_RST)])
def test_definition_in_place(name: str, text: str, make_project: Make) -> None:
    """The page prints what its author wrote, and uses of terms in it are uses of the page."""
    build = make_project({"index.md": INDEX, name: text}).build()
    page = BeautifulSoup(build.text("b.html"), "html.parser")

    name_tag = page.select_one(".ftgloss-defined dt")
    assert name_tag.get_text() == "gold probe golden probe"
    assert page.select_one(".ftgloss-defined dd em").get_text() == "question"
    assert links(build, "b.html") == [("LoRA", "ftterm-lora")]


def test_use_before_the_definition(make_project: Make) -> None:
    """A page may use terms before it defines them, and each in the text of the other."""
    text = (
        "# S\n\n{ftterm}`one` {ftterm}`two`\n\n```{ftterm-define} one\nNot {ftterm}`two`.\n```\n\n"
        "{ftterm}`twos`\n\n```{ftterm-define} two\nNot {ftterm}`one`.\n```\n"
    )
    project = make_project({"index.md": text})
    expected = ["one", "two", "two", "twos", "one"]

    assert [words for words, _address in links(project.build())] == expected
    project.write("index.md", text.replace("# S", "# T"))
    assert [words for words, _address in links(project.build())] == expected


def test_shipped_term_defined_anew(make_project: Make) -> None:
    """A definition of a shipped term replaces what it gives, and keeps the rest."""
    text = "# S\n\n```{ftterm-define} LoRA\nOurs is another.\n```\n\n{ftterm}`lora`\n"
    build = make_project({"index.md": text}).build()

    assert "Ours is another." in build.text("index.html")
    assert "In code" in rows(entry(build, "lora"))
    assert "Parameter-efficient" in build.text("index.html")


def test_edited_definition(make_project: Make) -> None:
    """An edit writes the pages that show the card, and reads none of them."""
    project = make_project(
        {"index.md": INDEX + "\n```{toctree}\nquiet\n```\n", "b.md": PROBE, "quiet.md": "# Q\n"}
    )
    project.build()
    project.write("b.md", PROBE.replace("A *question*", "An answer"))
    build = project.build()

    assert "An answer that goes" in build.text("index.html")
    assert "index" not in build.read
    assert "quiet" not in build.written


def test_removed_definition(make_project: Make) -> None:
    """When a definition goes, the pages that use the term say so, with their lines."""
    project = make_project({"index.md": INDEX, "b.md": PROBE})
    project.build()
    project.write("b.md", "# B\n")
    build = project.build(
        warns=(
            "index.md:3: WARNING: there is no term 'gold probes'",
            "there is no term 'gold-probe'",
        )
    )

    assert links(build) == []


def test_moved_definition(make_project: Make) -> None:
    """A definition may move to another page without a trace."""
    project = make_project(
        {"index.md": INDEX + "\n```{toctree}\nc\n```\n", "b.md": PROBE, "c.md": "# C\n"}
    )
    project.build()
    project.write("b.md", "# B\n")
    project.write("c.md", PROBE.replace("# B", "# C"))
    build = project.build()

    assert rows(entry(build, "gold-probe"))["Explained in"] == "C"


@pytest.mark.parametrize(
    ("directive", "warning"),
    [
        ("```{ftterm-define} gold probe\n```", r"'gold probe' has no text; write its definition"),
        (
            f"```{{ftterm-define}} gold probe\n{'word ' * 60}\n```",
            r"'gold probe' begins with a paragraph of 299 characters, and a card holds 200",
        ),
        (
            "```{ftterm-define} gold probe\n:id: Not a slug\nText.\n```",
            r"'gold probe' is not defined: Expected small letters, digits and hyphens - at `\$.id`",
        ),
        (
            "```{ftterm-define} gold probe\n:category: nowhere\nText.\n```",
            r"record 'gold-probe', field 'category': 'nowhere' is no category; choose one of",
        ),
        (
            "```{ftterm-define} gold probe\n:related: nowhere\nText.\n```",
            r"record 'gold-probe', field 'related': there is no term 'nowhere'",
        ),
        (
            "```{ftterm-define} gold probe\n:aliases: rank\nText.\n```",
            r"record 'gold-probe', field 'aliases': the form 'rank' belongs to 'rank' too",
        ),
        (
            "```{ftterm-define} gold probe\nText.\n```\n" * 2,
            r"record 'gold-probe', field 'id': is defined at .*index.md:3 too",
        ),
    ],
)
def test_faulty_definition(directive: str, warning: str, make_project: Make) -> None:
    """What is wrong is said with file and line, can be silenced by type, and breaks no page."""
    warning = rf"index.md:\d+: WARNING: .*{warning}.*\[ftgloss.term_file\]"
    build = make_project({"index.md": f"# S\n\n{directive}\n"}).build(warns=(warning,))

    assert "gold probe" in build.text("index.html")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("b.md", "# B\n\n```{ftterm-define} gold probe\n:aliases:\n\nText.\n```\n\nEnd.\n"),
        ("b.rst", "B\n=\n\n.. ftterm-define:: gold probe\n   :aliases:\n\n   Text.\n\nEnd.\n"),
    ],
)
def test_option_without_a_value(name: str, text: str, make_project: Make) -> None:
    """It is reported with its line, and the page goes on."""
    project = make_project({"index.md": "# S\n\n```{toctree}\nb\n```\n", name: text})
    build = project.build(warns=None)

    assert re.match(rf"{name}:[34]: .*(aliases|ftterm-define)", build.warnings[0])
    assert "End." in build.text("b.html")


@pytest.mark.parametrize("builder", ["text", "latex", "man", "texinfo", "xml", "gettext", "epub"])
def test_other_builders(builder: str, make_project: Make) -> None:
    """Each builder prints a definition in place, without a warning."""
    make_project({"index.md": INDEX, "b.md": PROBE}).build(builder)
