"""Look for the names of terms in prose with every candidate, and print how fast each is.

    python benchmarks/matching.py [FILE ...]

Without files, the text is the manual's own. Megabytes a second on one core, CPU time, with 150
terms and with 5,000 more that the text does not name; the candidates take turns, and the ratio is
taken within a round. The last row is what the package uses: it also finds whole words only, keeps
the longest of what overlaps and looks at the case of each.

``pip install ahocorasick_rs pyahocorasick flashtext2`` first; what is missing is left out.
"""

from __future__ import annotations

import importlib
import itertools
import re
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from sphinx_ftgloss.terms.glossary import Glossary
from sphinx_ftgloss.terms.loader import load_pack
from sphinx_ftgloss.terms.matcher import Matcher

ROUNDS = 7
TERMS = 150
MORE = 5_000
MEGABYTES = 4
Counting = Callable[[str], int]
MANUAL = Path(__file__).parent.parent / "example_docs"


def prose(files: list[Path]) -> list[str]:
    """Return the paragraphs of some files, as often as makes a few megabytes."""
    paragraphs = [p for file in files for p in file.read_text("utf-8", "replace").split("\n\n")]
    size = sum(len(p.encode()) for p in paragraphs)
    return paragraphs * max(1, round(MEGABYTES * 1e6 / size))


def glossaries() -> list[Glossary]:
    """Return a glossary of 150 shipped terms, and one with 5,000 more."""
    shipped = dict(itertools.islice(load_pack()[0].terms.items(), TERMS))
    base = next(iter(shipped.values()))
    more = {
        f"made-up-{n}": msgspec.structs.replace(
            base, id=f"made-up-{n}", term=f"zq{n} term", autolink="any", aliases=(), hidden=()
        )
        for n in range(MORE)
    }
    return [Glossary(terms, {}, {}, {}) for terms in (shipped, {**shipped, **more})]


def names(glossary: Glossary) -> list[str]:
    """Return the names to look for, in small letters."""
    forms = {f.lower() for t in glossary.terms.values() for f in glossary.spelled(t)}
    return sorted(form for form in forms if len(form) > 2)  # noqa: PLR2004


def compiled(glossary: Glossary) -> Counting:
    """Use one regular expression of all names."""
    longest_first = sorted(names(glossary), key=len, reverse=True)
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")
    return lambda text: sum(1 for _ in pattern.finditer(text.lower()))


def trie(glossary: Glossary) -> Counting:
    """Use a trie over words, in Python."""
    root: dict[str, Any] = {}
    for name in names(glossary):
        node = root
        for word in re.findall(r"\w+", name):
            node = node.setdefault(word, {})
        node[""] = {}
    words = re.compile(r"\w+")

    def count(text: str) -> int:
        found = 0
        tokens = words.findall(text.lower())
        for place, token in enumerate(tokens):
            node = root.get(token)
            following = place + 1
            while node is not None:
                if "" in node:
                    found += 1
                    break
                node = node.get(tokens[following]) if following < len(tokens) else None
                following += 1
        return found

    return count


def pyahocorasick(glossary: Glossary) -> Counting:
    """Use an automaton over characters, in C."""
    automaton = importlib.import_module("ahocorasick").Automaton()
    for name in names(glossary):
        automaton.add_word(name, name)
    automaton.make_automaton()
    return lambda text: sum(1 for _ in automaton.iter_long(text.lower()))


def flashtext(glossary: Glossary) -> Counting:
    """Use a trie over words, in Rust."""
    processor = importlib.import_module("flashtext2").KeywordProcessor(case_sensitive=False)
    for name in names(glossary):
        processor.add_keyword(name, name)
    return lambda text: len(list(processor.extract_keywords_with_span(text)))


def rust(glossary: Glossary) -> Counting:
    """Use an automaton over bytes, in Rust."""
    module = importlib.import_module("ahocorasick_rs")
    kind = module.MatchKind.LeftmostLongest
    automaton = module.AhoCorasick(names(glossary), matchkind=kind)
    return lambda text: len(automaton.find_matches_as_indexes(text.lower()))


def ours(glossary: Glossary) -> Counting:
    """Use what the package has."""
    matcher = Matcher(glossary)
    return lambda text: len(matcher.mentions(text))


CANDIDATES: dict[str, Callable[[Glossary], Counting]] = {
    "`re`, one pattern": compiled,
    "trie over words, in Python": trie,
    "`flashtext2`": flashtext,
    "`pyahocorasick`": pyahocorasick,
    "`ahocorasick_rs`": rust,
    "`Matcher`, on `ahocorasick_rs`": ours,
}


def main() -> None:
    """Print the table."""
    files = [Path(name) for name in sys.argv[1:]] or sorted(MANUAL.rglob("*.md"))
    text = prose([file for file in files if "_build" not in file.parts])
    size = sum(len(p.encode()) for p in text) / 1e6
    small, large = glossaries()
    speeds: dict[tuple[str, int], list[float]] = {}
    counted: dict[tuple[str, int], Counting] = {}
    for label, make in CANDIDATES.items():
        try:
            counted[label, 0], counted[label, 1] = make(small), make(large)
        except ImportError as error:
            print(f"{label} is left out: {error}", file=sys.stderr)
    for _round in range(ROUNDS):
        for key, count in counted.items():
            if key == ("`re`, one pattern", 1):
                # It tries thousands of names at each letter; minutes, and nothing to learn.
                continue
            start = time.process_time()
            sum(map(count, text))
            speeds.setdefault(key, []).append(size / (time.process_time() - start))
    print(f"{len(small.terms)} terms with {len(names(small)):,} names; {size:.1f} MB of prose\n")
    print(f"| candidate | MB/s | MB/s with {MORE:,} more terms | ratio (range) |")
    print("|---|---|---|---|")
    for label in dict.fromkeys(label for label, _which in speeds):
        one, two = speeds[label, 0], speeds.get((label, 1))
        more = ["not measured", ""]
        if two:
            ratios = [b / a for a, b in zip(one, two, strict=True)]
            low, middle, high = min(ratios), statistics.median(ratios), max(ratios)
            more = [f"{statistics.median(two):.1f}", f"{middle:.2f} ({low:.2f} to {high:.2f})"]
        print(f"| {label} | {statistics.median(one):.1f} | {' | '.join(more)} |")


if __name__ == "__main__":
    main()
