"""The terms as snippets for Visual Studio Code, so that a role need not be typed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec.json

from sphinx_ftgloss.terms import markdown

if TYPE_CHECKING:
    from sphinx_ftgloss.command.exporting.export import Export

ROLES = {"markdown": "{{ftterm}}`{id}`", "restructuredtext": ":ftterm:`{id}`"}


def snippets(export: Export) -> str:
    """Return a snippet for each term and markup: its id or short name becomes the role."""
    found = {
        f"{term.full_form} [{term.id}], {language}": {
            "scope": language,
            "prefix": list(dict.fromkeys([term.id, *re.findall(r"^\S+$", term.short_form)])),
            "body": role.format(id=term.id),
            "description": markdown.to_text(term.short, export.glossary),
        }
        for language, role in ROLES.items()
        for term in export.terms
    }
    return msgspec.json.format(msgspec.json.encode(found)).decode() + "\n"
