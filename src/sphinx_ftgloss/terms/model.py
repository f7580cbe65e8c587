"""What a term is: the typed records of a term file.

This is the one description of the format: the loader checks files against it, and the published
JSON Schema is made from it, with the text behind each field, which the manual prints too. Text
fields hold Markdown (CommonMark, ``$…$`` math and roles).
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from msgspec import Meta, Struct

SHIPPED = "fine-tuning"
"""The name of the pack that comes with the package."""
SHIPPED_PACK = Path(__file__).parents[1] / "packs" / "fine_tuning"
PACK_FILE = "pack.toml"
OWN_CATEGORY = "own"
"""The category of terms that a page of the project defines, unless it says another."""
OFF_FIELD = "ftgloss-autolink"
"""What a page calls its wish for links in its metadata."""
OFF_VALUES = frozenset(["off", "false", "no", "never", "none"])
"""The wish for none; YAML reads some of them as false."""

Slug = Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*(?!\n)$")]
Text = Annotated[str, Meta(min_length=1)]
LONGEST_SHORT = 200
"""How many characters a short definition may have."""
Markdown = Annotated[str, Meta(extra_json_schema={"contentMediaType": "text/markdown"})]
TeX = Annotated[str, Meta(extra_json_schema={"contentMediaType": "application/x-tex"})]


class Source(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A publication, page or program that stands behind a definition."""

    title: Text
    """Title of the publication, page or program."""
    authors: str = ""
    """Who wrote it, as an entry shows it: `Hu et al.`."""
    year: int | None = None
    """When it was published."""
    arxiv: Annotated[str, Meta(pattern=r"^(\d{4}\.\d{4,5}|[a-z-]+(\.[A-Z]{2})?/\d{7})?(?!\n)$")] = (
        ""
    )
    """The number at arXiv: `2106.09685`. Of this, `doi` and `url` give one."""
    doi: Annotated[str, Meta(pattern=r"^(10\.\d{4,9}/\S+)?(?!\n)$")] = ""
    """The DOI alone: `10.1109/TKDE.2009.191`."""
    url: Annotated[str, Meta(pattern=r"^(https?://\S+)?(?!\n)$")] = ""
    """The address, where there is neither an arXiv number nor a DOI."""
    kind: Literal["paper", "book", "docs", "code", "report"] = "paper"
    """What it is."""
    where: str = ""
    """The place in it: `section 4.2`."""

    @property
    def identifier(self) -> str:
        """Return what `Number.source` begins with: ``arXiv:…``, ``doi:…`` or a URL."""
        if self.arxiv:
            return f"arXiv:{self.arxiv}"
        return f"doi:{self.doi}" if self.doi else self.url

    @property
    def link(self) -> str:
        """Return the address of the source, or an empty string."""
        if self.arxiv:
            return f"https://arxiv.org/abs/{self.arxiv}"
        return f"https://doi.org/{self.doi}" if self.doi else self.url

    @property
    def label(self) -> str:
        """Return a short name such as ``Hu et al. 2021``; the title where there is no author."""
        return " ".join(str(part) for part in (self.authors or self.title, self.year) if part)

    @property
    def credit(self) -> str:
        """Return who wrote it and when, such as ``Hu et al., 2021``; empty if neither is known."""
        return ", ".join(str(part) for part in (self.authors, self.year) if part)


class Number(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A typical value or a result, with the source that it was read in."""

    text: Text
    """The value, with what it holds for."""
    source: Text
    """Begins with the identifier of one of the `sources`: `arXiv:2106.09685, section 4.2`."""

    @property
    def identifier(self) -> str:
        """Return which source it is: its `Source.identifier`."""
        return self.source.partition(", ")[0]

    @property
    def where(self) -> str:
        """Return where in the source it was read, such as ``table 2``; may be empty."""
        return self.source.partition(", ")[2]


class Contrast(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A term that is easily confused with this one, and what it does differently."""

    id: Slug
    """The term that this one is mixed up with."""
    how: Text
    """What the *other* term does differently."""


class Param(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A name in a library that sets or implements the concept."""

    library: Text
    """The library, by the name that it is installed by."""
    name: Text
    """The full dotted name: `peft.LoraConfig.r`."""
    default: str = ""
    """The default value, as code."""
    since: str = ""
    """The first version that has it."""
    until: str = ""
    """The last version that has it."""
    checked: str = ""
    """The version in which it was seen."""


class Characteristics(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """What distinguishes a method from its alternatives, each in a few words of Markdown."""

    trained: Markdown = ""
    """What is trained."""
    memory: Markdown = ""
    """What it needs in memory."""
    data: Markdown = ""
    """The data it learns from."""
    when: Markdown = ""
    """When to use it."""


class Term(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One concept of the glossary: one sense, one stable id."""

    id: Slug
    """Small letters, digits and hyphens. It is part of the address of the entry, so do not change
    or reuse it.
    """
    term: Text
    """The preferred form, in the case of running text: `epoch`, `LoRA`."""
    sort: str = ""
    """What the entry is sorted by, where the letters of its name do not tell: pinyin, for a Chinese
    name.
    """
    category: str = ""
    """The id of a category."""
    short: Annotated[str, Meta(max_length=LONGEST_SHORT)] = ""
    """The definition: one sentence of at most 200 characters. The card shows it."""
    expansion: str = ""
    """Where `term` is an acronym: the long form, `low-rank adaptation`."""
    abbr: str = ""
    """Where `term` is the long form: its abbreviation, `LR`."""
    plural: str = ""
    """The plural of `term`, only if it is irregular."""
    expansion_plural: str = ""
    """The plural of `expansion`, only if it is irregular."""
    aliases: tuple[Text, ...] = ()
    """Other words for exactly this. Plurals, case, and hyphen or space need no alias."""
    hidden: tuple[Text, ...] = ()
    """Forms that are found but not shown: misspellings, spellings from code."""
    ambiguous: tuple[Text, ...] = ()
    """Forms that may mean something else. They give a warning and no link."""
    plain: Markdown = ""
    """The same for a newcomer, in a few sentences without jargon."""
    body: Markdown = ""
    """The explanation for practitioners. It follows `short`, so it need not repeat it."""
    formula: TeX = ""
    """A formula that defines or measures the term."""
    symbol: TeX = ""
    """Its usual symbol."""
    numbers: tuple[Number, ...] = ()
    """Typical values, each with its source."""
    mistake: Markdown = ""
    """A misconception, and what is true."""
    broader: tuple[Slug, ...] = ()
    """Terms that this one is a kind of. The other direction is added for you."""
    related: tuple[Slug, ...] = ()
    """Terms worth reading next. One side is enough."""
    contrast: tuple[Contrast, ...] = ()
    """Terms that this one is mixed up with."""
    characteristics: Characteristics = Characteristics()
    """What sets a method apart from its alternatives."""
    params: tuple[Param, ...] = ()
    """Names in code that set or implement the concept."""
    sources: tuple[Source, ...] = ()
    """What stands behind the definition, the most important first."""
    status: Literal["preferred", "admitted", "deprecated"] = "preferred"
    """`deprecated` sends readers to the term that `use` names."""
    use: str = ""
    """The id of the term to use in place of a deprecated one."""
    tags: tuple[Text, ...] = ()
    """For the option `:tags:` of `ftglossary`."""
    level: Literal["", "intro", "core", "advanced"] = ""
    """For whom the term is."""
    first_seen: int | None = None
    """The year of the origin."""
    autolink: Literal["never", "exact", "any"] = "never"
    """Whether a mention may be linked without a role: `never`, `exact` in these capitals only, or
    `any`.
    """

    @property
    def short_form(self) -> str:
        """Return the abbreviation where there is one (``LR``, ``LoRA``), else the term."""
        return self.abbr or self.term

    @property
    def full_form(self) -> str:
        """Return ``low-rank adaptation (LoRA)`` or ``learning rate (LR)``; else the term."""
        if self.expansion:
            return f"{self.expansion} ({self.term})"
        return f"{self.term} ({self.abbr})" if self.abbr else self.term

    @property
    def long_form(self) -> str:
        """Return what the short form stands for; empty where nothing is abbreviated."""
        return self.expansion or (self.term if self.abbr else "")

    @property
    def long_plural(self) -> str:
        """Return the irregular plural of the long form; empty where it is regular."""
        return self.expansion_plural if self.expansion else self.plural

    def cited(self, number: Number) -> Source | None:
        """Return the source of a number, if it is among those of the term."""
        return next((s for s in self.sources if s.identifier == number.identifier), None)


class Category(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A group of terms, as the glossary page shows it."""

    id: Slug
    title: Text


class Checked(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When the names in code of a pack were last held against the libraries, and which versions."""

    date: Text
    libraries: dict[str, str]


class Pack(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What ``pack.toml`` says of the term files that lie beside it."""

    name: Slug
    title: Text
    version: Text
    licence: Text
    categories: tuple[Category, ...]
    checked: Checked | None = None


class Translation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a translation of a pack says in its own ``pack.toml``."""

    categories: tuple[Category, ...]


class Origin(Struct, frozen=True):
    """Where a record was read: its file, its line if known, and the pack that ships it."""

    file: str
    line: int | None
    pack: str = ""
    """Empty for a file of the project."""

    @property
    def shipped(self) -> bool:
        """Tell whether a pack ships it."""
        return bool(self.pack)
