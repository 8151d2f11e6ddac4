"""The concept test: sound questions, honest scores, explanations after the course and none before it."""

import json
import math

import numpy as np
import pytest

from gradwalk.explorers.concept_scores import FILE, keep_score, kept_scores, score, total
from gradwalk.explorers.concept_test import ConceptTest, explanation
from gradwalk.explorers.quiz import UNKNOWN
from gradwalk.grading.concept_test import gain, read_class
from gradwalk.questions import concept_questions, first_questions
from gradwalk.questions.forms import concept_form

QUESTIONS = concept_questions()
FIRST = first_questions()


def take(test, choose):
    """Answer all questions with `choose(question)`."""
    for question in test.questions:
        choice = choose(question)
        if choice == UNKNOWN:
            test.unknown.click()
        else:
            test.options.value = choice
            test.button.click()
        if test.mode == "after":
            test.button.click()


def right(question):
    return question.answer


def wrong(question):
    return next(choice for choice in question.choices if choice != question.answer)


# --- the questions ---


def test_there_are_enough_questions_over_the_whole_course():
    assert len(QUESTIONS) >= 12
    assert len({question.name for question in QUESTIONS}) == len(QUESTIONS)
    places = " ".join(question.where for question in QUESTIONS)
    assert all(number in places for number in "12345")


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_every_choice_is_explained_and_every_question_placed(question):
    assert len(question.choices) >= 3
    assert all(len(why) > 20 for why in question.choices.values())
    assert "notebook" in question.where
    assert question.misconception


def test_the_right_answer_has_no_fixed_place_and_is_not_always_the_longest():
    places = [list(question.choices).index(question.answer) for question in QUESTIONS]
    assert max(places.count(place) for place in range(3)) < len(QUESTIONS) / 2
    longest = [max(question.choices, key=len) == question.answer for question in QUESTIONS]
    assert sum(longest) < 0.6 * len(QUESTIONS)


def question_called(name):
    return next(question for question in QUESTIONS if question.name == f"concept_test/{name}")


def test_numbers_in_the_questions_are_right():
    slope, home = np.array([10.0, 10.0]), np.array([10.0, 1.0])
    angle = math.degrees(math.acos(slope @ home / np.linalg.norm(slope) / np.linalg.norm(home)))
    assert "39 degrees" in question_called("towards-the-minimum").choices[question_called("towards-the-minimum").answer]
    assert angle == pytest.approx(39, abs=0.5)
    assert question_called("both-paths").answer == f"{(3 * 2**3 - 0) + 12}"  # 6x^2 + 3x^2 at 2
    gradient = np.array([3, -4])
    assert gradient @ [0.01, 0.01] == pytest.approx(-0.01)
    assert question_called("small-change").answer == "By −0.01."
    assert -0.01 * gradient == pytest.approx([-0.03, 0.04])
    assert gradient @ [-0.03, 0.04] == pytest.approx(-0.25)


# --- taking it ---


@pytest.mark.parametrize(
    ("choose", "count", "said"),
    [
        (right, len(QUESTIONS), f"{len(QUESTIONS)} of {len(QUESTIONS)} right."),
        (wrong, 0, f"None of {len(QUESTIONS)} right yet"),
        (lambda _: UNKNOWN, 0, f"None of {len(QUESTIONS)} right yet"),
    ],
)
def test_after_the_course_the_score_counts_right_answers(tmp_path, choose, count, said):
    test = ConceptTest("after", folder=tmp_path)
    take(test, choose)
    assert test.question is None
    assert total(test.score()) == (count, len(QUESTIONS))
    assert said in test.title.value
    assert sum(asked for _, asked in test.score().values()) == len(QUESTIONS)


def test_before_the_course_five_questions_of_five_topics_are_asked_and_no_score_is_told(tmp_path):
    assert len(FIRST) == len({question.topic for question in FIRST}) == 5
    test = ConceptTest("before", folder=tmp_path)
    take(test, wrong)
    assert test.question is None
    assert total(test.score()) == (0, 5)
    assert "5 of 5 answered" in test.title.value
    assert "right" not in test.title.value + test.feedback.value
    assert "of" not in test.feedback.value


def is_shown(control):
    return control.layout.display != "none"


def test_one_can_go_back_and_change_an_answer_before_the_course(tmp_path):
    test = ConceptTest("before", folder=tmp_path)
    assert not is_shown(test.back)
    test.options.value = wrong(FIRST[0])
    test.button.click()
    test.back.click()
    assert (test.question, test.options.value, test.options.disabled) == (FIRST[0], wrong(FIRST[0]), False)
    test.options.value = right(FIRST[0])
    test.button.click()
    assert test.answers == {FIRST[0].name: right(FIRST[0])}
    assert test.question is FIRST[1]


def test_going_back_after_the_course_shows_the_explanation_again(tmp_path):
    test = ConceptTest("after", folder=tmp_path)
    test.options.value = wrong(QUESTIONS[0])
    test.button.click()
    test.button.click()
    test.back.click()
    assert test.options.disabled
    assert QUESTIONS[0].where in test.feedback.value
    test.unknown.click()
    assert test.answers == {QUESTIONS[0].name: wrong(QUESTIONS[0])}


@pytest.mark.parametrize("mode", ["before", "after"])
@pytest.mark.parametrize("answered", [0, 2])
def test_one_can_finish_early_and_only_what_was_answered_counts(tmp_path, mode, answered):
    test = ConceptTest(mode, folder=tmp_path)
    for question in test.questions[:answered]:
        test.options.value = right(question)
        test.button.click()
        if mode == "after":
            test.button.click()
    test.finish.click()
    assert test.question is None
    assert not is_shown(test.finish)
    assert is_shown(test.keep) == bool(answered)
    assert total(test.score()) == (answered, answered)
    words = {0: "none has to be", 2: "2 of 5 answered" if mode == "before" else "2 of 2 right."}
    assert words[answered] in test.title.value
    test.back.click()
    assert test.question is test.questions[-1]


@pytest.mark.parametrize("mode", ["before", "after"])
def test_running_the_cell_again_loses_nothing(tmp_path, mode):
    first = ConceptTest(mode, folder=tmp_path)
    for _ in range(3):
        first.unknown.click()
        if mode == "after":
            first.button.click()
    first.close()
    again = ConceptTest(mode, folder=tmp_path)
    assert (again.position, list(again.answers)) == (3, [question.name for question in again.questions[:3]])
    again.finish.click()
    again.again.click()
    assert ConceptTest(mode, folder=tmp_path).answers == {}


def test_after_the_course_every_answer_is_explained_before_the_next_question(tmp_path):
    test = ConceptTest(folder=tmp_path)
    first = QUESTIONS[0]
    test.options.value = wrong(first)
    test.button.click()
    assert test.question is first
    assert test.options.disabled
    for part in (first.choices[wrong(first)], first.choices[first.answer], first.where):
        assert part in test.feedback.value
    test.button.click()
    assert test.question is QUESTIONS[1]
    assert test.options.value is None
    assert not test.options.disabled


def test_before_the_course_nothing_is_given_away(tmp_path):
    test = ConceptTest("before", folder=tmp_path)
    for question in FIRST:
        assert test.feedback.value == ""
        test.options.value = wrong(question)
        test.button.click()
    seen = test.title.value + test.feedback.value + str(test._repr_mimebundle_()["text/html"])
    assert not any(why in seen for question in QUESTIONS for why in question.choices.values())


def test_without_a_choice_nothing_happens_but_a_reminder(tmp_path):
    test = ConceptTest(folder=tmp_path)
    test.button.click()
    assert test.answers == {}
    assert "Choose one answer" in test.message.value


def test_what_was_missed_is_listed_with_its_place(tmp_path):
    test = ConceptTest(folder=tmp_path)
    take(test, lambda question: wrong(question) if question.name.endswith("/one-check") else right(question))
    assert test.feedback.value.count("<li>") == 1
    assert question_called("one-check").where in test.feedback.value


def test_it_can_be_taken_again(tmp_path):
    test = ConceptTest(folder=tmp_path)
    take(test, wrong)
    test.again.click()
    assert test.question is QUESTIONS[0]
    take(test, right)
    assert total(test.score()) == (len(QUESTIONS), len(QUESTIONS))


def test_explanations_never_praise_a_wrong_choice():
    question = QUESTIONS[0]
    assert "That is so." in " ".join(explanation(question, question.answer))
    assert "It is not so." in " ".join(explanation(question, wrong(question)))
    assert "You chose" not in " ".join(explanation(question, UNKNOWN))


def test_another_mode_is_named():
    with pytest.raises(ValueError, match="'during'"):
        ConceptTest("during")


def test_readers_without_a_kernel_see_all_questions():
    bundle = ConceptTest()._repr_mimebundle_()
    assert bundle["text/html"].count("<details>") == len(QUESTIONS)
    assert str(len(QUESTIONS)) in bundle["text/plain"]


# --- scores before and after ---


def test_scores_before_and_after_stand_side_by_side(tmp_path):
    before = ConceptTest("before", folder=tmp_path)
    take(before, wrong)
    before.keep.click()
    after = ConceptTest("after", folder=tmp_path)
    take(after, right)
    assert "before the course" in after.feedback.value
    assert "0 of 1" in after.feedback.value
    assert "not asked" in after.feedback.value
    assert "4 of 4" in after.feedback.value
    after.keep.click()
    assert kept_scores(tmp_path / FILE) == {"before": before.score(), "after": after.score()}


def test_nothing_is_written_unless_asked(tmp_path):
    take(ConceptTest("before", folder=tmp_path), right)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", ["", "[1, 2]", '{"before": 3}', '{"before": {"a": [1]}}', "{"])
def test_a_broken_file_is_said_and_not_overwritten(tmp_path, content):
    (tmp_path / FILE).write_text(content)
    test = ConceptTest(folder=tmp_path)
    take(test, right)
    assert "holds no scores" in test.message.value
    test.keep.click()
    assert "could not be kept" in test.message.value
    assert (tmp_path / FILE).read_text() == content


def test_a_folder_that_cannot_be_written_is_said(tmp_path):
    test = ConceptTest(folder=tmp_path / "nowhere")
    take(test, right)
    test.keep.click()
    assert "could not be kept" in test.message.value


def test_the_file_holds_numbers_only(tmp_path):
    keep_score(tmp_path / FILE, "before", score({question.name: UNKNOWN for question in QUESTIONS}))
    kept = json.loads((tmp_path / FILE).read_text(encoding="utf-8"))
    assert kept["before"]["The gradient"] == [0, 4]


# --- the two forms, and answers without a name ---


@pytest.mark.parametrize("form", ["A", "B"])
@pytest.mark.parametrize("mode", ["before", "after"])
def test_a_form_asks_all_its_questions_before_and_after(tmp_path, mode, form):
    test = ConceptTest(mode, folder=tmp_path, form=form)
    take(test, right)
    assert test.questions == concept_form(form)
    assert total(test.score()) == (len(test.questions), len(test.questions))


def test_a_form_that_there_is_not_is_said():
    with pytest.raises(ValueError, match="Give the form as one of A, B, not 'C'"):
        ConceptTest(form="C")


def test_forms_do_not_answer_each_other(tmp_path):
    ConceptTest("before", folder=tmp_path, form="A").unknown.click()
    assert ConceptTest("before", folder=tmp_path, form="B").answers == {}
    assert ConceptTest("before", folder=tmp_path).answers == {}
    assert len(ConceptTest("before", folder=tmp_path, form="A").answers) == 1


def test_nothing_is_exported_until_it_is_wanted(tmp_path):
    test = ConceptTest("before", folder=tmp_path)
    assert not is_shown(test.export)
    take(test, right)
    assert is_shown(test.export)
    assert list(tmp_path.iterdir()) == []


def test_exported_answers_have_a_code_and_no_name_and_are_what_the_class_is_counted_from(tmp_path):
    before = ConceptTest("before", folder=tmp_path, form="A")
    take(before, lambda question: UNKNOWN if question is before.questions[0] else wrong(question))
    before.export.click()
    after = ConceptTest("after", folder=tmp_path, form="B")
    take(after, right)
    after.export.click()
    assert "Nothing is sent" in after.message.value
    (first, second), problems = read_class(tmp_path)
    assert not problems
    assert first.person == second.person
    assert {(each.mode, each.form) for each in (first, second)} == {("before", "A"), ("after", "B")}
    told = first if first.mode == "before" else second
    asked = before.questions
    assert told.choices[asked[0].name] == -1
    assert list(asked[1].choices)[told.choices[asked[1].name]] == wrong(asked[1])
    assert not any(told.right.values())
    assert gain([first, second])[0].value == 1


def test_an_export_that_cannot_be_written_is_said(tmp_path):
    test = ConceptTest("before", folder=tmp_path / "not there")
    take(test, right)
    test.export.click()
    assert "could not be written" in test.message.value
