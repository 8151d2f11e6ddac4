"""Every operation a formula may contain: its forward rule and its local derivatives side by side, one line each.

Add a row to the first table below, and formulas, graphs, gradients and their display all know the operation. An
operation with its own way of being written, such as a fraction, has a row in the second table as well.
"""

import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

Rule = Callable[..., np.ndarray]


class Notation(NamedTuple):
    """How an operation is written: a template with a place for each operand.

    `precedence` says how strongly the whole binds; an operand that binds more weakly than its `places` entry is put in
    brackets.
    """

    text: str
    precedence: int
    places: tuple[int, ...]


@dataclass(frozen=True)
class Operation:
    """One operation z = forward(a) or z = forward(a, b), with the derivative of z with respect to each operand.

    Where z is not defined the derivatives are nan, and at a kink those are which the two sides do not agree about.

    `local_derivatives[k](a, b, z)` is the derivative with respect to operand k; z is the value already computed.
    `derivative_formulas[k]` says the same as a formula in a, b and z, for display.
    """

    name: str
    forward: Rule
    local_derivatives: tuple[Rule, ...]
    derivative_formulas: tuple[str, ...]
    notation: Notation

    @property
    def arity(self) -> int:
        """Number of operands."""
        return len(self.local_derivatives)

    @property
    def is_function(self) -> bool:
        """True for sin, exp, ... (written with brackets), False for + - * / ** and the unary minus."""
        return self.notation.text.startswith(f"{self.name}(")


def power_by_base(a, b, z):
    """Return d(a**b)/da = b a**(b - 1). It is 0 for b = 0, even at a = 0, and never needs log(a)."""
    return b * a ** (b - (b != 0))


def power_by_exponent(a, b, z):
    """Return d(a**b)/db = a**b log(a), with its limit 0 at a = 0 for b > 0; nan for a < 0."""
    return np.where((a == 0) & (b > 0), 0.0, z * np.log(a))[()]


def log_by_operand(a, z):
    """Return d log(a)/da = 1/a; nan for a < 0. At a = 0 it is +inf, also where a is the float -0.0, as in log(-x)."""
    return np.where(a < 0, np.nan, 1.0 / np.abs(a))[()]


def atanh_by_operand(a, z):
    """Return d atanh(a)/da = 1/(1 - a**2); nan for |a| > 1."""
    return np.where(np.abs(a) > 1, np.nan, 1.0 / ((1.0 - a) * (1.0 + a)))[()]


def tanh_by_operand(a, z):
    """Return d tanh(a)/da = 1 - z**2 as 1/cosh(a)**2, which keeps its digits where z rounds to 1."""
    secant = 1.0 / np.cosh(a)
    return secant * secant


def sigmoid(a):
    """Return 1/(1 + exp(-a))."""
    return 1.0 / (1.0 + np.exp(-a))


def sigmoid_by_operand(a, z):
    """Return d sigmoid(a)/da = z (1 - z) as 1/(4 cosh(a/2)**2), which keeps its digits where z rounds to 1."""
    return 0.25 * tanh_by_operand(0.5 * a, z)


def is_larger(a, b):
    """Return 1 where a > b, 0 where a < b, and nan, no hidden 0 or 1, where they are equal."""
    return np.heaviside(a - b, np.nan)


# fmt: off
RULES = {
    # name        z = forward(a, b) dz/da, and in symbols                      dz/db, and in symbols
    "add":      (operator.add,      (lambda a, b, z: 1.0,     "1"),            (lambda a, b, z: 1.0,    "1")),
    "subtract": (operator.sub,      (lambda a, b, z: 1.0,     "1"),            (lambda a, b, z: -1.0,   "-1")),
    "multiply": (operator.mul,      (lambda a, b, z: b,       "b"),            (lambda a, b, z: a,      "a")),
    "divide":   (operator.truediv,  (lambda a, b, z: 1.0 / b, "1/b"),          (lambda a, b, z: -z / b, "-a/b**2")),
    "power":    (operator.pow,      (power_by_base,           "b*a**(b - 1)"), (power_by_exponent,      "a**b*log(a)")),
    "negative": (operator.neg,      (lambda a, z: -1.0,       "-1")),
    "sin":      (np.sin,            (lambda a, z: np.cos(a),  "cos(a)")),
    "cos":      (np.cos,            (lambda a, z: -np.sin(a), "-sin(a)")),
    "tan":      (np.tan,            (lambda a, z: 1.0 + z*z,  "1 + z**2")),
    "asin":     (np.arcsin,         (lambda a, z: 1.0 / np.sqrt((1.0 - a) * (1.0 + a)),      "1/sqrt(1 - a**2)")),
    "acos":     (np.arccos,         (lambda a, z: -1.0 / np.sqrt((1.0 - a) * (1.0 + a)),     "-1/sqrt(1 - a**2)")),
    "atan":     (np.arctan,         (lambda a, z: 1.0 / (1.0 + a*a),                         "1/(1 + a**2)")),
    "sinh":     (np.sinh,           (lambda a, z: np.cosh(a), "cosh(a)")),
    "cosh":     (np.cosh,           (lambda a, z: np.sinh(a), "sinh(a)")),
    "tanh":     (np.tanh,           (tanh_by_operand,         "1 - z**2")),
    "asinh":    (np.arcsinh,        (lambda a, z: 1.0 / np.hypot(1.0, a),                    "1/sqrt(1 + a**2)")),
    "acosh":    (np.arccosh,        (lambda a, z: 1.0 / (np.sqrt(a - 1.0) * np.sqrt(a + 1.0)), "1/sqrt(a**2 - 1)")),
    "atanh":    (np.arctanh,        (atanh_by_operand,        "1/(1 - a**2)")),
    "exp":      (np.exp,            (lambda a, z: z,          "z")),
    "log":      (np.log,            (log_by_operand,          "1/a")),
    "log10":    (np.log10,          (lambda a, z: log_by_operand(a, z) / np.log(10.0),       "1/(a*log(10))")),
    "log2":     (np.log2,           (lambda a, z: log_by_operand(a, z) / np.log(2.0),        "1/(a*log(2))")),
    "sqrt":     (np.sqrt,           (lambda a, z: 0.5 / np.abs(z), "1/(2*z)")),  # z is -0.0 in sqrt(-x) at x = 0
    "abs":      (np.absolute,       (lambda a, z: a / z,      "a/abs(a)")),  # at the kink 0/0 = nan, no hidden 0
    "max":      (np.maximum,        (lambda a, b, z: is_larger(a, b), "(1 + (a - b)/abs(a - b))/2"),
                                    (lambda a, b, z: is_larger(b, a), "(1 - (a - b)/abs(a - b))/2")),
    "min":      (np.minimum,        (lambda a, b, z: is_larger(b, a), "(1 - (a - b)/abs(a - b))/2"),
                                    (lambda a, b, z: is_larger(a, b), "(1 + (a - b)/abs(a - b))/2")),
    "relu":     (lambda a: np.maximum(a, 0.0),     (lambda a, z: is_larger(a, 0.0), "(1 + a/abs(a))/2")),
    "softplus": (lambda a: np.logaddexp(0.0, a),   (lambda a, z: sigmoid(a),        "sigmoid(a)")),
    "sigmoid":  (sigmoid,                          (sigmoid_by_operand,             "z*(1 - z)")),
}

# How strongly an expression binds: an operand that binds more weakly than its place demands gets brackets.
ANY, SUM, PRODUCT, SIGN, POWER, ATOM = range(6)

NOTATION = {  # functions have no row here: they are written name(a) or name(a, b)
    # name        text        it and its operands bind
    "add":      ("{0} + {1}",  SUM,     (SUM, PRODUCT)),
    "subtract": ("{0} - {1}",  SUM,     (SUM, PRODUCT)),
    "multiply": ("{0}*{1}",    PRODUCT, (PRODUCT, SIGN)),
    "divide":   ("{0}/{1}",    PRODUCT, (PRODUCT, SIGN)),
    "power":    ("{0}**{1}",   POWER,   (ATOM, POWER)),
    "negative": ("-{0}",       SIGN,    (POWER,)),
}
# fmt: on


def _operation(name: str) -> Operation:
    """Join the table rows of one name."""
    forward, *derivatives = RULES[name]
    local_derivatives, derivative_formulas = zip(*derivatives, strict=True)
    notation = Notation(*NOTATION[name]) if name in NOTATION else _as_function(name, len(derivatives))
    return Operation(name, forward, local_derivatives, derivative_formulas, notation)


def _as_function(name: str, arity: int) -> Notation:
    """Return how a function without a row of its own is written: name(a) or name(a, b)."""
    operands = ", ".join(f"{{{k}}}" for k in range(arity))
    return Notation(f"{name}({operands})", ATOM, (ANY,) * arity)


OPERATIONS = {name: _operation(name) for name in RULES}
FUNCTIONS = {name: operation for name, operation in OPERATIONS.items() if operation.is_function}
CONSTANTS = {"pi": np.pi, "e": np.e}
