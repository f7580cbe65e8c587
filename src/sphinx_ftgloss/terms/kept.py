"""A loaded glossary as bytes, so that a build whose term files are as before need not check them.

Pure: nothing here knows Sphinx or docutils.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import msgspec.msgpack
from msgspec import Struct
from msgspec.structs import asdict

from sphinx_ftgloss import __version__
from sphinx_ftgloss.terms.glossary import Glossary
from sphinx_ftgloss.terms.model import Checked, Origin, Term

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


class _Parts(Struct, frozen=True):
    """What a `Glossary` is made of."""

    terms: dict[str, Term]
    categories: dict[str, str]
    origins: dict[str, Origin]
    hidden: dict[str, Term]
    checked: list[Checked]
    originals: dict[str, Term]
    packs: dict[str, list[str]]


def stamp(files: Iterable[Path], root: Path, language: str = "en") -> str:
    """Return what stands for the names and contents of term files, read by this version.

    :param root: the folder that names are relative to, for files that lie below it.
    """
    found = hashlib.blake2b(f"{__version__} {language}\0".encode(), digest_size=8)
    for file in files:
        name = file.relative_to(root).as_posix() if file.is_relative_to(root) else file.name
        try:
            content = file.read_bytes()
        except OSError:
            # The loader reports it.
            content = b""
        found.update(f"{name}\0{len(content)}\0".encode() + content)
    return found.hexdigest()


def freeze(glossary: Glossary) -> bytes:
    """Return a glossary as bytes."""
    parts = {name: getattr(glossary, name) for name in _Parts.__struct_fields__}
    return msgspec.msgpack.encode(_Parts(**parts))


def thaw(frozen: bytes) -> Glossary | None:
    """Return the glossary that `freeze` made bytes of; nothing if its records had other fields."""
    try:
        parts = msgspec.msgpack.decode(frozen, type=_Parts)
    except msgspec.DecodeError:
        return None
    return Glossary(**asdict(parts))
