"""Projects in other languages: labels, definitions, names, order, and what is not translated."""

from __future__ import annotations

import string
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import rtoml
from babel.messages.pofile import read_po
from bs4 import BeautifulSoup

from sphinx_ftgloss.terms.languages import translation
from sphinx_ftgloss.terms.loader import load, load_pack
from sphinx_ftgloss.terms.matcher import Matcher
from sphinx_ftgloss.terms.model import SHIPPED_PACK
from sphinx_ftgloss.translation import CATALOG, FOLDER
from test_directive import entry, rows

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

    from conftest import Make

LANGUAGES = ["de", "es", "fr", "ja", "zh_CN"]
PAGE = "fine-tuning-glossary.html"
CHINESE = (
    "# 指南\n\n用{ftterm}`lora`微调时，{ftterm}`learning rates`要高一些，"
    "{ftterm}`灾难性遗忘`会少一些。{ft:full}`lora`。\n"
)


def catalog(language: str) -> Catalog:
    with (FOLDER / language / "LC_MESSAGES" / f"{CATALOG}.po").open("rb") as file:
        return read_po(file, locale=language)


def fields(text: str) -> set[str]:
    return {name for _before, name, _spec, _conversion in string.Formatter().parse(text) if name}


def sources() -> set[str]:
    """Return the words in our modules that are to be translated."""
    from babel.messages.extract import extract_from_dir  # noqa: PLC0415

    package = Path(FOLDER).parent
    found = extract_from_dir(package, [("**.py", "python")], keywords={"_": None, "filled": (1,)})
    return {str(message) for _file, _line, message, _comments, _context in found}


def test_there_is_a_catalog_for_each_language() -> None:
    """The languages are those that the manual names."""
    assert sorted(path.name for path in FOLDER.iterdir()) == LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_are_translated(language: str) -> None:
    """Each word that is printed has a translation, with the same fields in it."""
    messages = {str(m.id): str(m.string) for m in catalog(language) if m.id}
    empty = [text for text in sorted(sources()) if not messages.get(text)]

    assert not empty, f"run `make catalogs` and translate in locale/{language}: {empty}"
    assert [text for text, said in messages.items() if fields(text) != fields(said)] == []


def test_chinese_definitions_are_complete() -> None:
    """Every shipped term has name, short definition and plain words in Simplified Chinese."""
    english, _problems = load_pack()
    chinese, problems = load([], language="zh_CN")

    untranslated = [
        f"{term.id}: {field}"
        for term in chinese.terms.values()
        for field in ("short", "plain")
        if chinese.is_foreign(term, field)
    ]
    assert not untranslated, f"write these in packs/fine_tuning/zh_CN/: {untranslated}"
    assert problems == []
    assert chinese.terms.keys() == english.terms.keys()
    assert all(len(term.short) <= 120 for term in chinese.terms.values())
    assert not set(chinese.categories.values()) & set(english.categories.values())


def test_chinese_names_are_sorted_by_pinyin() -> None:
    """Each name in Chinese characters says what it is sorted by, in Latin letters."""
    chinese, _problems = load([], language="zh_CN")

    missing = [
        term.id
        for term in chinese.terms.values()
        if not term.term.isascii() and any("\u4e00" <= c <= "\u9fff" for c in term.term)
        if not (term.sort and term.sort.isascii())
    ]
    assert not missing, f"run `make pinyin`: {missing}"


def test_translation_names_only_fields_that_readers_see() -> None:
    """A translation does not change relations, numbers or sources."""
    allowed = {"id", "term", "sort", "expansion", "short", "plain", "aliases", "hidden"}
    folder = translation(SHIPPED_PACK, "zh_CN")
    assert folder
    used = {
        name
        for file in folder.glob("*-*.toml")
        for record in rtoml.load(file)["term"]
        for name in record
    }
    assert used == allowed


@pytest.mark.parametrize(
    ("words", "term_id"),
    [("测试数据", "test-set"), ("生成数据", "synthetic-data"), ("数据组成", "data-mixture")],
)
def test_words_that_mean_more(words: str, term_id: str) -> None:
    """A role may name a term by words that a text uses for other things too; nothing else does."""
    chinese = load([], language="zh_CN")[0]

    assert chinese.find(words).ids == (term_id,)
    assert not [m for m in Matcher(chinese).mentions(f"这些{words}。") if m.proper]


def test_chinese_project(make_project: Make) -> None:
    """Cards, page and labels are Chinese; English names and plurals still find their terms."""
    build = make_project({"index.md": CHINESE}, language="zh_CN").build()
    page = BeautifulSoup(build.text("index.html"), "html.parser")

    words = [link.get_text() for link in page.select("a.ftgloss-term")]
    assert words == ["LoRA", "learning rates", "灾难性遗忘", "低秩适配 (LoRA)"]
    links = [link["href"] for link in page.select("a.ftgloss-term")]
    assert links[1] == f"{PAGE}#ftterm-learning-rate"
    card = page.select("#ftcard-lora > p")
    assert card[0].get_text() == "LoRA 低秩适配"
    assert card[1].get_text().startswith("一种参数高效微调方法")
    assert "lang" not in card[1].attrs
    assert card[2].get_text() == "参数高效方法"
    glossary = BeautifulSoup(build.text(PAGE), "html.parser")
    assert glossary.h1.get_text().startswith("微调术语表")
    facts = rows(entry(build, "learning-rate"))
    assert "learning rate" in facts["别名"]
    assert "指南" in facts["使用之处"]


def test_what_is_not_translated_is_marked(make_project: Make) -> None:
    """English texts come after Chinese ones, say that they are English, name terms so [3.1.2]."""
    build = make_project({"index.md": CHINESE}, language="zh_CN").build()
    found = entry(build, "lora")

    parts = [part for part in found.find_all(recursive=False) if part.name in {"p", "div"}]
    assert [part.get("lang") for part in parts[:3]] == [None, None, "en"]
    assert parts[1]["class"] == ["ftgloss-plain", "docutils", "container"]
    link = parts[2].select_one("a[href='#ftterm-rank']")
    assert link.get_text() == "rank"
    mistake = found.select_one(".ftgloss-mistake p")
    assert (mistake["lang"], mistake.strong["lang"]) == ("en", "zh-CN")


def test_letters_of_chinese_names(make_project: Make) -> None:
    """A list by letters is one by pinyin, in its order."""
    text = (
        "# 词\n\n```{ftglossary}\n:group: letter\n:terms: rank lora warmup overfitting epoch\n```\n"
    )
    page = BeautifulSoup(
        make_project({"index.md": text}, language="zh_CN").build().text("index.html"), "html.parser"
    )

    assert [title.get_text()[:1] for title in page.select("h2")] == ["G", "L", "Y", "Z"]
    names = [name.find(string=True).strip() for name in page.select("dt.ftgloss-name")]
    assert names == ["过拟合", "LoRA", "轮次", "预热", "秩"]


@pytest.mark.parametrize(("language", "label"), [("de", "Oberbegriff"), ("fr", "Sorte de")])
def test_labels_without_definitions(language: str, label: str, make_project: Make) -> None:
    """Where no definition is translated, labels are, and definitions say that they are English."""
    project = make_project({"index.md": "# S\n\n{ftterm}`lora`\n"}, language=language)
    build = project.build()

    assert label in rows(entry(build, "lora"))
    assert entry(build, "lora").p["lang"] == "en"
    card = BeautifulSoup(build.text("index.html"), "html.parser").select("#ftcard-lora > p")
    assert card[1]["lang"] == "en"


def test_regional_language(make_project: Make) -> None:
    """A region's language falls back to the language: Austrian German is German."""
    build = make_project({"index.md": "# S\n"}, language="de_AT").build()

    assert "Oberbegriff" in rows(entry(build, "lora"))


def test_unknown_language_is_english(make_project: Make) -> None:
    """A language we have nothing for gives English, without a warning."""
    build = make_project({"index.md": "# S\n\n{ftterm}`lora`\n"}, language="it").build()

    assert "Kind of" in rows(entry(build, "lora"))


def test_english_project_marks_nothing(make_project: Make) -> None:
    """In an English project no text is foreign."""
    page = make_project({"index.md": "# S\n"}, language="en_GB").build().text(PAGE)

    assert not BeautifulSoup(page, "html.parser").select(".ftgloss-glossary [lang]")


def test_another_language_is_seen(make_project: Make) -> None:
    """A changed language needs no clean build."""
    project = make_project({"index.md": "# S\n\n{ftterm}`lora`\n"})
    project.build()
    build = project.build(language="zh_CN")

    assert "属于" in rows(entry(build, "lora"))


LABELS = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8"

msgid "Kind of"
msgstr "Gehört zu"
"""
OTHER_FIELDS = """
msgid "{n} sources"
msgstr "{count} Quellen"
"""


@pytest.mark.parametrize(
    ("labels", "printed", "warns"),
    [
        pytest.param(LABELS, "Gehört zu", (), id="translated"),
        pytest.param(LABELS.replace("Gehört zu", ""), "Oberbegriff", (), id="not translated"),
        pytest.param(LABELS + OTHER_FIELDS, "Gehört zu", (), id="other fields"),
        pytest.param(LABELS + "msgfoo", "Gehört zu", (), id="broken line"),
        pytest.param(
            LABELS.replace("UTF-8", "no-such"), "Oberbegriff", ("writing error",), id="broken"
        ),
    ],
)
def test_projects_labels_win(
    labels: str, printed: str, warns: tuple[str, ...], make_project: Make
) -> None:
    """A catalog of ours in the project's own `locale_dirs` stands over ours."""
    files = {"index.rst": "S\n=\n", "locale/de/LC_MESSAGES/sphinx_ftgloss.po": labels}
    build = make_project(files, language="de", locale_dirs=["locale"]).build(warns=warns)

    found = rows(entry(build, "lora"))
    assert printed in found
    assert "Siehe auch" in found


OWN = """
[[term]]
id = "lora"
short = "Our own words for it."
"""
PO = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8"

msgid "Our own words for it."
msgstr "{0}"
"""


@pytest.mark.parametrize(
    ("said", "printed", "warns"),
    [
        pytest.param("我们自己的说法。", "我们自己的说法。", (), id="translated"),
        pytest.param("", "Our own words for it.", (), id="not translated"),
        pytest.param(
            "见 :ref:`nowhere`。",
            "见 nowhere。",
            ("inconsistent term references", "undefined label: 'nowhere'"),
            id="broken",
        ),
    ],
)
def test_projects_words_win(
    said: str, printed: str, warns: tuple[str, ...], make_project: Make
) -> None:
    """What the project says of a shipped term, and its translation, stand over the shipped one."""
    files = {
        "index.rst": "S\n=\n\n.. ftglossary::\n   :terms: lora\n   :no-index:\n",
        "terms/own.toml": OWN,
        "locale/zh_CN/LC_MESSAGES/index.po": PO.format(said),
    }
    project = make_project(
        files, language="zh_CN", ftgloss_terms=["terms/*.toml"], locale_dirs=["locale"]
    )
    page = BeautifulSoup(project.build(warns=warns).text("index.html"), "html.parser")

    assert page.select_one(".ftgloss-short").get_text() == printed
