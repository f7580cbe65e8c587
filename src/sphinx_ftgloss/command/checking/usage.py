"""The rules on how a page uses the terms.

Pure: nothing here knows Sphinx or docutils.
"""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from sphinx_ftgloss.command.checking.passages import EMPHASIS
from sphinx_ftgloss.command.checking.wording import Wording
from sphinx_ftgloss.terms.forms import fold, regular_plural
from sphinx_ftgloss.terms.markdown import TERM_ROLES, split_target
from sphinx_ftgloss.terms.matcher import Matcher

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from sphinx_ftgloss.command.checking.passages import Mark, Page, Passage
    from sphinx_ftgloss.terms.glossary import Glossary
    from sphinx_ftgloss.terms.matcher import Mention
    from sphinx_ftgloss.terms.model import Term

    Role = Callable[[str, int, int], tuple[str, str] | None]

# `:term:` and `any` reach our terms as well, if the project does not mean others.
_OTHER_ROLES = frozenset(["term", "any"])
_BESIDE = 4
"""How far behind an abbreviation its long form may stand: ``LoRA (low-rank adaptation)``."""
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s\"]+")


class Remark(NamedTuple):
    """Something on a page that a rule asks to be otherwise."""

    start: int
    end: int
    rule: str
    reason: str
    role: tuple[str, str] = ("", "")
    """What to write before and behind the words so that they are a role; only for ``link``."""
    content: str = ""
    """What that role would hold."""


class _Use(NamedTuple):
    """A mention or a role, as a place in the source."""

    start: int
    end: int
    id: str
    words: str


class Usage:
    """Holds pages against the rules."""

    def __init__(self, glossary: Glossary) -> None:
        self.defined: set[str] = set()
        """Folded names of terms that pages define themselves."""
        self._glossary = glossary
        self._links = Matcher(glossary)
        # What nobody wants links to, such as "fine-tuning" in a text about it, can be misspelt too.
        self._names = Matcher(_all_linked(glossary))
        self._wording = Wording(glossary)

    def remarks(self, text: str, page: Page, role: Role, rules: Iterable[str]) -> list[Remark]:
        """Return what some rules have to say of a page, in the order of the source.

        :param role: how the source writes roles.
        """
        rules = set(rules)
        found: list[Remark] = []
        marks = [use for mark in page.marks if (use := self._use(mark))]
        if page.linked and "link" in rules:
            found += self._unmarked(text, page, marks, role)
        if rules & {"unknown", "deprecated"}:
            found += (remark for mark in page.marks for remark in self._of_role(mark))
        if rules & {"deprecated", "wording", "first-use"}:
            named = [
                (_Use(*passage.span(mention.start, mention.end), mention.id, words), mention)
                for passage, mention, words in _mentions(self._names, page)
            ]
            found += (remark for use, mention in named for remark in self._of_name(use, mention))
            if "first-use" in rules:
                uses = sorted([*marks, *(use for use, _mention in named)])
                found += self._unexplained(text, uses)
        return sorted(remark for remark in found if remark.rule in rules)

    def _content(self, words: str, term_id: str) -> str:
        """Return the content of a role that prints some words for a term; nothing if none does."""
        words = " ".join(words.split())
        if self._prints(words, term_id):
            return words
        titled = f"{words} <{term_id}>"
        return titled if split_target(titled) == (words, term_id) else ""

    def _prints(self, words: str, term_id: str) -> bool:
        """Tell whether a role that holds just these words prints them for the term."""
        names = split_target(words) == ("", words) and not words.startswith("!")
        if not names or self._glossary.find(words).id != term_id:
            return False
        return self._glossary.printed("term", words) == words

    def _use(self, mark: Mark) -> _Use | None:
        """Return what a role marks, if it is one of ours and links."""
        form = TERM_ROLES.get(mark.name) or ("term" if mark.name in _OTHER_ROLES else "")
        title, target = split_target(mark.content)
        if not form or form == "param" or (title or target).startswith("!"):
            return None
        term_id = self._glossary.certain(target)
        if not term_id:
            return None
        term = self._glossary.terms[term_id]
        words = title or (form == "term" and target) or self._glossary.printed(form, target)
        return _Use(mark.start, mark.end, term.id, term.term if words == term.id else words)

    def _unmarked(
        self, text: str, page: Page, marks: Sequence[_Use], role: Role
    ) -> Iterator[Remark]:
        marked = {use.id: use.start for use in reversed(marks)}
        done = set()
        for passage, mention, words in _mentions(self._links, page):
            start, end = passage.span(mention.start, mention.end)
            term_id = mention.id
            if not mention.proper or term_id in done or self._glossary.terms[term_id].use:
                continue
            if marked.get(term_id, end) < start:
                done.add(term_id)
                continue
            parts = role(text, start, end)
            content = self._content(words, term_id)
            if parts is None or not content:
                continue
            done.add(term_id)
            shown = f"{parts[0]}{content}{parts[1]}".replace("\\ ", "")
            parts = (parts[0], content[len(" ".join(words.split())) :] + parts[1])
            reason = f"the first mention of '{term_id}' on the page has no role; write {shown}"
            yield Remark(start, end, "link", reason, parts, content)

    def _of_role(self, mark: Mark) -> Iterator[Remark]:
        form = TERM_ROLES.get(mark.name)
        _title, target = split_target(mark.content)
        target = target.removeprefix("!")
        if form is None:
            return
        if form == "param":
            if target not in self._glossary.params:
                hint = self._glossary.hint(target, param=True)
                reason = f"there is no library parameter '{target}'{hint}"
                yield Remark(mark.start, mark.end, "unknown", reason)
            return
        match = self._glossary.find(target)
        if fold(target) in self.defined:
            return
        if not match.ids:
            reason = f"there is no term '{target}'{self._glossary.hint(target)}"
            yield Remark(mark.start, mark.end, "unknown", reason)
        elif match.ambiguous:
            choices = " or ".join(f"'{target} <{term_id}>'" for term_id in match.ids)
            reason = f"'{target}' can mean more than one thing; write {choices}"
            yield Remark(mark.start, mark.end, "unknown", reason)
        elif (current := self._glossary.current(match.ids[0])).id != match.ids[0]:
            reason = f"'{match.ids[0]}' is deprecated; use '{current.id}'"
            yield Remark(mark.start, mark.end, "deprecated", reason)

    def _of_name(self, use: _Use, mention: Mention) -> Iterator[Remark]:
        current = self._glossary.current(mention.id)
        if current.id != mention.id:
            reason = f"'{mention.id}' is deprecated; write '{current.term}'"
            yield Remark(use.start, use.end, "deprecated", reason)
        elif right := self._wording.rather(use.words, mention):
            reason = f"'{' '.join(use.words.split())}' is written '{right}'"
            yield Remark(use.start, use.end, "wording", reason)

    def _unexplained(self, text: str, uses: Iterable[_Use]) -> Iterator[Remark]:
        """Yield the first abbreviations of terms that nothing spells out before."""
        # Headings, links and quotations explain as well, so the whole text is read here.
        spelled: dict[str, int] = {}
        for mention in self._names.mentions(text):
            if fold(mention.form) in _long_forms(self._glossary.terms[mention.id]):
                spelled.setdefault(mention.id, mention.start)
        done = set()
        for use in uses:
            term = self._glossary.terms[use.id]
            if use.id in done or not _long_forms(term):
                continue
            words = " ".join(use.words.split())
            if words == term.full_form or fold(words) in _long_forms(term):
                done.add(use.id)
            elif words in {term.short_form, regular_plural(term.short_form)}:
                done.add(use.id)
                if use.id not in spelled or spelled[use.id] > use.end + _BESIDE:
                    long = term.full_form.removesuffix(f" ({term.short_form})")
                    reason = f"'{words}' stands here before the page spells it out: '{long}'"
                    yield Remark(use.start, use.end, "first-use", reason)


def _mentions(matcher: Matcher, page: Page) -> Iterator[tuple[Passage, Mention, str]]:
    """Yield the mentions in the prose of a page, and their words; those in addresses are none."""
    for passage in page.passages:
        text = passage.text
        # What readers do not see is taken out, and put back into the places.
        seen = text.replace(EMPHASIS, "")
        places: Sequence[int] = range(len(text))
        if len(seen) < len(text):
            places = [place for place, sign in enumerate(text) if sign != EMPHASIS]
        addresses = [match.span() for match in _ADDRESS.finditer(seen)]
        for mention in matcher.mentions(seen):
            if any(start <= mention.start < end for start, end in addresses):
                continue
            start, end = places[mention.start], places[mention.end - 1] + 1
            # What emphasis begins or ends in, as "learning *rate*", cannot be a role.
            if EMPHASIS not in text[start:end]:
                yield passage, mention._replace(start=start, end=end), text[start:end]


def _all_linked(glossary: Glossary) -> Glossary:
    terms = {
        term.id: msgspec.structs.replace(term, autolink="any") if term.autolink == "never" else term
        for term in glossary.terms.values()
    }
    return dataclasses.replace(glossary, terms=terms)


def _long_forms(term: Term) -> frozenset[str]:
    """Return the folded long forms of a term that has an abbreviation."""
    long = term.long_form
    forms = [long, regular_plural(long), term.long_plural] if long else []
    return frozenset(fold(form) for form in forms if form)
