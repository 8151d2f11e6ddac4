"""Questions about an answer where it is marked: the same as at home, judged outside, and nothing gained by force."""

import json
import re
from dataclasses import replace

import pytest

from gradwalk.checks.exercise import RIGHT
from gradwalk.checks.homework import HOMEWORKS
from gradwalk.checks.own_answer import asks_why, why_about
from gradwalk.grading.course import Course
from gradwalk.grading.marked_notebook import Aids, marked_notebook
from gradwalk.grading.marking import mark_bytes
from gradwalk.grading.records import QuestionStatus

from .material import cell_of, homework_of, release_notebook, solved_notebook
from .odd_styles import rows
from .own_answers import asked_about, evidence_of, run_with_source, solutions

NAME = "01_gradient_direction"
SHARE = 0.2


@pytest.fixture
def course(box):
    return Course(secret="a secret of the course", students=frozenset({"ada", "bob"}), limits=box, share=SHARE)


def all_asked(name, student="ada"):
    return [one for variable in HOMEWORKS[name].exercises for one in asked_about(name, variable, student)]


def with_cells(notebook, *sources):
    """Put cells of code at the end of a notebook."""
    for number, source in enumerate(sources):
        cell = {"cell_type": "code", "id": f"more-{number}", "metadata": {}, "outputs": [], "execution_count": None}
        notebook["cells"].append({**cell, "source": source})
    return json.dumps(notebook).encode()


def lines(asked, letters):
    """Return the lines that answer the questions: with the right letters, or one for all."""
    return "\n".join(
        one.line.replace('""', f'"{one.question.right_letter if letters == "right" else letters}"', 1) for one in asked
    )


def marked(data, sheets, course, name=NAME, student="ada"):
    record = mark_bytes(data, "x.ipynb", sheets[name], student, course)
    return {one.name: one for one in record.questions if one.kind == "code"}, record


def points(found):
    return sum(one.score for one in found.values())


@pytest.mark.parametrize("name", HOMEWORKS)
def test_the_right_letters_of_home_are_right_where_it_is_marked(name, sheets, course):
    found, record = marked(with_cells(solved_notebook(name), lines(all_asked(name), "right")), sheets, course, name)
    assert {one.name: one.score for one in found.values()} == {one.name: one.points for one in found.values()}
    assert all(one.message.endswith("The questions about it are right, too.") for one in found.values())
    assert [each["share"] for asked in record.asked.values() for each in asked] == [1.0] * len(all_asked(name))


def test_without_letters_and_with_wrong_ones_the_share_is_lost_and_no_more(sheets, course):
    asked = all_asked(NAME)
    total = sum(one.points for one in sheets[NAME].code_questions)
    silent, _ = marked(with_cells(solved_notebook(NAME)), sheets, course)
    assert points(silent) == pytest.approx(total * (1 - SHARE))
    assert "The questions about it (q1, q2) have no answer." in silent["update_step"].message
    wrong = "\n".join(one.line.replace('""', f'"{wrong_letter(one)}"', 1) for one in asked)
    assert points(marked(with_cells(solved_notebook(NAME), wrong), sheets, course)[0]) == points(silent)


def wrong_letter(one):
    return next(letter for letter in one.question.letters if letter != one.question.right_letter)


def test_a_right_second_letter_counts_half_and_further_letters_nothing(sheets, course):
    one = asked_about(NAME, "steepest_angle", "ada")[0]
    second = one.line.replace('""', f'"{wrong_letter(one)}{one.fresh.right_letter}"', 1)
    found, _ = marked(with_cells(solved_notebook(NAME), second), sheets, course)
    assert found["steepest_angle"].score == pytest.approx(2 * (1 - SHARE + SHARE / 4), abs=0.006)
    third = next(letter for letter in one.fresh.letters if letter != one.fresh.right_letter)
    many = one.line.replace('""', f'"{wrong_letter(one)}{third}abcd"', 1)
    found, _ = marked(with_cells(solved_notebook(NAME), many), sheets, course)
    assert found["steepest_angle"].score == pytest.approx(2 * (1 - SHARE))


def test_the_first_letter_counts_whatever_follows_and_answers_for_other_code_do_not(sheets, course):
    one = asked_about(NAME, "steepest_angle", "ada")[0]
    right, wrong = one.question.right_letter, wrong_letter(one)
    for given, share in (
        ([wrong, right], 0),
        ([right, wrong], 1 / 2),
        ([wrong, wrong + one.fresh.right_letter], 1 / 4),
        (["", "?", right], 1 / 2),
    ):
        text = "\n".join(one.line.replace('""', f'"{letters}"', 1) for letters in given)
        text = one.line.replace('""', f'"{wrong}"', 1).replace(one.code, "0000") + "\n" + text
        found, _ = marked(with_cells(solved_notebook(NAME), text), sheets, course)
        assert found["steepest_angle"].score == pytest.approx(2 * (1 - SHARE + SHARE * share), abs=0.006)


def test_a_share_of_nothing_asks_nothing(sheets, course, box):
    found, record = marked(with_cells(solved_notebook(NAME)), sheets, Course(course.secret, course.students, box))
    assert all(one.score == one.points for one in found.values())
    assert record.asked == {}


def test_letters_for_other_code_wait_for_a_person(sheets, course):
    asked = asked_about(NAME, "update_step", "ada")
    notebook = solved_notebook(NAME, update_step="return w + -1 * step")
    found, _ = marked(with_cells(notebook, lines(asked, "right")), sheets, course)
    assert found["update_step"].status is QuestionStatus.BY_HAND
    assert found["update_step"].score is None
    assert "answered for other code" in found["update_step"].message


@pytest.mark.parametrize("row", list(rows()), ids=lambda row: ", ".join(style for style, _ in row.values()))
def test_every_style_is_right_and_asked_the_same_questions_as_at_home(row, sheets, course):
    notebook, at_home = solved_notebook(NAME), {}
    for variable, (style, source) in row.items():
        space = dict(solutions(NAME, "ada"))
        run_with_source(source.lstrip("\n"), space, f"<marked {variable} {style}>")
        feedback = homework_of(NAME, "ada").check(variable, space[variable])
        assert feedback.verdict.status == RIGHT
        at_home[variable] = feedback.questions
        cell_of(notebook, variable)["source"] = source.lstrip("\n")
    asked = [one for found in at_home.values() for one in found]
    found, record = marked(with_cells(notebook, lines(asked, "right")), sheets, course)
    for variable, questions in at_home.items():
        assert questions, f"nothing was asked about {row[variable][0]}"
        assert found[variable].score == found[variable].points
        assert [one["text"] for one in record.asked[variable]] == [one.question.text for one in questions]


def test_the_id_that_was_typed_is_the_one_that_counts(sheets, course):
    for typed in ("nobody-else", ""):
        asked = asked_about(NAME, "update_step", typed)
        data = with_cells(solved_notebook(NAME, typed), lines(asked, "right"))
        assert marked(data, sheets, course)[0]["update_step"].score == 2
    theirs = lines(all_asked(NAME, "bob"), "right")
    copied, _ = marked(with_cells(solved_notebook(NAME, "bob"), theirs), sheets, course)
    assert copied["descent_path"].score is None or copied["descent_path"].score < 3


def test_the_untouched_release_is_not_attempted(sheets, course):
    found, record = marked(with_cells(release_notebook(NAME), lines(all_asked(NAME), "right")), sheets, course)
    assert {one.status for one in found.values()} == {QuestionStatus.NOT_ATTEMPTED}
    assert points(found) == 0
    assert record.asked == {}


FORGED = {
    "every letter": 'for q in range(1, 11):\n    for a in "abcd":\n        work.answer(f"q{q}", a + "abcd")\n',
    "a reply that says it all": """
import json, os
nothing = {"parameters": [], "unedited": 1, "edits": [], "parts": []}
study = {"study": {"source": "def f(): pass", **nothing}}
for fd in range(3, 40):
    for name in ("update_step", "descent_path"):
        line = json.dumps({"answer": name, "share": 1.0, "asked": [], "chosen": "q1", "letters": "abcd", **study})
        try:
            os.write(fd, ("\\n" + line + "\\n").encode())
        except OSError:
            pass
""",
    "examination": """
import sys
sys.modules["own_code"].examine = lambda *a: {"source": "return w - step", "unedited": 0, "edits": [], "parts": []}
""",
    "the stand-in": "type(work).answer = lambda *a, **k: 1\nwork._checked = {}\nwork._report = None",
    "flood": 'for n in range(5000):\n    work.answer("q" * 30 + str(n), "a" * 10**5, code="x" * 10**5)\n',
    "odd types": 'work.answer(None, object(), code=[1])\nwork.answer(["q1"], {"a": 1})\nwork.answer(1, 2, 3)\n',
}


@pytest.mark.parametrize("cheat", FORGED)
def test_force_gains_nothing(cheat, sheets, course):
    silent = points(marked(with_cells(solved_notebook(NAME)), sheets, course)[0])
    # Of many letters the first two count; what these are worth, everybody may guess.
    guess = lines(all_asked(NAME), "aa") if cheat == "every letter" else ""
    allowed = points(marked(with_cells(solved_notebook(NAME), guess), sheets, course)[0]) if guess else silent
    found, _ = marked(with_cells(solved_notebook(NAME), FORGED[cheat]), sheets, course)
    assert sum(one.score or 0 for one in found.values()) <= allowed


# --- one sentence for a person -----------------------------------------------------------------------------------


def with_sentence(sentence):
    notebook = solved_notebook(NAME)
    cell_of(notebook, "why")["source"] = sentence
    return json.dumps(notebook).encode()


@pytest.mark.parametrize("name", HOMEWORKS)
def test_one_right_answer_asks_for_a_sentence_about_a_line_that_stands_in_it(name):
    for student in ("ada", "bob", "4711", ""):
        feedback = {
            one: homework_of(name, student).check(one, solutions(name, student)[one])
            for one in HOMEWORKS[name].exercises
        }
        asked = [one for one, shown in feedback.items() if shown.why]
        assert asked == [asks_why(HOMEWORKS[name], student)]
        before, after = re.findall(r"(?m)^    (.*)$", feedback[asked[0]].why)
        evidence = evidence_of(name, asked[0], student, solutions(name, student)[asked[0]])
        assert before in [line.partition("  #")[0].strip() for line in evidence.source.split("\n")]
        assert before != after
        assert before in repr(feedback[asked[0]])
        assert "One sentence" in feedback[asked[0]]._repr_html_()


def test_the_sentence_and_its_question_reach_the_person_who_marks_and_the_learner(sheets, course):
    _, record = marked(with_sentence("Because the slope points up."), sheets, course)
    asked = asks_why(HOMEWORKS[NAME], "ada")
    assert record.why == homework_of(NAME, "ada").check(asked, solutions(NAME, "ada")[asked]).why
    result = next(one for one in record.questions if one.name == "why")
    assert (result.score, result.status) == (None, QuestionStatus.BY_HAND)
    source = {"cells": release_notebook(NAME)["cells"], "metadata": {}}
    for aids in (None, Aids("ada", {"why": "the rubric"}, {})):
        texts = [cell["source"] for cell in marked_notebook(source, record, aids)["cells"]]
        place = texts.index("Because the slope points up.")
        assert record.why in "\n".join(texts[place - 2 : place])
        assert ("the rubric" in "\n".join(texts)) == (aids is not None)


def test_a_sentence_is_a_zero_only_where_nothing_of_hers_stands(sheets, course):
    for sentence, score in ((cell_of(release_notebook(NAME), "why")["source"], 0.0), ("so.", None), ("", 0.0)):
        _, record = marked(with_sentence(sentence), sheets, course)
        assert next(one.score for one in record.questions if one.name == "why") == score
    notebook = solved_notebook(NAME)
    place = notebook["cells"].index(cell_of(notebook, "why"))
    notebook["cells"].insert(place + 1, {"cell_type": "markdown", "metadata": {}, "source": "It points up."})
    _, record = marked(json.dumps(notebook).encode(), sheets, course)
    assert record.texts["why"] == "It points up."


def test_code_of_which_nothing_is_known_is_asked_about_as_a_whole_and_forged_lines_are_not_shown():
    definition, student = HOMEWORKS[NAME], "ada"
    asked = asks_why(definition, student)
    evidence = evidence_of(NAME, asked, student, solutions(NAME, student)[asked])
    forged = [replace(one, before="x\r<script>", after="y\n\n<script>") for one in evidence.edits]
    assert why_about(definition, asked, student, replace(evidence, edits=tuple(forged))) == (
        f"Why does `{asked}` calculate what it does, in your own code? Say it in one sentence."
    )


def test_questions_where_it_is_marked_are_those_of_home_when_her_code_keeps_a_log(sheets, course):
    source = """log = []
def update_step(w, gradient, learning_rate):
    log.append(len(log))
    if len(log) > 40:
        return 0 * w
    return w - learning_rate * gradient"""
    space = dict(solutions(NAME, "ada"))
    run_with_source(source, space, "<log>")
    asked = asked_about(NAME, "update_step", "ada", space["update_step"])
    found, record = marked(with_cells(solved_notebook(NAME), source, lines(asked, "right")), sheets, course)
    assert space["log"] == []
    assert "update_step" in record.studies
    assert found["update_step"].score == 2


def test_what_edited_code_does_to_its_process_costs_the_answer_nothing(sheets, course):
    """Such code knows that it is looked at; of an edit that takes all memory the same is true."""
    notebook = solved_notebook(NAME)
    bodies = {
        "update_step": "import os\n        os._exit(0)\n    return w - learning_rate * gradient",
        "directional_derivative": "while True:\n            try:\n"
        "                while True:\n                    pass\n"
        "            except BaseException:\n                pass\n"
        "    return gradient @ direction / np.linalg.norm(direction)",
        "steepest_angle": "return 'long' * 10**9\n    return np.degrees(np.arctan2(gradient[1], gradient[0]))",
    }
    for name, body in bodies.items():
        cell = cell_of(notebook, name)
        head = next(line for line in cell["source"].split("\n") if line.startswith("def "))
        seen = 'sys._getframe().f_code.co_filename == "<your code>"'
        cell["source"] = f"import sys\n{head}\n    if {seen}:\n        {body}\n"
    found, _ = marked(with_cells(notebook), sheets, course)
    assert {name: found[name].score for name in bodies} == {
        name: pytest.approx(found[name].points * (1 - SHARE)) for name in bodies
    }
