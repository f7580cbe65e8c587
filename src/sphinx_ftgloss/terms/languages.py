"""Which files of a pack a project in a certain language reads.

Pure: nothing here knows Sphinx or docutils.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

ORIGINAL = "en"
"""The language that packs are written in, and that stands in for what is not translated."""


def is_original(language: str) -> bool:
    """Tell whether a project needs no translation."""
    return language.partition("_")[0] == ORIGINAL


def translation(folder: Path, language: str) -> Path | None:
    """Return the folder of a pack's translation: ``de`` for ``de_AT`` if it has no own."""
    there = {name: folder / name for name in translations(folder)}
    return there.get(language) or there.get(language.partition("_")[0])


def translations(folder: Path) -> list[str]:
    """Return the languages that a pack is translated to."""
    return sorted(each.name for each in folder.iterdir() if (each / "pack.toml").is_file())


def pack_files(folder: Path, language: str) -> list[Path]:
    """Return all files that are read, the translation's last."""
    translated = translation(folder, language)
    return [
        *sorted(folder.glob("*.toml")),
        *(sorted(translated.glob("*.toml")) if translated else ()),
    ]
