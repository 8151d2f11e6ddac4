"""Look back at the questions of a notebook: what was predicted beside what came out, as soon as one has committed."""

import html
from collections.abc import Mapping
from typing import Any

import ipywidgets as widgets

from gradwalk.explorers.explorer import PAGE
from gradwalk.explorers.lifecycle import close_parts, shown_by_this_cell
from gradwalk.explorers.prediction import Prediction
from gradwalk.explorers.quiz import WORDS
from gradwalk.labels import tr, tr_later

NOT_YET = tr_later("Not predicted yet.")


class YourPredictions(widgets.VBox):
    """Every question of `predictions` with what was predicted and what came out; it follows each commitment by itself.

    Nothing is said of a question before one has committed to an answer.
    """

    def __init__(self, *predictions: Prediction) -> None:
        self.predictions = predictions
        self.words = widgets.HTML()
        super().__init__([self.words], layout=PAGE)
        self.add_class("gradwalk-prediction")
        for prediction in predictions:
            prediction.observe(self._show, "committed")
        self._show()
        shown_by_this_cell(self)

    def close(self) -> None:
        """Close the list, and listen to no prediction any more."""
        for prediction in self.predictions:
            prediction.unobserve(self._show, "committed")
        self.predictions = ()
        close_parts(self)
        super().close()

    def _show(self, _change: Any = None) -> None:
        self.words.value = f'<ol style="{WORDS}">{"".join(map(_item, self.predictions))}</ol>'

    def _repr_mimebundle_(self, **options: Any) -> Mapping[str, Any]:
        """Add the questions, for readers without a kernel, to what a live notebook shows."""
        lines = [line for each in self.predictions for line in (each.question, f"  {' '.join(_said(each))}")]
        bundle = super()._repr_mimebundle_(**options) or {}
        return {**bundle, "text/plain": "\n".join(lines), "text/html": self.words.value}


def _said(prediction: Prediction) -> list[str]:
    return [tr(NOT_YET)] if prediction.committed is None else prediction.outcome_lines()


def _item(prediction: Prediction) -> str:
    lines = "".join(f"<p>{html.escape(line)}</p>" for line in _said(prediction))
    return f"<li><b>{html.escape(prediction.question)}</b>{lines}</li>"
