"""A glossary that was kept between builds is the one that was loaded."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING

import msgspec
import pytest

from sphinx_ftgloss.terms import kept
from sphinx_ftgloss.terms.loader import load, load_pack

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Make

OWN = """
[[term]]
id = "warmup"
hide = true
[[term]]
id = "eval-suite"
term = "eval suite"
category = "practical-terms"
short = "A {what} of tests."
sources = [{{ title = "Ours", url = "https://example.org/" }}]
"""


def test_thawed_is_the_same(tmp_path: Path) -> None:
    """Records, categories, origins and hidden terms come back as they were."""
    file = tmp_path / "own.toml"
    file.write_text(OWN.format(what="set"))
    glossary, _problems = load([file], tmp_path)

    thawed = kept.thaw(kept.freeze(glossary))
    assert thawed is not None

    for part in ("terms", "categories", "origins", "hidden"):
        assert getattr(thawed, part) == getattr(glossary, part)
        assert list(getattr(thawed, part)) == list(getattr(glossary, part))
    assert thawed.find("eval suites") == glossary.find("eval suites")


def test_stamp(tmp_path: Path) -> None:
    """Another content or name is another stamp; another folder, or nothing changed, is not."""
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "own.toml").write_text(OWN.format(what="set"))
    one, two = tmp_path / "one", tmp_path / "two"
    before = kept.stamp([one / "own.toml"], one)

    assert kept.stamp([two / "own.toml"], two) == before
    assert kept.stamp([], one) != before
    (two / "own.toml").rename(two / "our.toml")
    assert kept.stamp([two / "our.toml"], two) != before
    (one / "own.toml").write_text(OWN.format(what="row"))
    assert kept.stamp([one / "own.toml"], one) != before
    assert kept.stamp([one / "missing.toml"], one) != before


def test_build_without_change_loads_nothing(
    make_project: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Term files are parsed in a first build, and again only when one of them has changed."""
    loads: list[object] = []
    monkeypatch.setattr("sphinx_ftgloss.terms.loader.load", lambda *a: loads.append(a) or load(*a))
    project = make_project(
        {"index.md": "# Home\n\n{ftterm}`eval-suite`\n"}, ftgloss_terms=["terms/*.toml"]
    )

    for expected, text in ((1, "set"), (1, "set"), (2, "row"), (2, "row")):
        project.write("terms/own.toml", OWN.format(what=text))
        assert f"A {text} of tests" in project.build().text("index.html")
        assert len(loads) == expected


def test_problems_are_told_in_each_build(make_project: Make) -> None:
    """A fault in a term file warns until it is mended, not only when the file has changed."""
    project = make_project({"index.md": "# Home\n"}, ftgloss_terms=["terms/*.toml"])
    project.write("terms/own.toml", OWN.format(what="set").replace("category", "kategory"))

    for _build in range(3):
        project.build(warns=("kategory.*did you mean 'category'", "'category': is required"))


def test_shipped_pack_can_be_kept() -> None:
    """The whole shipped pack comes back."""
    glossary, _problems = load_pack()

    thawed = kept.thaw(kept.freeze(glossary))

    assert thawed is not None
    assert thawed.terms == glossary.terms
    assert thawed.checked == glossary.checked


@pytest.mark.parametrize(
    "frozen", [b"", b"\xff", msgspec.msgpack.encode({"terms": {"a": {"x": 1}}})]
)
def test_glossary_of_other_fields_is_loaded_anew(make_project: Make, frozen: bytes) -> None:
    """What another state of the code has kept is no reason for a build to fail."""
    project = make_project({"index.md": "# Home\n\n{ftterm}`lora`\n"})
    project.build()
    file = project.source.parent / "doctrees" / "environment.pickle"
    environment = pickle.loads(file.read_bytes())
    stamp, _frozen = environment.domaindata["ft"]["builds"].kept
    environment.domaindata["ft"]["builds"].kept = (stamp, frozen)
    file.write_bytes(pickle.dumps(environment))
    project.write("index.md", "# Home\n\n{ftterm}`qlora`\n")

    assert "ftcard-qlora" in project.build().text("index.html")
