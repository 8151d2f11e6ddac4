"""What surrounds a release: one version, a valid citation, two true licences, pages that know their address."""

from __future__ import annotations

import re
import shutil
import tomllib
from pathlib import Path

import pytest
import yaml

import gradwalk
from tests.registry import uv
from tools import release_check, set_address

REPOSITORY = Path(__file__).resolve().parents[2]
VERSION = gradwalk.__version__


def read(name: str) -> str:
    return (REPOSITORY / name).read_text(encoding="utf-8")


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """The pages of the repository that name its version or its address, in a folder of their own."""
    for path in {REPOSITORY / name for name in ("CHANGELOG.md", "pyproject.toml", *release_check.NAMED)} | set(
        set_address.pages_without_address(REPOSITORY)
    ):
        target = tmp_path / path.relative_to(REPOSITORY)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    return tmp_path


def released(root: Path) -> None:
    """Do what CONTRIBUTING.md says before a tag."""
    changelog = root / "CHANGELOG.md"
    text = changelog.read_text(encoding="utf-8")
    changelog.write_text(re.sub(rf"^## \[{re.escape(VERSION)}\].*$", f"## [{VERSION}] - 2027-01-31", text, flags=re.M))


def test_the_version_is_in_one_place():
    assert "version" in tomllib.loads(read("pyproject.toml"))["project"]["dynamic"]
    assert re.fullmatch(r"\d+\.\d+\.\d+", VERSION)
    assert f"## [{VERSION}]" in read("CHANGELOG.md")
    assert [
        problem for problem in release_check.problems(f"v{VERSION}", REPOSITORY) if "names version" in problem
    ] == []


def test_what_contributing_says_makes_a_release_possible(copied, monkeypatch, capsys):
    assert list(release_check.problems(f"v{VERSION}", copied))
    monkeypatch.setattr(set_address, "REPOSITORY", copied)
    assert set_address.main(["ada/my.walk"]) == 0
    released(copied)
    assert list(release_check.problems(f"v{VERSION}", copied)) == []
    assert "README.md" in capsys.readouterr().out
    assert "https://ada.github.io/my.walk/" in (copied / "pyproject.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("tag", ["v9.9.9", VERSION, "", "v"])
def test_another_tag_is_refused(copied, tag):
    (first, *_) = release_check.problems(tag, copied)
    assert repr(tag) in first


@pytest.mark.parametrize("name", release_check.NAMED)
def test_a_stale_version_is_refused_where_it_stands(copied, name):
    page = copied / name
    page.write_text(page.read_text(encoding="utf-8").replace(VERSION, "0.0.9"), encoding="utf-8")
    (problem,) = [each for each in release_check.problems(f"v{VERSION}", copied) if "0.0.9" in each]
    assert problem.startswith(name)


@pytest.mark.parametrize("address", ["ada", "ada/", "/walk", "https://github.com/ada/walk", "ada/walk/x", "a b/c", ""])
def test_what_is_no_address_is_refused_and_changes_nothing(copied, monkeypatch, capsys, address):
    monkeypatch.setattr(set_address, "REPOSITORY", copied)
    before = {path: path.read_bytes() for path in copied.rglob("*") if path.is_file()}
    assert set_address.main([address]) == 2
    assert repr(address) in capsys.readouterr().err
    assert {path: path.read_bytes() for path in copied.rglob("*") if path.is_file()} == before


def test_only_addresses_are_filled_in():
    text = "With your own OWNER and REPOSITORY: https://OWNER.github.io/REPOSITORY/ or tree%2FREPOSITORY%2Fnotebooks."
    assert set_address.filled(text, "ada/walk") == (
        "With your own OWNER and REPOSITORY: https://ada.github.io/walk/ or tree%2Fwalk%2Fnotebooks."
    )


def test_no_page_is_missed_that_says_where_the_repository_is():
    """Whatever names a place of GitHub's names ours, by the words that the tool replaces."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in set_address.pages_without_address(REPOSITORY))
    assert len(re.findall(r"github\.com/OWNER/REPOSITORY", text)) > 5
    written = set_address.filled(text, "ada/walk")
    assert [each for each in ("m/OWNER", "OWNER.github", "OWNER/", "OWNER%", "/REPOSITORY") if each in written] == []


def test_the_recipe_asks_for_what_pyproject_asks_for():
    recipe = yaml.safe_load(read("docs/conda-forge/recipe.yaml"))
    project = tomllib.loads(read("pyproject.toml"))["project"]
    wanted = {line.replace("matplotlib>=", "matplotlib-base>=") for line in project["dependencies"]}
    assert {line.replace(" ", "") for line in recipe["requirements"]["run"][1:]} == wanted
    assert f">={recipe['context']['python_min']}" == project["requires-python"]
    assert recipe["build"]["python"]["entry_points"] == [f"gradwalk = {project['scripts']['gradwalk']}"]
    assert recipe["about"]["license"] == project["license"]
    assert recipe["about"]["license_file"] == project["license-files"]


@pytest.mark.network
def test_the_recipe_is_read_by_the_tool_that_builds_it(tmp_path):
    shutil.copy(REPOSITORY / "docs" / "conda-forge" / "recipe.yaml", tmp_path)
    program = "from rattler_build import *; Stage0Recipe.from_yaml(open('recipe.yaml').read()).render(VariantConfig())"
    uv("run", "--no-project", "--with", "py-rattler-build==0.73.0", "python", "-c", program, cwd=tmp_path)


def test_pictures_are_small():
    pictures = [path for path in (REPOSITORY / ".github").iterdir() if path.suffix in {".png", ".webp"}]
    assert {path.name for path in pictures} == set(re.findall(r'"\.github/(\S+\.(?:png|webp))"', read("README.md")))
    assert all(path.stat().st_size < 1_000_000 for path in pictures)


@pytest.mark.network
def test_the_citation_is_valid(tmp_path):
    shutil.copy(REPOSITORY / "CITATION.cff", tmp_path)
    program = "from cffconvert import Citation; Citation(open('CITATION.cff').read()).validate()"
    needed = ["--no-project", "--with", "cffconvert==2.0.0", "--with", "setuptools<81"]
    uv("run", *needed, "python", "-c", program, cwd=tmp_path)


def test_the_changelog_is_kept():
    headings = re.findall(r"^## (.+)$", read("CHANGELOG.md"), re.MULTILINE)
    assert headings[0] == "[Unreleased]"
    assert all(re.fullmatch(r"\[\d+\.\d+\.\d+\]( - \d{4}-\d{2}-\d{2})?", each) for each in headings[1:])
    kinds = set(re.findall(r"^### (.+)$", read("CHANGELOG.md"), re.MULTILINE))
    assert kinds <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
    linked = set(re.findall(r"^(\[.+?\]): ", read("CHANGELOG.md"), re.MULTILINE))
    assert linked == {each.partition(" -")[0] for each in headings}


def test_the_second_licence_is_whole():
    text = read("LICENSE-CONTENT")
    assert "Creative Commons Attribution 4.0 International Public License" in text
    assert [f"Section {number} -- " in text for number in range(1, 9)] == [True] * 8
    assert text.rstrip().endswith("Creative Commons may be contacted at creativecommons.org.")


def test_the_root_is_short():
    files = {path.name for path in REPOSITORY.iterdir() if path.is_file() and not path.name.startswith(".")}
    assert files - {"uv.lock"} == {
        "README.md", "CONTRIBUTING.md", "CHANGELOG.md", "CITATION.cff", "LICENSE", "LICENSE-CONTENT",
        "pyproject.toml", "environment.yml", "tsconfig.json",
    }  # fmt: skip


@pytest.mark.parametrize("path", sorted((REPOSITORY / ".github").rglob("*.yml")), ids=lambda path: path.name)
def test_every_form_can_be_read(path):
    form = yaml.safe_load(path.read_text(encoding="utf-8"))
    if path.parent.name == "ISSUE_TEMPLATE" and path.name != "config.yml":
        assert {"name", "description", "body"} <= form.keys()
        ids = [each.get("id") for each in form["body"] if each["type"] != "markdown"]
        assert len(set(ids)) == len(ids) > 0
