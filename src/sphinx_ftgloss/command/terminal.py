"""What the command prints of terms: wrapped, and with colour where the terminal has it.

Pure: nothing here knows Sphinx or docutils.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from sphinx_ftgloss.terms import markdown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rich.console import ConsoleOptions

    from sphinx_ftgloss.terms.glossary import Glossary
    from sphinx_ftgloss.terms.model import Number, Param, Source, Term

_STYLES = {"em_open": "italic", "strong_open": "bold", "code_inline": "cyan", "myst_role": "bold"}
_WIDE = "\u2e80-\ufaff\uff00-\uffef"
_OPENING = "\u2018\u201c\u3008\u300a\u300c\u300e\u3010\uff08"
_CLOSING = (
    ",.:;!?)\u2019\u201d\u3001\u3002\u3009\u300b\u300d\u300f\u3011\uff01\uff09\uff0c\uff1a-\uff1f"
)
# A word with the blanks behind it, or a Chinese character with its punctuation.
_UNIT = re.compile(rf"[{_OPENING}]*(?:[{_WIDE}]|[^\s{_WIDE}]+)[{_CLOSING}]*\s*")


def console() -> Console:
    """Return the terminal, or the pipe or file in its place, which gets no colour."""
    # By itself NO_COLOR would leave bold and links.
    plain = "NO_COLOR" in os.environ
    return Console(
        color_system=None if plain else "auto", highlight=False, markup=False, emoji=False
    )


def print_list(terms: Iterable[Term], glossary: Glossary) -> None:
    """Print a table of names, ids and short definitions; tab-separated if it is no terminal."""
    output = console()
    rows = [(t.id, t.full_form, markdown.to_text(t.short, glossary)) for t in terms]
    if not output.is_terminal:
        for row in rows:
            print("\t".join(row))
        return
    table = Table(box=None, padding=(0, 2, 1, 0), pad_edge=False, show_header=False)
    table.add_column(width=min(32, output.width // 3))
    table.add_column(ratio=1)
    for term_id, name, short in rows:
        names = Group(_Wrapped(Text(name, "bold")), _Wrapped(Text(term_id, "cyan")))
        table.add_row(names, _Wrapped(Text(short)))
    output.print(table)


def print_entry(term: Term, glossary: Glossary) -> None:
    """Print what an entry of the glossary page says."""
    output = console()
    name = Text.assemble((term.full_form, "bold"), f" [{term.id}]")
    blocks = [_Wrapped(name), *_prose(term, glossary), *_facts(term, glossary)]
    for number, block in enumerate(blocks):
        if number and block.apart:
            output.print()
        # An address must not be broken, however long it is.
        output.print(block, soft_wrap=True)


class _Wrapped:
    """A text broken into lines, also between Chinese characters, which no blank separates.

    :param mark: what stands before the first line; the others are indented by as much.
    :param apart: whether a blank line precedes it.
    """

    def __init__(self, text: Text, mark: str = "", *, apart: bool = True) -> None:
        self._text = text
        self._mark = mark
        self.apart = apart

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Text]:
        width = options.max_width - len(self._mark)
        breaks = []
        column = 0
        for unit in _UNIT.finditer(self._text.plain):
            if column and column + cell_len(unit[0].rstrip()) > width:
                breaks.append(unit.start())
                column = 0
            column += cell_len(unit[0])
        for number, line in enumerate(self._text.divide(breaks)):
            line.rstrip()
            yield Text(" " * len(self._mark) if number else self._mark) + line


def _prose(term: Term, glossary: Glossary) -> Iterator[_Wrapped]:
    """Yield the paragraphs of an entry."""
    yield _Wrapped(_styled(term.short, glossary))
    yield from _blocks(term.body, glossary)
    yield from _blocks(term.plain, glossary, "In plain words. ")
    if term.formula:
        yield _Wrapped(Text(term.formula.strip(), "cyan"), "    ")
    yield from _blocks(term.mistake, glossary, "Common mistake. ")


def _blocks(text: str, glossary: Glossary, lead: str = "") -> Iterator[_Wrapped]:
    """Yield the paragraphs and list items of a text, the first with some words before it."""
    marks: list[str] = []
    for token in markdown.blocks(text):
        if token.type == "list_item_open":
            marks.append(f"  {token.info}{token.markup} ")
        elif token.type == "list_item_close":
            marks.pop()
        elif token.type == "inline":
            paragraph = Text.assemble((lead, "bold"), _styled(token.content, glossary))
            lead = ""
            yield _Wrapped(paragraph, marks[-1] if marks else "")


def _facts(term: Term, glossary: Glossary) -> Iterator[_Wrapped]:
    """Yield names and relations, a line each, and lists with a line for each item."""

    def names(term_ids: Iterable[str]) -> list[Text]:
        return [Text(f"{glossary.terms[i].term} [{i}]") for i in term_ids]

    lines = {
        "Also called": [Text(name) for name in (term.abbr, *term.aliases) if name],
        "Symbol": [Text(term.symbol, "cyan")] if term.symbol else [],
        "Kind of": names(term.broader),
        "Narrower": names(glossary.narrower(term.id)),
        "See also": names(glossary.related(term.id)),
    }
    said = [(label, items) for label, items in lines.items() if items]
    for number, (label, items) in enumerate(said):
        text = Text.assemble((f"{label}: ", "bold"), Text(", ").join(items))
        yield _Wrapped(text, apart=not number)
    lists = {
        "Contrast with": [
            Text(": ").join([*names([i]), *([_styled(how, glossary)] if how else [])])
            for i, how in glossary.contrasts(term.id)
        ],
        "Numbers": [_number(number, term, glossary) for number in term.numbers],
        "In code": [_param(param) for param in term.params],
        "Sources": [_source(source) for source in term.sources],
    }
    for label, items in lists.items():
        if items:
            yield _Wrapped(Text(label, "bold"))
            yield from (_Wrapped(item, "  - ", apart=False) for item in items)


def _styled(text: str, glossary: Glossary) -> Text:
    """Return Markdown with bold, italic and code as a terminal shows them."""
    result = Text()
    styles: list[str] = []
    for token in markdown.inline(" ".join(text.split())):
        style = _STYLES.get(token.type, "")
        if token.nesting > 0:
            styles.append(style)
        elif token.nesting < 0:
            styles.pop()
        else:
            result.append(markdown.plain(token, glossary), " ".join([*styles, style]))
    return result


def _number(number: Number, term: Term, glossary: Glossary) -> Text:
    source = term.cited(number)
    label = source.label if source else number.identifier
    cited = ", ".join(filter(None, (label, number.where)))
    return Text.assemble(_styled(number.text, glossary), f" ({cited})")


def _param(param: Param) -> Text:
    notes = [
        f"default {param.default}" if param.default else "",
        f"since {param.since}" if param.since else "",
        f"until {param.until}" if param.until else "",
        f"checked in {param.library} {param.checked}" if param.checked else param.library,
    ]
    return Text.assemble((param.name, "cyan"), f" ({', '.join(filter(None, notes))})")


def _source(source: Source) -> Text:
    said = ", ".join(filter(None, (source.title, source.where)))
    link = (f" {source.link}", f"link {source.link}") if source.link else ""
    return Text.assemble(f"{source.credit}: " if source.credit else "", said, link)
