"""Take the concept test: a few questions before the course, to compare with; all after it, each answer explained."""

import html
from pathlib import Path
from typing import ClassVar

import ipywidgets as widgets
import traitlets

from gradwalk.explorers.concept_scores import FILE, Score, keep_score, kept_scores, score, total
from gradwalk.explorers.message import MessageLine
from gradwalk.explorers.quiz import UNKNOWN, WORDS, Quiz, choice_list, explain, folded, paragraphs
from gradwalk.labels import tr, tr_later
from gradwalk.questions import Question, concept_questions, first_questions
from gradwalk.questions.answers import MODES, export_answers
from gradwalk.questions.answers import UNKNOWN as NO_PLACE
from gradwalk.questions.forms import concept_form
from gradwalk.states.numerals import out_of

OWN_FORM = "A"  # the questions of the course itself are some of this form
CHOOSE = tr_later("Choose one answer, or press “I do not know”.")
WHEN = {"before": tr_later("before the course"), "after": tr_later("after the course")}
CELL = "text-align: left; padding: 2px 16px 2px 0"


class ConceptTest(Quiz):
    """One question after the other, as many as the reader likes, and how it went at the end.

    With `mode` "after" all questions are asked and every answer is explained at once. With "before" a few are asked,
    and nothing is said of what is right, so that they stay worth asking. With `form` "A" or "B" all questions of one
    of two parallel forms are asked, for a class that takes the one before and the other after. The score can be kept
    in `folder`, and both are then shown side by side; there the answers are written without a name, too, for whoever
    wants to hand them in. Who runs the cell again goes on where she was. Raises ValueError for another mode or form.
    """

    position = traitlets.Int(0)
    answers = traitlets.Dict()

    # What was answered in this kernel, by mode and file: running the cell again closes one test and makes another.
    _taken: ClassVar[dict[tuple[str, str | None, Path], tuple[int, dict[str, str]]]] = {}

    def __init__(self, mode: str = "after", folder: str = ".", form: str | None = None) -> None:
        if mode not in MODES:
            raise ValueError(f"Choose as mode one of {', '.join(MODES)}, not {mode!r}.")
        self.mode, self.form, self._path = mode, form, Path(folder) / FILE
        self.questions = _questions(mode, form)
        self.back, self.unknown, self.finish = (
            _button(tr("Back")),
            _button(tr("I do not know")),
            _button(tr("Finish here")),
        )
        self.keep = _button(tr("Keep this for notebook 5") if mode == "before" else tr("Keep this score"))
        self.export, self.again = _button(tr("Export without my name")), _button(tr("Take it again"))
        self.message = MessageLine()
        beside = [self.unknown, self.back, self.finish, self.keep, self.export, self.again]
        super().__init__(beside=beside, below=[self.message])
        self.position, self.answers = self._taken.get(self._key, (0, {}))
        self._observe()
        self._show()

    def _observe(self) -> None:
        self.button.on_click(lambda _: self.go_on())
        self.unknown.on_click(lambda _: self._answer(UNKNOWN))
        self.back.on_click(lambda _: self._go_to(self.position - 1))
        self.finish.on_click(lambda _: self._go_to(len(self.questions)))
        self.keep.on_click(lambda _: self._keep())
        self.export.on_click(lambda _: self._export())
        self.again.on_click(lambda _: self._restart())

    # --- state ---

    @property
    def question(self) -> Question | None:
        """The question that is asked, None at the end."""
        return self.questions[self.position] if self.position < len(self.questions) else None

    @property
    def explained(self) -> bool:
        """Whether the present question is answered and its explanation stands there."""
        return self.mode == "after" and self.question is not None and self.question.name in self.answers

    def score(self) -> Score:
        """Return the right answers and the questions answered so far, by topic."""
        return score(self.answers)

    # --- what the reader does ---

    def go_on(self) -> None:
        """Commit to the chosen answer, or, once it is explained, go to the next question."""
        if self.explained:
            self._go_to(self.position + 1)
        elif self.question is not None and self.options.value is None:
            self.message.remark(tr(CHOOSE))
        elif self.question is not None:
            self._answer(self.options.value)

    def _answer(self, choice: str) -> None:
        if self.question is None or self.explained:
            return
        self.answers = {**self.answers, self.question.name: choice}
        self._go_to(self.position + (self.mode == "before"))

    def _go_to(self, position: int) -> None:
        self.position = max(0, position)
        self._taken[self._key] = (self.position, self.answers)
        self._show()

    @property
    def _key(self) -> tuple[str, str | None, Path]:
        return self.mode, self.form, self._path.resolve()

    def _restart(self) -> None:
        self.answers = {}
        self._go_to(0)

    def _keep(self) -> None:
        try:
            keep_score(self._path, self.mode, self.score())
        except (OSError, ValueError) as error:
            self.message.warn(f"The score could not be kept: {error}")
        else:
            self.message.remark(f"Kept as {self._path.name} beside this notebook; no answer is in it.")

    def _export(self) -> None:
        asked = [each for each in self.questions if each.name in self.answers]
        right = {each.name: self.answers[each.name] == each.answer for each in asked}
        choices = {each.name: _place(each, self.answers[each.name]) for each in asked}
        try:
            path = export_answers(self._path.parent, self.mode, choices, right, self.form or OWN_FORM)
        except OSError as error:
            self.message.warn(f"The answers could not be written: {error}")
        else:
            self.message.remark(f"Written as {path.name}: your choices and a random code. Nothing is sent anywhere.")

    # --- what is seen ---

    def _show(self) -> None:
        """Show the present state."""
        self.message.remark("")
        asked = self.question
        shown = {
            self.options: asked is not None,
            self.button: asked is not None,
            self.unknown: asked is not None and not self.explained,
            self.back: self.position > 0,
            self.finish: asked is not None,
            self.keep: asked is None and bool(self.answers),
            self.export: asked is None and bool(self.answers),
            self.again: asked is None,
        }
        for control, is_shown in shown.items():
            control.layout.display = "" if is_shown else "none"
        if asked is None:
            self._show_result()
        else:
            self._show_question(asked)

    def _show_question(self, asked: Question) -> None:
        count = len(self.questions)
        place = (
            tr("Question {number} of {count}", number=self.position + 1, count=count) + f" · {html.escape(asked.topic)}"
        )
        if self.options.options != tuple(asked.choices):
            self.options.options = tuple(asked.choices)
        self.options.value = self.answers.get(asked.name) or None
        self.options.disabled = self.explained
        last = self.position + 1 == count
        self.button.description = (
            (tr("See how it went") if last else tr("Next question")) if self.explained else tr("Commit")
        )
        self.feedback.value = paragraphs(explanation(asked, self.answers[asked.name])) if self.explained else ""
        # Last, so that a question never stands above the choices of another one while messages are on their way.
        self.title.value = f'<p style="{WORDS}">{place}<br><b>{html.escape(asked.text)}</b></p>'

    def _show_result(self) -> None:
        self.title.value = f'<p style="{WORDS}"><b>{self.summary()}</b></p>'
        self.feedback.value = self._table() + self._to_read() if self.mode == "after" and self.answers else ""

    def summary(self) -> str:
        """Return in one sentence how it went; before the course, that it was noted."""
        right, asked = total(self.score())
        if not asked:
            return tr("No question was answered, and none has to be.")
        if self.mode == "before":
            return tr(
                "{asked} of {all} answered. Notebook 5 asks again, with reasons, and shows both.",
                asked=asked,
                all=len(self.questions),
            )
        return (
            tr("{right} of {asked} right.", right=right, asked=asked)
            if right
            else tr("None of {asked} right yet: each is explained where it stands.", asked=asked)
        )

    def _table(self) -> str:
        """Return the score by topic as a table, beside that of the other mode where it was kept."""
        try:
            kept = kept_scores(self._path)
        except ValueError as error:
            self.message.warn(str(error))
            kept = {}
        columns = {mode: entry for mode in MODES if (entry := self.score() if mode == self.mode else kept.get(mode))}
        head = "".join(f'<th scope="col" style="{CELL}">{html.escape(tr(WHEN[mode]))}</th>' for mode in columns)
        rows = "".join(_row(topic, [entry.get(topic) for entry in columns.values()]) for topic in self.score())
        first = f'<th scope="col" style="{CELL}">{html.escape(tr("topic"))}</th>'
        return f'<table style="{WORDS}"><tr>{first}{head}</tr>{rows}</table>'

    def _to_read(self) -> str:
        """Return where to read again what was answered wrongly."""
        answered = [entry for entry in self.questions if entry.name in self.answers]
        missed = [entry for entry in answered if self.answers[entry.name] != entry.answer]
        items = "".join(f"<li>{html.escape(entry.text)} <b>{html.escape(entry.where)}</b></li>" for entry in missed)
        if not items:
            return f'<p style="{WORDS}">{html.escape(tr("Nothing was missed."))}</p>'
        return f'<div style="{WORDS}">{html.escape(tr("To look at once more:"))}<ul>{items}</ul></div>'

    def printed(self) -> tuple[str, str]:
        """Return the number of questions, and all of them, for readers without a kernel."""
        items = "".join(f"<li>{_printed(entry, explained=self.mode == 'after')}</li>" for entry in self.questions)
        plain = f"ConceptTest, {self.mode} the course: {len(self.questions)} questions"
        return plain, f"<p><b>{html.escape(tr('Concept test'))}</b></p><ol>{items}</ol>"


def _button(words: str) -> widgets.Button:
    """Return a button as wide as its words."""
    return widgets.Button(description=words, layout=widgets.Layout(width="auto"))


def _questions(mode: str, form: str | None) -> tuple[Question, ...]:
    if form is not None:
        return concept_form(form)
    return first_questions() if mode == "before" else concept_questions()


def _place(asked: Question, choice: str) -> int:
    """Return the place of a choice among those of its question, as `export_answers` wants it."""
    return NO_PLACE if choice == UNKNOWN else list(asked.choices).index(choice)


def explanation(asked: Question, choice: str) -> list[str]:
    """Return why a choice is right or wrong, the right one, and where the course treats it: a few lines."""
    return [
        *explain(asked, choice, tr("You chose"), tr("It is not so."), tr("The answer")),
        tr("See {where}.", where=asked.where),
    ]


def _row(topic: str, cells: list[tuple[int, int] | None]) -> str:
    texts = [out_of(cell[0], cell[1]) if cell else tr("not asked") for cell in cells]
    written = "".join(f'<td style="{CELL}">{text}</td>' for text in texts)
    return f'<tr><th scope="row" style="{CELL}">{html.escape(topic)}</th>{written}</tr>'


def _printed(asked: Question, explained: bool) -> str:
    """Return a question with its choices; `explained` adds the answer, to be opened."""
    fold = folded(tr("The answer"), paragraphs(explanation(asked, UNKNOWN))) if explained else ""
    return f"{html.escape(asked.text)}{choice_list(asked)}{fold}"
