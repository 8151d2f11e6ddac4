"""Write a class of submissions to try the grading on: good, wrong in every way that has a name, broken, and hostile.

`python homework/sample_class.py COURSE 01_gradient_direction` writes COURSE/submitted/STUDENT/01_gradient_direction and
COURSE/expected.csv, the points for code that each of them must get. With --size 300 the good ones are repeated.
"""

import argparse
import contextlib
import csv
import io
import json
import linecache
import sys
from pathlib import Path

from sample_faults import CHEATS, DAMAGE, UNREADABLE, WILD_CELLS
from sample_notebooks import SENTENCE, TEXT, answered, code_points, source_notebook, untouched, with_cell, wrong_answers


def members(name):
    """Yield (student, notebook dict or bytes, expected points for code or None, file name) for one of each kind."""
    full = code_points(source_notebook(name))
    total = float(sum(full.values()))
    yield "good-1", answered(name, "good-1"), total, f"{name}.ipynb"
    yield (
        "honest",
        with_letters(answered(name, "honest", sentence=SENTENCE), name, lambda right: right),
        total,
        f"{name}.ipynb",
    )
    yield "pasted", with_letters(answered(name, "pasted"), name, lambda _right: "a"), total, f"{name}.ipynb"
    yield "untouched", untouched(name), 0.0, f"{name}.ipynb"
    yield from _wrong_members(name, full)
    for damage in DAMAGE:
        student = "broken-" + damage.__name__.replace("_", "-")
        notebook = answered(name, student)
        damage(notebook)
        yield student, notebook, total, f"{name}.ipynb"
    yield from _damaged_files(name, total)
    for student, source in WILD_CELLS.items():
        yield f"wild-{student}", with_cell(answered(name, f"wild-{student}"), source), total, f"{name}.ipynb"
    first = next(iter(full))
    wrong = {first: next(iter(wrong_answers()[first].values()))}
    for student, source in CHEATS.items():
        notebook = with_cell(answered(name, f"cheat-{student}", wrong), source)
        yield f"cheat-{student}", notebook, None, f"{name}.ipynb"


def with_letters(notebook, name, choose):
    """Answer the questions about the solutions in a solved notebook: `choose` takes the right letter, returns one."""
    from gradwalk.checks import HOMEWORKS

    space = {"__name__": "__main__"}
    for number, cell in enumerate(notebook["cells"]):
        if cell["cell_type"] == "code":
            file, source = f"<cell {number} of {id(notebook)}>", cell["source"]
            linecache.cache[file] = len(source), None, source.splitlines(keepends=True), file
            with contextlib.redirect_stdout(io.StringIO()):
                exec(compile(source, file, "exec"), space)
    work, lines = space["work"], []
    for variable in HOMEWORKS[name].exercises:
        asked = work.check(variable, space[variable]).questions or ()
        lines += [one.line.replace('""', f'"{choose(one.question.right_letter)}"', 1) for one in asked]
    place = next(cell for cell in notebook["cells"] if cell["source"].startswith("# here: the lines of your questions"))
    place["source"] += "\n" + "\n".join(lines)
    return notebook


def _wrong_members(name, full):
    """Every named mistake once: in each notebook one mistake for each exercise that has one left."""
    mistakes = {exercise: list(wrong_answers()[exercise].items()) for exercise in full}
    for row in range(max(map(len, mistakes.values()))):
        student = f"wrong-{row + 1}"
        bodies = {exercise: found[row][1] for exercise, found in mistakes.items() if row < len(found)}
        yield student, answered(name, student, bodies), None, f"{name}.ipynb"


def _damaged_files(name, total):
    for student, data in UNREADABLE.items():
        yield f"broken-{student}", data, None, f"{name}.ipynb"
    text = json.dumps(answered(name, "broken-bytes"), ensure_ascii=False)
    yield "broken-bytes", text.encode().replace(TEXT[:4].encode(), b"On\xff\xfely"), total, f"{name}.ipynb"
    yield "broken-name", answered(name, "broken-name"), total, "Homework (1) FINAL.ipynb"
    cut = json.dumps(answered(name, "broken-cut"), indent=1)
    yield "broken-cut", cut[: cut.rindex('"outputs"')].encode(), None, f"{name}.ipynb"


def write_class(course, name, size=60):
    """Write at least one of each kind, and more good ones up to `size`; returns student -> expected points or None."""
    expected = {}
    for student, notebook, points, file_name in _enough(name, size):
        folder = Path(course) / "submitted" / student / name
        folder.mkdir(parents=True, exist_ok=True)
        data = notebook if isinstance(notebook, bytes) else json.dumps(notebook, indent=1).encode()
        (folder / file_name).write_bytes(data)
        expected[student] = points
    with open(Path(course) / "expected.csv", "w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("student", "code points"), *expected.items()])
    return expected


def _enough(name, size):
    kinds = list(members(name))
    yield from kinds
    total = float(sum(code_points(source_notebook(name)).values()))
    for number in range(2, size - len(kinds) + 2):
        yield f"good-{number}", answered(name, f"good-{number}"), total, f"{name}.ipynb"


def main(arguments=None):
    """Write the class named on the command line."""
    parser = argparse.ArgumentParser(description="Write a class of good, wrong, broken and hostile submissions.")
    parser.add_argument("course", type=Path, help="the folder of the course")
    parser.add_argument("homework", help="such as 01_gradient_direction")
    parser.add_argument("--size", type=int, default=60, help="at least so many submissions")
    options = parser.parse_args(arguments)
    expected = write_class(options.course, options.homework, options.size)
    print(f"{len(expected)} submissions written to {options.course / 'submitted'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
