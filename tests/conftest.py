"""Fixtures that every test may use."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
import rtoml
from hypothesis import settings

from helpers import MODULES, SEED_TERMS, Project
from sphinx_ftgloss.terms.markdown import split_target
from sphinx_ftgloss.terms.model import SHIPPED_PACK

if TYPE_CHECKING:
    from pathlib import Path

# In CI the made-up input is the same each time, so that a change and not luck decides.
settings.register_profile("ci", derandomize=True, deadline=None)
if os.environ.get("CI"):
    settings.load_profile("ci")

# In commands and builds that tests start a warning of ours is an error too, as it is in the tests.
# The variable wants whole names of modules, where pytest takes a pattern.
os.environ["PYTHONWARNINGS"] = ",".join(f"error:::{name}" for name in MODULES)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add what ``nox -s install`` says."""
    parser.addoption(
        "--packed", help="folder of the wheel and sdist that test_quick_start installs"
    )


Make = Callable[..., Project]


@pytest.fixture(scope="session")
def seed_pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a pack of the first 28 terms only, as they are shipped but for links to others.

    Most tests need a page of terms and not a long one, which takes two seconds to build.
    """
    folder = tmp_path_factory.mktemp("pack")
    pack = rtoml.load(SHIPPED_PACK / "pack.toml")
    pack.pop("checked", None)
    files = {
        file.stem: [r for r in rtoml.load(file)["term"] if r["id"] in SEED_TERMS]
        for file in SHIPPED_PACK.glob("*-*.toml")
    }
    pack["categories"] = [c for c in pack["categories"] if files[c["id"]]]
    rtoml.dump(pack, folder / "pack.toml")
    for category in pack["categories"]:
        records = [_without_others(record) for record in files[category["id"]]]
        rtoml.dump({"term": records}, folder / f"{category['id']}.toml")
    for language in (each for each in SHIPPED_PACK.iterdir() if each.is_dir()):
        (folder / language.name).mkdir()
        for file in language.glob("*.toml"):
            translated = rtoml.load(file)
            if "term" in translated:
                records = [r for r in translated["term"] if r["id"] in SEED_TERMS]
                translated["term"] = [_without_others(record) for record in records]
            rtoml.dump(translated, folder / language.name / file.name)
    return folder


def _without_others(record: dict[str, Any]) -> dict[str, Any]:
    """Return a record whose relations and roles lead to seed terms only."""

    def word(match: re.Match[str]) -> str:
        title, target = split_target(match["content"])
        return match[0] if target in SEED_TERMS else title or target

    for name in record.keys() & {"broader", "related", "contrast"}:
        record[name] = [
            r for r in record[name] if (r if isinstance(r, str) else r["id"]) in SEED_TERMS
        ]
    for name in record.keys() & {"body", "plain", "mistake"}:
        record[name] = re.sub(r"\{ftterm\}`(?P<content>[^`]+)`", word, record[name])
    return record


@pytest.fixture
def make_project(
    tmp_path: Path, seed_pack: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Make]:
    """Return a function that writes files into a new project: ``make_project({name: text})``.

    The project sees the first 28 terms only.
    """
    monkeypatch.setattr("sphinx_ftgloss.build.SHIPPED_PACK", seed_pack)
    made = 0

    def make(files: dict[str, str], **conf: Any) -> Project:
        nonlocal made
        made += 1
        source = tmp_path / f"project{made}" / "source"
        source.mkdir(parents=True)
        (source / "conf.py").write_text("", encoding="utf-8")
        defaults = {
            "project": "Sample",
            "copyright": "2026, nobody",
            "version": "1",
            "release": "1",
            "extensions": ["myst_parser", "sphinx_ftgloss"],
            "html_theme": "basic",
            "exclude_patterns": ["terms/*"],
            "show_warning_types": True,
        }
        project = Project(source, defaults | conf)
        for name, text in files.items():
            project.write(name, text)
        return project

    return make
