"""What is made when the package is built or installed: message catalogs, and its description."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface

# A picture or a link whose address is that of a file beside the README.
PICTURE = re.compile(r"!\[[^]]*\]\((?!https?:)[^)]*\)\n+")
LINK = re.compile(r"\[([^]]*)\]\((?!https?:)[^)]*\)")


class DescriptionHook(MetadataHookInterface):
    """Describe the package by the README, without what leads nowhere on the page of an index."""

    PLUGIN_NAME = "custom"

    def update(self, metadata: dict[str, Any]) -> None:
        """Leave out pictures that lie beside the README; of links to files leave the words."""
        text = Path(self.root, "README.md").read_text(encoding="utf-8")
        text = LINK.sub(r"\1", PICTURE.sub("", text))
        metadata["readme"] = {"content-type": "text/markdown", "text": text}


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
