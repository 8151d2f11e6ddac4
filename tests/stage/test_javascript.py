"""The browser's half: its types fit, its geometry is right, and joined for anywidget it is the same modules."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from gradwalk.stage import Stage, javascript
from tests.ci import skip_or_fail

REPOSITORY = Path(__file__).resolve().parents[2]
TYPESCRIPT = ("npm", "exec", "--yes", "--package=typescript@5", "--", "tsc")
NO_REGISTRY = ("ENOTFOUND", "ECONNREFUSED", "ETIMEDOUT", "EAI_AGAIN", "E404", "E403")
TOP_LEVEL = re.compile(r"^(?:export )?(?:async )?(?:function|class|const|let|var) (\w+)", re.MULTILINE)
ENTRIES = ("stage.js", "keys.js")
TIMEOUT = 300  # seconds


def run(*command: str) -> subprocess.CompletedProcess[str]:
    if shutil.which(command[0]) is None:
        skip_or_fail(f"There is no {command[0]}: install Node.js with npm, on Debian `apt-get install npm`.")
    return subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=TIMEOUT, check=False)


def tsc(*arguments: str) -> subprocess.CompletedProcess[str]:
    finished = run(*TYPESCRIPT, *arguments)
    if any(sign in finished.stderr for sign in NO_REGISTRY):
        skip_or_fail(f"npm cannot fetch TypeScript: {finished.stderr[-300:]}")
    return finished


@pytest.mark.network
def test_types_fit():
    finished = tsc("-p", ".")
    assert finished.returncode == 0, finished.stdout


@pytest.mark.network
def test_a_wrong_type_is_found(tmp_path):
    for module in javascript.FOLDER.glob("*.js"):
        shutil.copy(module, tmp_path)
    wrong = tmp_path / "twin.js"
    wrong.write_text(wrong.read_text(encoding="utf-8").replace("clearTimeout(this.timer)", "clearTimeout(this.time)"))
    options = json.loads((REPOSITORY / "tsconfig.json").read_text())
    (tmp_path / "tsconfig.json").write_text(json.dumps(options | {"include": ["*.js"]}))
    finished = tsc("-p", str(tmp_path))
    assert finished.returncode != 0
    assert "twin.js" in finished.stdout


def test_geometry():
    finished = run("node", "--test", "tests/stage")
    assert finished.returncode == 0, finished.stdout
    assert int(re.search(r"# pass (\d+)", finished.stdout)[1]) >= 5


def test_every_module_is_checked_and_needed():
    modules = {path.name: path.read_text(encoding="utf-8") for path in javascript.FOLDER.glob("*.js")}
    assert all(text.startswith("// @ts-check\n") for text in modules.values())
    needed = {path.name for entry in ENTRIES for path in javascript.modules(javascript.FOLDER / entry)}
    assert set(modules) - {"model.js"} == needed  # model.js has only types


@pytest.mark.parametrize("entry", ENTRIES)
def test_no_two_modules_use_the_same_name(entry):
    texts = [javascript._text(module) for module in javascript.modules(javascript.FOLDER / entry)]
    names = [name for text in texts for name in TOP_LEVEL.findall(text)]
    assert len(names) == len(set(names)) > 5


def test_joined_text_is_one_module(tmp_path):
    text = javascript.joined()
    assert Stage._esm == text
    assert re.findall(r"^(?:import|export)\b.*", text, re.MULTILINE) == ["export default { render };"]
    (tmp_path / "stage.mjs").write_text(text)
    finished = run("node", "--check", str(tmp_path / "stage.mjs"))
    assert finished.returncode == 0, finished.stderr


def test_what_is_imported_stands_before_what_imports_it():
    order = javascript.modules()
    for module in order:
        for below in re.findall(r'from "\./([\w-]+\.js)"', javascript._text(module)):
            assert order.index(module.parent / below) < order.index(module)


@pytest.mark.parametrize("line", ['import * as all from "./elements.js";', "export { render };", 'import "./twin.js";'])
def test_an_import_that_cannot_be_joined_is_refused(tmp_path, line):
    (tmp_path / "odd.js").write_text(f"{line}\nexport default 1;\n")
    with pytest.raises(ValueError, match=re.escape(line)):
        javascript.joined.__wrapped__(tmp_path / "odd.js")
