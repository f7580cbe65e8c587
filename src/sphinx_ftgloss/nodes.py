"""The node classes; each is a kind of a docutils node, so that every builder can print it."""

from __future__ import annotations

from docutils import nodes


class term_reference(nodes.Inline, nodes.Element):  # noqa: N801 - docutils makes visitor names of class names
    """A use of a term: ``termid``. `ReferenceTransform` gives it its target when it is written.

    In HTML it is written as it is, for other builders it becomes a ``reference``. It is none
    before that, because Sphinx takes each reference in a table of contents for one of its own.
    The copies there never get a target, and print as words.
    """


UNLINKED = "ftgloss-unlinked"
"""What ``temp_data`` calls that a page has words of the next kind."""


class unlinked(nodes.Inline, nodes.TextElement):  # noqa: N801
    """The words of a role that wants no link; gone when `AutolinkTransform` has passed by."""


class entry_name(nodes.term):  # noqa: N801
    """The name of an entry: ``termid`` and ``docname``.

    `EntryTransform` gives it its ids. They must be missing before: in translated builds Sphinx
    takes every ``term`` with ids for a term of its own glossary.
    """

    tagname = "term"  # what XML calls it


class where_used(nodes.Part, nodes.Element):  # noqa: N801
    """The place for the list of a term's uses; `EntryTransform` replaces it."""


class use_list(nodes.General, nodes.Element):  # noqa: N801
    """Where a term is used, for browsers: ``places``, `Place` tuples that a writer prints.

    Not a list of links, because Sphinx walks each inline node dozens of times, and a large project
    has thousands of uses.
    """


class fold(nodes.General, nodes.Element):  # noqa: N801
    """A part for those who want all there is: readers of HTML open it by its ``label``."""


class finder(nodes.General, nodes.Element):  # noqa: N801
    """The place for the filter of a long list; a script fills it, other builders print nothing."""


class page_terms(nodes.Part, nodes.Element):  # noqa: N801
    """The place for the terms of a page, ``docname``, under a ``title``.

    `PageTermsTransform` fills it.
    """


class page_number(nodes.Inline, nodes.Element):  # noqa: N801
    """The number of the page in a PDF that has a label, ``target``; ``{n}`` in its ``words``."""


class concept_map(nodes.General, nodes.Element):  # noqa: N801
    """A concept map: a ``request`` and a ``label``, and inside a caption, if any, and a list.

    In HTML `MapTransform` draws it; for other builders it leaves what is inside.
    """


class wide(nodes.General, nodes.Element):  # noqa: N801
    """A box, called ``label``, around what may be wider than the page.

    In HTML it scrolls; other builders print what is inside.
    """

    tagname = "container"


class formula(nodes.General, nodes.Element):  # noqa: N801
    """A displayed formula, ``tex``.

    Not a ``math_block``, because Sphinx loads its math script on each page that has one.
    In HTML it is written as MathML; for other builders `FormulaTransform` makes it one.
    """


class inline_formula(nodes.Inline, nodes.Element):  # noqa: N801
    """A formula in a line of text, ``tex``; see `formula`."""
