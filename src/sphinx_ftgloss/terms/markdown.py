"""The Markdown of term files: parsed once here, as plain text, or as HTML without links.

Pure: nothing here knows Sphinx or docutils. Raw HTML is not Markdown here: it is shown as text.
"""

from __future__ import annotations

import html
import re
from functools import cache
from typing import TYPE_CHECKING

from sphinx_ftgloss.terms.formulas import mathml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from markdown_it import MarkdownIt
    from markdown_it.token import Token

    from sphinx_ftgloss.terms.glossary import Glossary

TERM_ROLES = {
    "ftterm": "term",
    "ft:term": "term",
    "ft:abbr": "abbr",
    "ft:full": "full",
    "ft:def": "def",
    "ft:param": "param",
}
_ROLE = re.compile(
    r"(?:\{(?P<name>[\w:]+)\})?(?P<ticks>(?<!`)`++)(?P<content>.+?)(?P=ticks)", re.DOTALL
)
_MARKUP = re.compile(
    r"""[\\`*$]                                # always markup
    | (?<![^\W_])_ | _(?![^\W_])               # emphasis, but not the joint of a name
    | \](?=\() | <(?=[A-Za-z]) | &(?=\#?\w+;)  # links, addresses, entities""",
    re.VERBOSE,
)
# What would begin a list, a quotation or code.
_BLOCK = re.compile(r"^([ \t]*(?:\d{1,9}(?=[.)](?:\s|$))|(?=[-+>~])))(.)", re.MULTILINE)


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
    if title or form == "param" or not glossary.find(target).id:
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


def _escape_html(text: str) -> str:
    return html.escape(text, quote=False)
