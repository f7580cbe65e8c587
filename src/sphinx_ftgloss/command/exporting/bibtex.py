"""The sources of terms as BibTeX.

Pure: nothing here knows Sphinx or docutils.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx_ftgloss.terms.model import Source, Term

_TYPES = {"book": "book", "report": "techreport"}
_ESCAPED = {
    **{character: f"\\{character}" for character in "&%$#_{}"},
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "\\": r"\textbackslash{}",
}
_SMALL_WORDS = {"a", "an", "and", "by", "for", "from", "in", "is", "of", "on", "the", "to", "with"}


def bibliography(terms: Iterable[Term]) -> str:
    """Return one entry for each source of some terms, in alphabetical order of their keys.

    A source that several terms cite is listed once, with a note that names them.
    """
    cited: dict[str, tuple[Source, list[str]]] = {}
    for term in terms:
        for source in term.sources:
            cited.setdefault(source.identifier or source.title, (source, []))[1].append(term.term)
    entries: dict[str, str] = {}
    for source, names in sorted(cited.values(), key=lambda item: (_key(item[0]), item[0].title)):
        key = _key(source)
        # Two publications of the same author and year whose titles begin alike.
        suffixes = ("", *"abcdefghijklmnopqrstuvwxyz")
        key = next(key + suffix for suffix in suffixes if key + suffix not in entries)
        entries[key] = _entry(key, source, names)
    return "\n".join(entries.values())


def _entry(key: str, source: Source, names: list[str]) -> str:
    fields = {
        "title": f"{{{_escape(source.title)}}}",
        "author": _authors(source.authors),
        "year": str(source.year or ""),
        "eprint": source.arxiv,
        "archiveprefix": "arXiv" if source.arxiv else "",
        "doi": source.doi,
        "url": source.link if not source.doi else "",
        "note": f"On: {_escape(', '.join(dict.fromkeys(names)))}",
    }
    lines = [f"  {name} = {{{value}}},\n" for name, value in fields.items() if value]
    return f"@{_TYPES.get(source.kind, 'misc')}{{{key},\n{''.join(lines)}}}\n"


def _authors(authors: str) -> str:
    """Return last names as BibTeX wants them; the name of an institution is kept whole."""
    names, _et_al, _rest = authors.partition(" et al.")
    people = [part for part in re.split(r",\s+|\s+and\s+|\s+&\s+", names) if part]
    parts = [f"{{{_escape(name)}}}" if " " in name else _escape(name) for name in people]
    return " and ".join([*parts, "others"] if _et_al else parts)


def _key(source: Source) -> str:
    """Return a key such as ``hu2021lora``."""
    title = next((word for word in _words(source.title) if word not in _SMALL_WORDS), "")
    author = next(iter(_words(source.authors)), "")
    return f"{author}{source.year or ''}{title}" or "source"


def _words(text: str) -> Iterator[str]:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    yield from re.findall(r"[a-z0-9]+", plain.replace("-", ""))


def _escape(text: str) -> str:
    return "".join(_ESCAPED.get(character, character) for character in text)
