"""Questions about a learner's own answer: each has one right choice, and nothing but understanding gives it away.

An oracle that shares no code with the generator answers each question: slips as learners write them, edits made in the
text, changed inputs given to the solution, parts looked up in a trace. `GRADWALK_QUESTIONS=1000` asks so many questions
about each exercise; by default it is a sample.
"""

import copy
import functools
import os
import re
import sys
import textwrap
import time

import numpy as np
import pytest

from gradwalk.checks.exercise import RIGHT, GivenFunction
from gradwalk.checks.homework import HOMEWORKS, Homework
from gradwalk.checks.own_answer import inputs_for, questions_of, share_of
from gradwalk.checks.own_answer.subject import shown_result

from .material import answer_source, every_exercise, homework_of, run_answer, with_body, wrong_answers
from .own_answers import STYLES, asked_about, evidence_of, run_with_source, solutions

WANTED = int(os.environ.get("GRADWALK_QUESTIONS", "24"))
FACTORS = {
    "it stays as it is": 1,
    "it is doubled": 2,
    "it is halved": 1 / 2,
    "it is multiplied by four": 4,
    "it is divided by four": 1 / 4,
    "it gets the opposite sign": -1,
    "it is multiplied by a hundred": 100,
    "it is divided by a hundred": 1 / 100,
    "it becomes zero, or nearly so": 0,
}
SHUFFLED, UNKNOWN = "it has the same numbers in another order", "it changes, but not by one fixed factor"
CHANGES = {
    "is doubled": 2,
    "is halved": 1 / 2,
    "gets the opposite sign": -1,
    "is set to zero": 0,
    "becomes a hundred times as large": 100,
}
ORDER = ("first", "second", "third")


@functools.cache
def generated(name, variable):
    """Return (student, Question) of about WANTED questions about the solution of an exercise."""
    found, number = [], 0
    while len(found) < WANTED:
        student = f"s{number}"
        for one in asked_about(name, variable, student):
            found += [(student, question) for question in (one.question, one.fresh) if question is not None]
        number += 1
    return found


@pytest.mark.parametrize(("name", "variable"), every_exercise())
def test_exactly_the_right_choice_is_right_says_an_oracle(name, variable):
    for student, question in generated(name, variable):
        assert len({choice.text for choice in question.choices}) == len(question.choices) in (3, 4)
        oracle = ORACLES[question.kind]
        said = [oracle(name, variable, student, question, choice.text) for choice in question.choices]
        wanted = [place == question.right for place in range(len(question.choices))]
        assert said == wanted, f"{student}: {question}"
        assert all(choice.reason for choice in question.choices)


# --- the oracles -----------------------------------------------------------------------------------------------------


def slip_gives_it(name, variable, student, question, chosen):
    """Tell whether the slip, as a learner writes it, gives what is shown."""
    exercise = HOMEWORKS[name].exercises[variable]
    quoted = re.search(r'chose "(\w)"', question.text)
    if quoted:  # the message says what to tell whoever chose this letter
        slip = next(one.name for one in exercise.mistakes if one.message == chosen)
        return slip_result(name, variable, student, slip) == f'"{quoted[1]}"'
    shown = re.search(r"^    (.*)$", question.text, re.M)[1]
    return slip_result(name, variable, student, chosen) == shown


@functools.cache
def slip_result(name, variable, student, slip):
    source = with_body(answer_source(name, variable), wrong_answers()[variable][slip])
    answer = run_answer(source, HOMEWORKS[name], student)[variable]
    if HOMEWORKS[name].exercises[variable].is_value:
        return shown_result(ordered_like(answer, HOMEWORKS[name].exercises[variable], student, name))
    with np.errstate(all="ignore"):
        return shown_result(answer(*copy.deepcopy(small_of(name, variable, student))))


def ordered_like(answer, exercise, student, name):
    right = exercise.reference(*small_of(name, exercise.variable, student))
    return {key: answer[key] for key in right} if isinstance(right, dict) else answer


def small_of(name, variable, student):
    return inputs_for(HOMEWORKS[name], HOMEWORKS[name].exercises[variable], student)[0]


def edit_gives_it(name, variable, student, question, chosen):
    """Make the edit in the text of the solution, run it as it is, and compare."""
    after, before = (block.split("\n") for block in re.findall(r"((?:^    .*\n?)+)", question.text, re.M))
    evidence = evidence_of(name, variable, student, solutions(name, student)[variable])
    results = {outcome_of(text, name, variable, student) for text in edited(evidence.source, before, after)}
    return results == {chosen}


def edited(source, before, after):
    """Yield the source with the lines `after` in the place of `before`, wherever these stand."""
    before, after = ([line.strip() for line in lines if line.strip()] for lines in (before, after))
    lines = source.split("\n")
    for first in range(len(lines)):
        place = lines[first : first + len(before)]
        if [line.partition("  #")[0].strip() for line in place] == before:
            blanks = place[0][: len(place[0]) - len(place[0].lstrip())]
            yield "\n".join([*lines[:first], *(blanks + one for one in after), *lines[first + len(before) :]])


def outcome_of(source, name, variable, student):
    space = dict(solutions(name, student))
    try:
        exec(source, space)
        with np.errstate(all="ignore"):
            return shown_result(space[variable](*copy.deepcopy(small_of(name, variable, student))))
    except Exception:  # noqa: BLE001  whatever it is, it stops
        return "it stops with an error"


def change_has_it(name, variable, student, question, chosen):
    """Change the inputs of another learner's practice as the question says, and compare what the solution returns."""
    words, part = re.search(r"`, (.+?), and all else stays\. What happens to (.+)\?", question.text).groups()
    exercise, other = HOMEWORKS[name].exercises[variable], f"{student} again"
    _, cases = inputs_for(HOMEWORKS[name], exercise, other)
    kept, reordered = set(FACTORS.values()), True
    for case in cases:
        before, after = (
            results(name, variable, exercise, inputs)
            for inputs in changed(case, exercise, variable, student, name, words)
        )
        one, two = named_part(before, part), named_part(after, part)
        reordered &= np.allclose(sorted(np.ravel(one)), sorted(np.ravel(two)), rtol=1e-9)
        kept = {factor for factor in kept if np.max(np.abs(two - factor * one)) <= 1e-5 * np.max(np.abs(one))}
    if kept:
        return FACTORS.get(chosen) in kept
    return chosen == (SHUFFLED if reordered else UNKNOWN)


def changed(case, exercise, variable, student, name, words):
    """Return the inputs of a case, and the same with one changed, or with an order turned round."""
    inputs = list(copy.deepcopy(case.arguments))
    turned = re.fullmatch(r"(.+) are numbered in the opposite order, in (.+)", words)
    if turned:
        return inputs, in_opposite_order(inputs, variable, turned[1])
    saturated = re.fullmatch(r"the first entry of `\w+` is set to 20", words)
    if saturated:
        return inputs, [np.where(np.arange(len(inputs[0])) == 0, 20.0, inputs[0]), *inputs[1:]]
    target, words = re.fullmatch(r"`(\w+)` (.+)", words).groups()
    if exercise.is_value:
        data = dict(inputs[0])
        data[target] = data[target] * CHANGES[words]
        return inputs, [data]
    parameters = evidence_of(name, variable, student, solutions(name, student)[variable]).parameters
    place, new = parameters.index(target), list(inputs)
    equal = re.fullmatch(r"is set equal to `(\w+)`", words)
    new[place] = inputs[parameters.index(equal[1])] if equal else inputs[place] * CHANGES[words]
    return inputs, new


def in_opposite_order(inputs, variable, what):
    """Number units, outputs or coordinates the other way round, as a person would by hand."""
    units, outputs = what == "the hidden units", what == "the outputs"
    if variable in ("network_gradients", "training_step"):
        x, t, w1, w2, *rate = inputs
        return [x, t, w1[::-1], w2[:, ::-1], *rate] if units else [x, t[::-1], w1, w2[::-1], *rate]
    if variable == "hidden_gradient":
        h, w2, y, t = inputs
        return [h[::-1], w2[:, ::-1], y, t] if units else [h, w2[::-1], y[::-1], t[::-1]]
    if variable == "output_weight_gradient":
        z, y, t = inputs
        return [z[::-1], y, t] if units else [z, y[::-1], t[::-1]]
    assert not outputs
    return [one[::-1] if isinstance(one, np.ndarray) else one for one in inputs]


def results(name, variable, exercise, inputs):
    """Return the result of the solution, and the step it takes where it takes one."""
    inputs = copy.deepcopy(inputs)
    if exercise.is_value:
        work = Homework(HOMEWORKS[name], "")
        work._all_data = inputs[0]
        space = {"np": np, "work": work}
        run_with_source(answer_source(name, variable), space, "<table>")
        return space[variable], None
    start = exercise.start(*inputs) if exercise.start else None
    with np.errstate(all="ignore"):
        return solutions(name, "any")[variable](*inputs), start


def named_part(found, part):
    result, start = found
    entry = re.fullmatch(r"the entry `(.+)`", part)
    if entry:
        return np.asarray(result[entry[1]], dtype=float)
    if part == "the first entry of the result":
        return np.asarray(result[0], dtype=float)
    if part == "the other entries of the result":
        return np.asarray(result[1:], dtype=float)
    if part == "the result":
        return np.asarray(result, dtype=float)
    if part == "the step that is taken":
        return np.asarray(result) - start
    place = ORDER.index(part.split()[1])
    return np.asarray(result[place]) - (start[place] if part.endswith("step") else 0)


def part_is_it(name, variable, student, question, chosen):
    """Evaluate the part where its names first have values, and compare with the quantity."""
    wanted = re.search(r"Which part of your code gives (.+)\?", question.text)[1]
    exercise = HOMEWORKS[name].exercises[variable]
    _, cases = inputs_for(HOMEWORKS[name], exercise, student)
    inputs = copy.deepcopy(cases[0].arguments)
    value = exercise.parts[wanted](*copy.deepcopy(inputs))
    space = solutions(name, student)
    functions = [one for one in space.values() if hasattr(one, "__code__")]
    local = {one for function in functions for one in function.__code__.co_varnames}
    others = {key: value for key, value in space.items() if key not in local}
    for names in traced(space, variable, inputs):
        try:
            found = eval(chosen.strip("`"), dict(others), names)
        except Exception:  # noqa: BLE001  the names it needs are not there yet
            continue
        return np.shape(found) == np.shape(value) and bool(np.allclose(found, value, rtol=1e-6, atol=1e-12))
    return False


def traced(space, variable, inputs):
    """Yield the local names of every function of the solution at each of its lines."""
    seen = []

    def follow(frame, event, _argument):
        if frame.f_globals is space:
            seen.append({key: copy.copy(value) for key, value in frame.f_locals.items()})
        return follow

    before = sys.gettrace()
    sys.settrace(follow)
    try:
        space[variable](*inputs)
    finally:
        sys.settrace(before)
    return seen


ORACLES = {
    "whose numbers": slip_gives_it,
    "effect of an edit": edit_gives_it,
    "what stays, what changes": change_has_it,
    "where is it": part_is_it,
}

# --- nothing gives it away -------------------------------------------------------------------------------------------


def everything():
    return [question for name, variable in every_exercise() for _, question in generated(name, variable)]


MEASURES = {
    "place": lambda choices: list(range(len(choices))),
    "length": lambda choices: [len(choice.text) for choice in choices],
    "digits": lambda choices: [sum(letter.isdigit() for letter in choice.text) for choice in choices],
}


@pytest.mark.parametrize("measure", MEASURES)
def test_neither_order_nor_length_nor_digits_tell_the_right_choice(measure):
    gained, chance, count = {"most": 0.0, "least": 0.0}, 0.0, 0
    for question in everything():
        sizes = MEASURES[measure](question.choices)
        chance, count = chance + 1 / len(sizes), count + 1
        for strategy, extreme in (("most", max(sizes)), ("least", min(sizes))):
            named = [place for place, size in enumerate(sizes) if size == extreme]
            gained[strategy] += (question.right in named) / len(named)
    assert count >= 24 * len(every_exercise())
    room = 4 * np.sqrt(0.2 / count)
    assert abs(gained["most"] - chance) / count < room
    assert abs(gained["least"] - chance) / count < room


def test_every_homework_has_four_kinds_for_everybody():
    for name, definition in HOMEWORKS.items():
        for student in ("ada", "bob", "4711", ""):
            asked = [one for variable in definition.exercises for one in asked_about(name, variable, student)]
            assert {one.question.kind for one in asked} == set(ORACLES), (name, student)
            assert len({one.name for one in asked}) == len(asked)


def test_right_letters_earn_all_and_random_ones_less_than_two_fifths():
    rng, shares = np.random.default_rng(5), []
    for name, variable in every_exercise():
        for student in ("ada", "bob", "eve"):
            asked = asked_about(name, variable, student)
            assert share_of(asked, {one.name: one.question.right_letter for one in asked}) == 1
            shares += [share_of(asked, guesses(rng, asked)) for _ in range(20)]
    assert 0.15 < np.mean(shares) <= 0.4


@pytest.mark.parametrize(("name", "variable"), every_exercise())
def test_what_is_said_of_the_first_question_does_not_answer_the_fresh_one(name, variable):
    for student in ("ada", "bob", "eve"):
        for one in asked_about(name, variable, student):
            if one.fresh is not None:
                first, fresh = ({choice.text: choice for choice in each.choices} for each in (one.question, one.fresh))
                right = one.fresh.choices[one.fresh.right].text
                assert right != one.question.choices[one.question.right].text
                assert right not in first or fresh.keys() <= first.keys(), "there were others to choose"


@pytest.mark.parametrize(("name", "variable"), every_exercise())
def test_a_question_is_made_in_a_fifth_of_a_second(name, variable):
    """Time of the processor, which does not grow when the machine has other work; the fresh one included."""
    answer, used = solutions(name, "ada")[variable], []
    for student in ("ada", "bob", "eve"):
        began = time.process_time()
        made = [one.fresh for one in asked_about(name, variable, student, answer)]
        used.append((time.process_time() - began) / (2 * max(len(made), 1)))
    assert sorted(used)[1] < 0.2


def guesses(rng, asked):
    """Guess the first letter, and after a wrong one the second, as somebody does who does not think."""
    return {one.name: "".join(rng.choice(list(one.question.letters), size=2)) for one in asked}


# --- styles ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("where", "style"), [(where, style) for where, found in STYLES.items() for style in found])
def test_every_style_of_solution_is_asked_about_its_own_code(where, style):
    name, variable = where
    space = dict(solutions(name, "ada"))
    run_with_source(textwrap.dedent(STYLES[where][style]), space, f"<{variable} {style}>")
    feedback = homework_of(name, "ada").check(variable, space[variable])
    assert feedback.verdict.status == RIGHT
    assert len(feedback.questions) == 2
    evidence = evidence_of(name, variable, "ada", space[variable])
    assert len({shown_result(one.value) for one in evidence.edits if not one.error}) >= 3 or evidence.parts
    assert all(one.before in evidence.source or "\n" in one.before or "#" in evidence.source for one in evidence.edits)


def test_code_of_which_nothing_can_be_asked_counts_as_it_is():
    class Answer:
        def __call__(self, df, g, dg, x):
            return df(g(x)) * dg(x)

    feedback = Homework(HOMEWORKS["03_chain_rule"], "ada").check("chain_derivative", Answer())
    assert feedback.verdict.fraction == 1
    assert feedback.questions == []
    assert "nothing to ask about this code" in repr(feedback)
    assert share_of([], {}) == 1


@pytest.mark.parametrize(("name", "variable"), every_exercise())
def test_code_without_a_source_is_asked_about_its_inputs_by_names_that_fit(name, variable):
    exercise = HOMEWORKS[name].exercises[variable]
    answer = None if exercise.is_value else functools.partial(solutions(name, "ada")[variable])
    for student in ("ada", "bob", "eve"):
        for one in asked_about(name, variable, student, answer):
            shown = re.search(r"gives, for (.*):", one.question.text)
            assert not shown or exercise.is_value or shown[1].count(" = ") == len(small_of(name, variable, student))
            assert "`inputs" not in one.question.text


def test_an_edit_that_never_ends_is_stopped_and_one_that_prints_is_silent(capsys):
    source = """
        def descent_path(grad, start, learning_rate, num_steps):
            rows, left = [np.array(start, dtype=float)], num_steps
            while left != 0:
                rows.append(rows[-1] - learning_rate * grad(rows[-1]))
                left = left - 1
                print(left)
            return np.array(rows)
        """
    space = {"np": np}
    run_with_source(textwrap.dedent(source), space, "<endless>")
    evidence = evidence_of("01_gradient_direction", "descent_path", "ada", space["descent_path"])
    assert "TimeoutError" in {one.error for one in evidence.edits}
    assert capsys.readouterr().out == ""


# --- asking and answering --------------------------------------------------------------------------------------------

NAME = "01_gradient_direction"


@pytest.fixture
def work():
    return Homework(HOMEWORKS[NAME], "ada")


def test_a_first_letter_is_kept_and_a_wrong_one_brings_a_fresh_question_of_its_kind(work):
    one = work.check("update_step", solutions(NAME, "ada")["update_step"]).questions[0]
    wrong = next(letter for letter in one.question.letters if letter != one.question.right_letter)
    reply = work.answer(one.name, wrong, code=one.code)
    assert one.question.choices[one.question.letters.index(wrong)].reason in repr(reply)
    assert reply.following == one.fresh
    assert one.fresh.kind == one.question.kind
    assert f"first answer to {one.name} was ({wrong})" in repr(work.answer(one.name, one.question.right_letter))
    second = work.answer(one.name, wrong + one.fresh.right_letter)
    assert repr(second).splitlines()[-1].startswith(f"✓ {one.name}")
    assert one.share(wrong + one.fresh.right_letter) == 0.5
    assert one.share(wrong + wrong) in (0.0, 0.5)


@pytest.mark.parametrize("given", ["B", "(b)", " b ", "b.", ["b"]])
def test_a_letter_is_read_as_people_write_it(work, given):
    one = work.check("update_step", solutions(NAME, "ada")["update_step"]).questions[0]
    assert repr(work.answer(one.name, given)) == repr(work.answer(one.name, "b"))


@pytest.mark.parametrize("given", ["", None, 7, "z", "?", {}])
def test_what_is_no_letter_is_said_and_nothing_is_committed(work, given):
    one = work.check("update_step", solutions(NAME, "ada")["update_step"]).questions[0]
    reply = work.answer(one.name, given)
    assert "choose one of" in repr(reply) or "waits for a letter" in repr(reply) or "is no choice" in repr(reply)
    assert "is right" in repr(work.answer(one.name, one.question.right_letter))


def test_changed_code_is_asked_anew_and_a_comment_is_no_change(work):
    space = dict(solutions(NAME, "ada"))
    first = work.check("update_step", space["update_step"]).questions
    run_with_source(
        "def update_step(w, gradient, learning_rate):\n    # (1.1)\n    return w - learning_rate * gradient",
        space,
        "<one>",
    )
    second = work.check("update_step", space["update_step"]).questions
    run_with_source(
        "def update_step(w, gradient, learning_rate):\n    return w  -  learning_rate*gradient  # so", space, "<two>"
    )
    third = work.check("update_step", space["update_step"]).questions
    assert first[0].code != second[0].code == third[0].code
    assert "asked anew" in repr(work.answer(first[0].name, "a", code=first[0].code))


def test_a_question_that_does_not_exist_or_is_not_asked_yet_is_said(work):
    assert "comes when update_step is right" in repr(work.answer("q1", "a"))
    assert "no question 'q99'" in repr(work.answer("q99", "a"))
    assert questions_of(HOMEWORKS[NAME], "descent_path") == ["q7", "q8"]
    assert work.check("update_step", lambda w, g, r: w + r * g).questions is None


def test_questions_are_shown_as_text_and_as_html_without_anything_that_runs(work):
    feedback = work.check("descent_path", solutions(NAME, "ada")["descent_path"])
    page = feedback._repr_html_()
    for one in feedback.questions:
        assert one.line in repr(feedback)
        assert all(f"({letter})" in page for letter in one.question.letters)
        assert "<script" not in page
    assert isinstance(small_of(NAME, "descent_path", "ada")[0], GivenFunction)
