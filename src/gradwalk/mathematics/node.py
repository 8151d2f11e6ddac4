"""Compute with + - * / **, sin, exp, ... on nodes instead of numbers: each result remembers how it was made."""

import unicodedata
from collections.abc import Callable
from typing import Any

import numpy as np

from gradwalk.mathematics import notation
from gradwalk.mathematics.operations import CONSTANTS, FUNCTIONS, OPERATIONS, Operation

# What NumPy functions become when one of their arguments is a node, so that np.sin(x) works like sin(x).
UFUNCS = {
    np.add: "add",
    np.subtract: "subtract",
    np.multiply: "multiply",
    np.divide: "divide",
    np.power: "power",
    np.float_power: "power",
    np.negative: "negative",
    np.fabs: "abs",
    **{function.forward: name for name, function in FUNCTIONS.items() if isinstance(function.forward, np.ufunc)},
}


def _both_ways(name: str) -> tuple[Callable[["Node", Any], "Node"], Callable[["Node", Any], "Node"]]:
    """Return the methods for node (+) other and for other (+) node."""
    return lambda self, other: apply(name, self, other), lambda self, other: apply(name, other, self)


class Node:
    """One node of a computational graph: a variable, a constant, or an operation on parent nodes.

    Attributes: `operation` (None for variables and constants), `parents` (the operands), `name` (of a variable, or of
    the constants pi and e, else None), `value` (of a constant, else None).
    """

    __slots__ = ("name", "operation", "parents", "value")

    def __init__(self, operation=None, parents=(), name=None, value=None):
        self.operation: Operation | None = operation
        self.parents: tuple[Node, ...] = tuple(parents)
        self.name: str | None = name
        self.value: np.float64 | None = value

    @property
    def is_variable(self) -> bool:
        """True for a named input such as x."""
        return self.operation is None and self.value is None

    @property
    def is_constant(self) -> bool:
        """True for a number."""
        return self.value is not None

    def __str__(self):
        """Return the expression as formula text."""
        return notation.text(self)

    def __repr__(self):
        """Return the expression, marked as a node."""
        return f"Node({str(self)!r})"

    __add__, __radd__ = _both_ways("add")
    __sub__, __rsub__ = _both_ways("subtract")
    __mul__, __rmul__ = _both_ways("multiply")
    __truediv__, __rtruediv__ = _both_ways("divide")
    __pow__, __rpow__ = _both_ways("power")

    def __neg__(self):
        """Return -self."""
        return apply("negative", self)

    def __pos__(self):
        """Return the node itself."""
        return self

    def __abs__(self):
        """Return |self|."""
        return apply("abs", self)

    def __array_ufunc__(self, ufunc, method, *inputs, **options):
        """Make NumPy's functions work on nodes: np.sin(node) is sin(node). TypeError for those without a rule."""
        if method != "__call__" or options:
            raise TypeError(f"np.{ufunc.__name__} works here on single nodes only; write the sum or product out.")
        if ufunc is np.square:
            return apply("power", *inputs, 2.0)
        if ufunc not in UFUNCS:
            known = f"use + - * / ** and {', '.join(FUNCTIONS)}"
            raise TypeError(f"np.{ufunc.__name__} has no derivative rule here; {known}.")
        return apply(UFUNCS[ufunc], *inputs)

    def _no_number(self, *_):
        raise TypeError(
            f"{_short(str(self))} stands for a node and is no number yet; "
            "use np.sin, not math.sin, and do not convert it with float or int."
        )

    __float__ = __int__ = __index__ = __complex__ = _no_number

    def _no_comparison(self, *_):
        raise TypeError(
            f"{_short(str(self))} stands for a node and is no number yet, so it cannot be compared or decide an 'if'; "
            "write one formula for all cases, for example with abs or np.maximum."
        )

    __lt__ = __le__ = __gt__ = __ge__ = __eq__ = __ne__ = __bool__ = _no_comparison
    __hash__ = object.__hash__


def apply(name: str, *operands: Any) -> Node:
    """Return the node of the named operation on nodes or numbers."""
    return Node(OPERATIONS[name], [as_node(operand) for operand in operands])


def as_node(operand: Any) -> Node:
    """Return a node as it is and a number as a constant node; TypeError for anything else."""
    return operand if isinstance(operand, Node) else constant(operand)


def is_number(value: Any) -> bool:
    """True for a real Python or NumPy number (an array without axes counts as a number)."""
    return isinstance(value, int | float | np.integer | np.floating) or (
        isinstance(value, np.ndarray) and value.ndim == 0 and value.dtype.kind in "iuf"
    )


def constant(value: float, name: str | None = None) -> Node:
    """Return a constant node; `name` is what to show instead of the digits, for example pi.

    Raises TypeError when `value` is no real number, ValueError when it does not fit in a float.
    """
    if not is_number(value):
        raise TypeError(f"A formula is made of nodes and real numbers; replace {_short(value)} by one of these.")
    try:
        return Node(value=np.float64(float(value)), name=name)
    except OverflowError:
        raise ValueError(f"{_short(value)} is too large for a float; use a number below 1.8e308.") from None


def variable(name: str) -> Node:
    """Return a variable node. Raises ValueError unless `name` is an identifier that means nothing else in a formula."""
    return Node(name=variable_name(name))


def variable_name(name: str) -> str:
    """Return the name as Python spells it. Raises ValueError unless it is an identifier with no other meaning."""
    if not isinstance(name, str):
        raise TypeError(f"A variable's name is text; {_short(name)} is not.")
    name = unicodedata.normalize("NFKC", name)
    if not name.isidentifier() or name.startswith("_"):
        raise ValueError(f"{_short(name)} cannot name a variable; use letters and digits, starting with a letter.")
    if name in FUNCTIONS or name in CONSTANTS:
        raise ValueError(f"{name!r} already has a meaning in formulas; give the variable another name.")
    return name


def _short(value, limit: int = 40) -> str:
    """Return the value as it can be quoted in an error message."""
    shown = " ".join(repr(value).split())
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"


def _function(name: str) -> Callable[..., Any]:
    """Return the function of that name for nodes; given plain numbers it computes the number."""
    operation = OPERATIONS[name]

    def function(*operands: Any) -> Any:
        if len(operands) != operation.arity:
            raise TypeError(f"Give {name} {operation.arity} value{'s' * (operation.arity > 1)}, not {len(operands)}.")
        if any(isinstance(operand, Node) for operand in operands):
            return apply(name, *operands)
        with np.errstate(all="ignore"):
            return operation.forward(*operands)

    function.__name__ = function.__qualname__ = name
    function.__doc__ = f"Return {name} of nodes (as a node) or of numbers or arrays (as numbers)."
    return function


sin, cos, tan, asin, acos, atan = map(_function, ("sin", "cos", "tan", "asin", "acos", "atan"))
sinh, cosh, tanh, asinh, acosh, atanh = map(_function, ("sinh", "cosh", "tanh", "asinh", "acosh", "atanh"))
exp, log, log10, log2, sqrt = map(_function, ("exp", "log", "log10", "log2", "sqrt"))
abs_, max_, min_ = map(_function, ("abs", "max", "min"))
relu, softplus, sigmoid = map(_function, ("relu", "softplus", "sigmoid"))
