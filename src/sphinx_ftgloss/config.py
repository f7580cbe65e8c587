"""The ``ftgloss_…`` values of ``conf.py``, declared once.

`Options` is the only place that names them: Sphinx registration, the check at start-up and the
manual's table are all made from its fields.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from sphinx_ftgloss.reporting import Subtype, warn

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config


def _option(default: Any, check: str, rebuild: str, doc: str) -> Any:
    """Declare a field of `Options`: its default, allowed type, what a change rebuilds, and help."""
    metadata = {"check": check, "rebuild": rebuild, "doc": doc}
    if isinstance(default, (dict, list)):
        return dataclasses.field(default_factory=default.copy, metadata=metadata)
    return dataclasses.field(default=default, metadata=metadata)


@dataclasses.dataclass(frozen=True)
class Options:
    """What a project may set; each field ``x`` is the ``conf.py`` value ``ftgloss_x``."""

    page: str = _option(
        "fine-tuning-glossary",
        "a document name, or an empty string",
        "",
        "Name of the generated glossary page, as a toctree would spell it. Empty: no page is "
        "generated. A page of the project with an unfiltered `ftglossary` takes its place.",
    )
    depth: str = _option(
        "deep",
        "one of plain, applied, deep",
        "",
        "How much an entry of a long list shows at first: the definition in `plain` words, what "
        "one needs to work with it (`applied`), or all there is (`deep`). Readers can change it. "
        "With `plain`, the hover card too says it in plain words.",
    )
    terms: list[str] = _option(
        [],
        "a list of file names",
        "",
        "Term files of the project, relative to the folder of `conf.py`; `*` and `**` are "
        'expanded: `["terms/*.toml"]`. A record with the id of a shipped term is merged over it.',
    )
    packs: list[str] = _option(
        ["fine-tuning"],
        "a list of names of packs",
        "",
        "The packs whose terms the project has: ours, `fine-tuning`, and those of other installed "
        "packages. What two of them have belongs to the one that is named first.",
    )
    guides: dict[str, str] = _option(
        {},
        "a dict of terms and page names",
        "",
        "The page that explains a term, named first where its entry says where it is used: "
        '`{"lora": "guides/lora"}`. A page with `ftdefinition` needs none.',
    )
    first_use: str = _option(
        "",
        "expand, or an empty string",
        "",
        "With `expand`, an abbreviation is spelled out at its first use on each page (in a PDF, in "
        "each chapter): `low-rank adaptation (LoRA)`, then `LoRA`. Headings, and words that a role "
        "is given, stay as they are.",
    )
    external: dict[str, str] = _option(
        {},
        "a dict of names in intersphinx_mapping and file names",
        "",
        "Cards for terms of other projects: the `glossary.json` of each, as a file relative to the "
        "folder of `conf.py`, by its name in `intersphinx_mapping`.",
    )
    json: bool = _option(
        False,
        "True or False",
        "",
        "Write the terms that have an entry to `_static/ftgloss/glossary.json`, with the addresses "
        "of their entries, for programs and for other projects.",
    )
    autolink: str = _option(
        "off",
        "one of off, page, section",
        "env",
        "Link mentions of unmistakable terms without a role: the first on each `page`, or in each "
        "top-level `section` of it. A page decides for itself with `ftgloss-autolink` in its "
        "metadata.",
    )
    latex_define: str = _option(
        "",
        "an empty string or footnote",
        "",
        "What a PDF says of a term beside the link to its entry. With `footnote` the short "
        "definition stands at the foot of the page, where a chapter uses the term first.",
    )


AUTOLINK = ("off", "page", "section")
_CHOICES = {
    "autolink": AUTOLINK,
    "depth": ("plain", "applied", "deep"),
    "first_use": ("", "expand"),
    "latex_define": ("", "footnote"),
}


def _is_valid(name: str, value: object) -> bool:
    if name == "page":
        return (
            isinstance(value, str)
            and value.isprintable()
            and not value.startswith("/")
            and ".." not in value.split("/")
        )
    if name in _CHOICES:
        return value in _CHOICES[name]
    if name == "json":
        return isinstance(value, bool)
    if name in {"guides", "external"}:
        return isinstance(value, dict) and all(
            isinstance(text, str) for item in value.items() for text in item
        )
    return isinstance(value, (list, tuple)) and all(isinstance(item, str) for item in value)


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
        if _is_valid(field.name, value):
            values[field.name] = value
        else:
            warn(
                Subtype.CONFIG,
                f"conf.py: ftgloss_{field.name} must be {field.metadata['check']}, not {value!r}; "
                "the default is used",
            )
    return Options(**values)
