"""Any sequence of edits leaves what a clean build of the same source would write.

Hypothesis makes up the edits; ``FTGLOSS_STEPS=2000`` in the environment makes it a long run.
"""

from __future__ import annotations

import dataclasses
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from helpers import Project
from sphinx_ftgloss.config import Options

if TYPE_CHECKING:
    from helpers import Build

pytestmark = pytest.mark.slow

STEPS = int(os.environ.get("FTGLOSS_STEPS", "12"))
STEPS_OF_ONE_RUN = 12

PAGES = ("a", "b", "folder/c")
OWN = ("probe", "sonde")
CONF = {
    "project": "Sample",
    "copyright": "nobody",
    "extensions": ["myst_parser", "sphinx_ftgloss"],
    "exclude_patterns": ["terms/*"],
    "html_theme": "basic",
    "ftgloss_terms": ["terms/*.toml"],
}
PACK_FILE = """
name = "fine-tuning"
title = "Fine-tuning glossary"
version = "1"
licence = "MIT"
categories = [{ id = "parameter-efficient-methods", title = "Parameter-efficient methods" }]
"""
PACKS = (
    {"lora": "rank", "rank": "qlora", "qlora": "lora", "dpo": "rank"},
    {"lora": "rank", "rank": "dpo", "qlora": "lora", "dpo": "rank"},
    {"rank": "dora", "qlora": "lora", "lora": "rank", "dora": "lora"},
)
"""What an update of the package may change in its terms: which there are, and what they lead to."""
TEXTS = (
    "{ftterm}`lora` and {ftterm}`LoRAs`",
    "{ft:full}`qlora` {ft:def}`rank`",
    "{ftterm}`probe` {ftterm}`probes`",
    "{ftterm}`the words <sonde>`",
    "{term}`probe` {any}`rank`",
    "A probe, a sonde and LORA. Probe sets, questions.",
    "{ftterm}`third` {ftterm}`thirds`",
    "nothing",
)
LISTS = (
    "nothing",
    "```{ftglossary}\n:terms: lora rank probe sonde\n```",
    "```{ftglossary}\n:terms: qlora lora dpo probe\n:used:\n```",
    "```{ftglossary}\n:category: parameter-efficient-methods\n:group: letter\n```",
    "```{ftglossary}\n```",
    "```{ftdefinition} probe\n```\n\n```{ftpageterms}\n```\n\n{ftterm}`sonde` {term}`lora`",
    "```{ftcompare} lora qlora probe\n:rows: short contrast sources\n```",
    "Words.\n\n## Below\n\nOther words around {ftterm}`probe` and {ftterm}`lora`.",
    "```{ftmap}\n:terms: lora probe\n```",
    "```{ftterm-define} third\n:related: probe lora\n\nOf {ftterm}`probe`, *more*.\n\nBody.\n```",
    "```{ftterm-define} third\n:aliases: probes\n\nAnother.\n```\n\n{ftterm}`third`",
    "```{ftmap}\n:category: parameter-efficient-methods\n```",
)
PAGE = "---\norphan: true\n---\n# {title}\n\n{text}\n"
How = tuple[str, int]
"""A builder, and the number of processes."""
RECORD = """
[[term]]
id = "{id}"
term = "{term}"
category = "parameter-efficient-methods"
short = "{short}"
body = "See {{ftterm}}`{other}`."
related = ["{other}"]
sources = [{{ title = "Handbook" }}]
{more}
"""
SETTINGS: tuple[dict[str, Any], ...] = (
    {},
    {"ftgloss_depth": "plain"},
    {"ftgloss_first_use": "expand"},
    {"ftgloss_autolink": "page"},
    {"ftgloss_autolink": "page", "ftgloss_first_use": "expand"},
    {"ftgloss_guides": {"probe": PAGES[0], "lora": PAGES[1]}},
    {"ftgloss_page": "words"},
)
# What is no setting of the pages that are compared here.
ELSEWHERE = {
    "terms": "the files are edited",
    "packs": "the pack is edited",
    "external": "test_external",
    "json": "test_exchange",
    "latex_define": "test_pdf",
}
MORE = (
    "",
    'autolink = "any"',
    'autolink = "any"\naliases = ["question"]',
    'plain = "Ask it."',
    'expansion = "long probe"',
    'expansion = "long probe"\nexpansion_plural = "long probae"',
)


HOW = st.sampled_from([("html", 1), ("text", 1), ("html", 2), ("epub", 1)])


class Edits(RuleBasedStateMachine):
    """A project that is edited at random and built after each edit."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp(prefix="ftgloss-"))
        self.project = Project(self.root / "work" / "source", CONF)
        self.settings: dict[str, Any] = {}
        # A pack of few terms, since the page with all of them is built after each edit.
        self.patch = pytest.MonkeyPatch()
        self.patch.setattr("sphinx_ftgloss.build.SHIPPED_PACK", self.root / "pack")

    def teardown(self) -> None:
        self.patch.undo()
        shutil.rmtree(self.root)

    def write(self, name: str, text: str) -> None:
        self.project.write(name, text)

    def write_pack(self, relations: dict[str, str]) -> None:
        folder = self.root / "pack"
        folder.mkdir(exist_ok=True)
        (folder / "pack.toml").write_text(PACK_FILE, encoding="utf-8")
        records = (
            RECORD.format(
                id=term_id,
                term=term_id.upper(),
                short=f"It needs {other}.",
                other=other,
                more='autolink = "exact"',
            )
            for term_id, other in relations.items()
        )
        text = "".join(records)
        (folder / "parameter-efficient-methods.toml").write_text(text, encoding="utf-8")

    @initialize()
    def start(self) -> None:
        self.write_pack(PACKS[0])
        self.project.source.mkdir(parents=True)
        self.write("conf.py", "")
        self.write("index.md", "# Start\n")
        for page, text in zip(PAGES, (TEXTS[2], TEXTS[3], LISTS[1]), strict=True):
            self.write(f"{page}.md", PAGE.format(title="On it", text=text))
        for term_id in OWN:
            record = RECORD.format(
                id=term_id, term=term_id, short="A question.", other="lora", more=""
            )
            self.write(f"terms/{term_id}.toml", record)
        self.check(("html", 1))

    @rule(
        page=st.sampled_from(PAGES),
        title=st.sampled_from(["On it", "About *it*"]),
        text=st.sampled_from(TEXTS),
        how=HOW,
    )
    def edit_page(self, page: str, title: str, text: str, how: How) -> None:
        self.write(f"{page}.md", PAGE.format(title=title, text=text))
        self.check(how)

    @rule(page=st.sampled_from(PAGES), how=HOW)
    def remove_page(self, page: str, how: How) -> None:
        (self.project.source / f"{page}.md").unlink(missing_ok=True)
        self.check(how)

    @rule(page=st.sampled_from(["words", *PAGES]), text=st.sampled_from(LISTS), how=HOW)
    def edit_list(self, page: str, text: str, how: How) -> None:
        self.write(f"{page}.md", PAGE.format(title="Words", text=text))
        self.check(how)

    @rule(
        term_id=st.sampled_from(OWN),
        term=st.sampled_from(["probe", "sonde", "Probe set"]),
        short=st.sampled_from(["A question.", "A question to a model."]),
        other=st.sampled_from(["lora", "rank", "qlora"]),
        more=st.sampled_from(MORE),
        how=HOW,
    )
    def edit_term(
        self, term_id: str, term: str, short: str, other: str, more: str, how: How
    ) -> None:
        record = RECORD.format(id=term_id, term=term, short=short, other=other, more=more)
        self.write(f"terms/{term_id}.toml", record)
        self.check(how)

    @rule(chosen=st.sampled_from(SETTINGS), how=HOW)
    def change_settings(self, chosen: dict[str, Any], how: How) -> None:
        self.settings = chosen
        self.check(how)

    @rule(term_id=st.sampled_from(OWN), how=HOW)
    def remove_term(self, term_id: str, how: How) -> None:
        (self.project.source / f"terms/{term_id}.toml").unlink(missing_ok=True)
        self.check(how)

    @rule(
        field=st.sampled_from(["", 'short = "Our own words."', "hide = true", 'term = "Lora"']),
        how=HOW,
    )
    def change_shipped_term(self, field: str, how: How) -> None:
        self.write("terms/shipped.toml", f'[[term]]\nid = "lora"\n{field}\n' if field else "")
        self.check(how)

    @rule(text=st.sampled_from(["nothing", "```{glossary}\nprobe\n  Ours.\n```"]), how=HOW)
    def define(self, text: str, how: How) -> None:
        self.write("own.md", PAGE.format(title="Own", text=text))
        self.check(how)

    @rule(relations=st.sampled_from(PACKS), version=st.sampled_from(["1", "2"]), how=HOW)
    def update_package(self, relations: dict[str, str], version: str, how: How) -> None:
        self.write_pack(relations)
        for module in ("incremental", "terms.kept"):
            self.patch.setattr(f"sphinx_ftgloss.{module}.__version__", version)
        self.check(how)

    @rule(how=HOW)
    def change_nothing(self, how: How) -> None:
        self.check(how)

    def check(self, how: How) -> None:
        """Build what was edited, and hold it against a clean build."""
        builder, parallel = how
        warm = self.project.build(builder, warns=None, parallel=parallel, **self.settings)
        clean = Project(self.root / "clean" / "source", CONF)
        shutil.copytree(self.project.source, clean.source)
        try:
            cold = clean.build(builder, warns=None, **self.settings)
            name = self.settings.get("ftgloss_page", "fine-tuning-glossary")
            assert pages(warm, self.project, name) == pages(cold, clean, name)
        finally:
            shutil.rmtree(clean.source.parent)


def pages(build: Build, project: Project, generated: str) -> dict[str, str]:
    """Return what readers get of the pages that there are; Sphinx never deletes an old output."""
    suffix = {"text": ".txt", "epub": ".xhtml"}.get(build.out.name, ".html")
    sources = [file.relative_to(project.source) for file in project.source.rglob("*.md")]
    if not any("```{ftglossary}\n```" in file.read_text() for file in project.source.rglob("*.md")):
        sources.append(Path(f"{generated}.md"))
    return {str(name): build.text(str(name.with_suffix(suffix))) for name in sorted(sources)}


def test_every_setting_is_tried() -> None:
    """A new setting must be changed here too, or where what it changes is read."""
    tried = {name.removeprefix("ftgloss_") for chosen in SETTINGS for name in chosen}

    assert tried | ELSEWHERE.keys() == {field.name for field in dataclasses.fields(Options)}


def test_edits_leave_what_a_clean_build_writes() -> None:
    """After every edit and every switch of the builder, the output is that of a clean build."""
    run_state_machine_as_test(
        Edits,
        settings=settings(
            max_examples=max(1, STEPS // STEPS_OF_ONE_RUN),
            stateful_step_count=STEPS_OF_ONE_RUN,
            deadline=None,
            # Making a failure small would take many more builds than finding it.
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
