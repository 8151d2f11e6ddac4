"""A question with its choices, and the one way in which choices are drawn."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from numpy.random import Generator

LETTERS = "abcd"
MOST_CHOICES, FEWEST_CHOICES = 4, 3
Key = TypeVar("Key", bound=Hashable)
Cause = TypeVar("Cause")


@dataclass(frozen=True)
class Choice:
    """What can be chosen, and what is to be said to whoever chose it."""

    text: str
    reason: str


@dataclass(frozen=True)
class CodeQuestion:
    """One question: its kind, its text, its choices, the place of the right one, and what explains it.

    Lines of the text that begin with four blanks are code, what stands between backticks, too.
    """

    kind: str
    text: str
    choices: tuple[Choice, ...]
    right: int

    @property
    def letters(self) -> str:
        """The letters of the choices."""
        return LETTERS[: len(self.choices)]

    @property
    def right_letter(self) -> str:
        """The letter of the right choice."""
        return LETTERS[self.right]


@dataclass(frozen=True)
class Drawn:
    """The outcomes that are offered, in their order, and the place of the one whose cause is asked about."""

    outcomes: tuple
    right: int


def draw(rng: Generator, outcomes: Sequence[Key]) -> Drawn | None:
    """Draw some of `outcomes`, all different, and of these the right one; None when there are too few to choose from.

    Every outcome that is offered could have been the right one, with the same chance: so neither its place nor its
    length nor the number of its digits can tell.
    """
    if len(outcomes) < FEWEST_CHOICES:
        return None
    places = rng.permutation(len(outcomes))[:MOST_CHOICES]
    return Drawn(tuple(outcomes[place] for place in places), int(rng.integers(len(places))))


def one_of(rng: Generator, causes: Mapping[Key, Sequence[Cause]], outcome: Key) -> Cause:
    """Return one of the causes of an outcome."""
    return causes[outcome][int(rng.integers(len(causes[outcome])))]
