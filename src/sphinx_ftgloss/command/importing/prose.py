"""Definitions of other programs as the Markdown of term files."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING

from sphinx_ftgloss.terms import markdown
from sphinx_ftgloss.terms.model import LONGEST_SHORT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_ftgloss.command.importing.entries import Record, Report
    from sphinx_ftgloss.terms.glossary import Glossary
    from sphinx_ftgloss.terms.model import Origin

_SENTENCE = re.compile(
    r"[.!?][\"')\]*_`\N{RIGHT DOUBLE QUOTATION MARK}]*\s+(?=[^a-z\s])"
    r"|[\N{IDEOGRAPHIC FULL STOP}\N{FULLWIDTH EXCLAMATION MARK}\N{FULLWIDTH QUESTION MARK}](?=\S)"
)
_ABBREVIATIONS = ("e.g.", "i.e.", "cf.", "vs.", "al.", "etc.", "approx.", "fig.", "sec.", "no.")


def describe(text: str, glossary: Glossary, origin: Origin, report: Report, name: str) -> Record:
    """Return a definition in Markdown as ``short``, its first sentence, and ``body``, the rest.

    If that sentence is too long, it is cut short, the whole is the body, and the report says so.
    """
    text = text.replace("\r\n", "\n").strip()
    if not text:
        return {}
    tokens = markdown.blocks(text)
    lines = text.split("\n")
    start = tokens[0].map if tokens and tokens[0].type == "paragraph_open" else None
    end = start[1] if start else 0
    first = "\n".join(lines[:end])
    at = _end_of_sentence(first, glossary)
    short = " ".join(first[:at].split())
    body = f"{first[at:].strip()}\n" + "\n".join(lines[end:])
    if not short or len(short) > LONGEST_SHORT:
        report.remark(
            origin,
            f"'{name}' does not begin with a sentence of at most {LONGEST_SHORT} characters; "
            "the whole is the body, and 'short' is its beginning; write one",
        )
        plain = markdown.to_text(first or text, glossary)
        short = markdown.escape(textwrap.shorten(plain, LONGEST_SHORT * 9 // 10, placeholder=" …"))
        body = text
    return {"short": short} | ({"body": f"{body.strip()}\n"} if body.strip() else {})


def _end_of_sentence(text: str, glossary: Glossary) -> int:
    """Return where the first sentence ends that no markup spans."""
    whole = _letters(text, glossary)
    for match in _ends(text):
        parts = (text[: match.end()], text[match.end() :])
        if "".join(_letters(part, glossary) for part in parts) == whole:
            return match.end()
    return len(text)


def _ends(text: str) -> Iterator[re.Match[str]]:
    for match in _SENTENCE.finditer(text):
        word = (text[: match.start() + 1].split() or [""])[-1].lower().lstrip("(")
        if word not in _ABBREVIATIONS:
            yield match


def _letters(text: str, glossary: Glossary) -> str:
    return "".join(markdown.to_text(text, glossary).split())
