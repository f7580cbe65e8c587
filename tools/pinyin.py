"""Write what the Chinese names of the shipped terms are sorted by: pinyin, syllable by syllable.

Run it with ``make pinyin`` after a name was added. A ``sort`` that is there stays, because some
characters are read in more than one way and a reading may have been mended by hand.
"""

from __future__ import annotations

import re
from pathlib import Path

from pypinyin import lazy_pinyin

FOLDER = Path(__file__).parent.parent / "src/sphinx_ftgloss/packs/fine_tuning/zh_CN"
NAME = re.compile(r'^term = "(?P<name>.*[\u4e00-\u9fff].*)"\n(?!sort)', re.MULTILINE)


def main() -> None:
    """Add the missing ones to the term files."""
    for file in sorted(FOLDER.glob("*.toml")):
        text = file.read_text(encoding="utf-8")
        file.write_text(NAME.sub(_with_reading, text), encoding="utf-8")


def _with_reading(match: re.Match[str]) -> str:
    return f'{match[0]}sort = "{" ".join(lazy_pinyin(match["name"])).lower()}"\n'


if __name__ == "__main__":
    main()
