"""Put roles into a file, and nothing else.

Pure: nothing here knows Sphinx or docutils.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from bisect import bisect_left
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_ftgloss.command.checking.passages import MARKUP

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sphinx_ftgloss.command.checking.passages import Page, Passage
    from sphinx_ftgloss.command.checking.usage import Remark

_BOM = b"\xef\xbb\xbf"


def with_roles(
    content: str, remarks: Sequence[Remark], place: Callable[[int, int], tuple[int, int]]
) -> str:
    """Return what a file holds, with the words that some remarks are about as roles.

    :param place: tells where in the file the words of a remark begin and end.
    """
    parts = []
    done = 0
    for remark in remarks:
        start, end = place(remark.start, remark.end)
        parts += [content[done:start], remark.role[0], content[start:end], remark.role[1]]
        done = end
    return "".join([*parts, content[done:]])


def differ_by_roles_only(before: Page, after: Page, remarks: Sequence[Remark]) -> bool:
    """Tell whether two pages say the same, but for the roles that some remarks ask for."""
    if len(before.passages) != len(after.passages):
        return False
    starts = [remark.start for remark in remarks]
    moved = [0, *accumulate(len("".join(remark.role)) for remark in remarks)]
    expected = [
        (
            mark.start + moved[bisect_left(starts, mark.start)],
            mark.name,
            " ".join(mark.content.split()),
        )
        for mark in before.marks
    ]
    for remark, shift in zip(remarks, moved, strict=False):
        opening = remark.role[0].lstrip("\\ ")
        start = remark.start + shift + len(remark.role[0]) - len(opening)
        expected.append((start, opening.strip("{}:`"), remark.content))
    found = [(mark.start, mark.name, " ".join(mark.content.split())) for mark in after.marks]
    if sorted(expected) != found:
        return False
    for old, new in zip(before.passages, after.passages, strict=True):
        first = bisect_left(starts, old.lines[0][1])
        last = bisect_left(starts, old.span(0, len(old.text))[1]) if old.text else first
        if new.text != _covered(old, remarks[first:last]):
            return False
    return True


def _covered(passage: Passage, remarks: Sequence[Remark]) -> str:
    """Return the text that a passage has when some words of it have become roles."""
    text = passage.text
    for remark in reversed(remarks):
        start, end = passage.offset(remark.start), passage.offset(remark.end - 1) + 1
        if 0 <= start < end:
            words = "".join("\n" if c == "\n" else MARKUP for c in text[start:end])
            before, behind = (MARKUP * len(part) for part in remark.role)
            text = text[:start] + before + words + behind + text[end:]
    return text


def replace(path: Path, content: str) -> None:
    """Write a file anew as a whole or not at all; where it is a symbolic link, what that names."""
    target = path.resolve()
    data = content.encode()
    with target.open("rb") as stream:
        if stream.read(len(_BOM)) == _BOM:
            data = _BOM + data
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        shutil.copymode(target, name)
        Path(name).replace(target)
    finally:
        Path(name).unlink(missing_ok=True)
