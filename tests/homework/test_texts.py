"""Whatever a learner writes in words reaches the person who marks, in order and with its pictures."""

import base64
import io
import json

import pytest
from PIL import Image

from gradwalk.grading.marked_notebook import marked_notebook
from gradwalk.grading.marking import mark
from gradwalk.grading.pictures import png, repainted
from gradwalk.grading.records import QuestionStatus

from .material import cell_of, release_notebook, save, solved_notebook

NAME, TEXT = "01_gradient_direction", "why_not_straight"
FIRST = "Only on the axes does it point at the minimum."
SECOND = "Each small step lowers the loss all the same."


def picture(kind="PNG", size=(30, 20)):
    file = io.BytesIO()
    Image.new("RGB", size, (255, 0, 0)).save(file, kind)
    return base64.b64encode(file.getvalue()).decode()


def unwritten():
    """A solved notebook whose text is as it was handed out."""
    notebook = solved_notebook(NAME)
    cell_of(notebook, TEXT)["source"] = cell_of(release_notebook(NAME), TEXT)["source"]
    return notebook


def new(source, kind="markdown", **more):
    return {"cell_type": kind, "metadata": {}, "source": source, **more}


def beside(notebook, *cells, below=True):
    place = notebook["cells"].index(cell_of(notebook, TEXT)) + below
    notebook["cells"][place:place] = cells


def in_a_new_cell_below(notebook):
    beside(notebook, new(FIRST), new(SECOND))


def in_a_new_cell_above(notebook):
    beside(notebook, new(f"{FIRST}\n\n{SECOND}"), below=False)


def split_in_two(notebook):
    cell = cell_of(notebook, TEXT)
    cell["source"] = FIRST
    beside(notebook, {**cell, "source": SECOND})


def turned_raw(notebook):
    cell_of(notebook, TEXT).update(cell_type="raw", source=f"{FIRST}\n{SECOND}")


def turned_to_code(notebook):
    cell_of(notebook, TEXT).update(cell_type="code", source=f"{FIRST}\n{SECOND}")


def without_its_mark(notebook):
    cell_of(notebook, TEXT).update(metadata={}, source=f"{FIRST}\n{SECOND}")


def below_the_stub_in_its_cell(notebook):
    cell_of(notebook, TEXT)["source"] += f"\n\n{FIRST}\n{SECOND}"


def in_the_cell_of_the_task(notebook):
    place = notebook["cells"].index(cell_of(notebook, TEXT)) - 1
    notebook["cells"][place]["source"] += f"\n\n{FIRST}\n{SECOND}"


def as_comments(notebook):
    beside(notebook, new(f"# {FIRST}\n# {SECOND}", "code"))


def as_a_text_in_quotes(notebook):
    beside(notebook, new(f'"""\n{FIRST}\n{SECOND}\n"""', "code"))


def as_words_in_a_code_cell(notebook):
    beside(notebook, new(f"{FIRST}\n{SECOND}", "code"))


def printed(notebook):
    beside(notebook, new(f'print("{FIRST}")\nprint("{SECOND}")', "code"))


def at_the_top(notebook):
    notebook["cells"][1:1] = [new(f"{FIRST}\n\n{SECOND}")]


def in_a_comment_of_an_answer(notebook):
    cell_of(notebook, "update_step")["source"] += f"\n# {FIRST}\n# {SECOND}"


def with_a_large_picture_above(notebook):
    data = base64.b64encode(b"\x89PNG" + bytes(900_000)).decode()
    cell_of(notebook, TEXT)["source"] = f"![](data:image/png;base64,{data})\n\n{FIRST}\n{SECOND}"


@pytest.mark.parametrize(
    "accident",
    [
        in_a_new_cell_below,
        in_a_new_cell_above,
        split_in_two,
        turned_raw,
        turned_to_code,
        without_its_mark,
        below_the_stub_in_its_cell,
        in_the_cell_of_the_task,
        as_comments,
        as_a_text_in_quotes,
        as_words_in_a_code_cell,
        printed,
        at_the_top,
        in_a_comment_of_an_answer,
        with_a_large_picture_above,
    ],
)
def test_a_text_reaches_the_person_whole_and_in_order(accident, tmp_path, sheets, course):
    notebook = unwritten()
    accident(notebook)
    record = mark(save(notebook, tmp_path / "a.ipynb"), sheets[NAME], "ada", course)
    result = next(one for one in record.questions if one.name == TEXT)
    assert (result.status, result.score) == (QuestionStatus.BY_HAND, None)
    assert 0 <= record.texts[TEXT].find(FIRST) < record.texts[TEXT].find(SECOND)
    assert "base64" not in record.texts[TEXT]
    assert "Write your answer here" not in record.texts[TEXT]


def test_only_a_notebook_without_a_word_of_hers_gets_a_zero(tmp_path, sheets, course):
    for number, notebook in enumerate((unwritten(), release_notebook(NAME))):
        beside(notebook, new("x = 3", "code"), new("   "), new("---"))
        record = mark(save(notebook, tmp_path / f"{number}.ipynb"), sheets[NAME], "ada", course)
        result = next(one for one in record.questions if one.name == TEXT)
        assert (result.status, result.score) == (QuestionStatus.NOT_ATTEMPTED, 0.0)


def test_both_copies_of_a_text_are_read_and_equal_ones_once(tmp_path, sheets, course):
    notebook = unwritten()
    cell = cell_of(notebook, TEXT)
    cell["source"] = FIRST
    beside(notebook, {**cell}, {**cell, "source": SECOND})
    record = mark(save(notebook, tmp_path / "a.ipynb"), sheets[NAME], "ada", course)
    assert record.texts[TEXT] == f"{FIRST}\n\n{SECOND}"


def pasted(notebook, target, **attachments):
    files = {name: {"image/png": data} for name, data in attachments.items()}
    cell_of(notebook, TEXT).update(source=f"See {target} here", attachments=files)


SHOWN = {
    "a pasted picture": lambda book: pasted(book, "![my sketch](attachment:sketch)", sketch=picture()),
    "a photo": lambda book: pasted(book, "![](attachment:sketch)", sketch=picture("JPEG", (3000, 2000))),
    "a picture in the text": lambda book: pasted(book, f"![x](data:image/png;base64,{picture()})"),
    "a picture as HTML": lambda book: pasted(book, f'<img width="3" src="data:image/png;base64,{picture()}"/>'),
    "a picture never referred to": lambda book: pasted(book, "nothing", sketch=picture()),
}


@pytest.mark.parametrize("how", SHOWN)
def test_a_picture_is_shown_in_the_notebook_of_the_marker(how, tmp_path, sheets, course):
    notebook = unwritten()
    SHOWN[how](notebook)
    record = mark(save(notebook, tmp_path / "a.ipynb"), sheets[NAME], "ada", course)
    assert "(picture 1, see below)" in record.texts[TEXT]
    cell = cell_of(marked_notebook(release_notebook(NAME), record), TEXT)
    assert cell["source"].endswith("![picture 1](attachment:picture-1.png)")
    data = base64.b64decode(cell["attachments"]["picture-1.png"]["image/png"])
    shown = Image.open(io.BytesIO(data))
    assert max(shown.size) <= 800
    assert shown.getpixel((3, 3))[0] > 250


NOT_SHOWN = {
    "a file beside it": (lambda book: pasted(book, "![sketch](sketch.png)"), "sketch.png, that is not in the file"),
    "a picture that was lost": (lambda book: pasted(book, "![](attachment:gone.png)"), "gone.png, that is not in"),
    "an address": (lambda book: pasted(book, "![](http://example.org/a.png)"), "that is not in the file"),
    "no picture at all": (lambda book: pasted(book, "![](attachment:a)", a="aGVsbG8="), "Picture 1 cannot be shown"),
    "a drawing in SVG": (
        lambda book: pasted(book, f"![](data:image/svg+xml;base64,{base64.b64encode(b'<svg onload=x>').decode()})"),
        "Picture 1 cannot be shown",
    ),
}


@pytest.mark.parametrize("how", NOT_SHOWN)
def test_a_picture_that_is_not_there_is_said_to_be_so(how, tmp_path, sheets, course):
    notebook = unwritten()
    change, words = NOT_SHOWN[how]
    change(notebook)
    record = mark(save(notebook, tmp_path / "a.ipynb"), sheets[NAME], "ada", course)
    cell = cell_of(marked_notebook(release_notebook(NAME), record), TEXT)
    assert words in cell["source"]
    assert "See" in cell["source"]
    assert not cell["attachments"]


def test_what_is_made_of_a_picture_is_painted_here_and_bounded(box):
    bomb = io.BytesIO()
    Image.new("1", (40_000, 40_000)).save(bomb, "PNG")
    wide = picture(size=(2000, 10))
    found = repainted([wide, base64.b64encode(bomb.getvalue()).decode(), "not base64!"], box)
    assert Image.open(io.BytesIO(base64.b64decode(found[0]))).size == (800, 4)
    assert found[1:] == ["", ""]


def test_the_painter_writes_what_pillow_reads():
    colours = bytes(range(36))
    assert Image.open(io.BytesIO(png(4, 3, colours))).tobytes() == colours


def test_a_page_shows_the_picture(tmp_path, sheets, course):
    exporters = pytest.importorskip("nbconvert.exporters")
    import nbformat

    notebook = unwritten()
    SHOWN["a pasted picture"](notebook)
    record = mark(save(notebook, tmp_path / "a.ipynb"), sheets[NAME], "ada", course)
    made = nbformat.reads(json.dumps(marked_notebook(release_notebook(NAME), record)), as_version=4)
    page, _ = exporters.HTMLExporter().from_notebook_node(made)
    assert record.pictures[TEXT][0] in page
