"""The ``ftgloss_…`` values of ``conf.py``, declared once.

`Options` is the only place that names them: Sphinx registration, the check at start-up and the
manual's table are all made from its fields.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from sphinx_ftgloss.reporting import Subtype, warn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sphinx.application import Sphinx
    from sphinx.config import Config


class Check(NamedTuple):
    """What a value must be: in words for a message, and as a test."""

    words: str
    passes: Callable[[Any], bool]

    def __str__(self) -> str:
        return self.words


def _one_of(*values: str) -> Check:
    return Check(
        f"one of {', '.join(value or 'an empty string' for value in values)}", values.__contains__
    )


def _texts_in_list(what: str) -> Check:
    return Check(
        f"a list of {what}", lambda value: isinstance(value, (list, tuple)) and _texts(value)
    )


def _texts_in_dict(what: str) -> Check:
    return Check(
        f"a dict of {what}",
        lambda value: isinstance(value, dict) and _texts((*value.keys(), *value.values())),
    )


def _texts(values: Iterable[object]) -> bool:
    return all(isinstance(value, str) for value in values)


def _is_page(value: object) -> bool:
    return (
        isinstance(value, str)
        and value.isprintable()
        and not value.startswith("/")
        and ".." not in value.split("/")
    )


def _option(default: Any, check: Check, doc: str, rebuild: Literal["", "env"] = "") -> Any:
    """Declare a field of `Options`: its default, what it must be, help, what a change rebuilds."""
    metadata = {"check": check, "rebuild": rebuild, "doc": doc}
    if isinstance(default, (dict, list)):
        return dataclasses.field(default_factory=default.copy, metadata=metadata)
    return dataclasses.field(default=default, metadata=metadata)


AUTOLINK = ("off", "page", "section")
DEPTHS = ("plain", "applied", "deep")


@dataclasses.dataclass(frozen=True)
class Options:
    """What a project may set; each field ``x`` is the ``conf.py`` value ``ftgloss_x``."""

    page: str = _option(
        "fine-tuning-glossary",
        Check("a document name, or an empty string", _is_page),
        "Name of the generated glossary page, as a toctree would spell it. Empty: no page is "
        "generated. A page of the project with an unfiltered `ftglossary` takes its place.",
    )
    depth: str = _option(
        "deep",
        _one_of(*DEPTHS),
        "How much an entry of a long list shows at first: the definition in `plain` words, what "
        "one needs to work with it (`applied`), or all there is (`deep`). Readers can change it. "
        "With `plain`, the hover card too says it in plain words.",
    )
    terms: list[str] = _option(
        [],
        _texts_in_list("file names"),
        "Term files of the project, relative to the folder of `conf.py`; `*` and `**` are "
        'expanded: `["terms/*.toml"]`. A record with the id of a shipped term is merged over it.',
    )
    packs: list[str] = _option(
        ["fine-tuning"],
        _texts_in_list("names of packs"),
        "The packs whose terms the project has: ours, `fine-tuning`, and those of other installed "
        "packages. What two of them have belongs to the one that is named first.",
    )
    guides: dict[str, str] = _option(
        {},
        _texts_in_dict("terms and page names"),
        "The page that explains a term, named first where its entry says where it is used: "
        '`{"lora": "guides/lora"}`. A page with `ftdefinition` needs none.',
    )
    first_use: str = _option(
        "",
        _one_of("expand", ""),
        "With `expand`, an abbreviation is spelled out at its first use on each page (in a PDF, in "
        "each chapter): `low-rank adaptation (LoRA)`, then `LoRA`. Headings, and words that a role "
        "is given, stay as they are.",
    )
    external: dict[str, str] = _option(
        {},
        _texts_in_dict("names in intersphinx_mapping and file names"),
        "Cards for terms of other projects: the `glossary.json` of each, as a file relative to the "
        "folder of `conf.py`, by its name in `intersphinx_mapping`.",
    )
    json: bool = _option(
        False,
        Check("True or False", lambda value: isinstance(value, bool)),
        "Write the terms that have an entry to `_static/ftgloss/glossary.json`, with the addresses "
        "of their entries, for programs and for other projects.",
    )
    autolink: str = _option(
        "off",
        _one_of(*AUTOLINK),
        "Link mentions of unmistakable terms without a role: the first on each `page`, or in each "
        "top-level `section` of it. A page decides for itself with `ftgloss-autolink` in its "
        "metadata.",
        rebuild="env",
    )
    latex_define: str = _option(
        "",
        _one_of("footnote", ""),
        "What a PDF says of a term beside the link to its entry. With `footnote` the short "
        "definition stands at the foot of the page, where a chapter uses the term first.",
    )


def register(app: Sphinx) -> None:
    """Add one ``ftgloss_…`` value for each field of `Options`."""
    defaults = Options()
    for field in dataclasses.fields(Options):
        app.add_config_value(
            f"ftgloss_{field.name}",
            getattr(defaults, field.name),
            field.metadata["rebuild"],
            # Types are checked by `read`, which can say what is expected.
            types=Any,
            description=field.metadata["doc"],
        )


def read(config: Config) -> Options:
    """Return the project's options; a wrong value warns, and the default holds."""
    values = {}
    for field in dataclasses.fields(Options):
        value = config[f"ftgloss_{field.name}"]
        if field.metadata["check"].passes(value):
            values[field.name] = value
        else:
            warn(
                Subtype.CONFIG,
                f"conf.py: ftgloss_{field.name} must be {field.metadata['check']}, not {value!r}; "
                "the default is used",
            )
    return Options(**values)
