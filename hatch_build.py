"""Compile the message catalogs when the package is built or installed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CatalogHook(BuildHookInterface):
    """Make a ``.mo`` of each ``.po``, which is what programs read."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the catalogs, and put them into the wheel although Git does not have them."""
        for source in Path(self.root, "src", "sphinx_ftgloss", "locale").glob("*/*/*.po"):
            with source.open("rb") as po:
                catalog = read_po(po)
            with source.with_suffix(".mo").open("wb") as mo:
                write_mo(mo, catalog)
        build_data["artifacts"].append("src/sphinx_ftgloss/locale/*/*/*.mo")
