"""Hold the content of a pack against rules of good terminology work.

Pure: nothing here knows Sphinx or docutils. A build does not run this; ``sphinx-ftgloss check
--pack`` does. The rules on definitions follow ISO 704 (a definition names the broader concept and
what sets the term apart; it is no circle and not merely negative) and SKOS (one preferred label;
related terms are no ancestors).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_ftgloss.command.reviewing.comparisons import COMPARISONS
from sphinx_ftgloss.command.reviewing.records import RULES
from sphinx_ftgloss.terms.problems import Problem

if TYPE_CHECKING:
    from sphinx_ftgloss.command.reviewing.texts import Fault
    from sphinx_ftgloss.terms.glossary import Glossary

__all__ = ["COMPARISONS", "RULES", "review"]


def review(glossary: Glossary) -> list[Problem]:
    """Return what is wrong with the terms of a glossary, in their order.

    Faults that keep a record from being used are the loader's to report, and not repeated here.
    """
    found: dict[str, list[Fault]] = {term_id: [] for term_id in glossary.terms}
    for term in glossary.terms.values():
        # A deprecated record only says which one to use instead.
        if not term.use:
            for rule in RULES:
                found[term.id] += rule(term, glossary)
    for compare in COMPARISONS:
        for term_id, field, message in compare(glossary):
            found[term_id].append((field, message))
    return [
        Problem(glossary.origins[i].file, glossary.origins[i].line, i, field, message)
        for i, faults in found.items()
        for field, message in faults
    ]
