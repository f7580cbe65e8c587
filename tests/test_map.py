"""The directive ``ftmap``: a picture in HTML, a list elsewhere."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
import sphinx
from bs4 import BeautifulSoup

from test_incremental import ORPHAN, assert_like_clean, record

if TYPE_CHECKING:
    from bs4 import Tag

    from conftest import Make
    from helpers import Build

GLOSSARY = "fine-tuning-glossary.html"


def page(options: str = "", *, myst: bool = True) -> str:
    if myst:
        return f"# Map\n\n```{{ftmap}}\n{options}\n```\n"
    indented = options.replace("\n", "\n   ")
    return f"Map\n===\n\n.. ftmap::\n   {indented}\n"


def the_map(build: Build, name: str = "index.html") -> Tag:
    found = BeautifulSoup(build.text(name), "html.parser").select("div.ftgloss-map")
    assert len(found) == 1
    return found[0]


def names(build: Build, name: str = "index.html") -> list[str]:
    return sorted(text.get_text() for text in the_map(build, name).select("svg text"))


def outline(build: Build) -> str:
    """Return the list of a map, as the text builder prints it."""
    return re.sub(r"\n+", "\n", build.text("index.txt").split("***\n", 1)[1]).strip("\n")


PEFT = ["LoRA", "PEFT", "QLoRA", "adapter layer", "rank"]


@pytest.mark.parametrize("suffix", ["md", "rst"])
def test_category(make_project: Make, suffix: str) -> None:
    """All terms of a category are in the picture, as links to their entries."""
    options = ":category: parameter-efficient-methods"
    build = make_project({f"index.{suffix}": page(options, myst=suffix == "md")}).build()
    drawn = the_map(build)

    assert names(build) == PEFT
    assert {a.get_text(): a["href"] for a in drawn.select("svg a")}["adapter layer"] == (
        f"{GLOSSARY}#ftterm-adapter-layers"
    )
    assert [s.get_text(strip=True) for s in drawn.select(".ftgloss-legend span")] == [
        "broader to narrower",
        "contrast",
    ]
    assert drawn.select_one(".ftgloss-picture")["aria-label"] == (
        "Concept map: Parameter-efficient methods"
    )


def test_terms(make_project: Make) -> None:
    """Named terms are shown with their neighbours; ``:relations:`` says which relations count."""
    files = {
        "index.md": page(":terms: QLoRAs"),
        "two.md": ORPHAN + page(":terms: qlora\n:depth: 2\n:relations: broader"),
    }
    build = make_project(files).build()

    assert names(build) == ["LoRA", "QLoRA", "full fine-tuning", "learning rate", "rank"]
    assert names(build, "two.html") == ["LoRA", "PEFT", "QLoRA"]
    assert the_map(build).select_one(".ftgloss-asked").get_text() == "QLoRA"


def test_whole_glossary(make_project: Make) -> None:
    """Without options the map holds every term, and links still lead to the glossary page."""
    build = make_project({"index.md": page() + "\n{ftterm}`lora`\n"}).build()

    assert len(names(build)) == 28
    assert f'href="{GLOSSARY}#ftterm-lora"' in build.text("index.html")


def test_list_beside_the_picture(make_project: Make) -> None:
    """The same is there as a list, for who cannot see the picture [1.1.1]."""
    build = make_project({"index.md": page(":category: parameter-efficient-methods")}).build()
    listed = the_map(build).select_one("details")

    assert listed.select_one("summary").get_text() == "As a list"
    assert listed.select_one("ul ul > li > p").get_text() == "LoRA (contrast with adapter layer)"
    assert listed.select_one("ul ul ul a.ftgloss-term")["href"] == f"{GLOSSARY}#ftterm-qlora"


@pytest.mark.skipif(sphinx.version_info < (8, 2), reason="this Sphinx searches all words")
def test_search_leads_to_the_entry(make_project: Make) -> None:
    """Names on a map are no text of its page, as the search sees it."""
    build = make_project({"index.md": page(":category: parameter-efficient-methods")}).build()
    index = json.loads(build.text("searchindex.js").split("(", 1)[1].removesuffix(")"))
    hits = index["terms"]["qlora"]

    assert index["docnames"].index("index") not in (hits if isinstance(hits, list) else [hits])


def test_a_map_is_no_use_of_its_terms(make_project: Make) -> None:
    """The glossary does not say that a term is used where it is only on a map."""
    build = make_project({"index.md": page(":category: parameter-efficient-methods")}).build()

    assert "Used in" not in build.text(GLOSSARY)


def test_caption(make_project: Make) -> None:
    """The caption is markup of the page, and goes to translators with it."""
    project = make_project(
        {"index.md": page(":terms: lora\n:caption: All *around* {ftterm}`lora`")}
    )
    caption = the_map(project.build()).select_one("figure > figcaption")
    catalog = project.build("gettext").text("index.pot")

    assert caption.get_text().strip() == "All around LoRA"
    assert caption.select_one("em, a.ftgloss-term")
    assert 'msgid "All *around* {ftterm}`lora`"' in catalog
    assert "contrast with" not in catalog


def test_text(make_project: Make) -> None:
    """Builders without pictures print the list."""
    options = ":category: parameter-efficient-methods\n:caption: The methods"
    build = make_project({"index.md": page(options)}).build("text")

    assert outline(build) == (
        "The methods\n"
        "* PEFT\n"
        "  * LoRA (contrast with adapter layer)\n"
        "    * QLoRA\n"
        "  * adapter layer (contrast with LoRA)\n"
        "* rank"
    )


def test_deep_list(make_project: Make) -> None:
    """What is nested too deep for LaTeX goes on further down under its own name."""
    files = {"index.md": page(":terms: transfer-learning\n:depth: 4\n:relations: broader")}
    build = make_project(files).build("text")

    assert outline(build) == (
        "* transfer learning\n"
        "  * fine-tuning\n"
        "    * full fine-tuning\n"
        "    * PEFT\n"
        "    * DPO\n"
        "    * SFT\n"
        "* PEFT\n"
        "  * LoRA\n"
        "    * QLoRA\n"
        "  * adapter layer\n"
        "* SFT\n"
        "  * instruction tuning"
    )


@pytest.mark.parametrize(
    "builder", ["latex", "man", "texinfo", "epub", "xml", "gettext", "singlehtml"]
)
def test_other_builders(make_project: Make, builder: str) -> None:
    """Each builder prints the map or the list, and none warns."""
    build = make_project({"index.md": page(":terms: lora")}).build(builder)
    files = [p for p in build.out.rglob("*") if p.suffix in {".tex", ".xml", ".xhtml", ".html"}]
    text = " ".join(file.read_text("utf-8") for file in files)

    if builder == "latex":
        assert r"\hyperref[\detokenize{fine-tuning-glossary:ftterm-qlora}]" in text
    if builder in {"epub", "xml"}:
        assert "qlora" in text.lower()
        assert "<svg" not in text
    if builder == "singlehtml":
        assert 'href="#ftterm-qlora"><rect' in text


def test_several_maps(make_project: Make) -> None:
    """Maps on one page are told apart by what they are called, and share no ids."""
    files = {"index.md": page(":terms: lora") + page(":terms: dpo")}
    found = BeautifulSoup(make_project(files).build().text("index.html"), "html.parser")
    ids = [tag["id"] for tag in found.select("[id]")]

    assert [box["aria-label"] for box in found.select(".ftgloss-picture")] == [
        "Concept map: LoRA",
        "Concept map: DPO",
    ]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("options", "warnings"),
    [
        (
            ":terms: loar lora",
            (r"index.md:3: WARNING: ftmap: 'loar' is no id.*did you mean 'lora",),
        ),
        (
            ":terms: lora\n:relations: wider broader",
            ("'relations': 'wider' is not known; there are",),
        ),
        (
            ":category: peft data-concepts",
            ("'category': 'peft' is not known; there are training-",),
        ),
        (":terms: loar", ("'loar' is no id or name", "ftmap: there is nothing to draw")),
        (":category: peft", ("'peft' is not known", "ftmap: there is nothing to draw")),
        (":terms: lora\n:category: data-concepts", ("ftmap: there is nothing to draw",)),
    ],
)
def test_bad_options(make_project: Make, options: str, warnings: tuple[str, ...]) -> None:
    """What does not exist is said with file and line, and the rest is drawn."""
    build = make_project({"index.md": page(options)}).build(warns=warnings)

    assert ("ftgloss-map" in build.text("index.html")) is ("nothing" not in warnings[-1])


def test_pages_without_a_map_carry_none_of_it(make_project: Make) -> None:
    build = make_project(
        {"index.md": page(":terms: lora"), "other.md": ORPHAN + "# Other\n\n{ftterm}`lora`\n"}
    ).build()

    assert "ftgloss-page.css" in build.text("index.html")
    assert "ftgloss-page.css" not in build.text("other.html")


# --- Builds after a change -------------------------------------------------------------------


@pytest.mark.parametrize(
    "options",
    [":terms: lora", ":category: parameter-efficient-methods", ":terms: peft\n:depth: 2", ""],
)
def test_new_relation(make_project: Make, options: str) -> None:
    """A new term that hangs below one of the map makes the page be read again."""
    project = make_project(
        {"index.md": "# Start\n", "map.md": ORPHAN + page(options), "terms/own.toml": record()},
        ftgloss_terms=["terms/*.toml"],
    )
    assert "newcomer" not in names(project.build(), "map.html")
    new = record("newcomer", "newcomer").replace("data-concepts", "parameter-efficient-methods")
    project.write("terms/own.toml", record() + new + 'broader = ["lora"]\n')
    build = project.build()

    assert "map" in build.read
    assert "newcomer" in names(build, "map.html")
    assert_like_clean(project, build)


def test_term_that_moves_into_the_category(make_project: Make) -> None:
    """A map that stays in a category takes in what has come there."""
    options = ":terms: lora\n:category: parameter-efficient-methods\n:relations: related"
    project = make_project(
        {"index.md": "# Start\n", "map.md": ORPHAN + page(options), "terms/own.toml": record()},
        ftgloss_terms=["terms/*.toml"],
    )
    assert names(project.build(), "map.html") == ["LoRA", "rank"]
    moved = '[[term]]\nid = "learning-rate"\ncategory = "parameter-efficient-methods"\n'
    project.write("terms/own.toml", record() + moved)
    build = project.build()

    assert names(build, "map.html") == ["LoRA", "learning rate", "rank"]


def test_entry_that_moves(make_project: Make) -> None:
    """When the entries stand on another page, the links of the map lead there."""
    project = make_project(
        {"index.md": "# Start\n", "map.md": ORPHAN + page(":terms: lora")},
    )
    project.build()
    project.write("index.md", "# Start\n\n```{ftglossary}\n```\n")
    build = project.build()

    assert build.read == ["index"]
    assert the_map(build, "map.html").select_one(".ftgloss-asked")["href"] == (
        "index.html#ftterm-lora"
    )


def test_a_change_elsewhere(make_project: Make) -> None:
    """A term that has nothing to do with the map leaves its page alone."""
    project = make_project(
        {
            "index.md": "# Start\n",
            "map.md": ORPHAN + page(":terms: lora"),
            "terms/own.toml": record(),
        },
        ftgloss_terms=["terms/*.toml"],
    )
    project.build()
    project.write("terms/own.toml", record(short="Another question."))

    assert "map" not in project.build().doctrees
