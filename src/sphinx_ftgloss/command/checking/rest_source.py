"""Find the prose and the roles of a reStructuredText file with docutils' own parser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import frontend, nodes, utils
from docutils.parsers.rst import Directive, Parser
from docutils.parsers.rst.states import Inliner
from sphinx.util.docutils import CustomReSTDispatcher

from sphinx_ftgloss.command.checking.passages import (
    DEFINES,
    MARKUP,
    MAX_DEPTH,
    OFF_CLASS,
    PROSE_DIRECTIVES,
    Findings,
    Page,
    Span,
)
from sphinx_ftgloss.terms.model import OFF_FIELD, OFF_VALUES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_NO_PROSE = (
    nodes.block_quote,
    nodes.citation,
    nodes.field_list,
    nodes.footnote,
    nodes.system_message,
    nodes.table,
)
_WITHOUT_ARGUMENT = frozenset(
    [
        *("attention", "caution", "danger", "error", "hint", "important", "note"),
        *("seealso", "tip", "todo", "warning"),
    ]
)
# A role may begin behind these and end before those; elsewhere `\ ` parts it from the text.
_BEFORE_ROLE = frozenset(" \t\n-:/'\"<([{")
_BEHIND_ROLE = frozenset(" \t\n'\")]}>-/\\:.,;!?")


class RestReader:
    """Reads reStructuredText; of directives, those that hold nothing but paragraphs."""

    def __init__(self) -> None:
        self._settings = frontend.get_default_settings(Parser)  # type: ignore[attr-defined]
        self._settings.report_level = self._settings.halt_level = 5
        self._settings.warning_stream = False
        self._settings.file_insertion_enabled = self._settings.raw_enabled = False
        self._settings.line_length_limit = 10**9

    def read(self, text: str) -> Page:
        """Return the prose and the roles of a text."""
        document = utils.new_document("", self._settings.copy())
        inliner = _Inliner()
        with _Dispatcher():
            Parser(inliner=inliner).parse(text, document)
        # As docutils splits them.
        lines = text.replace("\v", " ").replace("\f", " ").splitlines(keepends=True)
        found = Findings(lines)
        for name, options in document.get("ftgloss-defined", ()):
            found.define(name, options)
        for run in inliner.runs:
            if places := _places(run, found):
                found.add(run.text, run.spans, places, is_prose=run.is_prose)
        return found.page(linked=_wants_links(document))

    def role(self, text: str, start: int, end: int) -> tuple[str, str] | None:
        """Return the parts of a role, with what parts it from letters beside it."""
        before, behind = text[start - 1 : start] if start else "\n", text[end : end + 1] or "\n"
        return (
            ":ftterm:`" if before in _BEFORE_ROLE or before == "\r" else "\\ :ftterm:`",
            "`" if behind in _BEHIND_ROLE or behind == "\r" else "`\\ ",
        )


class _Run:
    """A text that was parsed for markup, and what was found in it."""

    def __init__(self, text: str, line: int) -> None:
        self.text = text
        self.line = line
        self.spans: list[Span] = []
        self.nodes: list[nodes.Node] = []

    @property
    def is_prose(self) -> bool:
        """Tell whether it is a paragraph; known when the whole document has been parsed."""
        parent = self.nodes[0].parent if self.nodes else None
        return isinstance(parent, nodes.paragraph) and all(map(_allows_links, _ancestors(parent)))


class _Inliner(Inliner):
    """Notes where the markup of each text stands."""

    def __init__(self) -> None:
        super().__init__()
        self.runs: list[_Run] = []
        self.dispatch = {start: _noting(method) for start, method in Inliner.dispatch.items()}

    def init_customizations(self, settings: Any) -> None:
        # The patterns are made from the names in the class alone, not from those it inherits.
        plain = Inliner()
        plain.init_customizations(settings)
        vars(self).update({**vars(plain), **vars(self)})

    def parse(self, text: str, lineno: int, memo: Any, parent: Any) -> Any:
        run = _Run(text, lineno)
        self.runs.append(run)
        run.nodes, messages = super().parse(text, lineno, memo, parent)
        run.spans += _escapes(text, run.spans)
        return run.nodes, messages


def _noting(method: Callable[..., Any]) -> Callable[..., Any]:
    """Return a method of docutils' inliner that notes what it took for markup."""

    def run(inliner: _Inliner, match: Any, lineno: int) -> Any:
        before, inlines, remaining, _messages = result = method(inliner, match, lineno)
        if inlines:
            current = inliner.runs[-1]
            first = len(current.text) - len(match.string)
            node = inlines[0]
            role = node.get("ftgloss_role") if isinstance(node, nodes.inline) else None
            end = len(current.text) - len(remaining)
            current.spans.append(Span(first + len(before), end, MARKUP, role))
        return result

    return run


def _escapes(text: str, spans: list[Span]) -> Iterator[Span]:
    """Yield the escaped characters of a text outside of other markup."""
    edges = {edge for span in spans for edge in (span.start, span.end)}
    inside = iter(sorted(spans))
    current = next(inside, None)
    start = text.find("\\")
    while start >= 0:
        end = min(start + 2, len(text))
        while current and current.end <= start:
            current = next(inside, None)
        if current is None or start < current.start:
            sign = text[start + 1 : end]
            if not sign.strip():
                # An escaped blank is none: only beside markup is it an end of words.
                sign = MARKUP if edges & {start, end} else "_"
            yield Span(start, end, sign)
        start = text.find("\\", end)


class _Dispatcher(CustomReSTDispatcher):
    """Lets each role and each directive pass, known to a project or not."""

    def directive(self, directive_name: str, *_others: Any) -> Any:
        name = directive_name.lower()
        if name in {"class", "rst-class"}:
            return _Class, []
        if name == DEFINES:
            return _Definition, []
        if name in _WITHOUT_ARGUMENT:
            return _Admonition, []
        return (_Prose if name in PROSE_DIRECTIVES else _Other), []

    def role(self, role_name: str, *_others: Any) -> Any:
        return _role, []


def _role(
    name: str, rawtext: str, text: str, lineno: int, inliner: Any, *_others: Any, **_more: Any
) -> tuple[list[nodes.Node], list[nodes.system_message]]:
    content = utils.unescape(text)
    return [nodes.inline(rawtext, content, ftgloss_role=(name, content))], []


class _AnyOption(dict[str, Any]):
    def __bool__(self) -> bool:
        return True

    def __missing__(self, key: str) -> Callable[[str | None], str]:
        return lambda value: value or ""


class _Other(Directive):
    """A directive whose content is passed over."""

    optional_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec = _AnyOption()

    def run(self) -> list[nodes.Node]:
        return []


class _Definition(_Other):
    """The directive that defines a term, whose text is passed over."""

    def run(self) -> list[nodes.Node]:
        found = self.state.document.setdefault("ftgloss-defined", [])
        found.append((" ".join(self.arguments), dict(self.options)))
        return []


class _Prose(_Other):
    """A directive that holds paragraphs."""

    def run(self) -> list[nodes.Node]:
        classes = f"{self.options.get('class', '')} {' '.join(self.arguments)}".split()
        node = nodes.container(classes=classes)
        if sum(1 for _each in _ancestors(self.state.parent)) < MAX_DEPTH:
            self.state.nested_parse(self.content, self.content_offset, node)
        return [node]


class _Admonition(_Prose):
    """A directive whose paragraphs may begin behind its name."""

    optional_arguments = 0


class _Class(_Prose):
    """The directive that gives classes to its content, or to what follows."""

    def run(self) -> list[nodes.Node]:
        if self.content:
            # In Sphinx, `class` is one of Python.
            return super().run() if self.name == "rst-class" else []
        return [nodes.comment(classes=" ".join(self.arguments).split())]


def _ancestors(node: nodes.Node | None) -> Iterator[nodes.Node]:
    while node is not None:
        yield node
        node = node.parent


def _allows_links(node: nodes.Node) -> bool:
    if isinstance(node, _NO_PROSE):
        return False
    if not isinstance(node, nodes.Element) or node.parent is None:
        return True
    place = node.parent.index(node)
    before = node.parent[place - 1] if place else None
    given = before["classes"] if isinstance(before, nodes.comment) else []
    return OFF_CLASS not in [*node["classes"], *given]


def _places(run: _Run, found: Findings) -> list[int]:
    """Return where the lines of a text begin; nothing if the source has others."""
    places = []
    parent = run.nodes[0].parent if run.nodes else None
    # docutils counts the line above a table twice.
    first = run.line - 1 - any(isinstance(node, nodes.table) for node in _ancestors(parent))
    for number, line in enumerate(run.text.split("\n"), first):
        text = line.strip()
        source = found.lines[number] if 0 <= number < len(found.lines) else ""
        place = source.rfind(text)
        # Without other words behind it, or nowhere else: a cell of a table, or before "::".
        if place < 0 or (place + len(text) < len(source) and source.find(text) < place):
            return []
        places.append(found.starts[number] + place)
    return places


def _wants_links(document: nodes.document) -> bool:
    """Tell whether the fields at the top do not switch links off."""
    for node in document:
        if isinstance(node, nodes.field_list):
            for name in node.findall(nodes.field_name):
                value = name.next_node(nodes.field_body, siblings=True, descend=False)
                if name.astext().lower() == OFF_FIELD and value:
                    return value.astext().strip().lower() not in OFF_VALUES
            return True
        if not isinstance(node, (nodes.comment, nodes.target, nodes.system_message)):
            break
    return True
