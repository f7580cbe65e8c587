"""The Markdown of term files as text and as HTML, whatever is written in it."""

from __future__ import annotations

from itertools import chain
from xml.etree import ElementTree as ET

import pytest

from sphinx_ftgloss.terms import card, formulas, markdown
from sphinx_ftgloss.terms.glossary import Glossary
from sphinx_ftgloss.terms.loader import load_pack
from sphinx_ftgloss.terms.model import Term

SHIPPED = load_pack()[0]
LINKS = ("<a", "href", "src=")


def convert(text: str) -> str:
    return markdown.to_html(text, SHIPPED)


def words_of(html: str) -> str:
    return "".join(ET.fromstring(f"<p>{html}</p>").itertext())


# --- Text ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "plain", "html"),
    [
        pytest.param("quiet words", "quiet words", "quiet words", id="words"),
        pytest.param(
            "*a* and **b**", "a and b", "<em>a</em> and <strong>b</strong>", id="emphasis"
        ),
        pytest.param("`a<b>`", "a<b>", "<code>a&lt;b&gt;</code>", id="code"),
        pytest.param("a\nb", "a b", "a b", id="line end"),
        pytest.param("a  \nb", "a b", "a b", id="hard line break"),
        pytest.param(r"2 \* 3 \* 4", "2 * 3 * 4", "2 * 3 * 4", id="backslash"),
        pytest.param("a & b", "a & b", "a &amp; b", id="ampersand"),
        pytest.param("&copy;", "©", "©", id="entity"),
        pytest.param("&lt;b&gt;", "<b>", "&lt;b&gt;", id="escaped tag"),
        pytest.param("<b>a</b>", "<b>a</b>", "&lt;b&gt;a&lt;/b&gt;", id="tag"),
        pytest.param("<!-- a -->", "<!-- a -->", "&lt;!-- a --&gt;", id="comment"),
        pytest.param(
            "<script>alert(1)</script>",
            "<script>alert(1)</script>",
            "&lt;script&gt;alert(1)&lt;/script&gt;",
            id="script",
        ),
        pytest.param("[words](https://example.org)", "words", "words", id="link"),
        pytest.param("# of steps", "# of steps", "# of steps", id="no heading"),
        pytest.param("", "", "", id="nothing"),
    ],
)
def test_text(text: str, plain: str, html: str) -> None:
    """Markup is gone from plain text and kept in HTML; raw HTML is shown as it was typed."""
    assert plain == markdown.to_text(text, SHIPPED)
    assert html == convert(text)


@pytest.mark.parametrize("text", ["say “no”", "it\u2019s", "a < b > c & d", "<img alt=x>"])
def test_special_characters(text: str) -> None:
    """Quotes, angle brackets and ampersands are read by a browser as they were typed."""
    assert text == words_of(convert(text))


# --- Roles --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("{ftterm}`lora`", "LoRA", id="id"),
        pytest.param("{ft:term}`lora`", "LoRA", id="long name of the role"),
        pytest.param("{ftterm}`low-rank adapters`", "low-rank adapters", id="other form"),
        pytest.param("{ftterm}`these adapters <lora>`", "these adapters", id="own words"),
        pytest.param("{ftterm}`x < y <lora>`", "x < y", id="own words with a bracket"),
        pytest.param("{ftterm}`nowhere`", "nowhere", id="unknown term"),
        pytest.param("{ftterm}`adapter`", "adapter", id="ambiguous form"),
        pytest.param("{ftterm}`!lora`", "LoRA", id="no link wanted"),
        pytest.param("{ft:abbr}`learning-rate`", "LR", id="abbr"),
        pytest.param("{ft:full}`lora`", "low-rank adaptation (LoRA)", id="full"),
        pytest.param("{ft:param}`peft.LoraConfig.r`", "peft.LoraConfig.r", id="param"),
        pytest.param("{ft:param}`the rank <peft.LoraConfig.r>`", "the rank", id="param, own words"),
        pytest.param("{code}`vector <int>`", "vector <int>", id="not ours"),
    ],
)
def test_role(text: str, words: str) -> None:
    """A role is printed as words, the same that it prints on a page, and never as a link."""
    html = convert(f"See {text}.")

    assert f"See {words}." == markdown.to_text(f"See {text}.", SHIPPED)
    assert f"See {words}." == words_of(html)
    assert not [mark for mark in LINKS if mark in html]


def test_role_of_a_deprecated_term() -> None:
    """The id of a deprecated term prints the term that replaced it."""
    terms = {
        "old": Term(id="old", term="Old", status="deprecated", use="new"),
        "new": Term(id="new", term="New"),
    }

    assert markdown.to_text("{ftterm}`old`", Glossary(terms, {}, {}, {})) == "New"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("{ftterm}`lora`, {ft:abbr}`a b <dpo>`", ["lora", "dpo"], id="two"),
        pytest.param("- {ftterm}`lora`\n\n*{ftterm}`dpo`*", ["lora", "dpo"], id="list, emphasis"),
        pytest.param("`` {ftterm}`lora` ``", [], id="code"),
        pytest.param("{code}`lora`", [], id="not ours"),
    ],
)
def test_targets(text: str, expected: list[str]) -> None:
    """All terms that a text refers to are found, wherever they stand."""
    assert expected == list(markdown.targets(text))


# --- Nothing harmful ----------------------------------------------------------------------------

HARMFUL = [
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](<javascript:alert(1)>)",
    "[x](vbscript:x)",
    "[x](data:text/html,<script>)",
    "<javascript:alert(1)>",
    "![x](javascript:alert(1))",
    "[x]\n\n[x]: javascript:alert(1)",
    "{ftterm}`x <javascript:alert(1)>`",
    "{ftterm}`<img src=x onerror=alert(1)>`",
    "`<script>`",
    r"$\href{javascript:alert(1)}{x}$",
    r"$\text{<script>alert(1)</script>}$",
    r"$\text{&lt;script&gt;}$",
    r"$\style{background:url(x)}{x}$",
    r'$\class{x" onclick="alert(1)}{x}$',
    r'$\color{red" onclick="alert(1)}{x}$',
    "$<img src=x onerror=alert(1)>$",
    "$$<script>$$",
]


@pytest.mark.parametrize("text", HARMFUL)
def test_harmful_html(text: str) -> None:
    """No text of a term file brings a script, a link, a style or a handler into a card."""
    tree = ET.fromstring(f"<p>{convert(text)}</p>")

    for element in tree.iter():
        assert element.tag not in {"a", "script", "img", "style", "iframe"}
        for name in element.attrib:
            assert name not in {"href", "src", "style", "class", "id"}
            assert not name.startswith("on")


@pytest.mark.parametrize("text", HARMFUL)
def test_harmful_link(text: str) -> None:
    """No link of a term file that reaches a page runs a script."""
    tokens = chain.from_iterable(block.children or () for block in markdown.blocks(text))
    addresses = [str(token.attrs["href"]).lower() for token in tokens if "href" in token.attrs]

    assert [a for a in addresses if a.startswith(("javascript:", "vbscript:", "data:"))] == []


# --- Math ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tex", "words"),
    [
        ("r=8", "r=8"),
        (r"a<b", "a<b"),
        (r"\text{a & b}", "a & b"),
        (r"\text{<b>}", "<b>"),
        (r"\alpha", "\N{GREEK SMALL LETTER ALPHA}"),
        (r"\href{javascript:alert(1)}{x}", "x"),
    ],
)
def test_mathml(tex: str, words: str) -> None:
    """TeX becomes MathML that a browser shows without any script."""
    root = ET.fromstring(formulas.mathml(tex))

    assert root.tag == "math"
    assert words == "".join(root.itertext()).replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(("block", "display"), [(False, "inline"), (True, "block")])
def test_mathml_display(*, block: bool, display: str) -> None:
    """A formula stands by itself, inline math in its line."""
    assert ET.fromstring(formulas.mathml("x", block=block)).get("display") == display


@pytest.mark.parametrize(
    "tex",
    [
        "x^{",
        r"\left(",
        r"\sqrt",
        r"\begin{x}",
        r"\frac{1}",
        r"\notacommand{x}",
        r"a \xx b",
        "",
    ],
)
def test_bad_tex_becomes_code(tex: str) -> None:
    """TeX that cannot be shown as math is shown as it was typed, in code."""
    root = ET.fromstring(formulas.mathml(tex))

    assert root.tag == "code"
    assert tex == "".join(root.itertext())


def test_math_in_text() -> None:
    """Math in a sentence is MathML in HTML, and its TeX in plain text."""
    html = convert("a $x<y$ b")

    assert ET.fromstring(f"<p>{html}</p>").find("math") is not None
    assert words_of(html) == "a x<y b"
    assert markdown.to_text("a $x<y$ b", SHIPPED) == "a x<y b"


@pytest.mark.parametrize("text", ["it costs $5", r"\$5 and \$6"])
def test_dollar_signs(text: str) -> None:
    """A dollar sign that stands alone or behind a backslash is a dollar sign."""
    assert convert(text) == text.replace("\\", "")


# --- Cards --------------------------------------------------------------------------------------


@pytest.mark.parametrize("term_id", SHIPPED.terms)
def test_card_of_shipped_term(term_id: str) -> None:
    """A card is small, well-formed, and holds no link and no id but its own."""
    term = SHIPPED.terms[term_id]

    html = card.popover(term, SHIPPED)

    root = ET.fromstring(html)
    text = "".join(root.itertext())
    assert len(html.encode()) <= 400
    assert [e.get("id") for e in root.iter() if e.get("id")] == [f"ftcard-{term_id}"]
    assert not [e.tag for e in root.iter() if e.tag == "a" or "href" in e.attrib]
    assert root.get("popover") == "manual"
    assert text.startswith(term.term)
    assert markdown.to_text(term.short, SHIPPED) in text
    assert SHIPPED.categories[term.category] in text


@pytest.mark.parametrize(
    ("tex", "spaces"), [(r"\log p_\theta", 1), (r"\log(x)", 0), (r"\theta x", 0), ("ab", 0)]
)
def test_function_names_stand_apart(tex: str, spaces: int) -> None:
    """A function's name and what it is applied to do not run together."""
    assert formulas.mathml(tex).count("<mspace") == spaces


def test_card_of_a_hostile_record() -> None:
    """Each field of a record is escaped in its card."""
    nasty = "<b onclick=x>&"
    term = Term(id="x", term=nasty, expansion=nasty, category="c", short=nasty)

    root = ET.fromstring(card.popover(term, Glossary({"x": term}, {"c": nasty}, {}, {})))

    assert [e.text for e in root.iter() if e.text] == [nasty, nasty, nasty, nasty]


def test_card_of_an_unknown_category() -> None:
    """A term whose category nobody knows still has a card."""
    term = Term(id="x", term="X", short="A thing.", category="gone")

    html = card.popover(term, Glossary({"x": term}, {}, {}, {}))

    assert "".join(ET.fromstring(html).itertext()) == "XA thing."
