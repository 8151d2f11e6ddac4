"""Name the numbers of a network: "w1[0, 2]" is w⁽¹⁾₁₃ and "h3" is h₃, each with its array and its place in it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

BELOW = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
ABOVE = {"1": "⁽¹⁾", "2": "⁽²⁾"}
TARGET = "t"  # the letter of the targets, ŷ in the text


class Name(str):
    """The name of a unit or weight: a string, so that it is a key, an id and a value in JSON, that knows its parts.

    `array` is the array it is an entry of, "w1" or "h", and `index` the place in it, counted from 0; the loss has no
    index, and the constant unit whose weights are the biases has none either.
    """

    array: str
    index: tuple[int, ...]  # type: ignore  # a name is looked up whole, never searched as str.index would

    def __new__(cls, text: str, array: str, index: tuple[int, ...] = ()) -> Name:
        """Return the name `text`; use `entry`, `unit` and `constant_unit`, which know how one is written."""
        name = super().__new__(cls, text)
        name.array, name.index = array, index
        return name

    def __reduce__(self) -> tuple[type[Name], tuple[str, str, tuple[int, ...]]]:
        """Return what a copy is made of."""
        return Name, (str(self), self.array, self.index)

    @property
    def letter(self) -> str:
        """The letter of its array: "w" for a weight of either layer, "b" for a bias, "t" for a target."""
        return self.array[0]

    @property
    def is_constant(self) -> bool:
        """Whether it is the unit of value 1 that biases multiply."""
        return not self.index and self.letter in "xz"

    @property
    def is_parameter(self) -> bool:
        """Whether it is a weight or a bias."""
        return self.letter in "wb"

    @property
    def symbol(self) -> str:
        """The name as the course writes it: w⁽¹⁾₁₃, h₃, ŷ₁ for a target, 1 for the constant unit."""
        if self.is_constant:
            return "1"
        letter = "ŷ" if self.letter == TARGET else self.letter
        return letter + ABOVE.get(self.array[1:], "") + self._subscript().translate(BELOW)

    @property
    def latex(self) -> str:
        r"""The name in LaTeX: w^{(1)}_{13}, h_{3}, \hat{y}_{1}."""
        if self.is_constant:
            return "1"
        letter = r"\hat{y}" if self.letter == TARGET else self.letter
        above = f"^{{({self.array[1:]})}}" if self.array[1:] else ""
        return letter + above + (f"_{{{self._subscript()}}}" if self.index else "")

    def _subscript(self) -> str:
        """Return the indices counted from 1, with a comma between them where one has two digits."""
        counted = [str(i + 1) for i in self.index]
        return ("" if max(map(len, counted), default=1) == 1 else ",").join(counted)


LOSS = Name("E", "E")


def entry(array: str, *index: int) -> Name:
    """Return the name of an entry of an array as one would index it: "w1[0, 2]", "b2[1]"."""
    return Name(f"{array}[{', '.join(map(str, index))}]", array, index)


def entries(array: str, shape: tuple[int, ...]) -> Iterator[Name]:
    """Yield the names of all entries of an array of `shape`, row by row."""
    return (entry(array, *index) for index in np.ndindex(*shape))


def unit(letter: str, index: int) -> Name:
    """Return the name of a unit, whose number counts from 1 as in the text: `unit("h", 2)` is "h3"."""
    return Name(f"{letter}{index + 1}", letter, (index,))


def units(letter: str, count: int) -> tuple[Name, ...]:
    """Return the names of the first `count` units of a letter."""
    return tuple(unit(letter, i) for i in range(count))


def constant_unit(letter: str) -> Name:
    """Return the name of the unit of value 1 whose weights are the biases: "x0" or "z0"."""
    return Name(f"{letter}0", letter)
