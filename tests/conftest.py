"""Fixtures that every test may use."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

from helpers import Project

if TYPE_CHECKING:
    from pathlib import Path

# In CI the made-up input is the same each time, so that a change and not luck decides.
settings.register_profile("ci", derandomize=True, deadline=None)
if os.environ.get("CI"):
    settings.load_profile("ci")

Make = Callable[..., Project]


@pytest.fixture
def make_project(tmp_path: Path) -> Iterator[Make]:
    """Return a function that writes files into a new project: ``make_project({name: text})``."""
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
