"""Every operation a formula may contain: its forward rule and its local derivatives side by side, one line each.

Add a row to each of the two tables below, and formulas, graphs, gradients and their display all know the operation.
"""

import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

Rule = Callable[..., np.ndarray]


class Notation(NamedTuple):
    """How an operation is written: a template with a place for each operand, in text and in LaTeX.

    `precedence` says how strongly the whole binds; an operand that binds more weakly than its `places` entry is put in
    brackets.
    """

    text: str
    precedence: int
    places: tuple[int, ...]
    latex: str
    latex_precedence: int
    latex_places: tuple[int, ...]


@dataclass(frozen=True)
class Operation:
    """One operation z = forward(a) or z = forward(a, b), with the derivative of z with respect to each operand.

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
        """Number of operands, 1 or 2."""
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
    """Return d log(a)/da = 1/a; nan for a < 0, where log has no value and so no derivative."""
    return np.where(a < 0, np.nan, 1.0 / a)[()]


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
    "tanh":     (np.tanh,           (lambda a, z: 1.0 - z*z,  "1 - z**2")),
    "exp":      (np.exp,            (lambda a, z: z,          "z")),
    "log":      (np.log,            (log_by_operand,          "1/a")),
    "sqrt":     (np.sqrt,           (lambda a, z: 0.5 / z,    "1/(2*z)")),
    "abs":      (np.absolute,       (lambda a, z: a / z,      "a/abs(a)")),  # at the kink 0/0 = nan, no hidden 0
}

# How strongly an expression binds: an operand that binds more weakly than its place demands gets brackets.
ANY, SUM, PRODUCT, SIGN, POWER, ATOM = range(6)

NOTATION = {
    # name        text         it and its operands bind    LaTeX                      it and its operands bind
    "add":      ("{0} + {1}",  SUM,     (SUM, PRODUCT),    "{0} + {1}",               SUM,     (SUM, PRODUCT)),
    "subtract": ("{0} - {1}",  SUM,     (SUM, PRODUCT),    "{0} - {1}",               SUM,     (SUM, PRODUCT)),
    "multiply": ("{0}*{1}",    PRODUCT, (PRODUCT, SIGN),   r"{0} \cdot {1}",          PRODUCT, (PRODUCT, SIGN)),
    "divide":   ("{0}/{1}",    PRODUCT, (PRODUCT, SIGN),   r"\frac{{{0}}}{{{1}}}",    PRODUCT, (ANY, ANY)),
    "power":    ("{0}**{1}",   POWER,   (ATOM, POWER),     "{0}^{{{1}}}",             POWER,   (ATOM, ANY)),
    "negative": ("-{0}",       SIGN,    (POWER,),          "-{0}",                    SIGN,    (POWER,)),
    "sin":      ("sin({0})",   ATOM,    (ANY,),            r"\sin\left({0}\right)",   ATOM,    (ANY,)),
    "cos":      ("cos({0})",   ATOM,    (ANY,),            r"\cos\left({0}\right)",   ATOM,    (ANY,)),
    "tan":      ("tan({0})",   ATOM,    (ANY,),            r"\tan\left({0}\right)",   ATOM,    (ANY,)),
    "tanh":     ("tanh({0})",  ATOM,    (ANY,),            r"\tanh\left({0}\right)",  ATOM,    (ANY,)),
    "exp":      ("exp({0})",   ATOM,    (ANY,),            "e^{{{0}}}",               POWER,   (ANY,)),
    "log":      ("log({0})",   ATOM,    (ANY,),            r"\ln\left({0}\right)",    ATOM,    (ANY,)),
    "sqrt":     ("sqrt({0})",  ATOM,    (ANY,),            r"\sqrt{{{0}}}",           ATOM,    (ANY,)),
    "abs":      ("abs({0})",   ATOM,    (ANY,),            r"\left|{0}\right|",       ATOM,    (ANY,)),
}
# fmt: on


def _operation(name: str) -> Operation:
    """Join the two table rows of one name."""
    forward, *derivatives = RULES[name]
    local_derivatives, derivative_formulas = zip(*derivatives, strict=True)
    return Operation(name, forward, local_derivatives, derivative_formulas, Notation(*NOTATION[name]))


OPERATIONS = {name: _operation(name) for name in RULES}
FUNCTIONS = {name: operation for name, operation in OPERATIONS.items() if operation.is_function}
CONSTANTS = {"pi": np.pi, "e": np.e}
