"""Which terms are exported, and what they are called in each language."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sphinx_ftgloss.terms import markdown
from sphinx_ftgloss.terms.languages import ORIGINAL

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from sphinx_ftgloss.terms.glossary import Glossary
    from sphinx_ftgloss.terms.model import Term


class Labels(NamedTuple):
    """The names and the definition of a term in one language; no name stands in it twice."""

    language: str
    name: str
    others: tuple[str, ...]
    """What readers see beside the name: expansion, abbreviation and aliases."""
    hidden: tuple[str, ...]
    """What one may search for: plurals and forms that only a look-up knows."""
    definition: str


class Export(NamedTuple):
    """Terms to export.

    :param language: what the glossary is written in, as Sphinx spells it: ``zh_CN``.
    :param base: the address of the page that has the entries.
    """

    terms: Sequence[Term]
    glossary: Glossary
    language: str = ORIGINAL
    base: str = ""

    @property
    def tag(self) -> str:
        """Return the language as XML and JSON-LD spell it: ``zh-CN``."""
        return self.language.replace("_", "-")

    def labels(self, term: Term) -> Iterator[Labels]:
        """Yield what a term is called in English, and in the language of the glossary."""
        original = self.glossary.originals.get(term.id)
        if original is None:
            yield _labels(term, self.tag, self.glossary)
            return
        english = _labels(original, ORIGINAL, self.glossary)
        yield english
        known = (english.name, *english.others, *english.hidden)
        translated = _labels(term, self.tag, self.glossary, known)
        if self.glossary.is_foreign(term, "short"):
            translated = translated._replace(definition="")
        yield translated


def _labels(
    term: Term, language: str, glossary: Glossary, left_out: Collection[str] = ()
) -> Labels:
    known = {term.term, *left_out}
    others = _new((term.expansion, term.abbr, *term.aliases), known)
    hidden = _new((term.plural, term.expansion_plural, *term.hidden), known)
    return Labels(language, term.term, others, hidden, markdown.to_text(term.short, glossary))


def _new(forms: tuple[str, ...], known: set[str]) -> tuple[str, ...]:
    """Return those of some forms that are not known yet, which then are."""
    found = tuple(dict.fromkeys(form for form in forms if form and form not in known))
    known.update(found)
    return found
