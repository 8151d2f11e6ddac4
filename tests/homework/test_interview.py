"""Pages for a talk and on paper, and the table of those with whom a talk is worth it."""

import csv
import io
import re

import pytest

from gradwalk.checks.homework import HOMEWORKS
from gradwalk.checks.own_answer.subject import shown_result
from gradwalk.grading import batch, interview, report
from gradwalk.grading.__main__ import main
from gradwalk.grading.folder import CourseFolder

from .conftest import require_bubblewrap
from .material import homework_of, release_notebook, sample_class, save

NAME = "01_gradient_direction"
LEARNERS = ("honest", "pasted", "untouched", "good-1")


@pytest.fixture(scope="module")
def marked(tmp_path_factory):
    """Return a course in which four learners are marked, and the text of its report."""
    require_bubblewrap()
    folder = CourseFolder(tmp_path_factory.mktemp("interview") / "course")
    (folder.root / "release" / NAME).mkdir(parents=True)
    save(release_notebook(NAME), folder.root / "release" / NAME / f"{NAME}.ipynb")
    folder.make_secret()
    folder.set_share_of_questions(20)
    for student, notebook, *_ in sample_class.members(NAME):
        if student in LEARNERS:
            place = folder.root / "submitted" / student / NAME
            place.mkdir(parents=True)
            save(notebook, place / f"{NAME}.ipynb")
    batch.grade(folder, NAME, batch.Options(), io.StringIO())
    summing = report.Summing()
    records = {one.student: one for one in summing.passing(record for _, record in report.collect(folder, NAME))}
    return folder, report.write_reports(folder, NAME, summing), records


def code_score(record):
    return sum(one.score for one in record.questions if one.kind == "code")


def test_who_answers_gets_all_and_who_pastes_hears_of_a_talk(marked):
    folder, text, records = marked
    assert code_score(records["honest"]) == 11
    assert code_score(records["good-1"]) == pytest.approx(8.8)
    assert 8.8 <= code_score(records["pasted"]) < 11
    assert code_score(records["untouched"]) == 0
    talks = text.partition("Worth a talk")[2]
    assert re.findall(r"^  (\S+)", talks, re.M) == ["good-1", "pasted"]
    with open(folder.report_folder(NAME) / "talk.csv", newline="", encoding="utf-8") as file:
        assert [row["student"] for row in csv.DictReader(file)] == ["good-1", "pasted"]


def test_each_learner_has_her_code_and_three_questions_that_her_notebook_did_not_ask(marked):
    folder, _, records = marked
    assert main(["interview", str(folder.root), NAME]) == 0
    sections = sections_of(folder, "interview")
    assert list(sections) == sorted(LEARNERS)
    page = sections["honest"]
    assert "def descent_path" in page
    assert len(re.findall(r"<li>\d: \([a-d]\)", page)) == 3
    notebook = {one["text"].partition("\n")[0] for found in records["honest"].asked.values() for one in found}
    assert len(notebook) > 3
    assert "Nothing" not in page
    assert "nothing to ask" in sections["untouched"]


def test_the_paper_has_her_numbers_and_no_hint_and_the_key_has_the_results(marked):
    folder, _, _ = marked
    interview.write_pages(folder, NAME)
    for student, page in sections_of(folder, "paper").items():
        rates = homework_of(NAME, student).data["rates"]
        assert all(f"({letter}) {rate}" in page for letter, rate in rates.items())
        assert "Hint" not in page
        assert "SOLUTION" not in page
    exercise = HOMEWORKS[NAME].exercises["largest_rate"]
    for student, page in sections_of(folder, "key").items():
        data = homework_of(NAME, student)._all_data
        assert f"largest_rate</code>: {shown_result(exercise.reference(data))}" in page.replace("&quot;", '"')


def sections_of(folder, name):
    """Return learner -> her section of a page."""
    page = (folder.report_folder(NAME) / f"{name}.html").read_text(encoding="utf-8")
    found = re.findall(r"<section>(.*?)</section>", page, re.S)
    return {re.search(r"<(?:h1|b)>([^<]+)<", one)[1]: one for one in found}
