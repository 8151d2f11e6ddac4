"""The concept test: sound questions, honest scores, explanations after the course and none before it."""

import json
import math

import numpy as np
import pytest

from gradwalk.explorers.concept_scores import FILE, keep_score, kept_scores, score, total
from gradwalk.explorers.concept_test import ConceptTest, explanation
from gradwalk.explorers.quiz import UNKNOWN
from gradwalk.questions import concept_questions

QUESTIONS = concept_questions()


def take(test, choose):
    """Answer all questions with `choose(question)`."""
    for question in QUESTIONS:
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


@pytest.mark.parametrize("mode", ["before", "after"])
@pytest.mark.parametrize(("choose", "count"), [(right, len(QUESTIONS)), (wrong, 0), (lambda _: UNKNOWN, 0)])
def test_the_score_counts_right_answers(tmp_path, mode, choose, count):
    test = ConceptTest(mode, folder=tmp_path)
    take(test, choose)
    assert test.question is None
    assert total(test.score()) == (count, len(QUESTIONS))
    assert f"{count} of {len(QUESTIONS)} right" in test.title.value
    assert sum(asked for _, asked in test.score().values()) == len(QUESTIONS)


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
    for question in QUESTIONS:
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
    assert "0 of 4" in after.feedback.value
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
    keep_score(tmp_path / FILE, "before", score({}))
    kept = json.loads((tmp_path / FILE).read_text(encoding="utf-8"))
    assert kept["before"]["The gradient"] == [0, 4]
