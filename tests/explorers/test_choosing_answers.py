"""Answering the questions about one's own homework by choosing, and the lines that this gives."""

import pytest
from IPython.core.payload import PayloadManager

from gradwalk.checks.homework import HOMEWORKS, Homework
from gradwalk.explorers import own_questions
from gradwalk.explorers.own_questions import ALL_KEPT, NONE_YET, OwnQuestions
from tests.homework.own_answers import solutions

NAME = "01_gradient_direction"


class Shell:
    """Takes what would be written into the next cell, as the shell of every kernel does, the browser's own, too."""

    def __init__(self):
        self.payload_manager = PayloadManager()

    @property
    def written(self):
        return [one["text"] for one in self.payload_manager.read_payload() if one["source"] == "set_next_input"]


@pytest.fixture
def shell(monkeypatch):
    shell = Shell()
    monkeypatch.setattr(own_questions, "get_ipython", lambda: shell)
    return shell


@pytest.fixture
def work():
    work = Homework(HOMEWORKS[NAME], "ada")
    for variable in HOMEWORKS[NAME].exercises:
        work.check(variable, solutions(NAME, "ada")[variable])
    return work


def choose(question, letter):
    question.options.value = letter
    question.button.click()


def other(question):
    return next(letter for letter in question.letters if letter != question.right_letter)


def test_before_any_answer_is_right_it_says_what_to_do(shell):
    shown = OwnQuestions(Homework(HOMEWORKS[NAME], "ada"))
    assert shown._repr_mimebundle_()["text/plain"] == NONE_YET
    assert NONE_YET in shown.lines.value
    assert shell.written == []


def test_a_choice_is_final_brings_its_reason_and_becomes_a_line(work, shell):
    shown = OwnQuestions(work)
    one = shown.children[0]
    assert one.button.disabled
    choose(one, one.asked.question.right_letter)
    assert "is right" in one.feedback.value
    assert one.options.disabled
    assert one.button.disabled
    assert work.lines_to_keep == [one.asked.line.replace('""', f'"{one.asked.question.right_letter}"', 1)]
    assert one.asked.code in shown.lines.value
    one.commit()
    assert len(work.lines_to_keep) == 1


def test_after_a_wrong_choice_the_fresh_question_is_asked_also_when_the_cell_is_run_again(work, shell):
    one = OwnQuestions(work).children[0]
    choose(one, other(one.asked.question))
    again = OwnQuestions(work).children[0]
    for place in (one, again):
        assert [text for text, _ in place.options.options] == [
            f"({letter}) {choice.text}".replace("`", "")
            for letter, choice in zip("abcd", one.asked.fresh.choices, strict=False)
        ]
    choose(again, one.asked.fresh.right_letter)
    assert one.asked.share(again.letters) == 0.5
    assert again.letters in work.lines_to_keep[0]


def test_run_again_it_writes_the_lines_and_these_lines_are_the_answers(work, shell):
    for one in OwnQuestions(work).asked:
        work.choose(one.name, one.question.right_letter)
    assert shell.written == []
    OwnQuestions(work)
    (written,) = shell.written
    assert len(written.split("\n")) == len(work.asked)
    replies = [eval(line, {"work": work}) for line in written.split("\n")]
    assert all("is right" in repr(reply) for reply in replies)
    shown = OwnQuestions(work)
    assert shown.sentence == ALL_KEPT
    assert len(shell.written) == 1


def test_an_answer_to_code_that_has_changed_is_no_line_any_more(work, shell):
    one = OwnQuestions(work).asked[0]
    work.choose(one.name, one.question.right_letter)
    work.check("update_step", lambda w, gradient, learning_rate: w + (-learning_rate) * gradient)
    assert work.lines_to_keep == []
    assert OwnQuestions(work).asked[0].code != one.code
