"""What is said to a learner's letters: whether each is right, and why; and then, perhaps, a fresh question."""

from collections.abc import Sequence
from dataclasses import dataclass

from gradwalk.checks.own_answer.asking import Asked
from gradwalk.checks.own_answer.question import LETTERS, CodeQuestion
from gradwalk.checks.own_answer.showing import inline, panel, question_html, question_text


@dataclass(frozen=True)
class Reply:
    """Shows itself after `work.answer(...)`: sentences, and a question that follows, None when there is none."""

    name: str
    sentences: tuple[str, ...]
    following: CodeQuestion | None = None
    line: str = ""

    def __repr__(self) -> str:
        """The sentences, a line each, and the question."""
        after = [question_text(self.name, self.following), self.line] if self.following else []
        return "\n".join([*self.sentences, *after])

    def _repr_html_(self) -> str:
        after = question_html(self.name, self.following) + f"<p><code>{self.line}</code></p>" if self.following else ""
        return panel(self._words(self.sentences) + after)

    def said_html(self) -> str:
        """Return the sentences as HTML without the question that follows, which is then asked in its own way."""
        said = (*self.sentences[:-1], "Here is a fresh one of its kind:") if self.following else self.sentences
        return panel(self._words(said))

    @staticmethod
    def _words(sentences: Sequence[str]) -> str:
        return "".join(f'<p style="margin:6px 0">{inline(sentence)}</p>' for sentence in sentences)


def reply_to(asked: Asked, letters: str) -> Reply:
    """Return the Reply to the letters of one question: the first is the answer to it, the second to the fresh one."""
    known = asked.question.letters
    if not letters:
        return Reply(asked.name, (f"{asked.name} waits for a letter: one of {', '.join(known)}.",))
    if letters[0] not in known:
        return Reply(asked.name, (f"{letters[0]!r} is no choice of {asked.name}; choose one of {', '.join(known)}.",))
    first = _said(asked.name, asked.question, letters[0])
    if letters[0] == asked.question.right_letter or asked.fresh is None:
        return Reply(asked.name, first)
    if letters[1:2] in asked.fresh.letters and letters[1:2]:
        return Reply(asked.name, (*first, "Then the fresh one:", *_said(asked.name, asked.fresh, letters[1])))
    line = asked.line.replace('""', f'"{letters[0]}_"', 1)
    following = "Here is a fresh one of its kind. Put your letter in the place of the `_`:"
    return Reply(asked.name, (*first, following), asked.fresh, line)


def _said(name: str, question: CodeQuestion, letter: str) -> tuple[str, ...]:
    """Say whether a letter is right, and why; of a wrong one, what it would be the answer to."""
    chosen = question.choices[LETTERS.index(letter)]
    if letter == question.right_letter:
        return (f"✓ {name}: ({letter}) is right. {chosen.reason}",)
    right = question.choices[question.right]
    return (
        f"✗ {name}: ({letter}), {chosen.text.rstrip('.')}, is not it. {chosen.reason}",
        f"It is ({question.right_letter}), {right.text.rstrip('.')}. {right.reason}",
    )


def committed(asked: Asked, before: str, given: str) -> str:
    """Return the letters that count after `given`: the first letter of a choice stays, and a second may follow it."""
    if not given or given[0] not in asked.question.letters or (before and given[0] != before[0]):
        return before
    return max(before, given, key=len)


def letters_in(given: object) -> str:
    """Return the letters of an answer, small and without what people put around them; at most two count."""
    text = "".join(map(str, given)) if isinstance(given, list | tuple) else given
    return "".join(one for one in text.lower() if one.isalpha())[:2] if isinstance(text, str) else ""
