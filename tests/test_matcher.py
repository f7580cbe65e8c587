"""Which words of a text name a term: whole words, the longest name, the case that a term allows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_ftgloss.glossary import Glossary
from sphinx_ftgloss.loader import load
from sphinx_ftgloss.matcher import Matcher
from sphinx_ftgloss.model import Term


def make(*terms: Term) -> Matcher:
    return Matcher(Glossary({term.id: term for term in terms}, {}, {}, {}))


TERMS = (
    Term(
        id="lora",
        term="LoRA",
        expansion="low-rank adaptation",
        aliases=("low-rank adapter",),
        hidden=("LoRA tuning",),
        ambiguous=("adapter",),
        autolink="exact",
    ),
    Term(id="lora-plus", term="LoRA+", autolink="exact"),
    Term(id="ia3", term="(IA)³", autolink="exact"),
    Term(id="learning-rate", term="learning rate", abbr="LR", autolink="any"),
    Term(id="moe", term="mixture of experts", abbr="MoE", autolink="any"),
    Term(id="schedule", term="learning-rate schedule", autolink="never"),
    Term(id="pre-training", term="pre-training", autolink="any"),
    Term(id="rank", term="rank"),
    Term(id="xue-xi-lv", term="学习率", aliases=("步长",), autolink="any"),
)
MATCHER = make(*TERMS)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("LoRA", ["LoRA"], id="alone"),
        pytest.param("(LoRA), “LoRA” LoRA's.", ["LoRA"] * 3, id="punctuation"),
        pytest.param("使用LoRA微调，LoRA를", ["LoRA", "LoRA"], id="among other scripts"),
        pytest.param("LoRaWAN QLoRA LoRAs2 xLoRA LoRAн", [], id="longer words"),
        pytest.param("LoRA-like, non-LoRA, LoRA\u2011like, lora_LoRA", [], id="compounds"),
        pytest.param("peft.LoRA LoRA.py peft/LoRA @LoRA LoRA=1 #LoRA", [], id="names in code"),
        pytest.param("We use LoRA.", ["LoRA"], id="full stop"),
        pytest.param("LoRA.\nThen", ["LoRA"], id="full stop at the end of a line"),
        pytest.param("LoRAs and low-rank adapters", ["LoRAs", "low-rank adapters"], id="plurals"),
        pytest.param("LoRA+ is not LoRA", ["LoRA+", "LoRA"], id="longest with a sign"),
        pytest.param("use (IA)³ here", ["(IA)³"], id="begins with a sign"),
        pytest.param(
            "learning\nrate, learning-rate", ["learning\nrate", "learning-rate"], id="gaps"
        ),
        pytest.param("learning\u00a0rate", ["learning\u00a0rate"], id="no-break space"),
        pytest.param("a Learning Rate", ["Learning Rate"], id="any case"),
        pytest.param("the learning-rate schedule", [], id="longer name of a term without links"),
        pytest.param(
            "pretraining, pre\u2011training", ["pretraining", "pre\u2011training"], id="hyphens"
        ),
        pytest.param("moe, MOE, MoE", ["MoE"], id="abbreviations keep their case"),
        pytest.param("LR, rank", [], id="two letters, and a term without links"),
        pytest.param("an adapter", [], id="ambiguous"),
        pytest.param("Low-Rank Adaptation", ["Low-Rank Adaptation"], id="case of a long form"),
        pytest.param("降低学习率后", ["学习率"], id="Chinese"),
        pytest.param("两步长跑", [], id="two Chinese characters"),
        pytest.param("İLoRA İ LoRA", ["LoRA"], id="letters whose small ones are two"),
        pytest.param("LoRA\u0301", [], id="combining mark"),
        pytest.param("MoE (Margin of Error) and MoE", ["MoE"], id="spelled otherwise behind"),
        pytest.param("the Margin of Error (MoE)", [], id="spelled otherwise before"),
        pytest.param("Mixtures of Experts (MoE)", ["MoE"], id="spelled alike"),
        pytest.param(
            "MoE (see below), a mean of (MoE)", ["MoE", "MoE"], id="other words in brackets"
        ),
        pytest.param("", [], id="nothing"),
    ],
)
def test_proper_mentions(text: str, found: list[str]) -> None:
    """What a link may be made of."""
    mentions = [m for m in MATCHER.mentions(text) if m.proper]

    assert [text[m.start : m.end] for m in mentions] == found


@pytest.mark.parametrize(
    ("text", "term", "form"),
    [
        ("Lora", "lora", "LoRA"),
        ("LORA", "lora", "LoRA"),
        ("LoRA tuning", "lora", "LoRA tuning"),
        ("MOE", "moe", "MoE"),
    ],
)
def test_improper_mentions(text: str, term: str, form: str) -> None:
    """Another case, and a form that only look-up knows, name a term and are worth a remark."""
    (mention,) = MATCHER.mentions(f"With {text} we")

    assert (mention.id, mention.form, mention.proper) == (term, form, False)


@given(st.text(st.sampled_from("LoRA+-. \n学习率fnİß³()ate"), max_size=40))
def test_mentions_of_any_text(text: str) -> None:
    """Mentions follow each other, and a role with their words would find the same term."""
    glossary = Glossary({term.id: term for term in TERMS}, {}, {}, {})
    end = 0
    for mention in MATCHER.mentions(text):
        assert end <= mention.start < mention.end
        end = mention.end
        assert glossary.find(text[mention.start : end]).ids == (mention.id,)


def test_shipped_names() -> None:
    """Each term that may be linked without being asked is found by its own name."""
    glossary, _problems = load([])
    matcher = Matcher(glossary)
    missed = [
        term.id
        for term in glossary.terms.values()
        if term.autolink != "never"
        and [m.id for m in matcher.mentions(f"The {term.term} is") if m.proper] != [term.id]
    ]

    assert not missed


def test_translated_names() -> None:
    """In a Chinese project, Chinese and English names are found."""
    glossary, _problems = load([], language="zh_CN")
    text = "用LoRA来微调时，灾难性遗忘会少一些，learning rates 也一样。"

    found = {m.id: text[m.start : m.end] for m in Matcher(glossary).mentions(text) if m.proper}

    assert found == {
        "lora": "LoRA",
        "catastrophic-forgetting": "灾难性遗忘",
        "learning-rate": "learning rates",
    }
