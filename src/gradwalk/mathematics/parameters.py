"""Hold the weights and biases of Bishop's two-layer network, start them, and turn them into one vector w and back.

The checks of shapes that give the network's error messages are here too, so that the equations can stay bare.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Self, overload

import numpy as np
from numpy.typing import ArrayLike

from gradwalk.mathematics.names import Name, entries

NAMES = ("w1", "w2", "b1", "b2")
FLOAT64 = np.dtype(np.float64)


@dataclass(frozen=True, eq=False)
class Parameters:
    """The parameters of a network with D inputs, M hidden units and K outputs.

    w1 (M, D) holds w_ji^(1), from input i to hidden unit j; w2 (K, M) holds w_kj^(2), from hidden unit j to output k.
    b1 (M,) and b2 (K,) are the biases; the text has none, so each may be None. Everything is copied to float64.
    Entries may be infinite or nan, because that is what a diverged training leaves behind.
    Raises ValueError when an array does not hold numbers or the shapes do not fit together.
    """

    w1: np.ndarray
    w2: np.ndarray
    b1: np.ndarray | None = None
    b2: np.ndarray | None = None

    def __post_init__(self) -> None:
        """Copy each array to float64 and check that the shapes fit together."""
        for name in NAMES:
            value = getattr(self, name)
            if value is not None or name in ("w1", "w2"):
                object.__setattr__(self, name, np.array(as_floats(name, value)))
        _check_parameter_shapes(self)

    @classmethod
    def of(cls, given: Parameters | Sequence[ArrayLike] | Mapping[str, ArrayLike]) -> Parameters:
        """Return Parameters as they are, and those of plain arrays (w1, w2) or (w1, w2, b1, b2), or of these by name.

        Raises ValueError, with one sentence, for anything else, and where shapes do not fit together.
        """
        if isinstance(given, Parameters):
            return given
        if isinstance(given, Mapping) and {"w1", "w2"} <= given.keys() <= set(NAMES):
            return cls(**{name: as_floats(name, given[name]) for name in given})
        if isinstance(given, (tuple, list)) and len(given) in (2, 4):
            return cls(*(as_floats(name, part) for name, part in zip(NAMES, given, strict=False)))
        what = f"an array of shape {given.shape}" if isinstance(given, np.ndarray) else f"{in_a_line(given)}"
        raise ValueError(f"Give the parameters as arrays (w1, w2) or (w1, w2, b1, b2), not {what}.")

    @property
    def sizes(self) -> tuple[int, int, int]:
        """(D, M, K): the number of inputs, hidden units and outputs."""
        return self.w1.shape[1], self.w1.shape[0], self.w2.shape[0]

    def arrays(self) -> Iterator[tuple[str, np.ndarray]]:
        """Yield (name, array) in the order w1, w2, b1, b2, leaving out absent biases."""
        for name in NAMES:
            array = getattr(self, name)
            if array is not None:
                yield name, array

    def flatten(self) -> np.ndarray:
        """Return all entries as one new vector w (P,): w1 row by row, then w2, b1, b2."""
        return np.concatenate([array.ravel() for _, array in self.arrays()])

    def unflatten(self, vector: ArrayLike) -> Parameters:
        """Return the Parameters of this structure whose `flatten()` is `vector` (P,).

        Raises ValueError when the vector has another shape than (P,).
        """
        vector = as_floats("vector", vector)
        size = sum(array.size for _, array in self.arrays())
        if vector.shape != (size,):
            raise ValueError(f"Give a vector of shape ({size},), one number per parameter, not {vector.shape}.")
        pieces, start = {}, 0
        for name, array in self.arrays():
            pieces[name] = vector[start : start + array.size].reshape(array.shape)
            start += array.size
        return Parameters(**pieces)

    def labels(self) -> tuple[Name, ...]:
        """Return the name of each entry of `flatten()` as one would index it: "w1[0, 1]", ..., "b2[0]"."""
        return tuple(name for array, values in self.arrays() for name in entries(array, values.shape))

    @classmethod
    def trusted(
        cls,
        w1: np.ndarray,
        w2: np.ndarray,
        b1: np.ndarray | None = None,
        b2: np.ndarray | None = None,
        **others: Any,
    ) -> Self:
        """Build without copies and checks, for arrays the equations themselves have just made."""
        made = object.__new__(cls)
        held = made.__dict__  # a frozen dataclass refuses attributes, and this is the quickest way past its copies
        held["w1"], held["w2"], held["b1"], held["b2"] = w1, w2, b1, b2
        held.update(others)
        return made

    def __repr__(self) -> str:
        """Name the shapes only: the numbers are one attribute away."""
        shapes = ", ".join(
            f"{field.name} {getattr(self, field.name).shape}"
            for field in fields(self)
            if getattr(self, field.name) is not None
        )
        return f"{type(self).__name__}({shapes})"


def initialise(num_inputs: int, num_hidden: int, num_outputs: int, seed: int = 0, biases: bool = True) -> Parameters:
    """Return random starting parameters for D inputs, M hidden units and K outputs.

    Every weight and bias is drawn from a normal distribution with mean 0 and standard deviation 1/sqrt(n), n being the
    number of inputs of its layer (D, then M); so h and y start at the size of x, wherever tanh is not yet flat.
    The same seed gives the same numbers. Raises ValueError when a size is not a positive whole number.
    """
    shapes = _layer_shapes(num_inputs, num_hidden, num_outputs)
    rng = np.random.default_rng(seed)
    w1, w2 = (rng.normal(0, shape[1] ** -0.5, shape) for shape in shapes)
    if not biases:
        return Parameters(w1, w2)
    b1, b2 = (rng.normal(0, shape[1] ** -0.5, shape[0]) for shape in shapes)
    return Parameters(w1, w2, b1, b2)


def symmetric_start(
    num_inputs: int, num_hidden: int, num_outputs: int, value: float = 0.5, biases: bool = True
) -> Parameters:
    """Return parameters that are all equal to `value`: a start from which the hidden units can never part.

    Raises ValueError when a size is not a positive whole number.
    """
    shapes = _layer_shapes(num_inputs, num_hidden, num_outputs)
    w1, w2 = (np.full(shape, float(value)) for shape in shapes)
    if not biases:
        return Parameters(w1, w2)
    return Parameters(w1, w2, *(np.full(shape[0], float(value)) for shape in shapes))


def in_a_line(value: Any, limit: int = 60) -> str:
    """Return how a value is quoted in an error message: its repr in one line, and not too long."""
    words = " ".join(repr(value).split())
    return words if len(words) <= limit else words[: limit - 1] + "…"


def as_floats(name: str, value: ArrayLike) -> np.ndarray:
    """Return `value` as a float64 array; `name` is what the error message calls it.

    Raises ValueError when it does not hold real numbers or its rows have different lengths.
    """
    if type(value) is np.ndarray and value.dtype == FLOAT64:
        return value
    try:
        array = np.asarray(value)
    except ValueError:
        raise ValueError(f"Give {name} rows of equal length, not {in_a_line(value)}.") from None
    if array.dtype.kind not in "iufb":
        raise ValueError(f"Give {name} as real numbers, not {in_a_line(value)}.")
    return array.astype(FLOAT64)


@overload
def as_data(parameters: Parameters, x: ArrayLike) -> tuple[np.ndarray, None]: ...
@overload
def as_data(parameters: Parameters, x: ArrayLike, target: ArrayLike) -> tuple[np.ndarray, np.ndarray]: ...
def as_data(
    parameters: Parameters, x: ArrayLike, target: ArrayLike | None = None
) -> tuple[np.ndarray, np.ndarray | None]:
    """Return x (N, D) or (D,) and target (N, K) or (K,) as float64 arrays whose shapes fit the parameters.

    Without a target the second result is None. Raises ValueError, naming the shape that does not fit.
    """
    x = as_floats("x", x)
    num_inputs = parameters.w1.shape[1]
    if x.ndim not in (1, 2) or x.shape[-1] != num_inputs or not x.size:
        hint = ", so write x[:, None]" if x.ndim == 1 and num_inputs == 1 else ""
        raise ValueError(
            f"Give x the shape (N, {num_inputs}) or ({num_inputs},) for {num_inputs} input(s), not {x.shape}{hint}."
        )
    if target is None:
        return x, None
    target = as_floats("target", target)
    shape = (*x.shape[:-1], parameters.w2.shape[0])
    if target.shape != shape:
        raise ValueError(f"Give target the shape {shape}, which y has for x of shape {x.shape}, not {target.shape}.")
    return x, target


def require_finite(**arrays: np.ndarray | None) -> None:
    """Raise ValueError, naming the array and its first bad entry, when one holds nan or infinity."""
    for name, array in arrays.items():
        if array is not None and not np.isfinite(array).all():
            index = tuple(int(i) for i in np.argwhere(~np.isfinite(array))[0])
            place = ", ".join(map(str, index))
            raise ValueError(f"Give {name} finite numbers only; {name}[{place}] is {array[index]}.")


def _check_parameter_shapes(parameters: Parameters) -> None:
    w1, w2 = parameters.w1, parameters.w2
    for name, array, shape in (("w1", w1, "(M, D)"), ("w2", w2, "(K, M)")):
        if array.ndim != 2 or not array.size:
            raise ValueError(f"Give {name} as a matrix of shape {shape}, not with shape {array.shape}.")
    if w2.shape[1] != w1.shape[0]:
        raise ValueError(f"Give w2 one column per row of w1, {w1.shape[0]} of them, not the shape {w2.shape}.")
    for name, weight in (("b1", w1), ("b2", w2)):
        bias = getattr(parameters, name)
        if bias is not None and bias.shape != weight.shape[:1]:
            raise ValueError(f"Give {name} the shape {weight.shape[:1]}, one number per unit, not {bias.shape}.")


def _layer_shapes(num_inputs: int, num_hidden: int, num_outputs: int) -> tuple[tuple[int, int], tuple[int, int]]:
    for name, size in (("num_inputs", num_inputs), ("num_hidden", num_hidden), ("num_outputs", num_outputs)):
        if isinstance(size, bool) or not isinstance(size, (int, np.integer)) or size < 1:
            raise ValueError(f"Give {name} as a whole number of at least 1, not {size!r}.")
    return (num_hidden, num_inputs), (num_outputs, num_hidden)
