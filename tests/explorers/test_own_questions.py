"""Questions of a lecturer's own: in a cell, or in a TOML file; bad ones are said in one sentence."""

from __future__ import annotations

import pytest

from gradwalk import LinkedExplorer, ask
from gradwalk.questions import names, question, read_questions
from gradwalk.questions.reading import checked_entry

CHOICES = {"Yes.": "Both slopes are zero there.", "No.": "At the top of a hill both slopes are zero, too."}

FILE = """
[hill]
question = "Is every place with zero gradient a valley?"

[[hill.choices]]
text = "Yes."
why = "A saddle has a zero gradient and is no valley."

[[hill.choices]]
text = "No."
right = true
why = "At hilltops and saddles the gradient is zero, too."
"""


def test_a_question_in_a_cell_is_asked_and_explained():
    asked = ask(question="Is (0, 0) flat?", choices=CHOICES, answer="Yes.", reveal=lambda: LinkedExplorer("saddle"))
    asked.options.value = "No."
    asked.commit()
    assert CHOICES["No."] in asked.feedback.value
    assert isinstance(asked.children[-1], LinkedExplorer)


def test_a_question_of_a_file_is_asked_by_name(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(FILE, encoding="utf-8")
    asked = ask("hill", file=path)
    assert asked.answer == "No."
    assert list(asked.choices) == ["Yes.", "No."]
    assert question("hill", path).text == asked.question
    assert list(read_questions(str(path))) == ["hill"]
    with pytest.raises(KeyError, match="There is no question 'valley'; choose one of hill"):
        ask("valley", file=path)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({}, "Give the name of a question"),
        ({"name": ["01/arrow"]}, r"Give the name of a question.*, not \['01/arrow'\]"),
        ({"name": "hill", "file": 3}, "Give file as the name of a TOML file, not 3"),
        ({"question": "Why?"}, "Give the choices as a dict of at least two answers"),
        ({"question": "Why?", "choices": CHOICES}, r"Give as answer one of the choices 'Yes\.', 'No\.', not None"),
        ({"question": "Why?", "choices": CHOICES, "answer": "Perhaps."}, r"not 'Perhaps\.'"),
        ({"question": "Why?", "choices": CHOICES, "answer": ["Yes."]}, r"not \['Yes\.'\]"),
        ({"question": "Why?", "choices": ["Yes.", "No."], "answer": "Yes."}, r"not \['Yes\.', 'No\.'\]"),
        ({"question": "Why?", "choices": {"Yes.": "So."}, "answer": "Yes."}, "at least two answers"),
        ({"question": "Why?", "choices": {"Yes.": "So.", "No.": ""}, "answer": "Yes."}, r"Say why 'No\.' is right or"),
        ({"question": "Why?", "choices": {"Yes.": "So.", 3: "Not."}, "answer": "Yes."}, "each choice as a text, not 3"),
        ({"question": "", "choices": CHOICES, "answer": "Yes."}, "Give the question as a text, not ''"),
        ({"question": 5, "choices": CHOICES, "answer": "Yes."}, "Give the question as a text, not 5"),
        ({"name": "01/arrow", "question": "Why?"}, "not both: '01/arrow'"),
        ({"file": "mine.toml", "answer": "Yes."}, "not both: 'mine.toml'"),
    ],
)
def test_a_bad_question_is_said_in_one_sentence(given, message):
    with pytest.raises(ValueError, match=message) as caught:
        ask(**given)
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("right = true", "rigth = true", "A choice of 'hill' has 'rigth', which is not known"),
        ("right = true\n", "", "Mark exactly one choice of question 'hill' with right = true, not 0"),
        ('text = "Yes."', 'text = "Yes."\nright = true', "not 2"),
        ('why = "A saddle has', 'because = "A saddle has', "has 'because', which is not known"),
        ('why = "A saddle has a zero gradient and is no valley."', "", r"Say why 'Yes\.' of 'hill' is right or wrong"),
        ('text = "Yes."', 'text = "No."', r"Two choices of 'hill' are 'No\.'"),
        ('text = "Yes."', "text = 3", "Give each choice of 'hill' as a text, not 3"),
        ("question = ", "quesiton = ", "The question 'hill' has 'quesiton'"),
        ('question = "Is every place with zero gradient a valley?"', "", "the question of 'hill' as a text, not None"),
        ("[hill]\n", "[hill\n", r"mine\.toml' is no TOML: .*line 2"),
        ('text = "Yes."', 'text = "Yes.', r"is no TOML: .*line 6"),
        ('text = "Yes."', 'text = ["Yes."]', r"Give each choice of 'hill' as a text, not \['Yes\.'\]"),
        ('text = "Yes."', "text = {de = 1}", "Give each choice of 'hill' as a text, not {'de': 1}"),
        ('text = "Yes."', 'text = " "', "Give each choice of 'hill' as a text, not ' '"),
        ("right = true", 'right = "yes"', "Write right = true for the right choice of 'hill', not 'yes'"),
        ('text = "Yes."', 'text = "Yes."\nright = "false"', "Write right = true for the right choice of 'hill', not"),
        ("right = true\n", "", "Mark exactly one choice"),
        ("[hill]", '[hill]\nanswer = "No."', "Mark the right choice of 'hill' with right = true, in place of answer"),
        ("[hill]", "[hill]\nwhere = 3", "Give where of 'hill' as a text, not 3"),
        ("[hill]", '[hill]\ntopic = "x"', "'topic', which is not known; choose among choices, question, where"),
        ("[hill]", "[other]\n[hill]", "Give the choices of 'other' as tables"),
        (FILE.partition("\n\n")[2], "", "Give the choices of 'hill' as tables"),
        (FILE.partition("\n\n")[2], "choices = []", "Give 'hill' at least two choices, not 0"),
        (FILE.rpartition("\n\n")[2], "", "Give 'hill' at least two choices, not 1"),
        (FILE, "", "has no question; write a table"),
        (FILE, "# later", "has no question; write a table"),
        ("[hill]", "hill = 3\n[other]", "is no TOML|Write 'hill' as a table"),
        ("[[hill.choices]]", "[hill.choices]", "is no TOML|as tables"),
    ],
)  # fmt: skip
def test_a_bad_file_is_said_in_one_sentence(tmp_path, before, after, message):
    path = tmp_path / "mine.toml"
    assert before in FILE
    path.write_text(FILE.replace(before, after), encoding="utf-8")
    with pytest.raises(ValueError, match=message) as caught:
        ask("hill", file=path)
    assert "\n" not in str(caught.value)
    assert str(path) in str(caught.value)
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_file_is_read_as_every_editor_writes_it(tmp_path, encoding, newline):
    path = tmp_path / "mine.toml"
    path.write_text(FILE.replace("valley", "Tälchen"), encoding=encoding, newline=newline)
    assert "Tälchen" in ask("hill", file=path).question


def test_where_is_kept(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(FILE.replace("[hill]", '[hill]\nwhere = "lecture 3"'), encoding="utf-8")
    assert ask("hill", file=path).where == "lecture 3"


def test_a_file_that_is_not_there_or_no_text_is_said(tmp_path):
    with pytest.raises(ValueError, match=r"'nowhere\.toml' cannot be read; is it there"):
        ask("hill", file="nowhere.toml")
    (tmp_path / "latin.toml").write_bytes('[hill]\nquestion = "Größe?"'.encode("latin-1"))
    with pytest.raises(ValueError, match=r"latin\.toml' is not written in UTF-8; save it so"):
        ask("hill", file=tmp_path / "latin.toml")
    with pytest.raises(ValueError, match="cannot be read; is it there"):
        ask("hill", file=tmp_path)


def test_a_table_that_is_none_is_said():
    with pytest.raises(ValueError, match=r"Write 'hill' as a table \[hill\]"):
        checked_entry("hill", 3)


def test_the_bank_of_the_course_keeps_the_same_rules():
    assert len([question(name) for name in names()]) >= 40
