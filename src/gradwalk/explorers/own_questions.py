"""Answer the questions about one's own homework by choosing; what is handed in are the lines that this gives."""

import html
from collections.abc import Callable, Mapping
from typing import Any

import ipywidgets as widgets
from IPython import get_ipython

from gradwalk.checks.homework import Homework
from gradwalk.checks.own_answer import Asked, CodeQuestion
from gradwalk.checks.own_answer.question import LETTERS
from gradwalk.checks.own_answer.showing import CODE, blocks_html
from gradwalk.explorers.explorer import PAGE
from gradwalk.explorers.lifecycle import close_parts, shown_by_this_cell
from gradwalk.explorers.quiz import Quiz
from gradwalk.labels import tr

NONE_YET = "No question yet: a check that says ✓ asks one or two. Run this cell again after it."
ALL_KEPT = "All answers that you have chosen stand in cells of yours: they are handed in."
OPEN = "{} about your answers. In a running notebook you choose here; elsewhere write the lines that the checks show."
TO_KEEP = (
    "These lines are your answers. What stands in a cell is handed in, what you see here is not: run this cell again, "
    "and they are written into a new one below it; or copy them. Then run that cell."
)


class OwnQuestion(Quiz):
    """One question about her code: choose, commit, read why; after a wrong choice perhaps a fresh one."""

    def __init__(self, work: Homework, asked: Asked, committed: Callable[[], None]) -> None:
        self.work, self.asked, self._committed = work, asked, committed
        self.letters = work.letters_for(asked)
        super().__init__()
        self.said = widgets.HTML()  # about the first choice, above the fresh question
        self.children = [self.said, *self.children]
        self.button.description = tr("This is my answer")
        self._ask(asked.next_for(self.letters) or asked.question)
        self.options.observe(lambda change: self._enable(change["new"]), "value")
        self.button.on_click(lambda _: self.commit())

    def _ask(self, question: CodeQuestion) -> None:
        self.title.value = blocks_html(f"{self.asked.name}. {question.text}")
        choices = zip(LETTERS, question.choices, strict=False)
        self.options.options = [(f"({letter}) {one.text.replace('`', '')}", letter) for letter, one in choices]
        self.options.value = None
        self._enable(None)

    def _enable(self, letter: str | None) -> None:
        self.button.disabled = letter is None or self.options.disabled

    def commit(self) -> None:
        """Take the chosen letter as the answer, say why, and go on to the fresh question, if there is one."""
        if self.options.value is None or self.options.disabled:
            return
        reply = self.work.choose(self.asked.name, self.letters + self.options.value)
        self.letters += self.options.value
        following = self.asked.next_for(self.letters)
        if following is not None:
            self.said.value = reply.said_html()
            self._ask(following)
        else:
            self.feedback.value = reply.said_html()
            self.options.disabled = self.button.disabled = True
        self._committed()

    def printed(self) -> tuple[str, str]:
        """Return the name of the question, as plain text and HTML."""
        return self.asked.name, html.escape(self.asked.name)


class OwnQuestions(widgets.VBox):
    """All questions that the checks of `work` have asked and that have no answer yet, and the lines of those that do.

    Run again, it writes the lines that were chosen into a new cell, where the front end allows that.
    """

    def __init__(self, work: Homework) -> None:
        self.work, self.lines = work, widgets.HTML()
        self.before = work.lines_to_keep
        self.asked = [one for one in work.asked if one.next_for(work.letters_for(one)) is not None]
        quizzes = [OwnQuestion(work, one, self._show_lines) for one in self.asked]
        super().__init__([*quizzes, self.lines], layout=PAGE)
        self._show_lines()
        if self.before and (shell := get_ipython()) is not None:
            # What `set_next_input` does in Jupyter; the kernel of the browser has another one, of the terminal.
            following = {"source": "set_next_input", "text": "\n".join(self.before), "replace": False}
            shell.payload_manager.write_payload(following)
        shown_by_this_cell(self)

    def _show_lines(self) -> None:
        kept = self.work.lines_to_keep
        code = f"<pre style='{CODE};user-select:all'>{html.escape(chr(10).join(kept))}</pre>"
        words = html.escape(TO_KEEP) if kept else "" if self.asked else html.escape(self.sentence)
        self.lines.value = (
            f'<div role="status" style="line-height:1.5;max-width:52em">{words}{code if kept else ""}</div>'
        )

    @property
    def sentence(self) -> str:
        """What is said where nothing can be chosen."""
        if self.asked:
            return OPEN.format("One question" if len(self.asked) == 1 else f"{len(self.asked)} questions")
        return ALL_KEPT if self.work.asked else NONE_YET

    def close(self) -> None:
        """Close it with all its widgets."""
        close_parts(self)
        super().close()

    def _repr_mimebundle_(self, **options: Any) -> Mapping[str, Any]:
        """Add a sentence for readers without a kernel."""
        shown = super()._repr_mimebundle_(**options) or {}
        return {**shown, "text/plain": self.sentence, "text/html": f"<p>{html.escape(self.sentence)}</p>"}
