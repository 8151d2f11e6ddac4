"""Hold the numbers that the reader sets: inputs, targets, weights and biases, each under its name.

Numbers of units that a smaller network does not have are kept, so that they come back with the larger one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from gradwalk.mathematics.names import Name, entries, units
from gradwalk.mathematics.parameters import Parameters
from gradwalk.states.network.wiring import Wiring, layer_wiring, network_wiring

LARGEST = 5  # units in a column

# One decimal each, no two rows alike, both signs; the first 2-3-2 of them are the network of notebook 4.
W1 = (
    (0.5, -0.4, 0.3, 0.7, -0.6),
    (-0.8, 0.6, -0.2, 0.4, 0.9),
    (0.3, 0.9, 0.5, -0.7, 0.2),
    (0.6, -0.5, -0.9, 0.1, 0.4),
    (-0.2, 0.8, 0.4, -0.3, -0.7),
)
W2 = (
    (0.7, -0.3, 0.4, 0.2, -0.5),
    (-0.6, 0.8, 0.5, -0.4, 0.3),
    (0.4, 0.1, -0.7, 0.6, 0.9),
    (-0.1, -0.8, 0.2, 0.5, 0.6),
    (0.9, 0.3, -0.2, -0.6, 0.1),
)
B1, B2 = (0.1, -0.2, 0.3, -0.1, 0.2), (0.2, -0.1, 0.1, -0.3, 0.3)
X, TARGET = (1.0, 0.5, -0.5, 0.8, -1.0), (1.0, 0.0, 0.5, -0.5, 0.2)


def _named(array: str, rows: ArrayLike) -> dict[Name, float]:
    """Return the entries of an array under the names of `Parameters.labels()`."""
    values = np.asarray(rows, dtype=float)
    return dict(zip(_entries(array, values.shape), values.ravel().tolist(), strict=True))


@lru_cache(maxsize=256)
def _entries(array: str, shape: tuple[int, ...]) -> tuple[Name, ...]:
    """Return the names of all entries of an array of `shape`, row by row; the same each time."""
    return tuple(entries(array, shape))


_units = lru_cache(maxsize=64)(units)


def _counted(letter: str, values: Sequence[float] | np.ndarray) -> dict[Name, float]:
    return dict(zip(_units(letter, len(values)), map(float, values), strict=True))


def _require_shown(sizes: tuple[int, ...]) -> None:
    if not 1 <= min(sizes) <= max(sizes) <= LARGEST:
        raise ValueError(f"Give from 1 to {LARGEST} units in each layer, not {sizes}.")


@dataclass(frozen=True)
class Values:
    """The `numbers` by name, and the `sizes` of the layers in use."""

    sizes: tuple[int, ...]
    numbers: Mapping[Name, float]

    @property
    def wiring(self) -> Wiring:
        """The units and weights in use, and how they are joined."""
        raise NotImplementedError

    @cached_property
    def names(self) -> tuple[Name, ...]:
        """The names of the numbers in use that the reader can set: inputs, targets, weights, biases."""
        nodes = [name for name in self.wiring.nodes if name in self.numbers]
        return (*nodes, *self.wiring.weights)

    def named(self, text: str) -> Name:
        """Return the number in use that is called `text`. Raises KeyError where there is none."""
        return {str(name): name for name in self.names}[text]

    def with_number(self, name: str, value: float) -> Self:
        """Return the same with one number changed."""
        return self.with_numbers({name: value})

    def with_numbers(self, numbers: Mapping[str, float]) -> Self:
        """Return the same with the `numbers` changed that are given by name."""
        return replace(self, numbers={**self.numbers, **{name: float(value) for name, value in numbers.items()}})

    def array(self, name: str, *shape: int) -> np.ndarray:
        """Return the numbers of the array called `name` as an array of `shape`."""
        return np.array([self.numbers[entry] for entry in _entries(name, shape)]).reshape(shape)

    def vector(self, letter: str, length: int) -> np.ndarray:
        """Return the numbers of the nodes called `letter` 1, 2, ..., shape (length,)."""
        return np.array([self.numbers[name] for name in _units(letter, length)])


@dataclass(frozen=True)
class LayerValues(Values):
    """The numbers of one fully connected layer; `sizes` is (inputs, outputs)."""

    @classmethod
    def start(cls, sizes: tuple[int, int] = (3, 2)) -> LayerValues:
        """Return the numbers a layer starts with."""
        return cls(sizes, {**_counted("x", X), **_named("w", W1)})

    @classmethod
    def of(cls, w: np.ndarray, x: np.ndarray) -> LayerValues:
        """Return the numbers of given weights w (J, I) and inputs x (I,). Raises ValueError for too many."""
        _require_shown(w.shape)
        return cls(w.shape[::-1], {**cls.start().numbers, **_counted("x", x), **_named("w", w)})

    def resized(self, sizes: tuple[int, int]) -> LayerValues:
        """Return a layer of other `sizes` and the same numbers."""
        return replace(self, sizes=tuple(sizes))

    @property
    def wiring(self) -> Wiring:
        """The units and weights in use, and how they are joined."""
        return layer_wiring(*self.sizes)

    @cached_property
    def x(self) -> np.ndarray:
        """The inputs, shape (I,)."""
        return self.vector("x", self.sizes[0])

    @cached_property
    def w(self) -> np.ndarray:
        """The weights, shape (J, I)."""
        return self.array("w", self.sizes[1], self.sizes[0])


@dataclass(frozen=True)
class NetworkValues(Values):
    """The numbers of a two-layer network; `sizes` is (D, M, K)."""

    biases: bool = False

    @classmethod
    def start(cls, sizes: tuple[int, int, int] = (2, 3, 2), biases: bool = False) -> NetworkValues:
        """Return the numbers a network starts with."""
        arrays = {"w1": W1, "w2": W2, "b1": B1, "b2": B2}
        named = {key: value for name, rows in arrays.items() for key, value in _named(name, rows).items()}
        return cls(sizes, {**_counted("x", X), **_counted("t", TARGET), **named}, biases)

    @classmethod
    def of(cls, parameters: Parameters, x: np.ndarray, target: np.ndarray) -> NetworkValues:
        """Return the numbers of given parameters, one input x (D,) and its target (K,).

        Raises ValueError where a layer has more units than can be shown.
        """
        _require_shown(parameters.sizes)
        start = cls.start(parameters.sizes, biases=parameters.b1 is not None or parameters.b2 is not None)
        absent = {name: 0.0 for name in start.numbers if name.letter == "b"}
        named = {key: value for name, rows in parameters.arrays() for key, value in _named(name, rows).items()}
        return replace(start, numbers={**start.numbers, **absent, **_counted("x", x), **_counted("t", target), **named})

    def resized(self, sizes: tuple[int, int, int], biases: bool) -> NetworkValues:
        """Return a network of other `sizes`, with or without biases, and the same numbers."""
        return replace(self, sizes=tuple(sizes), biases=biases)

    def with_random_weights(self, generator: np.random.Generator) -> NetworkValues:
        """Return the same with weights and biases drawn anew from a normal distribution, to one decimal."""
        weights = self.wiring.weights
        drawn = dict(zip(weights, generator.normal(0, 0.7, len(weights)).round(1).tolist(), strict=True))
        return replace(self, numbers={**self.numbers, **drawn})

    @property
    def wiring(self) -> Wiring:
        """The units and weights in use, and how they are joined."""
        return network_wiring(self.sizes, self.biases)

    @cached_property
    def parameters(self) -> Parameters:
        """The weights, and the biases where the network has them."""
        inputs, hidden, outputs = self.sizes
        w1, w2 = self.array("w1", hidden, inputs), self.array("w2", outputs, hidden)
        if not self.biases:
            return Parameters.trusted(w1, w2)
        return Parameters.trusted(w1, w2, self.array("b1", hidden), self.array("b2", outputs))

    @cached_property
    def x(self) -> np.ndarray:
        """The inputs, shape (D,)."""
        return self.vector("x", self.sizes[0])

    @cached_property
    def target(self) -> np.ndarray:
        """The targets, shape (K,)."""
        return self.vector("t", self.sizes[2])
