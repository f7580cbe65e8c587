"""Which words of a text name a term: whole words, the longest name, the case that a term allows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_ftgloss.terms.glossary import Glossary
from sphinx_ftgloss.terms.loader import load
from sphinx_ftgloss.terms.matcher import Matcher
from sphinx_ftgloss.terms.model import Term


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
    mentions = [m for m in make(*TERMS).mentions(text) if m.proper]

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
    (mention,) = make(*TERMS).mentions(f"With {text} we")

    assert (mention.id, mention.form, mention.proper) == (term, form, False)


def found(text: str, *terms: Term, originals: tuple[Term, ...] = ()) -> list[tuple[str, str, bool]]:
    """Return the words that name terms, the ids, and whether a link may be made of them."""
    known = {term.id: term for term in terms}
    english = {term.id: term for term in originals}
    glossary = Glossary(known, {}, {}, {}, originals=english)
    return [(text[m.start : m.end], m.id, m.proper) for m in Matcher(glossary).mentions(text)]


DPO = Term(
    id="dpo",
    term="DPO",
    expansion="Direct Preference Optimization",
    aliases=("DP",),
    autolink="exact",
)
COT = Term(id="cot", term="CoT", expansion="chain of thought", autolink="any")


@pytest.mark.parametrize(
    ("words", "proper"),
    [
        ("Direct Preference Optimization", True),
        ("Direct-Preference\u00a0Optimization", True),
        ("Direct Preference\nOptimization", True),
        ("direct preference optimization", False),
        ("Direct preference Optimization", False),
        ("DPO", True),
        ("Dpo", False),
        ("Direct Preference Optimizations", True),
        ("DPOs", True),
        ("dpos", False),
    ],
)
def test_capitals_of_an_exact_name(words: str, proper: bool) -> None:
    """A name with capitals is linked in its own capitals, whatever joins its words."""
    assert found(f"By {words}.", DPO) == [(words, "dpo", proper)]


@pytest.mark.parametrize("words", ["Chain of Thought", "chain-of-thought", "chains of thought"])
def test_small_name(words: str) -> None:
    """A name without capitals is linked in any; its plural is that of its last word."""
    assert found(f"By {words}.", COT) == [(words, "cot", True)] * (words[5] != "s")


@pytest.mark.parametrize("autolink", ["exact", "any"])
def test_small_name_of_an_exact_term(autolink: str) -> None:
    """A name that has no capitals of its own has none to keep."""
    rate = Term(id="rate", term="learning rate", autolink=autolink)

    assert found("Learning Rate", rate) == [("Learning Rate", "rate", True)]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("pre-training", "Pretraining"),
        ("epoch", "EPOCH"),
        ("Adam", "ADAM"),
        ("Direct Preference Optimization", "direct preference optimization"),
    ],
)
def test_any_case(name: str, words: str) -> None:
    """With ``any``, capitals matter in abbreviations only."""
    assert found(words, Term(id="x", term=name, autolink="any")) == [(words, "x", True)]


def test_capitals_without_the_hyphen() -> None:
    """A name whose hyphen is left out may keep its capitals."""
    lora = Term(id="lora", term="Low-Rank Adaptation", autolink="exact")

    assert found("LowRank Adaptation", lora) == [("LowRank Adaptation", "lora", True)]
    assert found("lowrank adaptation", lora) == [("lowrank adaptation", "lora", False)]


def test_two_letters_are_no_name() -> None:
    """They stand for many things."""
    assert found("DP, Ein", DPO, Term(id="ein", term="Ein", autolink="any")) == [
        ("Ein", "ein", True)
    ]


@pytest.mark.parametrize("blank", [" ", "-", "\n", "\t", "\r", "\xa0", "\u2007", "\u202f"])
@pytest.mark.parametrize("hyphen", ["-", " ", "\u2010", "\u2011", "\u2012", "\u2013"])
def test_signs_between_words(blank: str, hyphen: str) -> None:
    """Any blank and any hyphen may stand between the words of a name."""
    words = f"low{hyphen}rank{blank}adapters"
    adapter = Term(id="lora", term="low-rank adapters", autolink="any")

    assert found(f"The {words}.", adapter) == [(words, "lora", True)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("lowrank adapters", ["lowrank adapters"]),
        ("low-rankadapters", []),
        ("low  rank adapters", []),
        ("low--rank adapters", []),
        ("lowXrank adapters", []),
        ("lowXrank adapters…", []),
    ],
)
def test_words_that_run_together(text: str, words: list[str]) -> None:
    """A hyphen may be left out, a blank may not, and there is one of each."""
    adapter = Term(id="lora", term="low-rank adapters", autolink="any")

    assert [word for word, _id, _proper in found(text, adapter)] == words


def test_name_of_many_words() -> None:
    """It is found as it is written; not each of the many ways to join its words is looked for."""
    term = Term(id="long", term="one two three four five six seven", autolink="any")

    assert [m[1] for m in found(f"{term.term}, one two three four five-six seven", term)] == [
        "long",
        "long",
    ]
    assert found(term.term.replace(" ", "-"), term) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("CoT (Cost of Transport)", []),
        ("CoT (cost of transport)", []),
        ("CoT\n(Cost of Transport)", []),
        ("CoT\uff08Cost of Transport\uff09", []),
        ("CoTs (Costs of Transport)", []),
        ("CoT (Carbon Tax)", []),
        ("CoT (Chain of Thoughts)", ["CoT"]),
        ("CoT (chain-of-thought)", ["CoT"]),
        ("CoT (Cost of Transport", ["CoT"]),
        ("CoT, (Cost of Transport)", ["CoT"]),
        ("CoT [Cost of Transport]", ["CoT"]),
        ("CoT (ct)", ["CoT"]),
        ("Cost of Transport CoT (ab)", ["CoT"]),
        ("CoT (two)", ["CoT"]),
        ("the Cost of Transport (CoT)", []),
        ("the Cost of Transport \uff08CoT\uff09", []),
        ("the Carbon Tax (CoT)", []),
        ("Costs of Transport (CoTs)", []),
        ("a Chain of Thought (CoT)", ["CoT"]),
        ("Cost of Transport CoT", ["CoT"]),
        ("Cost of Transport [CoT]", ["CoT"]),
        ("(CoT)", ["CoT"]),
        ("(CoT", ["CoT"]),
        ("Cost of " + "x" * 200 + " Transport (CoT)", ["CoT"]),
        ("Transport of Cost (CoT)", ["CoT"]),
    ],
)
def test_abbreviation_that_is_spelled_out(text: str, words: list[str]) -> None:
    """Where the text says that it stands for something else, nothing is linked."""
    short = Term(id="cot", term="CoT", aliases=("chain of thought",), autolink="any")
    mentions = found(text, short)

    assert [word for word, _id, proper in mentions if proper and word.startswith("CoT")] == words


def test_abbreviation_of_another_language() -> None:
    """An abbreviation may be spelled out in English where its term has another name."""
    chinese = Term(id="cot", term="思维链", autolink="any")
    english = Term(id="cot", term="chain of thought", abbr="CoT", autolink="any")

    assert found("CoT (Chain of Thought)", chinese, originals=(english,))[0] == ("CoT", "cot", True)
    assert found("CoT (Cost of Transport)", chinese, originals=(english,)) == [
        ("CoT", "cot", False)
    ]


def test_longer_name_hides_a_shorter_one() -> None:
    """The longest name is meant, also one that is ambiguous or that only look-up knows."""
    token = Term(id="token", term="token", autolink="any")
    others = (
        Term(id="trainable", term="trainable token", hidden=("token of trust",)),
        Term(id="one", term="one", ambiguous=("soft token",)),
    )

    text = "a token, a trainable token, a soft token, a token of trust, tokens"
    assert [word for word, _id, _proper in found(text, token, *others)] == ["token", "tokens"]


def test_forms_that_differ_in_case() -> None:
    """Of two forms of a term, the one that readers see decides."""
    probe = Term(id="probe", term="PRobe", hidden=("probe",), autolink="exact")

    assert found("PRobe probe", probe) == [("PRobe", "probe", True), ("probe", "probe", False)]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("CoT.", 1),
        (".CoT", 1),
        ("a.CoT", 0),
        ("by a.CoT", 0),
        ("CoT.a is", 0),
        ("Maß und CoT", 1),
        ("1.CoT", 0),
        ("CoT.a", 0),
        ("CoT. a", 1),
        (" .CoT", 1),
        ("a. CoT", 1),
        ("…CoT…", 1),
        ("éCoT", 0),
        ("CoTé", 0),
        ("链CoT链", 1),
        ("CoT한", 1),
        ("CoTー", 1),
        ("CoTא", 0),
        ("CoT\u0e01", 1),
        ("CoT1", 0),
        ("CoTX", 0),
        ("XCoT", 0),
        ("XCoTX…", 0),
        ("1CoT", 0),
        ("CoT²", 0),
        ("CoT\u0301x", 0),
        ("“CoT”", 1),
        ("[CoT]", 1),
        ("CoT!?", 1),
        ("CoT/x", 0),
        ("CoT's", 1),
    ],
)
def test_ends_of_a_word(text: str, count: int) -> None:
    """A name is a whole word, in every script."""
    assert len(found(text, COT)) == count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("思维链", 1),
        ("一思维链接", 1),
        ("思维链-x", 1),
        ("a思维链b", 1),
        ("ab思维链cd", 1),
        ("思维链\u0301", 1),
    ],
)
def test_name_among_letters_without_blanks(text: str, count: int) -> None:
    """Chinese sets no blanks, so that any place will do."""
    assert len(found(text, Term(id="cot", term="思维链", autolink="any"))) == count


@given(st.text(st.sampled_from("LoRA+-. \n学习率fnİß³()ate"), max_size=40))
def test_mentions_of_any_text(text: str) -> None:
    """Mentions follow each other, and a role with their words would find the same term."""
    glossary = Glossary({term.id: term for term in TERMS}, {}, {}, {})
    end = 0
    for mention in make(*TERMS).mentions(text):
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
