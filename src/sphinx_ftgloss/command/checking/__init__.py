"""``sphinx-ftgloss check``: how source files use the terms, without a build.

Only what reads Markdown and reStructuredText knows Sphinx or docutils; it is imported late.
"""

RULES = {
    "link": "the first mention of a term on a page has a role",
    "unknown": "the text of a role is an id or a name of one term",
    "deprecated": "a deprecated term gives way to the one to use",
    "wording": "a term is written as its record spells it",
    "first-use": "an abbreviation is spelled out where a page has it first",
}
"""The rules, and what they ask for."""

DEFAULT_RULES = tuple(rule for rule in RULES if rule != "first-use")

FORMATS = ("text", "json", "sarif")
"""How a report is written."""
