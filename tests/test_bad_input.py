"""Bad input: one clear warning with its place, and a page that still builds."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING, Any

import pytest
from bs4 import BeautifulSoup

from sphinx_ftgloss.config import Options

if TYPE_CHECKING:
    from conftest import Make

START = "# Start\n\n{ftterm}`lora`\n"


def test_all_faults_of_a_term_file_at_once(make_project: Make) -> None:
    """Each fault names file, line, record and field; the good records are used."""
    terms = """
[[term]]
id = "probe"
term = "probe"
category = "data-concepts"
shrot = "A typo in the name of a field."
short = "A question."
sources = [{ title = "Handbook" }]
related = ["nowhere"]

[[term]]
id = "lora"
short = 3
"""
    build = make_project(
        {"index.md": "# Start\n\n{ftterm}`lora` {ftterm}`probe`\n", "terms/own.toml": terms},
        ftgloss_terms=["terms/own.toml"],
    ).build(
        warns=(
            r"terms/own.toml:2: WARNING: record 'probe', field 'shrot': is not a field of a term; "
            r"did you mean 'short'\? \[ftgloss.term_file\]",
            r"terms/own.toml:2: WARNING: record 'probe', field 'related': there is no term "
            r"'nowhere'",
            r"terms/own.toml:11: WARNING: record 'lora', field 'short': Expected `str`, got `int`",
        )
    )
    page = build.text("index.html")

    assert "A question." in page
    assert "freezes the pre-trained weights" in page


@pytest.mark.parametrize(
    ("content", "warning"),
    [
        (b"[[term]]\nid = ", r"terms/own.toml:\d: WARNING: is not valid TOML"),
        (b'[[term]]\nid = "x"\nterm = "\xff"', r"terms/own.toml:3: WARNING: is not UTF-8"),
        (b'[term]\nid = "x"', r"terms/own.toml:: WARNING: field 'term': write \[\[term\]\]"),
    ],
)
def test_unreadable_term_file(content: bytes, warning: str, make_project: Make) -> None:
    """A file that cannot be read is named, and the shipped terms are still there."""
    project = make_project({"index.md": START}, ftgloss_terms=["terms/own.toml"])
    project.write("terms/own.toml", "").write_bytes(content)
    build = project.build(warns=(warning,))

    assert "ftcard-lora" in build.text("index.html")


@pytest.mark.parametrize("pattern", ["terms/*.toml", "/terms/own.toml", ""])
def test_term_file_that_is_not_there(pattern: str, make_project: Make) -> None:
    """A pattern that names no file is reported; so is one that is no name below ``conf.py``."""
    make_project({"index.md": START}, ftgloss_terms=[pattern]).build(
        warns=(rf"conf.py: ftgloss_terms: '{re.escape(pattern)}' names no file",)
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ftgloss_page", 3),
        ("ftgloss_page", "../up"),
        ("ftgloss_terms", "terms/*.toml"),
        ("ftgloss_terms", [1]),
    ],
)
def test_wrong_setting(name: str, value: Any, make_project: Make) -> None:
    """A wrong value in ``conf.py`` is reported with what is expected; the default holds."""
    # Not as an override, because Sphinx splits a string there.
    files = {"index.md": START, "conf.py": f"{name} = {value!r}\n"}
    build = make_project(files).build(
        warns=(rf"conf.py: {name} must be .*; the default is used \[ftgloss.config\]",)
    )

    assert "fine-tuning-glossary.html#ftterm-lora" in build.text("index.html")


@pytest.mark.parametrize("field", dataclasses.fields(Options), ids=lambda field: field.name)
def test_default_of_a_setting_is_allowed(field: dataclasses.Field) -> None:
    """A project that sets nothing is told nothing."""
    default = getattr(Options(), field.name)

    assert field.metadata["check"].passes(default)


def test_markup_in_term_files_is_text(make_project: Make) -> None:
    """HTML in any field is shown as text, in the card and on the page."""
    evil = '<script>alert(1)</script> & \\"x\\" <b>b</b>'
    terms = f"""
[[term]]
id = "probe"
term = "probe {evil}"
expansion = "long {evil}"
category = "data-concepts"
short = "Short {evil}."
plain = "Plain {evil}"
body = "Body {evil} [x](javascript:alert(1))"
formula = '\\text{{<script>alert(1)</script>}}'
mistake = "Mistake {evil}"
aliases = ["alias {evil}"]
numbers = [{{ text = "number {evil}", source = "{evil}" }}]
params = [{{ library = "{evil}", name = "{evil}" }}]
sources = [{{ title = "Title {evil}", authors = "{evil}" }}]
"""
    build = make_project(
        {"index.md": "# S {ftterm}`probe`\n", "terms/own.toml": terms},
        ftgloss_terms=["terms/own.toml"],
    ).build()

    for name in ("index.html", "fine-tuning-glossary.html"):
        page = BeautifulSoup(build.text(name), "html.parser")
        # A description for search engines is data, which no browser runs.
        scripts = page.select("script:not([type='application/ld+json'])")
        assert not [s for s in scripts if "alert" in s.get_text()]
        assert not page.select("b b, .ftgloss-name b, [href^=javascript]")
    card = BeautifulSoup(build.text("index.html"), "html.parser").select_one("#ftcard-probe")
    assert "<script>alert(1)</script> &" in card.get_text()


def test_markup_in_a_role_is_text(make_project: Make) -> None:
    """HTML in the words of a role is shown as text."""
    text = '# S\n\n{ftterm}`<script>alert(1)</script> & "x" <lora>`\n'
    link = BeautifulSoup(
        make_project({"index.md": text}, smartquotes=False).build().text("index.html"),
        "html.parser",
    ).select_one("a.ftgloss-term")

    assert link.get_text() == '<script>alert(1)</script> & "x"'


def test_markup_in_a_title_is_text(make_project: Make) -> None:
    """HTML in the title of a page is shown as text where the title is listed."""
    title = "<script>alert(1)</script> & :ftterm:`lora`"
    files = {"index.rst": f"{title}\n{'=' * len(title)}\n\n:ftterm:`rank`\n"}
    page = make_project(files).build().text("fine-tuning-glossary.html")

    used = BeautifulSoup(page, "html.parser").select_one('.ftgloss-uses a[href^="index.html"]')
    assert used.get_text() == "<script>alert(1)</script> & LoRA"


def test_unknown_term_inside_a_term_file(make_project: Make) -> None:
    """A role in a record that names no term is reported at the record's place."""
    terms = (
        '\n[[term]]\nid = "probe"\nterm = "probe"\ncategory = "data-concepts"\n'
        'short = "A question."\nbody = "See {ftterm}`lroa`."\nsources = [{ title = "T" }]\n'
    )
    make_project(
        {"index.md": START, "terms/own.toml": terms}, ftgloss_terms=["terms/own.toml"]
    ).build(warns=(r"terms/own.toml:2: WARNING: there is no term 'lroa'; did you mean 'lora'",))


def test_hidden_term(make_project: Make) -> None:
    """A shipped term can be hidden; records that refer to it say nothing of it."""
    files = {"index.md": START, "terms/own.toml": '[[term]]\nid = "dpo"\nhide = true\n'}
    build = make_project(files, ftgloss_terms=["terms/own.toml"]).build()

    page = build.text("fine-tuning-glossary.html")
    assert 'id="ftterm-dpo"' not in page
    assert "DPO" in page, "texts that mention it print it as words"


def test_override_of_one_field(make_project: Make) -> None:
    """A record with the id of a shipped one changes the fields it names and keeps the others."""
    files = {
        "index.md": START,
        "terms/own.toml": '[[term]]\nid = "lora"\nshort = "Our own words."\n',
    }
    page = make_project(files, ftgloss_terms=["terms/own.toml"]).build().text("index.html")

    assert "Our own words." in page
    assert "low-rank adaptation" in page
    assert "freezes" not in page
