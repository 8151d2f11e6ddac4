"""A prediction opens its outcome only after a commitment, and explains every choice."""

import html
import re
from pathlib import Path

import ipywidgets as widgets
import nbformat
import pytest

from gradwalk import Prediction, YourPredictions, ask
from gradwalk.explorers.your_predictions import NOT_YET
from gradwalk.pages.questions import prediction as prediction_page
from gradwalk.questions import names, question

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
CHOICES = {"Up.": "No: down is down.", "Down.": "Yes: it falls."}


def commit(prediction, answer):
    prediction.options.value = answer
    prediction.button.click()


def test_outcome_is_locked_until_the_commitment():
    opened = []
    prediction = Prediction("Which way?", CHOICES, "Down.", lambda: opened.append(1) or widgets.Label("outcome"))
    prediction.button.click()
    assert opened == []
    assert prediction.committed is None
    prediction.options.value = "Up."
    assert opened == []
    prediction.button.click()
    assert opened == [1]
    assert prediction.committed == "Up."
    assert prediction.children[-1].value == "outcome"


def test_a_commitment_is_final():
    prediction = Prediction("Which way?", CHOICES, "Down.")
    commit(prediction, "Up.")
    commit(prediction, "Down.")
    assert prediction.committed == "Up."


@pytest.mark.parametrize("answer", CHOICES)
def test_every_choice_is_explained_beside_the_prediction(answer):
    prediction = Prediction("Which way?", CHOICES, "Down.")
    commit(prediction, answer)
    assert answer in " ".join(prediction.outcome_lines())
    assert CHOICES[answer] in " ".join(prediction.outcome_lines())
    assert CHOICES["Down."] in " ".join(prediction.outcome_lines())
    assert "It falls" not in prediction.feedback.value.split("role=")[0]


def test_answer_must_be_a_choice():
    with pytest.raises(ValueError, match="'Left'"):
        Prediction("Which way?", CHOICES, "Left")


def test_markup_in_a_question_is_shown_not_run():
    prediction = Prediction("Is 1 < 2 & <b>bold</b>?", {"Yes.": "Because <i>.", "No.": "x"}, "Yes.")
    commit(prediction, "No.")
    assert "<b>bold" not in prediction.children[0].value
    assert "<i>" not in prediction.feedback.value


def test_reader_without_a_kernel_gets_question_and_folded_answer():
    bundle = Prediction("Which way?", CHOICES, "Down.")._repr_mimebundle_()
    assert "Which way?" in bundle["text/plain"]
    assert "it falls" not in bundle["text/plain"]
    assert "<details>" in bundle["text/html"]


def test_a_question_about_what_was_taught_asks_to_recall_and_says_where_to_read_again():
    recalled = Prediction("Which way?", CHOICES, "Down.", where="notebook 1")
    assert "Recall." in recalled.title.value
    assert "Recall." in recalled.printed()[0]
    commit(recalled, "Up.")
    assert recalled.outcome_lines()[0] == "You answered: Up."
    assert recalled.outcome_lines()[-1] == "See notebook 1."
    assert not any("predict" in line.lower() for line in recalled.outcome_lines())
    page = prediction_page(recalled, str)
    assert "Recall. " in page
    assert '"where": "notebook 1"' in page


@pytest.mark.parametrize("number", ["02", "03", "04", "05"])
def test_a_later_notebook_begins_with_two_questions_from_earlier_ones(number):
    cells = nbformat.read(next(NOTEBOOKS.glob(f"{number}_*.ipynb")), as_version=4).cells
    asked = [name for cell in cells for name in re.findall(r'ask\("(\d\d/\w+)"', cell.source)]
    assert [question(name).where != "" for name in asked[:3]] == [True, True, False]


@pytest.mark.parametrize("name", names())
def test_every_question_explains_every_choice(name):
    asked = question(name)
    assert len(asked.choices) >= 2
    assert asked.answer in asked.choices
    for choice, why in asked.choices.items():
        assert len(why.split()) >= 5, choice
    assert ask(name).committed is None


def test_unknown_question_names_the_known_ones():
    with pytest.raises(KeyError, match="01/arrow"):
        question("01/nothing")


def three_questions():
    return [Prediction(f"Which way, {k}?", CHOICES, "Down.") for k in range(3)]


def test_what_was_predicted_is_listed_as_soon_as_one_has_committed_and_not_before():
    asked = three_questions()
    predicted = YourPredictions(*asked)
    assert predicted.words.value.count(NOT_YET) == 3
    assert not any(why in predicted.words.value for why in CHOICES.values())
    commit(asked[1], "Up.")
    assert predicted.words.value.count(NOT_YET) == 2
    for part in (asked[1].question, "You predicted: Up.", CHOICES["Up."], CHOICES["Down."]):
        assert part in predicted.words.value
    assert predicted.words.value == YourPredictions(*asked).words.value


def test_the_list_of_predictions_is_text_for_readers_without_a_kernel():
    asked = three_questions()
    bundle = YourPredictions(*asked)._repr_mimebundle_()
    assert bundle["text/plain"].splitlines()[:2] == [asked[0].question, f"  {NOT_YET}"]
    assert bundle["text/html"].count("<li>") == 3


def test_a_closed_list_of_predictions_listens_no_more():
    asked = three_questions()
    predicted = YourPredictions(*asked)
    predicted.close()
    commit(asked[0], "Up.")
    assert predicted.predictions == ()


@pytest.mark.parametrize(
    ("reveal", "says"), [(lambda: 1 / 0, "ZeroDivisionError: division by zero"), (lambda: "a picture", "'a picture'")]
)
def test_what_cannot_open_is_said_and_the_answer_is_explained_all_the_same(reveal, says):
    asked = Prediction("Which way?", CHOICES, "Down.", reveal)
    commit(asked, "Down.")
    assert says in html.unescape(asked.children[-1].value)
    assert "it falls" in asked.feedback.value


def test_a_reveal_that_is_no_function_is_refused():
    with pytest.raises(ValueError, match="not 5"):
        Prediction("Which way?", CHOICES, "Down.", 5)
