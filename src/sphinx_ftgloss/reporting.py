"""The warnings an author may see, and may silence by type."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Self

from sphinx.util import logging

if TYPE_CHECKING:
    from docutils import nodes

logger = logging.getLogger(__name__)


class Subtype(enum.Enum):
    """Kinds of warnings; ``suppress_warnings = ["ftgloss.<value>"]`` silences one."""

    doc: str

    def __new__(cls, value: str, doc: str) -> Self:
        """Make a member whose value is the subtype and whose ``doc`` is its line in the manual."""
        member = object.__new__(cls)
        member._value_ = value
        member.doc = doc
        return member

    UNKNOWN_TERM = (
        "unknown_term",
        (
            "A role names a term that neither this glossary nor another project knows. "
            "The message lists the nearest known terms; the text is printed without a link."
        ),
    )
    AMBIGUOUS_TERM = (
        "ambiguous_term",
        (
            "The words of a role can mean several terms. The message lists them; "
            "name one by its id: ``{ftterm}`words <id>` ``."
        ),
    )
    DEPRECATED_TERM = (
        "deprecated_term",
        "A role names a deprecated term. The link goes to the term that replaced it.",
    )
    EMPTY_ROLE = ("empty_role", "A role has no text.")
    NESTED_LINK = (
        "nested_link",
        (
            "A term role stands inside a link. A link cannot hold another one, so the term is "
            "printed as plain text."
        ),
    )
    UNKNOWN_OPTION = (
        "unknown_option",
        (
            "A directive names a category, term, tag, row or kind of relation that does not exist, "
            "or what it names leaves nothing to print."
        ),
    )
    DUPLICATE_ENTRY = (
        "duplicate_entry",
        (
            "Two places of the project print the entry of one term. Links go to the first; "
            "give the other one the option `:no-index:`."
        ),
    )
    PAGE = (
        "page",
        (
            "The project has a document with the name of the generated page. It is left as it is; "
            "write `ftglossary` into it, or choose another name with `ftgloss_page`."
        ),
    )
    TERM_FILE = (
        "term_file",
        (
            "A term file cannot be read, or a record in it has a fault. The message names file, "
            "line, record and field; the other records are used."
        ),
    )
    PACK = (
        "pack",
        (
            "A pack cannot be used, or two packs have the same id or name; then that of the pack "
            "that `ftgloss_packs` names first is used."
        ),
    )
    EXTERNAL = (
        "external",
        "A file that `ftgloss_external` names cannot be used. Links to its terms have no cards.",
    )
    CONFIG = ("config", "A `ftgloss_…` value in `conf.py` has a wrong type.")


def warn(
    subtype: Subtype,
    message: str,
    location: nodes.Node | tuple[str, int | None] | str | None = None,
) -> None:
    """Log a warning of type ``ftgloss`` and the given subtype, at a node or ``(docname, line)``."""
    logger.warning("%s", message, type="ftgloss", subtype=subtype.value, location=location)
