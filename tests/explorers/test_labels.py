"""A second table of labels is used wherever an explorer shows one, and every label of the table is shown somewhere."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from tempfile import TemporaryDirectory
from typing import Any

import ipywidgets as widgets
import pytest

import gradwalk as gw
from gradwalk.checks import homework
from gradwalk.explorers.explorer import Explorer
from gradwalk.explorers.own_questions import OwnQuestion
from gradwalk.explorers.portable import STILL
from gradwalk.explorers.quiz import Quiz
from gradwalk.labels import IN_BROWSER, english, labels_in_use, tr, use_labels, write_template
from gradwalk.scenes.kit.panel import Panel
from tools import labels as tool
from tools.harness.gallery import FRESH, IMPORTS, MOVED

PSEUDO = {text: f"⟦{text}⟧" for text in english()}
WORD = re.compile("[A-Za-z]{3}")
# What stands outside of a label all the same: mathematics, formulas and code, which have no language.
NO_LANGUAGE = re.compile(
    r"\b(?:sin|cos|log|exp|tanh|outer|sum|dE_d\w+|y_hat|error|quad|a_long_name|another_name)\b|\\[a-z]+"
    r"|^(?:exact|forward:) …$"
)


def predicted(choice: str | None, where: str = "") -> gw.Prediction:
    asked = gw.Prediction("2 + 2?", {"4.": "So it is.", "5.": "No."}, "4.", where=where, reveal=lambda: None)
    asked.options.value = choice
    asked.commit()
    return asked


def taken(mode: str, right: int, wrong: int, done: bool = True, folder: str = "/nowhere") -> gw.ConceptTest:
    test = gw.ConceptTest(mode, folder=folder)
    test.again.click()
    for k in range(right + wrong):
        test.options.value = next(c for c in test.options.options if (c == test.question.answer) == (k < right))
        test.go_on()
        if test.explained:
            test.go_on()
    if done:
        test.finish.click()
    return test


def before_and_after() -> gw.ConceptTest:
    with TemporaryDirectory() as folder:
        taken("before", 1, 0, folder=folder).keep.click()
        return taken("after", 0, 9, folder=folder)


def told_to_choose() -> gw.ConceptTest:
    test = taken("after", 0, 0, done=False)
    test.go_on()
    return test


def at_the_last_question() -> gw.ConceptTest:
    test = taken("after", 0, 0, done=False)
    while test.position + 1 < len(test.questions):
        test.unknown.click()
        test.go_on()
    test.unknown.click()
    return test


def with_tables() -> gw.NetworkExplorer:
    explorer = gw.NetworkExplorer(biases=True, step=10, paths=0, chosen="x1", title="Mine")
    explorer.tables.toggle.value = True
    return explorer


def playing() -> gw.DescentExplorer:
    explorer = gw.DescentExplorer("x + y", learning_rate=0.5, step=9)
    explorer.play.tooltip = tr("Pause")  # as in _pressed, which needs a running event loop
    return explorer


def own_question() -> widgets.Widget:
    work = homework("01_gradient_direction")
    work.check("update_step", lambda w, gradient, learning_rate: w - learning_rate * gradient)
    return OwnQuestion(work, work.asked[0], lambda: None) if work.asked else gw.ConceptMap()


ALSO = ("direction-kept", "graph-explained", "fill-in-right-and-wrong", "hunt-wrong", "concept-explained")
MORE: list[Callable[[], Any]] = [
    lambda: predicted("4."), lambda: predicted("5."), lambda: predicted(None, "notebook 1"),
    lambda: predicted("5.", "notebook 1"), own_question, told_to_choose, at_the_last_question,
    lambda: taken("after", 0, 0), lambda: taken("after", 0, 2), lambda: taken("after", 2, 0),
    lambda: taken("before", 1, 0), before_and_after,
    with_tables, playing,
    lambda: gw.TrainingExplorer(([0.0, 1.0], [1e200, 2.0]), num_steps=3, step=3),
    lambda: gw.TrainingExplorer("sine", learning_rate=1.0, num_steps=300, step=300),
    lambda: gw.DescentExplorer("x**4 + y**4", x=2, y=2, learning_rate=2.0, step=30),
    lambda: gw.LinkedExplorer(max, 1, 0.5, way_down=True),
    lambda: gw.TaylorExplorer("sqrt(x)", x=0, y=1, second_order=True),
    lambda: gw.TaylorExplorer("x + 2*y", second_order=True),
    lambda: gw.TaylorExplorer("x**2 - y**2", x=1, y=1, direction=45),
    lambda: gw.TaylorExplorer("1e-9*x**3 + x + 1e-12*y**2", x=1, y=1, second_order=True),
    lambda: gw.TaylorExplorer("1e4*x**4 + 1e-6*y", x=0.1, y=1, direction=90),
    lambda: gw.GradientCheckLab("x", h=1e-15), lambda: gw.GradientCheckLab("x**2", x=0.01, h=0.1),
    lambda: gw.GradientCheckLab("1", h=1e-3),
    lambda: gw.GraphExplorer("exp(sin(x) + cos(y))*tanh(x*y) + log(x + 3)", x=1, y=2, step=2),
    lambda: gw.GraphExplorer("log(x)", x=-1), lambda: gw.GraphExplorer("(a_long_name + another_name)*a_long_name"),
]  # fmt: skip


def everything_shown() -> Iterator[Any]:
    """The gallery, and more: what only shows at a last step, at a mistake, or for odd numbers; one may come again."""
    names: dict[str, Any] = {}
    exec(IMPORTS, names)
    for code in (*FRESH.values(), *(MOVED[name] for name in ALSO)):
        *before, last = code.strip().split("\n")
        exec("\n".join(before), names)
        yield eval(last, names)
    for make in MORE:
        yield make()
    walked = gw.NetworkExplorer()
    for step in range(11):
        walked.step.value = step
        yield walked
    walked.paths.value = 1
    yield walked


def parts(widget: widgets.Widget) -> Iterator[widgets.Widget]:
    yield widget
    for child in getattr(widget, "children", ()):
        yield from parts(child)


def shown_by_controls(widget: widgets.Widget) -> Iterator[str]:
    for part in parts(widget):
        yield from (getattr(part, name, "") for name in ("description", "tooltip", "placeholder"))
        if not isinstance(widget, Quiz):  # whose choices are what is asked
            yield from getattr(part, "_options_labels", ())


def shown_by_stage(explorer: Explorer) -> Iterator[str]:
    stage, (marks, readout, _) = explorer.stage, explorer.view()
    yield from (frame["label"] for frame in stage.frames)
    yield from (name for name, _ in readout)
    yield from (stage.words["fold"], *stage.words["headline"])
    for mark in (mark for panel in marks.values() for mark in panel.values()):
        yield from (mark.look[key] for key in ("label", "name", "text") if mark.look.get(key))
        yield from mark.look.get("lines", ())
    for axes in (panel.axes for panel in explorer.scene.panels.values()):
        named = [axis.label for name in "xyz" if (axis := getattr(axes, f"{name}axis", None))]
        yield from (text.get_text() for text in (axes.title, *named, *axes.texts))


def sentences(widget: Any) -> Iterator[str]:
    """What may hold sentences, which stay English, and labels among them: HTML, values, what is printed."""
    if isinstance(widget, Explorer):
        yield from (value for _, value in widget.view()[1])
    for part in parts(widget):
        if isinstance(part, widgets.HTML):
            yield part.value
    if hasattr(widget, "printed"):
        yield from widget.printed()


@pytest.fixture(scope="module")
def walked() -> tuple[set[str], set[str]]:
    """The labels that are shown in a pseudo-language, and the sentences."""
    shown: set[str] = set()
    said: set[str] = set()
    made = []
    with pytest.MonkeyPatch.context() as patch, labels_in_use(PSEUDO):
        # No picture is looked at here, and painting them would be most of the time.
        patch.setattr(Panel, "picture", lambda _panel, _scale=2: b"")
        patch.setattr(Explorer, "keep_still", lambda *_: None)
        for widget in everything_shown():
            made.append(widget)
            shown.update(filter(None, shown_by_controls(widget)))
            if isinstance(widget, Explorer):
                shown.update(filter(None, shown_by_stage(widget)))
            said.update(filter(None, sentences(widget)))
    for widget in made:
        widget.close()
    return shown, said


def outside(text: str) -> str:
    """What of a text is in no label of the pseudo-language."""
    while (inner := re.sub(r"⟦[^⟦⟧]*⟧", "", text)) != text:
        text = inner
    return text


def test_every_label_that_is_shown_comes_from_the_table(walked):
    shown, _ = walked
    assert {text for text in shown if WORD.search(NO_LANGUAGE.sub("", outside(text)))} == set()


def pattern(label: str) -> re.Pattern[str]:
    return re.compile("⟦" + ".*?".join(map(re.escape, re.split(r"\{\w+\}", label))) + "⟧", re.DOTALL)


def test_every_label_of_the_table_is_shown(walked):
    shown, said = walked
    everything = "\n".join(shown | said)
    elsewhere = {*IN_BROWSER, STILL}  # tested below
    assert {label for label in english() if label not in elsewhere and not pattern(label).search(everything)} == set()


def test_the_table_is_that_of_the_code():
    assert set(english()) == set(tool.labels()), "run `uv run python -m tools.labels`"
    assert all(text == said for text, said in tomllib.loads(tool.TABLE.read_text(encoding="utf-8")).items())


def test_the_browser_is_told_what_it_writes_itself():
    written = {
        word for path in tool.SOURCE.rglob("*.js") for word in tool.IN_JAVASCRIPT.findall(path.read_text("utf-8"))
    }
    assert written == set(IN_BROWSER)
    with labels_in_use({"Play": "Start", "surface": "Fläche"}):
        assert gw.ConceptMap().stage.words["labels"] == {"Play": "Start"}
    assert "labels" not in gw.ConceptMap().stage.words


# --- a lecturer's own table ---


def test_a_menu_shows_other_words_and_keeps_its_values():
    english_one = gw.LinkedExplorer("hills")
    with labels_in_use({"hills": "Hügel", "surface": "Fläche", "angle of ∇F": "Richtung von ∇F"}):
        explorer = gw.LinkedExplorer("hills")
        assert explorer.settings == english_one.settings
        assert explorer.chooser.menu.label == "Hügel"
        assert explorer.chooser.menu.description == "Fläche"
        assert explorer.chooser.menu.options[0] == ("bowl", "bowl")
        assert "Richtung von ∇F = " in explorer.text()
        explorer.settings = {"surface": "ravine"}
        explorer.settings = english_one.settings
        assert explorer.settings == english_one.settings
    assert gw.LinkedExplorer("hills").text() == english_one.text()


def test_the_numbers_that_stand_large_and_their_colours_are_found_in_every_language():
    table = {
        "actual ΔE": "ΔE wirklich", "exact {slope}": "{slope}, genau",
        "first-order prediction ∇F·r": "∇F·r, erster Ordnung",
    }  # fmt: skip
    plain = gw.SmallChangeExplorer().stage.words["inks"]
    with labels_in_use(table):
        words = gw.SmallChangeExplorer().stage.words
        assert "ΔE wirklich" in words["headline"]
        assert words["inks"]["ΔE wirklich"] == plain["actual…"]
        assert words["inks"]["∇F·r, erster Ordnung"] == plain["first-order prediction…"]
        assert "…, genau" in gw.GradientCheckLab().stage.words["headline"]


def test_names_of_a_reader_are_never_translated():
    with labels_in_use({"loss": "Verlust", "step": "Schritt"}):
        explorer = gw.GraphExplorer("(loss - step)**2")
        assert [box.text.description for box in explorer.inputs.boxes.values()] == ["loss", "step"]
        assert {"loss", "step"} <= {mark.look["lines"][0] for mark in explorer.view()[0]["graph"].values()}
        assert gw.LinkedExplorer("bowl", axis_names=("step", "loss")).x.description == "step"


def test_what_was_cached_is_said_anew():
    weight = "weight {name} from {source} to {goal}"

    def said() -> str:
        return next(iter(dict(gw.LayerExplorer(chosen="w[0, 0]").chooser.menu.options)))

    before = said()
    with labels_in_use({"input {name}": "Eingang {name}", weight: "{goal} ← {source}: {name}"}):
        marks = gw.LayerExplorer().view()[0]["layer"]
        assert said() == "Eingang x₁"
        assert marks["w[0, 0]"].look["label"].startswith("y₁ ← x₁: w₁₁, ")
    assert said() == before == "input x₁"


def test_a_recorded_page_speaks_the_language():
    with labels_in_use({"step": "Schritt", "Play": "Los"}):
        explorer = gw.GraphExplorer("x*y", title="Mal")
        recording = explorer.record(step=3, node=1)
        assert recording.controls[0].label == "Schritt"
        assert "Schritt = 0 of " in recording.words
        assert recording.names["labels"] == {"Play": "Los"}


def test_a_still_picture_is_captioned_in_the_language(monkeypatch):
    captions = []
    monkeypatch.setattr(Explorer, "still", lambda self, caption="": captions.append(caption) or b"")
    with labels_in_use({STILL: "Ein Standbild."}):
        gw.ConceptMap()._repr_mimebundle_()
    assert captions[0] == "Ein Standbild."


def test_a_table_on_disk(tmp_path):
    file = tmp_path / "labels_de.toml"
    write_template(file)
    assert tomllib.loads(file.read_text(encoding="utf-8")) == {text: text for text in english()}
    with pytest.raises(FileExistsError):
        write_template(file)
    file.write_text('"learning rate η" = "Lernrate η"\n', encoding="utf-8")
    try:
        use_labels(str(file))
        assert tr("learning rate η") == "Lernrate η"
        assert tr("growth factor") == "growth factor"
    finally:
        use_labels()
    assert tr("learning rate η") == "learning rate η"


WRONG = {
    "learning rat η": ({"learning rat η": "x"}, "'learning rat η' is no label; did you mean 'learning rate η'?"),
    "nothing like it": ({"qqqqqqqqqq": "x"}, "'qqqqqqqqqq' is no label; `gradwalk labels` writes a file"),
    "no key": ({3: "x"}, "3 is no label"),
    "a number": ({"step": 3}, "Say the label 'step' as a text of one line, not 3"),
    "nothing": ({"step": " "}, "Say the label 'step' as a text of one line, not ' '"),
    "two lines": ({"step": "a\nb"}, "Say the label 'step' as a text of one line"),
    "a table in it": ({"step": {"de": "Schritt"}}, "Say the label 'step' as a text of one line, not {'de'"),
    "a field too few": ({"{part} of {all}": "{part}"}, "Say the label '{part} of {all}' with {all}, {part} in it"),
    "another field": ({"{part} of {all}": "{part} von {n}"}, "with {all}, {part} in it"),
    "a field too many": ({"step": "Schritt {n}"}, "Say the label 'step' with no braces in it"),
    "a lonely brace": ({"step": "Schritt {"}, "Say the label 'step' with no braces in it"),
    "a format": ({"{part} of {all}": "{part:>9} {all}"}, "with {all}, {part} in it"),
    "a list": (["step"], "Give the labels as the name of a TOML file or as a dict, not ['step']"),
    "a number as file": (7, "Give the labels as the name of a TOML file or as a dict, not 7"),
}


@pytest.mark.parametrize(("given", "sentence"), WRONG.values(), ids=WRONG)
def test_what_does_not_fit_is_said_and_changes_nothing(given, sentence):
    with labels_in_use({"surface": "Fläche"}):
        with pytest.raises(ValueError, match=re.escape(sentence)) as error:
            use_labels(given)
        assert "\n" not in str(error.value)
        assert tr("surface") == "Fläche"


FILES = {
    "no TOML": (b'"step" = "Schritt"\n"seed" Saat\n', "is no TOML", "line 2"),
    "not UTF-8": ('"step" = "Schritt für Schritt"'.encode("latin-1"), "is not written in UTF-8", ""),
    "twice": (b'"step" = "a"\n"step" = "b"\n', "is no TOML", "line 2"),
    "a section": (b'[step]\nde = "Schritt"\n', "Say the label 'step'", ""),
}


@pytest.mark.parametrize(("content", "sentence", "place"), FILES.values(), ids=FILES)
def test_a_file_that_does_not_fit_is_said(tmp_path, content, sentence, place):
    file = tmp_path / "labels.toml"
    file.write_bytes(content)
    with pytest.raises(ValueError, match=sentence) as error:
        use_labels(file)
    assert place in str(error.value)


def test_a_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(ValueError, match=r"labels_de\.toml' cannot be read; is it there\?"):
        use_labels(tmp_path / "labels_de.toml")
    with pytest.raises(ValueError, match="cannot be read"):
        use_labels(tmp_path)
