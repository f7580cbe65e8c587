"""The formulas of term files: TeX as MathML, which browsers show without any script.

Pure: nothing here knows Sphinx or docutils.
"""

from __future__ import annotations

import html
import re
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xml.etree import ElementTree as ET

LONGEST = 5_000
DEEPEST = 50
# What makes TeX a program, or lets it read and write files.
PROGRAM = re.compile(
    r"\\(?:[egx]?def|let|futurelet|(?:re)?new(?:command|environment)|providecommand|csname|loop"
    r"|DeclareMathOperator|catcode|input|include|openin|openout|read|write|special|directlua"
    r")(?![A-Za-z])"
)
_PARTS = {"mfrac": 2, "mroot": 2, "msub": 2, "msup": 2, "msubsup": 3, "munder": 2, "mover": 2}
_ARGUMENTS = {"mi", "mn", "msub", "msup", "msubsup", "mfrac", "msqrt", "mover"}
_UNSAFE_ATTRIBUTES = {"class", "href", "id", "style", "xmlns"}


def unfit(tex: str) -> str:
    """Return why TeX is not converted, as the end of a message, or an empty string."""
    if len(tex) > LONGEST:
        return f"has more than {LONGEST} characters"
    if command := PROGRAM.search(tex):
        return f"has the command {command[0]}, which writes no formula"
    signs = (sign[0] for sign in re.finditer(r"\\.|[{}]", tex))
    steps = (1 if sign == "{" else -1 for sign in signs if sign in {"{", "}"})
    if max(accumulate(steps), default=0) > DEEPEST:
        return f"has braces in braces, more than {DEEPEST} deep"
    return ""


@cache
def mathml(tex: str, *, block: bool = False) -> str:
    """Return TeX as MathML; TeX that cannot be converted comes back as code.

    Browsers show MathML without any script, so formulas are readable on every page.
    """
    as_code = f"<code>{html.escape(tex, quote=False)}</code>"
    if unfit(tex):
        return as_code
    # Imported late because it takes 0.1 s, and many builds write no formula.
    from xml.etree import ElementTree as ET  # noqa: PLC0415

    from latex2mathml.converter import convert_to_element  # noqa: PLC0415

    try:
        root = convert_to_element(tex, display="block" if block else "inline")
    except Exception:  # noqa: BLE001 - its dozen exceptions have no base class of their own
        return as_code
    # It prints a command that it does not know, and gives a fraction one part, without an error.
    if any(
        (element.tag == "mi" and re.match(r"\\[A-Za-z]", element.text or ""))
        or len(element) < _PARTS.get(element.tag, 0)
        for element in root.iter()
    ):
        return as_code
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
