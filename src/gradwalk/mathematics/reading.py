"""Read the tokens of a formula into nodes: sums of products of powers of operands.

What can be understood is read, also where it is refused, so that the remedy is the writer's own formula corrected.
"""

import math

from gradwalk.mathematics.cursor import CLOSING, SIGNS, VALUES
from gradwalk.mathematics.node import apply, constant
from gradwalk.mathematics.operands import Operands
from gradwalk.mathematics.operations import CONSTANTS
from gradwalk.mathematics.terms import Term, folded, number, power, product, quotient, signed
from gradwalk.mathematics.tokens import Token, mistake

LARGEST_FACTORIAL = 10
SLIPPED_DIVISIONS = {
    "%": "The remainder of a division, %, is no operation here",
    ":": "The sign ':' is no sign of a division here",
}


class Reader(Operands):
    """Reads one formula."""

    def read(self) -> Term:
        """Return the whole formula. Raises FormulaError where it is none."""
        term = self.sum()
        while self.token.text in CLOSING.values():
            self.slip("The bracket was never opened", self.advance())
            term = self.sum(self.product(term))
        if self.token.kind != "end":
            raise self.out_of_place()
        return term

    def sum(self, term: Term | None = None) -> Term:
        """Return the sum that begins at hand, or goes on after `term`."""
        term = term or self.product()
        while self.token.text in SIGNS:
            sign = self._plus_minus(self.advance())
            right = self.product()
            node = apply("add" if sign == "+" else "subtract", term.node, right.node)
            term = Term(node, f"{term.text} {sign} {right.text}", "sum")
        return term

    def _plus_minus(self, token: Token) -> str:
        if token.text != "±":
            return token.text
        return "-" if self.chooses_second(token, "The sign ± stands for two formulas") else "+"

    # ------------------------------------------------------------ products

    def product(self, term: Term | None = None, of_function: bool = False) -> Term:
        """Return the product that begins at hand; as the value of a function it ends before the next function."""
        term = term or self.factor()
        while not (of_function and self._function_follows()):
            if self._divides():
                term = self._divided(term)
            elif self._multiplies() or self.starts_factor():
                term = product(term, self.factor())
            else:
                break
        return term

    def _function_follows(self) -> bool:
        return (self.ahead if self.token.text in ("*", "/") else self.token).kind == "function"

    def _multiplies(self) -> bool:
        """Step over a sign that multiplies; a dot does so with a slip."""
        if self.token.kind == "dot":
            self.slip("A dot stands only inside a number", self.token)
        return self.takes("*", ".")

    def _divides(self) -> bool:
        """Step over a sign that divides; x : y, x % y and x // y do so with a slip."""
        if self.token.text in SLIPPED_DIVISIONS:
            self.slip(SLIPPED_DIVISIONS[self.token.text], self.token)
        found = self.takes("/", *SLIPPED_DIVISIONS)
        if found and self.token.text == "/":
            self.slip("A division is written with one /", self.advance())
        return found

    def _divided(self, above: Term) -> Term:
        """Read the divisor; a factor after it without a sign may stand below the line or beside it."""
        below = self.factor()
        if not self.starts_factor():
            return quotient(above, below)
        if self.chooses_second(self.token):
            return quotient(above, below).in_brackets
        while self.starts_factor():
            below = product(below, self.factor())
        return quotient(above, below)

    # ------------------------------------------------------------ signs and powers

    def factor(self) -> Term:
        """Return the factor at hand, with its signs and its power."""
        signs = []
        first = self.token
        while self.token.text in SIGNS:
            signs.append(self._plus_minus(self.advance()))
        with self.inside(first, self.values, len(signs), self.bars):
            return signed(signs, self.power(self.operand()))

    def power(self, base: Term) -> Term:
        """Return the power that goes on after its `base`: a**b**c is a**(b**c)."""
        base = self._with_suffix(base)
        chain: list[tuple[list[str], Term]] = [([], base)]
        caret = self.token.text == "^"
        while self.takes("**", "^") or self._is_exponent():
            signs, first = self.leading_signs(), self.token
            exponent = self._with_suffix(self.operand())
            if first is self.before and self._exponent_is_open(first, base, caret):
                if self.chooses_second(self.token):
                    return folded([*chain, (signs, exponent)]).in_brackets
                exponent, signs = signed(signs, self._whole_exponent(exponent)).in_brackets, []
            chain.append((signs, exponent))
            caret = self.token.text == "^"
        return folded(chain)

    def _is_exponent(self) -> bool:
        """Tell whether x2 is to be read as x**2, and not as x*2."""
        if self.token.kind != "number" or self.before.kind in ("number", "fraction"):
            return False
        return not self.chooses_second(self.token)

    def _exponent_is_open(self, exponent: Token, base: Term, caret: bool) -> bool:
        """Tell whether what follows may belong to the exponent, as in e^2x or x^1/2.

        Nobody doubts x^2y, a variable with a number as its exponent, and x^2/3.
        """
        if self.token.text == "/":
            return caret and exponent.text == "1" and self.ahead.kind == "number"
        if exponent.kind not in ("number", "variable", "constant") or not self.goes_on():
            return False
        return self.token.kind != "number" and (exponent.kind != "number" or base.node.is_constant)

    def _whole_exponent(self, exponent: Term) -> Term:
        """Read what follows into the exponent."""
        if self.takes("/"):
            return quotient(exponent, self.operand())
        while self.goes_on():
            exponent = product(exponent, self.factor())
        return exponent

    def _with_suffix(self, term: Term) -> Term:
        """Read what stands directly behind an operand: x², 30°, 3!, 5%."""
        while True:
            if self.token.kind == "raise":
                term = power(term, self.raised())
            elif self.token.kind == "factorial":
                term = self._factorial(term)
            elif self.token.kind == "degree":
                self.slip("An angle is written in radians", self.advance())
                above = product(term, Term(constant(CONSTANTS["pi"], "pi"), "pi"))
                term = quotient(above, number("180")).in_brackets
            elif self._is_percent():
                self.slip("A percentage is written as a quotient", self.advance())
                term = quotient(term, number("100")).in_brackets
            else:
                return term

    def _is_percent(self) -> bool:
        """Tell a percentage from the remainder of a division, which has a value behind it as near as the one before."""
        if self.token.text != "%":
            return False
        is_value = self.ahead.kind in VALUES or self.ahead.text in CLOSING
        if is_value and self.before.kind == "number" and not self.ahead.gap:
            return not self.chooses_second(self.token)
        return not is_value or (self.ahead.gap and not self.token.gap)

    def _factorial(self, term: Term) -> Term:
        """Return 6 for 3!, a slip; of anything but a small whole number it is no formula."""
        sign = self.advance()
        if term.kind != "number" or not term.text.isdecimal() or int(term.text) > LARGEST_FACTORIAL:
            raise mistake("The factorial ! is no operation here", sign.position, "write the formula without it")
        self.slip("The factorial ! is no operation here", sign)
        return number(str(math.factorial(int(term.text))))
