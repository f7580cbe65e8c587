"""A build after a change is what a clean build would be, and does no more than it must."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup
from sphinx.util.parallel import parallel_available

from test_directive import entry, rows

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Make
    from helpers import Build, Project

RECORD = """
[[term]]
id = "{id}"
term = "{term}"
category = "data-concepts"
short = "{short}"
sources = [{{ title = "Handbook" }}]
"""
# In no toctree, because plain Sphinx leaves the links to neighbours stale.
ORPHAN = "---\norphan: true\n---\n"
GLOSSARY = "fine-tuning-glossary"


def record(term_id: str = "probe", term: str = "probe", short: str = "A question.") -> str:
    return RECORD.format(id=term_id, term=term, short=short)


@pytest.fixture
def project(make_project: Make) -> Project:
    """A project with pages that use a shipped term, an own term, or none."""
    return make_project(
        {
            "index.md": "# Start\n",
            "lora.md": ORPHAN + "# On adapters\n\n{ftterm}`lora`\n",
            "probe.rst": ":orphan:\n\nOn probes\n=========\n\n:ftterm:`probe <probe>`\n",
            "names.md": ORPHAN + "# By name\n\n{ftterm}`probe`\n",
            "none.md": ORPHAN + "# Nothing\n",
            "terms/own.toml": record(),
        },
        ftgloss_terms=["terms/*.toml"],
    )


def written(build: Build) -> list[str]:
    """Return the pages that were written, but for the root, which Sphinx 7.4 always writes."""
    return sorted(build.doctrees.keys() - {"index"})


def output(folder: Path) -> dict[str, bytes]:
    """Return the pages of a build; other files of Sphinx hold times and settings."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*.html"))
        if path.name not in {"search.html", "genindex.html"}
    }


def assert_like_clean(project: Project, build: Build, builder: str = "html") -> None:
    """Hold the output against that of a clean build of the same source."""
    clean = type(project)(project.source, project.conf)
    target = project.source.parent / "clean"
    shutil.rmtree(target, ignore_errors=True)
    moved = target / "source"
    shutil.copytree(project.source, moved)
    clean.source = moved
    assert output(build.out) == output(clean.build(builder).out)


def test_edited_page(project: Project) -> None:
    """An edited page is read; the glossary is only written, as its list of uses changed."""
    project.build()
    project.write("lora.md", ORPHAN + "# On adapters\n\n{ftterm}`qlora`\n")
    build = project.build()

    assert build.read == ["lora"]
    assert written(build) == [GLOSSARY, "lora"]
    assert "Used in" not in rows(entry(build, "lora"))
    assert rows(entry(build, "qlora"))["Used in"] == "On adapters"
    assert_like_clean(project, build)


def test_edited_title(project: Project) -> None:
    """A page's new title shows in the entries of the terms it uses."""
    project.build()
    project.write("lora.md", ORPHAN + "# On thin matrices\n\n{ftterm}`lora`\n")
    build = project.build()

    assert rows(entry(build, "lora"))["Used in"] == "On thin matrices"
    assert_like_clean(project, build)


def test_page_without_terms(project: Project) -> None:
    """An edit that concerns no term leaves the glossary alone."""
    project.build()
    project.write("none.md", ORPHAN + "# Nothing\n\nMore of it.\n")
    build = project.build()

    assert written(build) == ["none"]


def test_removed_page(project: Project) -> None:
    """A page that is gone is gone from the lists of uses."""
    project.build()
    (project.source / "lora.md").unlink()
    build = project.build()

    assert "Used in" not in rows(entry(build, "lora"))


def test_edited_definition(project: Project) -> None:
    """An edited definition re-reads the glossary and re-writes the pages with its card; no more."""
    project.build()
    project.write("terms/own.toml", record(short="A question to a model."))
    build = project.build()

    assert build.read == [GLOSSARY]
    assert written(build) == [GLOSSARY, "names", "probe"]
    assert "A question to a model." in build.text("probe.html")
    assert_like_clean(project, build)


def test_comment_in_term_file(project: Project) -> None:
    """A change to a term file that changes no term changes nothing."""
    project.build()
    project.write("terms/own.toml", "# A comment.\n" + record())

    assert project.build().doctrees == {}


def test_renamed_term(project: Project) -> None:
    """A renamed term is read anew where it is used, and warns where it is unknown now."""
    project.build()
    project.write("terms/own.toml", record(term_id="prober", term="prober"))
    unknown = r"\w+\.(md|rst):\d: WARNING: there is no term 'probe'; did you mean 'prober'"
    build = project.build(warns=(unknown, unknown))

    assert sorted(build.read) == [GLOSSARY, "names", "probe"]
    assert "ftgloss-term" not in build.text("probe.html")


def test_new_preferred_form(project: Project) -> None:
    """A term that is written otherwise shows so where its id is used."""
    project.build()
    project.write("terms/own.toml", record(term="Probe"))
    build = project.build()

    assert ">Probe</a>" in build.text("names.html")
    assert_like_clean(project, build)


def test_term_that_comes_later(project: Project) -> None:
    """A page that asked for an unknown term is read again when the term exists."""
    project.write("later.md", ORPHAN + "# L\n\n{ftterm}`sonde`\n")
    project.build(warns=("there is no term 'sonde'",))
    project.write("terms/more.toml", record("sonde", "sonde"))
    build = project.build()

    assert "ftcard-sonde" in build.text("later.html")
    assert 'id="ftterm-sonde"' in build.text(f"{GLOSSARY}.html")


def test_two_builders_over_one_environment(project: Project) -> None:
    """Each builder keeps its own account: what text took over, html still writes."""
    project.build("html")
    project.build("text")
    project.write("lora.md", ORPHAN + "# On adapters\n\n{ftterm}`qlora`\n")
    project.build("text")
    build = project.build("html")

    assert rows(entry(build, "qlora"))["Used in"] == "On adapters"
    assert project.build("html").doctrees == {}
    assert project.build("text").doctrees == {}


def test_renamed_term_read_by_another_builder(project: Project) -> None:
    """What one builder read anew because of a term, the other one writes anew."""
    project.build("html")
    project.write("terms/own.toml", record(term="Probe"))
    project.build("text")
    build = project.build("html")

    assert ">Probe</a>" in build.text("names.html")
    assert written(build) == [GLOSSARY, "names", "probe"]
    assert project.build("html").doctrees == {}


@pytest.mark.skipif(not parallel_available, reason="Sphinx runs in parallel only where it can fork")
def test_parallel_build_is_the_same(make_project: Make) -> None:
    """Four processes write the same bytes as one, from a clean start and after an edit."""
    files = {
        "index.md": "# Start\n\n```{toctree}\n:glob:\npages/*\n```\n",
        **{
            f"pages/p{n:02}.{'md' if n % 2 else 'rst'}": f"Page {n}\n=======\n\n"
            + ("{ftterm}`lora` {ft:full}`qlora`\n" if n % 2 else ":ftterm:`dpo` :term:`epoch`\n")
            for n in range(30)
        },
    }
    serial, parallel = make_project(files), make_project(files)
    assert output(serial.build().out) == output(parallel.build(parallel=4).out)
    for project in (serial, parallel):
        for number in range(8):
            project.write(f"pages/p{number:02}.md", "Page new\n========\n\n{ftterm}`rank`\n")
            (project.source / f"pages/p{number:02}.rst").unlink(missing_ok=True)
    again = parallel.build(parallel=4)
    assert output(serial.build().out) == output(again.out)
    assert "Page new" in rows(entry(again, "rank"))["Used in"]


@pytest.mark.parametrize(
    ("text", "conf", "field", "before", "after"),
    [
        pytest.param(
            "{ftterm}`Ps`",
            {"ftgloss_first_use": "expand"},
            "expansion_plural",
            "probings of it (Ps)",
            "probes of it (Ps)",
            id="plural that a first use spells out",
        ),
        pytest.param(
            "{ftterm}`probe`\n\n```{ftpageterms}\n```",
            {"ftgloss_depth": "plain"},
            "short",
            "A question of one kind.",
            "A question of another kind.",
            id="short definition in a box, cards in plain words",
        ),
    ],
)
def test_words_that_only_a_setting_shows(
    text: str, conf: dict, field: str, before: str, after: str, make_project: Make
) -> None:
    """A change of a field is seen on pages that show it because of a setting."""

    def terms(value: str) -> str:
        changed = record(term="P") + 'expansion = "probing of it"\nplain = "Ask."\n'
        value = value.removesuffix(" (Ps)")
        if field == "short":
            return changed.replace('short = "A question."', f'short = "{value}"')
        return changed + f'{field} = "{value}"\n'

    project = make_project(
        {"index.md": f"# Start\n\n{text}\n", "terms/own.toml": terms(before)},
        ftgloss_terms=["terms/*.toml"],
        **conf,
    )
    assert before in BeautifulSoup(project.build().text("index.html"), "html.parser").get_text()
    project.write("terms/own.toml", terms(after))
    build = project.build()

    assert after in BeautifulSoup(build.text("index.html"), "html.parser").get_text()
