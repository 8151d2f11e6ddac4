"""The instructor's notebooks: built from the texts, giving nothing away when released. nbval runs them as they are."""

import json
import re

import pytest

from gradwalk.checks.homework import HOMEWORKS
from gradwalk.grading.building import is_current, read_cells
from gradwalk.grading.marking import _variables

from .material import HOMEWORK_FOLDER, SOLUTION, release_notebook

NAMES = list(HOMEWORKS)


def source_notebook(name):
    return json.loads((HOMEWORK_FOLDER / "source" / name / f"{name}.ipynb").read_text(encoding="utf-8"))


def text_of(cell):
    return cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])


def run(cells):
    """Run code cells in order like a kernel; return the text of each last expression."""
    space, shown = {}, []
    for cell in cells:
        if cell["cell_type"] != "code":
            continue
        *_lines, last = text_of(cell).strip().split("\n")
        exec(text_of(cell), space)
        is_value = not last.startswith((" ", "#")) and "=" not in last.split("(")[0] and not last.startswith("pass")
        shown.append(repr(eval(last, space)) if is_value and not last.startswith("print") else None)
    return shown


@pytest.mark.parametrize("name", NAMES)
def test_the_notebook_is_up_to_date_with_its_text(name):
    assert is_current(HOMEWORK_FOLDER / "exercises" / f"{name}.md")


@pytest.mark.parametrize("name", NAMES)
def test_the_stored_outputs_say_that_every_solution_is_right(name):
    outputs = [output for cell in source_notebook(name)["cells"] for output in cell.get("outputs", [])]
    shown = ["".join(output["data"]["text/plain"]) for output in outputs if "data" in output]
    assert sum(text.startswith("✓") for text in shown) == len(HOMEWORKS[name].exercises)


@pytest.mark.parametrize("name", NAMES)
def test_the_untouched_release_runs_from_top_to_bottom(name):
    shown = run(release_notebook(name)["cells"])
    assert sum("not attempted" in (value or "") for value in shown) == len(HOMEWORKS[name].exercises)


@pytest.mark.parametrize("name", NAMES)
def test_the_release_contains_no_solution_and_no_rubric(name):
    released = "\n".join(text_of(cell) for cell in release_notebook(name)["cells"])
    text = (HOMEWORK_FOLDER / "exercises" / f"{name}.md").read_text(encoding="utf-8")
    rubric = text[text.rindex("```markdown text") :].split("\n")[1:-2]
    solutions = [line.strip() for match in SOLUTION.finditer(text) for line in match.group(2).split("\n")]
    secret = [line for line in rubric + solutions if len(line) > 12]
    assert len(secret) > 10
    assert [line for line in secret if line in released] == []
    for word in ("BEGIN SOLUTION", "Rubric", "secret", "HIDDEN"):
        assert word not in released


@pytest.mark.parametrize("name", NAMES)
def test_the_marks_of_the_cells_are_what_nbgrader_needs(name):
    cells = source_notebook(name)["cells"]
    marks = [cell["metadata"]["nbgrader"] for cell in cells if "nbgrader" in cell["metadata"]]
    ids = [mark["grade_id"] for mark in marks]
    assert len(set(ids)) == len(ids)
    assert len({cell["id"] for cell in cells}) == len(cells)
    assert all(mark["locked"] for mark in marks if mark["task"])
    assert all(mark["points"] > 0 for mark in marks if mark["grade"])
    assert source_notebook(name)["metadata"]["kernelspec"]["name"] == "python3"
    assert "widgets" not in source_notebook(name)["metadata"]


@pytest.mark.parametrize("name", NAMES)
def test_the_first_code_cell_is_plain_imports_and_the_student_id(name):
    first = next(text_of(cell) for cell in source_notebook(name)["cells"] if cell["cell_type"] == "code")
    assert first.startswith("import numpy as np\n\nfrom gradwalk.checks import homework\n")
    assert '\nstudent_id = ""' in first
    assert "%" not in first


@pytest.mark.parametrize("name", NAMES)
def test_four_exercises_or_more_of_several_kinds_with_three_nested_hints_each(name, sheets):
    sheet = sheets[name]
    assert len(sheet.questions) - 1 >= 4
    assert [question.name for question in sheet.text_questions][:-1] == ["why"]
    assert sheet.text_questions[0].points == 1
    assert _variables(sheet).keys() == HOMEWORKS[name].exercises.keys()
    prose = "\n".join(sheet.prose)
    assert prose.count("<summary>Hint 1</summary>") == len(sheet.code_questions)
    assert prose.count("</details></details></details>") == len(sheet.code_questions)


@pytest.mark.parametrize("name", NAMES)
def test_every_homework_has_a_choice_or_a_table(name):
    assert any(exercise.is_value for exercise in HOMEWORKS[name].exercises.values())


@pytest.mark.parametrize("name", NAMES)
def test_help_fades_from_a_worked_example_over_begun_exercises_to_ones_own(name):
    cells = [text_of(cell) for cell in source_notebook(name)["cells"]]
    begun = [
        sum(map(bool, lines_begun(source))) for source in cells if source.startswith("def ") and SOLUTION.search(source)
    ]
    said = re.findall(r"^## Exercise \d, begun for you", "\n".join(cells), re.M)
    assert any(source.startswith("## A worked example") for source in cells[:5])
    assert begun[0] >= 1
    assert begun == sorted(begun, reverse=True)
    assert begun[-1] == 0
    assert len(said) == sum(map(bool, begun))


def lines_begun(source):
    """The lines of code that are given between the docstring and the solution of an answer cell."""
    return source.split('"""')[2].split("### BEGIN SOLUTION")[0].strip().split("\n")


def test_a_block_the_builder_does_not_know_is_refused():
    with pytest.raises(ValueError, match="no words the builder knows"):
        read_cells("text\n```python\nx = 1\n```\n")
