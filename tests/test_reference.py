"""The manual's reference: what the extension adds is in it, made from the code."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec.json
import pytest
from bs4 import BeautifulSoup

import sphinx_ftgloss
from sphinx_ftgloss.domain import FtDomain
from sphinx_ftgloss.model import Term
from test_dependencies import CONF

if TYPE_CHECKING:
    from bs4 import Tag

MANUAL = Path(__file__).parents[1] / "example_docs" / "manual"
PAGES = ("roles", "directives", "term-files")


class Collector:
    """Stands for Sphinx while the extension is set up; keeps directives and roles."""

    def __init__(self) -> None:
        self.directives: dict[str, Any] = {}
        self.roles: dict[str, Any] = {f"ft:{name}": role for name, role in FtDomain.roles.items()}

    def add_directive(self, name: str, directive: Any) -> None:
        self.directives[name] = directive

    def add_role(self, name: str, role: Any) -> None:
        self.roles[name] = role
