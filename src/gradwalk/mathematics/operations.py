"""Every operation a formula may contain: its forward rule and its local derivatives side by side, one line each.

Add a row to each of the two tables below, and formulas, graphs, gradients and their display all know the operation.
"""

import operator
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

Rule = Callable[..., np.ndarray]


@dataclass(frozen=True)
class Operation:
    """One operation z = forward(a) or z = forward(a, b), with the derivative of z with respect to each operand.

    `local_derivatives[k](a, b, z)` is the derivative with respect to operand k; z is the value already computed.
    `derivative_formulas[k]` says the same as a formula in a, b and z, for display.
    `text` and `latex` are templates for the operation itself. An operand that binds more weakly than
    `operand_precedence[k]` (in LaTeX `latex_operand_precedence[k]`) is put in brackets.
    """

    name: str
    forward: Rule
    local_derivatives: tuple[Rule, ...]
    derivative_formulas: tuple[str, ...]
    text: str
    latex: str
    precedence: int
    latex_precedence: int
    operand_precedence: tuple[int, ...]
    latex_operand_precedence: tuple[int, ...]

    @property
    def arity(self) -> int:
        """Number of operands, 1 or 2."""
        return len(self.local_derivatives)

    @property
    def is_function(self) -> bool:
        """True for sin, exp, ... (written with brackets), False for + - * / ** and the unary minus."""
        return self.text.startswith(f"{self.name}(")


def power_by_base(a, b, z):
    """Return d(a**b)/da = b a**(b - 1). It is 0 for b = 0, even at a = 0, and never needs log(a)."""
    return b * a ** (b - (b != 0))


def power_by_exponent(a, b, z):
    """Return d(a**b)/db = a**b log(a), with its limit 0 at a = 0 for b > 0; nan for a < 0."""
    return np.where((a == 0) & (b > 0), 0.0, z * np.log(a))[()]


# fmt: off
RULES = {
    # name        z = forward(a, b)  dz/da                                 dz/db
    "add":      (operator.add,       lambda a, b, z: 1.0,                  lambda a, b, z: 1.0),
    "subtract": (operator.sub,       lambda a, b, z: 1.0,                  lambda a, b, z: -1.0),
    "multiply": (operator.mul,       lambda a, b, z: b,                    lambda a, b, z: a),
    "divide":   (operator.truediv,   lambda a, b, z: 1.0 / b,              lambda a, b, z: -z / b),
    "power":    (operator.pow,       power_by_base,                        power_by_exponent),
    "negative": (operator.neg,       lambda a, z: -1.0),
    "sin":      (np.sin,             lambda a, z: np.cos(a)),
    "cos":      (np.cos,             lambda a, z: -np.sin(a)),
    "tan":      (np.tan,             lambda a, z: 1.0 + z * z),
    "tanh":     (np.tanh,            lambda a, z: 1.0 - z * z),
    "exp":      (np.exp,             lambda a, z: z),
    "log":      (np.log,             lambda a, z: 1.0 / a),
    "sqrt":     (np.sqrt,            lambda a, z: 0.5 / z),
    "abs":      (np.absolute,        lambda a, z: a / z),  # 0/0 = nan at the kink: no derivative there, not a hidden 0
}

# How strongly an expression binds: an operand that binds more weakly than its place demands gets brackets.
ANY, SUM, PRODUCT, SIGN, POWER, ATOM = range(6)

NOTATION = {
    # name        text          LaTeX                          binds (text, LaTeX)   operands in text, in LaTeX             dz/da, dz/db in symbols
    "add":      ("{0} + {1}",   "{0} + {1}",                   (SUM, SUM),           (SUM, PRODUCT),   (SUM, PRODUCT),      ("1", "1")),
    "subtract": ("{0} - {1}",   "{0} - {1}",                   (SUM, SUM),           (SUM, PRODUCT),   (SUM, PRODUCT),      ("1", "-1")),
    "multiply": ("{0}*{1}",     r"{0} \cdot {1}",              (PRODUCT, PRODUCT),   (PRODUCT, SIGN),  (PRODUCT, SIGN),     ("b", "a")),
    "divide":   ("{0}/{1}",     r"\frac{{{0}}}{{{1}}}",        (PRODUCT, PRODUCT),   (PRODUCT, SIGN),  (ANY, ANY),          ("1/b", "-a/b**2")),
    "power":    ("{0}**{1}",    "{0}^{{{1}}}",                 (POWER, POWER),       (ATOM, POWER),    (ATOM, ANY),         ("b*a**(b - 1)", "a**b*log(a)")),
    "negative": ("-{0}",        "-{0}",                        (SIGN, SIGN),         (POWER,),         (POWER,),            ("-1",)),
    "sin":      ("sin({0})",    r"\sin\left({0}\right)",       (ATOM, ATOM),         (ANY,),           (ANY,),              ("cos(a)",)),
    "cos":      ("cos({0})",    r"\cos\left({0}\right)",       (ATOM, ATOM),         (ANY,),           (ANY,),              ("-sin(a)",)),
    "tan":      ("tan({0})",    r"\tan\left({0}\right)",       (ATOM, ATOM),         (ANY,),           (ANY,),              ("1 + z**2",)),
    "tanh":     ("tanh({0})",   r"\tanh\left({0}\right)",      (ATOM, ATOM),         (ANY,),           (ANY,),              ("1 - z**2",)),
    "exp":      ("exp({0})",    "e^{{{0}}}",                   (ATOM, POWER),        (ANY,),           (ANY,),              ("z",)),
    "log":      ("log({0})",    r"\ln\left({0}\right)",        (ATOM, ATOM),         (ANY,),           (ANY,),              ("1/a",)),
    "sqrt":     ("sqrt({0})",   r"\sqrt{{{0}}}",               (ATOM, ATOM),         (ANY,),           (ANY,),              ("1/(2*z)",)),
    "abs":      ("abs({0})",    r"\left|{0}\right|",           (ATOM, ATOM),         (ANY,),           (ANY,),              ("a/abs(a)",)),
}
# fmt: on


def _operation(name: str) -> Operation:
    """Join the two table rows of one name."""
    forward, *local_derivatives = RULES[name]
    text, latex, (precedence, latex_precedence), operands, latex_operands, formulas = NOTATION[name]
    return Operation(
        name=name,
        forward=forward,
        local_derivatives=tuple(local_derivatives),
        derivative_formulas=formulas,
        text=text,
        latex=latex,
        precedence=precedence,
        latex_precedence=latex_precedence,
        operand_precedence=operands,
        latex_operand_precedence=latex_operands,
    )


OPERATIONS = {name: _operation(name) for name in RULES}
FUNCTIONS = {name: operation for name, operation in OPERATIONS.items() if operation.is_function}
CONSTANTS = {"pi": np.pi, "e": np.e}
