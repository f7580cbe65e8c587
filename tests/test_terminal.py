"""What the command prints in a terminal, as a person sees it, and in a pipe."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from typing import TYPE_CHECKING

import pyte
import pytest
from wcwidth import wcswidth

if TYPE_CHECKING:
    from pathlib import Path

COMMAND = [sys.executable, "-m", "sphinx_ftgloss"]
# What tells programs to print as if in a terminal, or not.
DECIDING = {"NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"}


def surroundings(**environment: str) -> dict[str, str]:
    return {k: v for k, v in os.environ.items() if k not in DECIDING} | environment


def printed(*arguments: str, width: int = 60, **environment: str) -> str:
    """Run the command in a terminal; return what it sends to it."""
    parent, child = pty.openpty()
    variables = surroundings(COLUMNS=str(width), TERM="xterm-256color", **environment)
    with subprocess.Popen([*COMMAND, *arguments], stdout=child, stderr=child, env=variables) as run:
        os.close(child)
        received = b""
        while True:
            try:
                received += os.read(parent, 65536)
            except OSError:  # the end, on Linux
                break
    os.close(parent)
    assert run.returncode == 0, received.decode()
    return received.decode()


def screen(text: str, width: int = 60) -> pyte.Screen:
    """Return the screen of a terminal that got a text."""
    shown = pyte.Screen(width, 300)
    # The emulator knows no links, which begin and end with a sequence of their own.
    pyte.Stream(shown).feed(text)
    return shown


def lines(shown: pyte.Screen) -> list[str]:
    return [line.rstrip() for line in shown.display]


def piped(*arguments: str, **environment: str) -> str:
    variables = surroundings(**{"COLUMNS": "60"} | environment)
    done = subprocess.run(
        [*COMMAND, *arguments], capture_output=True, encoding="utf-8", check=True, env=variables
    )
    return done.stdout


def test_entry_in_a_terminal() -> None:
    """Name and labels are bold, and no line is cut or broken inside a word."""
    shown = screen(printed("show", "lora"))
    found = lines(shown)

    assert found[0] == "low-rank adaptation (LoRA) [lora]"
    assert shown.buffer[0][0].bold
    assert not shown.buffer[2][0].bold
    assert found[2] == "A parameter-efficient fine-tuning method that freezes the"
    number = next(i for i, line in enumerate(found) if line.startswith("In plain words."))
    assert shown.buffer[number][0].bold
    assert not shown.buffer[number][16].bold
    assert found.count("Sources") == 1


def test_entry_says_all_that_is_known() -> None:
    """Formula, mistake, relations, numbers with sources, names in code and sources are there."""
    text = piped("show", "lora", COLUMNS="1000")

    assert "\n    h=W_0x+\\frac{\\alpha}{r}BAx\n" in text
    assert "\nCommon mistake. LoRA does not cut memory" in text
    assert "\nKind of: PEFT [peft]\n" in text
    assert "\n  - full fine-tuning [full-fine-tuning]: updates every weight of the model\n" in text
    assert "about a third of the GPU memory (Hu et al. 2021, abstract)\n" in text
    assert "\n  - peft.LoraConfig (checked in peft " in text
    assert "  - Hu et al., 2021: LoRA: Low-Rank Adaptation of Large Language Models " in text
    assert "{ftterm}" not in text


@pytest.mark.parametrize("width", [20, 31, 40, 41, 55])
def test_chinese_fills_the_lines(width: int) -> None:
    """Characters of two columns are counted as two, and broken between, but not at a bracket."""
    arguments = ["show", "alpaca-format", "--language", "zh_CN"]
    paragraph = piped(*arguments, COLUMNS=str(width)).split("\n\n")[1].splitlines()

    assert "（可以为空）" in "".join(paragraph)
    assert max(map(wcswidth, paragraph)) <= width
    # The longest word is "instruction".
    assert all(wcswidth(line) > width - 14 for line in paragraph[:-1])
    assert not [line for line in paragraph if line[0] in "，。；：）" or line[-1] == "（"]


def test_address_is_not_broken() -> None:
    """A long address stays one word, also in a narrow terminal."""
    text = piped("show", "lora", COLUMNS="30")

    assert "https://thinkingmachines.ai/blog/lora/" in text
    assert "https://arxiv.org/abs/2106.09685" in text


def test_links_in_a_terminal() -> None:
    """The address of a source can be clicked, where the terminal can."""
    text = printed("show", "lora")

    assert "\x1b]8;" in text
    assert ";https://arxiv.org/abs/2106.09685\x1b\\" in text


@pytest.mark.parametrize("arguments", [["show", "lora"], ["list"]])
def test_plain(arguments: list[str]) -> None:
    """In a pipe, and with NO_COLOR, there is nothing but text."""
    assert "\x1b" in printed(*arguments)
    assert "\x1b" not in printed(*arguments, NO_COLOR="1")
    assert "\x1b" not in piped(*arguments)


def test_list_in_a_terminal() -> None:
    """Names with ids, and definitions, are columns, each wrapped within its own."""
    shown = screen(printed("list", "--tag", "memory", width=100), width=100)
    found = lines(shown)
    start = next(i for i, line in enumerate(found) if "gradient checkpointing" in line)
    column = found[start].index(" A ") + 1

    assert found[start].startswith("gradient checkpointing ")
    assert shown.buffer[start][0].bold
    assert found[start + 1].startswith("gradient-checkpointing ")
    assert {line[column - 1 : column] for line in found[start : start + 2]} == {" "}
    assert found[start + 1][column] != " "
    assert not [line for line in found if line.startswith("DPO ")]


def test_list_in_a_pipe_keeps_lines() -> None:
    """A row is one line of three fields, however narrow the terminal."""
    rows = [line.split("\t") for line in piped("list", COLUMNS="20").splitlines()]

    assert {len(row) for row in rows} == {3}
    assert "lora" in {row[0] for row in rows}


def test_list_of_a_tag() -> None:
    """Only the terms with the tag are listed."""
    listed = {line.split("\t")[0] for line in piped("list", "--tag", "memory").splitlines()}

    assert "gradient-checkpointing" in listed
    assert "dpo" not in listed


def test_build_needs_no_rich(tmp_path: Path) -> None:
    """What draws on terminals costs a build of Sphinx nothing."""
    (tmp_path / "conf.py").write_text('extensions = ["sphinx_ftgloss"]')
    (tmp_path / "index.rst").write_text("Start\n=====\n\n:ftterm:`lora`\n")
    code = (
        "import sys; from sphinx.cmd.build import build_main;"
        "assert build_main(['-q', '.', 'out']) == 0; assert 'sphinx_ftgloss.domain' in sys.modules;"
        "assert 'rich' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=tmp_path)

    assert "ftterm-lora" in (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
