"""Feed made-up term files to the loader, guided by what they reach in it, until it breaks.

    python tools/fuzz_loader.py -max_total_time=600 [FOLDER]

The options are libFuzzer's; FOLDER keeps the files that reached something new. What breaks the
loader is written to a file, whose name is printed; with the name of the file it is tried again.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import atheris
import rtoml

with atheris.instrument_imports(include=["sphinx_ftgloss"]):
    from sphinx_ftgloss.terms import loader
    from sphinx_ftgloss.terms.markdown import blocks, mathml, to_html
    from sphinx_ftgloss.terms.matcher import Matcher

WORDS = ["[[term]]\n", "[term]\n", 'id = "a"\n', 'term = "b"\n', 'short = "$c$"\n', "hide = true\n"]
RECORD = """[[term]]
id = "a"
term = "b"
category = "c"
sources = [{ title = "d" }]
"""


def _text(given: atheris.FuzzedDataProvider) -> str:
    return given.ConsumeUnicodeNoSurrogates(given.ConsumeIntInRange(0, 80))


def try_file(data: bytes) -> None:
    """Load a file and show what came of it; whatever is raised is a fault."""
    given = atheris.FuzzedDataProvider(data)
    match given.ConsumeIntInRange(0, 2):
        case 0:
            content = given.ConsumeBytes(len(data))
        case 1:
            pieces = [
                given.PickValueInList(WORDS) if given.ConsumeBool() else given.ConsumeUnicode(24)
                for _ in range(given.ConsumeIntInRange(0, 12))
            ]
            content = "".join(pieces).encode("utf-8", "replace")
        case _:
            fields = ("short", "plain", "body", "formula", "mistake")
            texts = {name: _text(given) for name in fields if given.ConsumeBool()}
            content = (RECORD + rtoml.dumps(texts)).encode("utf-8", "replace")
    FILE.write_bytes(content)
    glossary, problems = loader.load([FILE], FILE.parent, packs=())
    for problem in problems:
        str(problem)
    Matcher(glossary).mentions("Some text.")
    for term in glossary.terms.values():
        for words in (term.short, term.plain, term.body, term.mistake):
            to_html(words, glossary)
            blocks(words)
        mathml(term.formula)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        FILE = Path(folder) / "own.toml"
        atheris.Setup(sys.argv, try_file)
        atheris.Fuzz()
