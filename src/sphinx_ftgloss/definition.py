"""The directive ``ftterm-define``: a term that is explained on the page that needs it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar

import msgspec
from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from sphinx_ftgloss.as_markdown import MarkdownWriter
from sphinx_ftgloss.directives import Option, converters, names, one_of
from sphinx_ftgloss.domain import get_domain
from sphinx_ftgloss.reporting import Subtype, warn
from sphinx_ftgloss.terms.listing import Listing, Selection
from sphinx_ftgloss.terms.model import LONGEST_SHORT, Term
from sphinx_ftgloss.terms.termfile import plainly

if TYPE_CHECKING:
    from docutils.nodes import Node
    from sphinx.util.typing import OptionSpec


def _texts(argument: str) -> tuple[str, ...]:
    """Read texts separated by commas."""
    parts = directives.unchanged_required(argument).split(",")
    return tuple(text for part in parts if (text := part.strip()))


class FtTermDefine(SphinxDirective):
    """Define a term of the project in place: the first paragraph is its short definition."""

    argument = "name"
    has_content = True
    required_arguments = 1
    final_argument_whitespace = True
    takes: ClassVar[dict[str, Option]] = {
        "id": Option(
            directives.unchanged_required,
            "id",
            "The id, if it is not the name in small letters with hyphens.",
        ),
        "expansion": Option(
            directives.unchanged_required, "text", "The long form of a name that is an acronym."
        ),
        "abbr": Option(
            directives.unchanged_required, "text", "The abbreviation of a name that is long."
        ),
        "plural": Option(directives.unchanged_required, "text", "The plural, if it is irregular."),
        "aliases": Option(_texts, "texts", "Other names, separated by commas."),
        "category": Option(
            directives.unchanged_required,
            "id",
            'The category; without it, "Terms of this project".',
        ),
        "broader": Option(names, "ids", "The terms that this one is a kind of."),
        "related": Option(names, "ids", "Terms worth reading next."),
        "tags": Option(names, "tags", "Tags, for lists of some terms."),
        "autolink": one_of(
            "never", "exact", "any", doc="Whether a mention is linked without a role."
        ),
    }
    option_spec: ClassVar[OptionSpec] = converters(takes)  # type: ignore[misc] # as Sphinx has it

    def run(self) -> list[Node]:
        """Return name and text of the term; all pages can use it, and the glossary lists it."""
        content = nodes.definition()
        self.set_source_info(content)
        self.state.nested_parse(self.content, self.content_offset, content)
        name = self.arguments[0].strip()
        term = nodes.term(name, name, classes=["ftgloss-name"])
        self.set_source_info(term)
        if long := self.options.get("expansion") or self.options.get("abbr"):
            term += [nodes.Text(" "), nodes.inline("", long, classes=["ftgloss-expansion"])]
        if fields := self._fields(name, content):
            self._define(fields)
        item = nodes.definition_list_item("", term, content)
        return [nodes.definition_list("", item, classes=["ftgloss-glossary", "ftgloss-defined"])]

    def _fields(self, name: str, content: nodes.definition) -> dict[str, Any]:
        """Return the fields of the term that the directive defines; warn if it is none."""
        writer = MarkdownWriter()
        first, *rest = writer.blocks(content.children) or [""]
        short = " ".join(first.split())
        fields: dict[str, Any] = {
            "id": re.sub("[^a-z0-9]+", "-", name.lower()).strip("-"),
            **self.options,
            "term": name,
            "short": short,
            "body": "\n\n".join(rest),
        }
        problem = ""
        if not short:
            problem = "has no text; write its definition, in one sentence, into the directive"
        elif len(short) > LONGEST_SHORT:
            problem = (
                f"begins with a paragraph of {len(short)} characters, and a card holds "
                f"{LONGEST_SHORT}; write one sentence and put a blank line behind it"
            )
            fields["short"] = f"{short[: LONGEST_SHORT - 1].rpartition(' ')[0]}…"
            fields["body"] = "\n\n".join((first, *rest))
        if problem:
            self._warn(f"'{name}' {problem}")
        try:
            msgspec.convert(fields, Term)
        except msgspec.ValidationError as error:
            self._warn(f"'{name}' is not defined: {plainly(str(error))}")
            return {}
        return fields if short else {}

    def _define(self, fields: dict[str, Any]) -> None:
        domain = get_domain(self.env)
        docname = self.env.docname
        domain.define(docname, fields, self.lineno)
        selection = Selection(terms=(fields["id"],))
        listing = Listing.of(selection, domain.glossary, self.lineno, explains=True)
        domain.note_listing(docname, listing)

    def _warn(self, message: str) -> None:
        warn(Subtype.TERM_FILE, f"{self.name}: {message}", (self.env.docname, self.lineno))
