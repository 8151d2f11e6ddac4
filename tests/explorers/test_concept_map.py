"""The concept map: every concept can be reached, nothing overlaps, the circle closes, and the text says it all."""

import itertools

import numpy as np
import pytest

from gradwalk.explorers.concept_map import ConceptMap
from gradwalk.scenes.graph.concept_map_scene import BOX, HEIGHT, WIDTH, middle
from gradwalk.states.graph.course_map import CONCEPTS, RELATIONS, CourseMap


def test_boxes_lie_inside_the_picture_and_apart():
    middles = {name: middle(name) for name in CONCEPTS}
    for x, y in middles.values():
        assert BOX[0] / 2 < x < WIDTH - BOX[0] / 2
        assert BOX[1] / 2 < y < HEIGHT - BOX[1] / 2
    for one, other in itertools.combinations(middles.values(), 2):
        assert (np.abs(one - other) > BOX).any()


def test_no_arrow_runs_through_a_third_box():
    for start, _, goal in RELATIONS:
        a, b = middle(start), middle(goal)
        for name in CONCEPTS.keys() - {start, goal}:
            way = a + np.linspace(0, 1, 201)[:, None] * (b - a)
            assert not (np.abs(way - middle(name)) < np.array(BOX) / 2).all(axis=1).any(), (start, goal, name)


def test_the_circle_of_learning_closes():
    follows = {start: set() for start in CONCEPTS}
    for start, _, goal in RELATIONS:
        follows[start].add(goal)
    circle = ["weights", "forward", "loss", "back-propagation", "gradient", "change", "downhill", "update", "weights"]
    for one, other in itertools.pairwise(circle):
        assert other in follows[one]


def test_every_concept_has_a_relation_and_every_relation_a_concept():
    named = {name for start, _, goal in RELATIONS for name in (start, goal)}
    assert named == CONCEPTS.keys()
    assert len(CourseMap("").readout()) == len(RELATIONS)


@pytest.mark.parametrize("name", CONCEPTS)
def test_a_pressed_concept_is_explained_and_pressed_again_left(name):
    explorer = ConceptMap()
    explorer._press("map", name)
    assert CONCEPTS[name].sentence in explorer.stage.note
    assert "notebook" in explorer.stage.note
    assert len(explorer.stage.readout) == sum(name in (start, goal) for start, _, goal in RELATIONS)
    assert name not in CourseMap(name).neighbours
    explorer._press("map", name)
    assert explorer.stage.marks == ConceptMap().stage.marks


def test_every_box_can_be_pressed_and_is_named():
    boxes = [mark for mark in ConceptMap().stage.marks["map"].values() if mark["kind"] == "node"]
    assert len(boxes) == len(CONCEPTS)
    assert all(mark["press"] and mark["label"] for mark in boxes)


def test_an_unknown_concept_is_named():
    with pytest.raises(ValueError, match="'momentum'"):
        ConceptMap("momentum")


def test_moved_figure_equals_fresh_figure():
    moved = ConceptMap("loss")
    moved.concept.value = "rate"
    fresh = ConceptMap("rate")
    for trait in ("marks", "readout", "note", "picture_map"):
        assert getattr(moved.stage, trait) == getattr(fresh.stage, trait), trait


def test_the_text_twin_says_sentences_and_no_equations():
    words = ConceptMap().text()
    assert "loss E starts back-propagation; " in words
    assert "=" not in words.replace("cos θ = −1", "")


def test_what_can_be_unfolded_is_called_what_it_is():
    assert ConceptMap().stage.words["fold"] == "all relations"


def test_an_arrow_is_seen_on_both_sides_of_its_word():
    marks = ConceptMap().stage.marks["map"]
    arrows = {name: mark for name, mark in marks.items() if mark["kind"] == "edge"}
    assert len(arrows) == len(RELATIONS)
    for name, mark in arrows.items():
        along = np.ptp(np.array(mark["at"]), axis=0)
        plate = marks[f"{name} text"]["shapes"][0]
        share = min(plate["width"] / max(along[0], 1e-9), plate["height"] / max(along[1], 1e-9))  # below the plate
        assert (1 - share) * np.hypot(*along) >= 16, name
