"""Every example of the guide runs, in the order of its page, and every command that it shows is one."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from gradwalk import __main__ as command
from gradwalk.command import labels, notebooks
from gradwalk.grading import concept_test
from gradwalk.grading.__main__ import build_parser

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGES = sorted(path for path in DOCS.rglob("*.md") if "solutions" not in path.parts)
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SEEN = re.compile(r"^(?:\$ )?gradwalk .*$", re.MULTILINE)


def blocks(page: Path, language: str) -> list[str]:
    return [text for kind, text in FENCE.findall(page.read_text(encoding="utf-8")) if kind == language]


@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page, "python")], ids=lambda page: page.stem)
def test_every_example_runs(page, tmp_path, monkeypatch):
    """One after the other in one space of names and an empty folder, as a reader would."""
    monkeypatch.chdir(tmp_path)
    space = {"__name__": "a reader's notebook", "DOCS": DOCS}
    for number, source in enumerate(blocks(page, "python"), start=1):
        exec(compile(source, f"{page.relative_to(DOCS)}, example {number}", "exec"), space)


def shown_commands() -> list[str]:
    text = "\n".join(block for page in PAGES for block in blocks(page, "sh"))
    return sorted({line.partition(" #")[0].strip() for line in SEEN.findall(text)})


def test_commands_are_shown():
    assert len(shown_commands()) > 6


@pytest.mark.parametrize("line", shown_commands())
def test_every_command_is_one(line):
    _, name, *arguments = shlex.split(line)
    parsers = {"notebooks": notebooks.build_parser("gradwalk notebooks"), "homework": build_parser()}
    parsers["labels"] = labels.build_parser("gradwalk labels")
    parsers["concept-test"] = concept_test.build_parser("gradwalk concept-test")
    assert name in command.COMMANDS
    if name in parsers:
        parsers[name].parse_args(arguments)


def test_the_checklists_name_files_that_are_there():
    rows = re.findall(r"^\| .* \| (.+) \|$", (DOCS / "checklists.md").read_text(encoding="utf-8"), re.MULTILINE)
    rows = [row for row in rows if row != "here"]
    assert len(rows) > 30
    assert [row for row in rows if not row.startswith(("yes: ", "not here"))] == []
    named = [name for row in rows for name in re.findall(r"`([^`]+)`", row)]
    assert [name for name in named if not (DOCS.parent / name).exists()] == []


def test_every_link_between_pages_leads_somewhere():
    link = re.compile(r"\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)")
    missing = [
        (page.name, target)
        for page in PAGES
        for target in link.findall(page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists() and not target.endswith(".html")
    ]
    assert missing == []
