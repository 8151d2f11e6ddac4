"""Write expressions with + - * / **, sin, exp, ... on nodes instead of numbers: each result remembers how it was made."""

import unicodedata

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
    **{getattr(np, name): name for name in FUNCTIONS},
}


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
        return notation.text(self)

    def __repr__(self):
        return f"Node({str(self)!r})"

    # fmt: off
    def __add__(self, other):      return apply("add", self, other)
    def __radd__(self, other):     return apply("add", other, self)
    def __sub__(self, other):      return apply("subtract", self, other)
    def __rsub__(self, other):     return apply("subtract", other, self)
    def __mul__(self, other):      return apply("multiply", self, other)
    def __rmul__(self, other):     return apply("multiply", other, self)
    def __truediv__(self, other):  return apply("divide", self, other)
    def __rtruediv__(self, other): return apply("divide", other, self)
    def __pow__(self, other):      return apply("power", self, other)
    def __rpow__(self, other):     return apply("power", other, self)
    def __neg__(self):             return apply("negative", self)
    def __pos__(self):             return self
    def __abs__(self):             return apply("abs", self)
    # fmt: on

    def __array_ufunc__(self, ufunc, method, *inputs, **options):
        if ufunc is np.square and method == "__call__" and not options:
            return apply("power", inputs[0], 2.0)
        if ufunc not in UFUNCS or method != "__call__" or options:
            raise TypeError(
                f"np.{ufunc.__name__} has no derivative rule here; use + - * / ** and {', '.join(FUNCTIONS)} only."
            )
        return apply(UFUNCS[ufunc], *inputs)

    def _no_number(self, *_):
        raise TypeError(
            f"The node {str(self)!r} has no number yet; inside the function use gradwalk.sin or np.sin (not math.sin), "
            "and do not convert it with float or int."
        )

    __float__ = __int__ = __index__ = __complex__ = _no_number

    def _no_comparison(self, *_):
        raise TypeError(
            f"The node {str(self)!r} has no number yet and cannot be compared or used in an 'if'; "
            "write the function as one formula, for example with abs."
        )

    __lt__ = __le__ = __gt__ = __ge__ = __eq__ = __ne__ = __bool__ = _no_comparison
    __hash__ = object.__hash__


def apply(name: str, *operands) -> Node:
    """Return the node of the named operation on nodes or numbers."""
    return Node(OPERATIONS[name], [as_node(operand) for operand in operands])


def as_node(operand) -> Node:
    """Return a node as it is and a number as a constant node; TypeError for anything else."""
    return operand if isinstance(operand, Node) else constant(operand)


def is_number(value) -> bool:
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
    if not isinstance(name, str):
        raise TypeError(f"A variable's name is text; {_short(name)} is not.")
    name = unicodedata.normalize("NFKC", name)
    if not name.isidentifier() or name.startswith("_"):
        raise ValueError(f"{_short(name)} cannot name a variable; use letters and digits, starting with a letter.")
    if name in FUNCTIONS or name in CONSTANTS:
        raise ValueError(f"{name!r} already has a meaning in formulas; give the variable another name.")
    return Node(name=name)


def _short(value, limit: int = 40) -> str:
    """Return the value as it can be quoted in an error message."""
    shown = " ".join(repr(value).split())
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"


def _function(name: str):
    """Return the function of that name for nodes; given plain numbers it computes the number."""
    operation = OPERATIONS[name]

    def function(operand):
        return apply(name, operand) if isinstance(operand, Node) else operation.forward(operand)

    function.__name__ = function.__qualname__ = name
    function.__doc__ = f"Return {name} of a node (as a node) or of a number or array (as numbers)."
    return function


sin, cos, tan, tanh, exp, log, sqrt, abs_ = (_function(name) for name in FUNCTIONS)
