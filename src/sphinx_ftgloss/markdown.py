"""The Markdown of term files: parsed once here, as plain text, or as HTML for the hover card.

Pure: nothing here knows Sphinx or docutils. Raw HTML is not Markdown here: it is shown as text.
"""

from __future__ import annotations

import html
import re
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING

from sphinx_ftgloss.languages import ORIGINAL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from xml.etree import ElementTree as ET

    from markdown_it import MarkdownIt
    from markdown_it.token import Token

    from sphinx_ftgloss.glossary import Glossary
    from sphinx_ftgloss.model import Term

TERM_ROLES = {
    "ftterm": "term",
    "ft:term": "term",
    "ft:abbr": "abbr",
    "ft:full": "full",
    "ft:def": "def",
    "ft:param": "param",
}
_PARTS = {"mfrac": 2, "mroot": 2, "msub": 2, "msup": 2, "msubsup": 3, "munder": 2, "mover": 2}
_ROLE = re.compile(
    r"(?:\{(?P<name>[\w:]+)\})?(?P<ticks>(?<!`)`++)(?P<content>.+?)(?P=ticks)", re.DOTALL
)
_ARGUMENTS = {"mi", "mn", "msub", "msup", "msubsup", "mfrac", "msqrt", "mover"}
_UNSAFE_ATTRIBUTES = {"class", "href", "id", "style", "xmlns"}
_MARKUP = re.compile(
    r"""[\\`*$]                                # always markup
    | (?<![^\W_])_ | _(?![^\W_])               # emphasis, but not the joint of a name
    | \](?=\() | <(?=[A-Za-z]) | &(?=\#?\w+;)  # links, addresses, entities""",
    re.VERBOSE,
)
# What would begin a list, a quotation or code.
_BLOCK = re.compile(r"^([ \t]*(?:\d{1,9}(?=[.)](?:\s|$))|(?=[-+>~])))(.)", re.MULTILINE)
LONGEST_FORMULA = 5_000
_DEEPEST = 50
# What makes TeX a program, or lets it read and write files.
_PROGRAM = re.compile(
    r"\\(?:[egx]?def|let|futurelet|(?:re)?new(?:command|environment)|providecommand|csname|loop"
    r"|DeclareMathOperator|catcode|input|include|openin|openout|read|write|special|directlua"
    r")(?![A-Za-z])"
)


def escape(text: str) -> str:
    """Return plain text as Markdown that reads the same."""
    return _BLOCK.sub(r"\1\\\2", _MARKUP.sub(r"\\\g<0>", text))


@cache
def parser() -> MarkdownIt:
    """Return the one parser for term files: CommonMark text, ``$…$`` math and roles."""
    # Imported late because it takes 0.05 s, and a build without a change parses nothing.
    from markdown_it import MarkdownIt  # noqa: PLC0415
    from mdit_py_plugins.dollarmath import dollarmath_plugin  # noqa: PLC0415
    from mdit_py_plugins.myst_role import myst_role_plugin  # noqa: PLC0415

    return (
        MarkdownIt("commonmark", {"html": False, "typographer": True})
        .enable("smartquotes")
        .disable(["image", "heading", "lheading", "hr", "html_block", "html_inline", "reference"])
        .use(dollarmath_plugin, double_inline=True)
        .use(myst_role_plugin)
    )


def blocks(text: str) -> list[Token]:
    """Parse a text of paragraphs and lists."""
    return parser().parse(text)


def inline(text: str) -> list[Token]:
    """Parse a text of one paragraph; return its inline tokens."""
    tokens = parser().parseInline(text)
    return tokens[0].children or [] if tokens else []


def split_target(content: str) -> tuple[str, str]:
    """Split the text of a role, ``words <target>``, into words (or nothing) and target."""
    if content.endswith(">"):
        title, opened, target = content[:-1].rpartition("<")
        if title and opened and ">" not in target:
            return title.rstrip() or title, target.strip()
    return "", content.strip()


def targets(*texts: str) -> Iterator[str]:
    """Yield what the term roles in some texts refer to.

    Found by their form and not by parsing, which is enough to know what a text leans on.
    """
    for text in texts:
        for match in _ROLE.finditer(text):
            if match["name"] in TERM_ROLES:
                yield split_target(match["content"])[1]


def words(form: str, content: str, glossary: Glossary) -> str:
    """Return what a term role prints: the given words, the preferred form, or the text as typed."""
    title, target = split_target(content.removeprefix("!"))
    match = glossary.find(target)
    if title or form == "param" or match.ambiguous or not match.ids:
        return title or target
    return glossary.printed(form, target)


def to_text(text: str, glossary: Glossary) -> str:
    """Return Markdown as plain text: no markup, roles as the words they print."""
    return "".join(plain(token, glossary) for token in inline(text))


def plain(token: Token, glossary: Glossary) -> str:
    """Return an inline token as plain text."""
    if token.type in {"softbreak", "hardbreak"}:
        return " "
    form = TERM_ROLES.get(token.meta["name"]) if token.type == "myst_role" else None
    return words(form, token.content, glossary) if form else token.content


def to_html(text: str, glossary: Glossary) -> str:
    """Return Markdown as inline HTML without links or ids, so that it can stand on any page."""
    return "".join(_inline_html(inline(text), glossary))


def _inline_html(tokens: Iterable[Token], glossary: Glossary) -> Iterator[str]:
    for token in tokens:
        match token.type:
            case "code_inline":
                yield f"<code>{_escape_html(token.content)}</code>"
            case "math_inline" | "math_inline_double":
                yield mathml(token.content)
            case "em_open" | "em_close" | "strong_open" | "strong_close":
                yield f"<{'/' if token.nesting < 0 else ''}{token.tag}>"
            case _:
                yield _escape_html(plain(token, glossary))


def formulas(text: str) -> Iterator[str]:
    """Yield the TeX of the formulas in a text."""
    for block in blocks(text):
        for token in (block, *(block.children or ())):
            if token.type.startswith("math_"):
                yield token.content


def unfit(tex: str) -> str:
    """Return why TeX is not converted, as the end of a message, or an empty string."""
    if len(tex) > LONGEST_FORMULA:
        return f"has more than {LONGEST_FORMULA} characters"
    if command := _PROGRAM.search(tex):
        return f"has the command {command[0]}, which writes no formula"
    signs = (sign[0] for sign in re.finditer(r"\\.|[{}]", tex))
    steps = (1 if sign == "{" else -1 for sign in signs if sign in {"{", "}"})
    if max(accumulate(steps), default=0) > _DEEPEST:
        return f"has braces in braces, more than {_DEEPEST} deep"
    return ""


@cache
def mathml(tex: str, *, block: bool = False) -> str:
    """Return TeX as MathML; TeX that cannot be converted comes back as code.

    Browsers show MathML without any script, so formulas are readable on every page.
    """
    if unfit(tex):
        return f"<code>{_escape_html(tex)}</code>"
    # Imported late because it takes 0.1 s, and many builds write no formula.
    from xml.etree import ElementTree as ET  # noqa: PLC0415

    from latex2mathml.converter import convert_to_element  # noqa: PLC0415

    try:
        root = convert_to_element(tex, display="block" if block else "inline")
    except Exception:  # noqa: BLE001 - its dozen exceptions have no base class of their own
        return f"<code>{_escape_html(tex)}</code>"
    # It prints a command that it does not know, and gives a fraction one part, without an error.
    if any(
        (element.tag == "mi" and re.match(r"\\[A-Za-z]", element.text or ""))
        or len(element) < _PARTS.get(element.tag, 0)
        for element in root.iter()
    ):
        return f"<code>{_escape_html(tex)}</code>"
    # Its own serialiser unescapes the result, which would let <script> through.
    for element in root.iter():
        element.text = html.unescape(element.text or "")
        for name in _UNSAFE_ATTRIBUTES & element.attrib.keys():
            del element.attrib[name]
    _set_apart_function_names(root)
    return ET.tostring(root, encoding="unicode")


def _set_apart_function_names(root: ET.Element) -> None:
    """Put a thin space between a name such as ``log`` and what it is applied to."""
    for parent in list(root.iter()):
        children = list(parent)
        for index in range(len(children) - 1, 0, -1):
            name, argument = children[index - 1], children[index]
            if name.tag == "mi" and len(name.text or "") > 1 and argument.tag in _ARGUMENTS:
                parent.insert(index, parent.makeelement("mspace", {"width": "0.167em"}))


def _escape_html(text: str) -> str:
    return html.escape(text, quote=False)


def card_field(term: Term, depth: str) -> str:
    """Return the field that a card shows: plain words if that is the site's depth, else short."""
    return "plain" if depth == "plain" and term.plain else "short"


def card_text(term: Term, glossary: Glossary, depth: str) -> tuple[str, str]:
    """Return the HTML of what a card says, and its language if that is not the project's."""
    field = card_field(term, depth)
    language = ORIGINAL if glossary.is_foreign(term, field) else ""
    return to_html(getattr(term, field).strip(), glossary), language


def card(term: Term, glossary: Glossary, depth: str = "deep") -> str:
    """Return the HTML of a hover card: the same on every page, with no link in it."""
    expansion = f" <span>{_escape_html(term.expansion)}</span>" if term.expansion else ""
    category = glossary.categories.get(term.category, "")
    text, language = card_text(term, glossary, depth)
    lang = f' lang="{language}"' if language else ""
    return (
        f'<div id="ftcard-{term.id}" popover="manual">'
        f"<p><b>{_escape_html(term.term)}</b>{expansion}</p>"
        f"<p{lang}>{text}</p>"
        f"<p>{_escape_html(category)}</p></div>"
    )
