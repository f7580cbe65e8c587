"""Find the prose and the roles of a Markdown file with MyST's own parser."""

from __future__ import annotations

import html
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from markdown_it.renderer import RendererHTML
from myst_parser.config.main import MdParserConfig, TopmatterReadError, read_topmatter
from myst_parser.parsers.mdit import create_md_parser

from sphinx_ftgloss.command.checking.passages import (
    DEFINES,
    EMPHASIS,
    MARKUP,
    MAX_DEPTH,
    OFF_CLASS,
    PROSE_DIRECTIVES,
    Findings,
    Page,
    Span,
    lines_of,
)
from sphinx_ftgloss.terms.model import OFF_FIELD, OFF_VALUES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

    Rule = Callable[[StateInline, bool], bool]

# The more is known, the less is taken for prose. What changes words, such as typographic quotes,
# must stay off.
_EXTENSIONS = frozenset(
    [
        *("amsmath", "attrs_block", "attrs_inline", "colon_fence", "deflist", "dollarmath"),
        *("fieldlist", "strikethrough", "substitution"),
    ]
)
_PROSE_RULES = frozenset(["text", "newline"])
_PROSE_PARENTS = frozenset(["paragraph_open", "td_open"])
_NO_PROSE = frozenset(
    ["blockquote_open", "dt_open", "field_list_open", "footnote_reference_open", "heading_open"]
)
_DIRECTIVE = re.compile(r"\{([\w:+-]+)\}")
_DEFINITION = re.compile(rf"\{{{DEFINES}\}}\s+(.+)")
_OPTION_LINE = re.compile(r"^:([\w-]+):[ \t]+(.+)$", re.MULTILINE)
_OPTION = re.compile(r"\s*:(?!:)")
_TAG = re.compile(r"<(/?)([A-Za-z][\w-]*)")
_IN_TABLE_ROWS = re.compile(r"[\s|]*")
_DELIMITERS = ("*", "_", "~")
_RUN = 8
_BEFORE_RUN = re.compile(r"\w[*_~]+$")
_BEHIND_RUN = re.compile(r"[*_~]+\w")


class MarkdownReader:
    """Reads Markdown with all syntax that MyST knows."""

    def __init__(self) -> None:
        config = MdParserConfig(enable_extensions=set(_EXTENSIONS))
        self._parser = create_md_parser(config, RendererHTML)
        # Blocks and lines are parsed apart, since only we know which lines a block has.
        self._parser.core.ruler.disable("inline")
        self._parser.options["maxNesting"] = 100
        self._inlines = _Inlines()
        inline = self._parser.inline
        names = inline.ruler.get_active_rules()
        for name, rule in zip(names, inline.ruler.getRules(""), strict=True):
            if name not in _PROSE_RULES:
                inline.ruler.at(name, self._inlines.watched(name, rule))
        inline.ruler2.before("fragments_join", "markup", self._inlines.sort_delimiters)

    def read(self, text: str) -> Page:
        """Return the prose and the roles of a text."""
        found = Findings(lines_of(text))
        self._blocks(text, 0, {}, found)
        return found.page(linked=_wants_links(text))

    def role(self, text: str, start: int, end: int) -> tuple[str, str] | None:
        """Return the parts of a role; none if emphasis around the words would no longer be one."""
        before, behind = text[max(start - _RUN, 0) : start], text[end : end + _RUN]
        is_tight = (before.endswith(_DELIMITERS) and _BEFORE_RUN.search(before)) or (
            behind.startswith(_DELIMITERS) and _BEHIND_RUN.match(behind)
        )
        return None if is_tight or behind.startswith("`") else ("{ftterm}`", "`")

    def _blocks(
        self, text: str, first: int, env: dict[str, Any], found: Findings, depth: int = 0
    ) -> None:
        """Add what a text says, which begins at a line of the source."""
        parents: list[tuple[str, bool]] = []
        cell = 0
        for token in self._parser.parse(text, env):
            is_passed = token.type in _NO_PROSE or OFF_CLASS in str(token.attrs.get("class", ""))
            if token.nesting > 0:
                parents.append((token.type, is_passed))
            elif token.nesting < 0:
                parents.pop()
            is_prose = not is_passed and not any(is_passed for _type, is_passed in parents)
            if token.type == "tr_open":
                cell = 0
            elif token.type == "inline" and token.map:
                parent = parents[-1][0] if parents else ""
                places = _lines(token.content, first + token.map[0], found)
                if parent in {"td_open", "th_open"}:
                    places, cell = _cell(token.content, first + token.map[0], cell, found)
                spans = self._inlines.parse(self._parser, token.content, env)
                if places:
                    is_prose = is_prose and parent in _PROSE_PARENTS
                    found.add(token.content, spans, places, is_prose=is_prose)
            elif is_prose and depth < MAX_DEPTH:
                _note_definition(token, found)
                skipped, body = _body(token)
                if body and token.map:
                    self._blocks(body, first + token.map[0] + 1 + skipped, env, found, depth + 1)


class _Inlines:
    """Notes which characters of a text are markup while the parser goes over it."""

    def __init__(self) -> None:
        self._tokens: list[Token] = []
        self._spans: list[Span] = []
        self._delimiters: list[tuple[int, Token]] = []

    def parse(self, parser: Any, content: str, env: dict[str, Any]) -> list[Span]:
        self._tokens, self._spans, self._delimiters = [], [], []
        parser.inline.parse(content, parser, env, self._tokens)
        return [*self._spans, *_elements(content, self._spans)]

    def watched(self, name: str, rule: Rule) -> Rule:
        """Return a rule that notes what it took for markup."""

        def run(state: StateInline, silent: bool) -> bool:
            start = state.pos
            taken = rule(state, silent)
            # The words of a picture are parsed apart, into other tokens.
            if taken and not silent and state.tokens is self._tokens:
                self._note(name, start, state)
            return taken

        return run

    def _note(self, name: str, start: int, state: StateInline) -> None:
        words = state.src[start : state.pos]
        if name in {"emphasis", "strikethrough"}:
            place = state.pos
            for token in reversed(state.tokens):
                place -= len(token.content)
                if place < start:
                    break
                self._delimiters.append((place, token))
            return
        sign = MARKUP
        if name == "escape" and words[1:] != "\n":
            sign = words[1]
        elif name == "entity":
            sign = html.unescape(words)[:1]
        role = None
        if name == "myst_role":
            role = (state.tokens[-1].meta["name"], state.tokens[-1].content)
        self._spans.append(Span(start, state.pos, sign, role))

    def sort_delimiters(self, state: StateInline) -> None:
        """Tell stars that emphasize from others, before the parser joins these to the text."""
        if state.tokens is not self._tokens:
            return
        for place, token in self._delimiters:
            is_text = token.type == "text" and token.content
            if not is_text:
                length = len(token.markup) if token.type.startswith("s_") else 1
                self._spans.append(Span(place, place + length, EMPHASIS))


def _elements(content: str, spans: Iterable[Span]) -> Iterator[Span]:
    """Yield what stands between the tags of HTML elements."""
    opened: list[tuple[str, int]] = []
    counts: Counter[str] = Counter()
    for span in sorted(spans, key=lambda span: span[:2]):
        match = _TAG.match(content, span.start, span.end) if span.role is None else None
        if match is None:
            continue
        name = match[2].lower()
        if not match[1]:
            opened.append((name, span.end))
            counts[name] += 1
        elif counts[name]:
            last, start = opened.pop()
            while last != name:
                counts[last] -= 1
                last, start = opened.pop()
            counts[name] -= 1
            yield Span(start, span.start)


def _lines(content: str, first: int, found: Findings) -> list[int]:
    """Return where the lines of a block begin; nothing if the source has others."""
    places = []
    for number, line in enumerate(content.split("\n"), first):
        text = line.strip()
        source = found.lines[number] if number < len(found.lines) else ""
        if not source.endswith(text):
            return []
        places.append(found.starts[number] + len(source) - len(text))
    return places


def _cell(content: str, line: int, cursor: int, found: Findings) -> tuple[list[int], int]:
    """Return where a cell of a table begins, if it is found, and where the next one may."""
    source = found.lines[line] if line < len(found.lines) else ""
    match = _IN_TABLE_ROWS.match(source, cursor)
    start = match.end() if match else cursor
    escaped = content.replace("|", r"\|")
    if not content or not source.startswith(escaped, start):
        return [], cursor
    # With a "|" of its own, a cell is shorter than its source.
    return [found.starts[line] + start] if escaped == content else [], start + len(escaped)


def _note_definition(token: Token, found: Findings) -> None:
    if definition := _DEFINITION.match(token.info.strip()):
        found.define(definition[1], dict(_OPTION_LINE.findall(token.content)))


def _body(token: Token) -> tuple[int, str]:
    """Return the paragraphs of a directive, and how many lines of options are before them."""
    match = _DIRECTIVE.match(token.info.strip()) if "fence" in token.type else None
    if not match or match[1] not in PROSE_DIRECTIVES or OFF_CLASS in token.info:
        return 0, ""
    lines = token.content.split("\n")
    count = 0
    if lines[0].startswith("---"):
        count = next((n for n, line in enumerate(lines[1:], 2) if line.startswith("---")), 0)
    else:
        while count < len(lines) and _OPTION.match(lines[count]):
            count += 1
    if OFF_CLASS in "".join(lines[:count]):
        return 0, ""
    return count, "\n".join(lines[count:])


def _wants_links(text: str) -> bool:
    try:
        fields = read_topmatter(text) or {}
    except TopmatterReadError:
        return True
    return str(fields.get(OFF_FIELD, "")).lower() not in OFF_VALUES
