"""The still picture of an explorer: its caption, and its place on pages that have no front end for the stage."""

import html
import io

import numpy as np
from PIL import Image

from gradwalk import GraphExplorer, LinkedExplorer, Prediction
from gradwalk.explorers.portable import STILL
from gradwalk.explorers.prediction import OPENS
from gradwalk.explorers.substitute import WHY


def test_a_still_picture_is_kept_for_pages_without_the_stage():
    explorer = LinkedExplorer("bowl")
    assert explorer.substitute.value == ""
    explorer.x.value = 3
    explorer._repr_mimebundle_()
    assert html.escape(explorer.text()) in explorer.substitute.value
    assert html.escape(WHY) in explorer.substitute.value


def test_the_caption_stands_below_the_picture_and_fits():
    explorer = GraphExplorer("x*y", x=2, y=3)  # the narrowest one
    plain, captioned = (np.asarray(Image.open(io.BytesIO(explorer.still(words)))) for words in ("", STILL))
    assert captioned.shape[1] == plain.shape[1]
    below = captioned[plain.shape[0] :]
    paper = below[0, 0]
    inked = np.flatnonzero((below != paper).any(axis=0))
    assert 0 < inked[0] < inked[-1] < captioned.shape[1] - 1


def test_what_a_question_opens_keeps_its_picture():
    prediction = Prediction("Which way?", {"Up.": "No.", "Down.": "Yes."}, "Down.", lambda: LinkedExplorer("bowl"))
    assert OPENS in prediction._repr_mimebundle_()["text/html"]
    prediction.options.value = "Up."
    prediction.commit()
    assert html.escape(WHY) in prediction.children[-1].substitute.value


def test_a_question_without_a_picture_promises_none():
    prediction = Prediction("Which way?", {"Up.": "No.", "Down.": "Yes."}, "Down.")
    assert OPENS not in prediction._repr_mimebundle_()["text/html"]
