"""Hostile pages and term files: the page, the browser and TeX show what they hold as text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
import rtoml
from bs4 import BeautifulSoup
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sphinx_ftgloss.comparison import FtCompare
from sphinx_ftgloss.definition import FtTermDefine
from sphinx_ftgloss.directives import FtDefinition, FtGlossary, FtPageTerms
from sphinx_ftgloss.mapping import FtMap
from test_hostile import PROBE, SIGNS

if TYPE_CHECKING:
    from bs4 import Tag

    from conftest import Make

ROLES = ["ftterm", "ft:term", "ft:full", "ft:abbr", "ft:def", "ft:param", "term", "any"]
DIRECTIVES = {
    "ftglossary": FtGlossary,
    "ftdefinition": FtDefinition,
    "ftpageterms": FtPageTerms,
    "ftcompare": FtCompare,
    "ftmap": FtMap,
    "ftterm-define": FtTermDefine,
}
WORDS = ["lora", "LoRA", "no-such", "!", "~", "<lora>", "lora qlora", "epoch", "practical-terms"]
LINES = st.lists(
    st.sampled_from(WORDS)
    | st.sampled_from([sign for sign in SIGNS if "\n" not in sign])
    | st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=4),
    max_size=5,
).map("".join)


@st.composite
def roles(draw: st.DrawFn) -> str:
    """A role around any text, with as many backticks as the text needs."""
    text = draw(LINES)
    ticks = "`" * (max(map(len, re.findall("`+", text)), default=0) + 1)
    return f"{{{draw(st.sampled_from(ROLES))}}}{ticks}{text}{ticks}"


@st.composite
def directives(draw: st.DrawFn) -> str:
    """A directive with any argument, any values of its options, and any content."""
    name = draw(st.sampled_from(list(DIRECTIVES)))
    spec = DIRECTIVES[name].option_spec or ["class"]
    options = st.dictionaries(st.sampled_from(list(spec)), LINES, max_size=4)
    lines = "".join(f":{option}: {value}\n" for option, value in draw(options).items())
    fence = "`" * 30
    return f"\n\n{fence}{{{name}}} {draw(LINES)}\n{lines}\n{draw(LINES)}\n{fence}\n\n"


def assert_nothing_runs(page: Tag) -> None:
    """Hold all elements of the content against what could run or be fetched."""
    for tag in page.find_all():
        assert tag.name not in {"script", "style", "iframe", "object", "embed", "form"}, tag
        assert not [name for name in tag.attrs if name.startswith("on")], tag
        for name in ("href", "src", "xlink:href", "action"):
            assert not re.match(r"\s*(javascript|data|vbscript):", tag.get(name, "")), tag


@pytest.mark.slow
@settings(
    max_examples=60,
    deadline=None,
    # No shrinking: each step of it is a build.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(parts=st.lists(roles() | directives(), max_size=12))
def test_any_role_and_option(parts: list[str], make_project: Make) -> None:
    """A page of any roles and directives builds to its end, and runs nothing that they hold."""
    text = "# Start\n\n" + " and ".join(parts) + "\n\nThe end of the page.\n"
    # Without HTML of the page's own, which runs wherever it stands.
    project = make_project({"index.md": text}, myst_disable_syntax=["html_inline", "html_block"])
    build = project.build(warns=None)
    page = BeautifulSoup(build.text("index.html"), "html.parser").select_one("[role=main]")

    assert "The end of the page." in page.get_text()
    assert_nothing_runs(page)


HOSTILE = (
    "<script>hit()</script><img src=x onerror=hit()><svg onload=hit()>"
    "<style>*{display:none}</style></template></div></p>--></script>]]>"
    "&lt;script&gt;hit()&lt;/script&gt; &#60;img src=x onerror=hit()&#62;"
    "[a](javascript:hit()) ![b](javascript:hit()) <javascript:hit()>"
    "`\"onmouseover=hit() x='` \\\\input{/etc/passwd} \\\\write18{touch hit} {{ 7*7 }} "
    "${hit()} \u200b\ufeff"
)
FIELDS = ("term", "expansion", "abbr", "plural", "short", "plain", "body", "mistake")
OTHERS = {
    "aliases": [f"alias {HOSTILE}"],
    "formula": rf"\text{{{HOSTILE}}} \href{{javascript:hit()}}{{x}}",
    "symbol": r"\style{position:fixed}{x}",
    "numbers": [{"text": f"number {HOSTILE}", "source": f"source {HOSTILE}"}],
    "params": [{"library": f"library {HOSTILE}", "name": f"x.{HOSTILE}", "default": HOSTILE}],
    "sources": [{"title": f"title {HOSTILE}", "authors": f"author {HOSTILE}"}],
    "characteristics": dict.fromkeys(("trained", "memory", "data", "when"), f"word {HOSTILE}"),
    "contrast": [{"id": "lora", "how": f"how {HOSTILE}"}],
    "tags": [f"tag {HOSTILE}"],
    "autolink": "any",
}
EVERYWHERE = """\
# Start

{ftterm}`probe`, {ft:full}`probe`, {ft:abbr}`probe`, {ft:def}`probe`, {ft:param}`HOSTILE`

```{ftcompare} probe lora
```

```{ftmap}
:terms: probe
```

```{ftdefinition} probe
```

```{ftpageterms} HOSTILE
```

```{ftterm-define} another
:aliases: HOSTILE

HOSTILE
```

```{toctree}
fine-tuning-glossary
```
""".replace("HOSTILE", HOSTILE.replace("`", ""))


def hostile_files() -> dict[str, str]:
    """Return a project whose one term has markup in each field, and is used in each way."""
    texts = {name: f"{name} {HOSTILE}" for name in FIELDS}
    texts["short"] = f"short {HOSTILE}"[:200]
    record = PROBE | texts | OTHERS
    return {"index.md": EVERYWHERE, "terms/own.toml": rtoml.dumps({"term": [record]})}


def test_markup_in_every_field(make_project: Make) -> None:
    """Whatever the field, the builder's pages hold it as text."""
    project = make_project(hostile_files(), ftgloss_terms=["terms/own.toml"], ftgloss_json=True)
    build = project.build(warns=None)

    for name in ("index.html", "fine-tuning-glossary.html"):
        page = BeautifulSoup(build.text(name), "html.parser")
        assert "<script>hit()" in page.get_text(), "the text is shown"
        # A description for search engines is data, which no browser runs.
        for script in page.select("script[type='application/ld+json']"):
            assert "<" not in script.get_text()
            script.decompose()
        for own in page.select("dt:-soup-contains-own('another') + dd"):
            own.decompose()  # HTML of the page's author, as MyST writes it
        assert_nothing_runs(page.select_one("[role=main]"))
        assert not [s for s in page.select("script, style") if "hit" in s.get_text()]


def test_markup_in_tex(make_project: Make) -> None:
    """In LaTeX no text of a term file is a command that reads, writes or defines."""
    project = make_project(hostile_files(), ftgloss_terms=["terms/own.toml"])
    tex = project.build("latex", warns=None).text("sample.tex")

    assert "/etc/passwd" in tex, "the text is printed"
    assert not re.findall(r"(?<!\\textbackslash\{\})\\(?:input|write18)\{", tex)
