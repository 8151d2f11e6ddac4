"""Read the operands of a formula: numbers, names, roots, functions, and what stands in brackets or bars."""

import re

from gradwalk.mathematics.cursor import CLOSING, SIGNS, Cursor
from gradwalk.mathematics.node import apply, constant, variable
from gradwalk.mathematics.operations import CONSTANTS, FUNCTIONS
from gradwalk.mathematics.terms import Term, fraction, number, power, product, quotient, signed
from gradwalk.mathematics.tokens import Token, mistake, quote
from gradwalk.mathematics.vocabulary import FRACTION, INVERSE, OF_SIGN, POWER_FUNCTION, RECIPROCAL

THOUSANDS = re.compile(r"[0-9]{1,3}(\.[0-9]{3})+")
DECIMAL_COMMA = "A number has a decimal point and no comma"
MANY_VALUES = ("max", "min")  # of three values as of two


class Operands(Cursor):
    """Reads operands; sums, products and powers are read by a subclass."""

    def sum(self, term: Term | None = None) -> Term:
        """Return the sum that begins at hand, or goes on after `term`."""
        raise NotImplementedError

    def product(self, term: Term | None = None, of_function: bool = False) -> Term:
        """Return the product that begins at hand; as the value of a function it ends before the next function."""
        raise NotImplementedError

    def factor(self) -> Term:
        """Return the factor at hand, with its signs and its power."""
        raise NotImplementedError

    def power(self, base: Term) -> Term:
        """Return the power that goes on after its `base`."""
        raise NotImplementedError

    def operand(self) -> Term:
        """Return the operand at hand."""
        while self.token.kind == "dot":  # as in np.sin
            self.slip("A dot stands only inside a number", self.advance())
        token = self.token
        if token.text in CLOSING:
            return self._in_brackets()
        readers = {
            "number": self._number, "fraction": self._fraction, "function": self._function, "root": self._root,
            "constant": self._name, "variable": self._name,
        }  # fmt: skip
        if token.text == "|":
            return self._absolute()
        if token.kind not in readers:
            raise self.nothing_here()
        return readers[token.kind](self.advance())

    # ------------------------------------------------------------ numbers and names

    def _name(self, token: Token) -> Term:
        is_constant = token.kind == "constant"
        return Term(constant(CONSTANTS[token.text], token.text) if is_constant else variable(token.text), token.text)

    def _fraction(self, token: Token) -> Term:
        return fraction(token.text)

    def _number(self, token: Token) -> Term:
        """Read a number, also one that is cut in two by a decimal comma or by a gap."""
        text = token.text
        if self.token.text == "," and self.values <= 1:
            text = self._after_comma(text)
        while self.token.kind == "number":
            joined = self._joined(text)
            if joined is None:
                break
            text = joined
        if self.token.kind == "fraction" and not self.chooses_second(self.token):
            part = fraction(self.advance().text)
            return Term(apply("add", number(text).node, part.node), f"({text} + {part.alone})", "bracket")
        return number(text)

    def _joined(self, text: str) -> str | None:
        """Return a number with the next piece of it: x2.5 is cut into x2 and .5, and 1 000 has a gap; None for 2*3."""
        token = self.token
        if not token.gap and not text.isdecimal():
            points = f"The number {quote(text + token.text)} has two points"
            raise mistake(points, token.position, "write a number with one point")
        if token.gap:
            self.slip("Two numbers stand side by side", token)
            in_groups = len(token.text.partition(".")[0]) == 3
            are_digits = text.isdecimal() and token.text[0].isdecimal()
            if not are_digits or (self.second and not in_groups):
                return None
        self.advance()
        return text + token.text

    def _after_comma(self, text: str) -> str:
        """Return 1.5 for 1,5, as it stands or as 1,000 may be meant."""
        comma, digits = self.token, self.ahead
        plain = text.isdecimal() or THOUSANDS.fullmatch(text)
        if comma.gap or digits.gap or not digits.text.isdecimal() or not plain:
            return text
        self.place += 2
        whole = text.replace(".", "")
        self.slip(DECIMAL_COMMA, comma)
        return f"{whole}{digits.text}" if self.second and len(digits.text) == 3 else f"{whole}.{digits.text}"

    # ------------------------------------------------------------ brackets and bars

    def _part(self, token: Token) -> Term:
        """Read one part of \\frac{x}{y}."""
        if self.token.text not in CLOSING:
            raise mistake("There are no brackets after frac", token.position, "part its two values by /")
        return self._in_brackets()

    def _in_brackets(self) -> Term:
        opening, inner = self.token, self._bracketed()[0]
        needless = opening.text == "{" and inner.kind in ("number", "atom", "bracket")  # as in x^{2}
        return inner if needless else Term(inner.node, f"({inner.text})")

    def _bracketed(self, values: int = 0) -> list[Term]:
        """Read a term in brackets, or the values of a function that takes `values` of them."""
        opening = self.advance()
        if opening.text != "(":
            self.slip("Brackets are round in a formula", opening)
        semicolons = any(token.text == ";" for token in self.tokens[self.place :])
        with self.inside(opening, min(values, 1) if semicolons else values):  # then a comma is a decimal one
            terms = [self.sum()]
            while values and self._next_value():
                terms.append(self.sum())
            self._close(opening)
        return terms

    def _next_value(self) -> bool:
        """Step over the comma between two values; a semicolon stands for it with a slip."""
        if self.token.text == ";":
            self.slip("The values of a function are parted by a comma", self.token)
        return self.takes(",", ";")

    def _close(self, opening: Token) -> None:
        if self.token.kind == "end":
            self.slip("The bracket is never closed", opening)
        elif self.token.text == CLOSING[opening.text]:
            self.advance()
        else:
            raise self.out_of_place()

    def _absolute(self) -> Term:
        """Read |x|."""
        opening = self.advance()
        with self.inside(opening, bars=1):
            inner = self.sum()
            if self.token.kind == "end":
                self.slip("The bar is never closed", opening)
            elif not self.takes("|"):
                raise self.out_of_place()
        return Term(apply("abs", inner.node), f"abs({inner.text})")

    def _root(self, token: Token) -> Term:
        """Read √(x) or √x; in √2x it is open what stands under the root. A cube root is a power."""
        inner = self._under_root(token)
        if token.text == "√":
            return self._called("sqrt", [inner], token)
        self.slip(f"The sign {token.text} is no operation here", token)
        return power(inner, quotient(number("1"), number("3" if token.text == "∛" else "4")).in_brackets)

    def _under_root(self, token: Token) -> Term:
        if self.token.text in CLOSING:
            return self._bracketed()[0]
        with self.inside(token, bars=self.bars):
            if self.token.text in SIGNS:
                self.slip("The root has no brackets", token)
                return self.factor()
            inner = self.operand()
            is_power = self.token.kind == "raise" or self.token.text in ("**", "^")
            if (is_power or self.goes_on()) and not self.chooses_second(self.token):
                inner = self.power(inner)
                while self.goes_on():
                    inner = product(inner, self.factor())
        return inner

    # ------------------------------------------------------------ functions

    def _function(self, token: Token) -> Term:
        """Read a function and its values; a power between the two belongs to the whole."""
        if token.text == FRACTION:
            return quotient(self._part(token), self._part(token)).in_brackets
        exponent = self._exponent_of_function(token)
        if exponent is not None and token.text == "exp" and not self.starts_factor():
            return self._called("exp", [exponent], token)  # exp^x
        values = self._values(token)
        if exponent is None:
            return self._called(token.text, values, token)
        if exponent.text == "-1":
            if token.text in INVERSE and not self.chooses_second(token):
                return self._called(INVERSE[token.text], values, token)
            return quotient(number("1"), self._called(token.text, values, token)).in_brackets
        return power(self._called(token.text, values, token), exponent)

    def _exponent_of_function(self, token: Token) -> Term | None:
        """Read the 2 of sin²(x) or sin^2(x)."""
        if self.token.kind == "raise" or self.token.text in ("**", "^"):
            self.slip(f"The power of {token.text} comes before its brackets", token)
        if self.token.kind == "raise":
            return self.raised()
        if not self.takes("**", "^"):
            return None
        signs = self.leading_signs()
        with self.inside(token):
            return signed(signs, self.operand())

    def raised(self) -> Term:
        """Read raised characters up to their end."""
        self.advance()
        term = self.sum()
        if self.token.kind != "lower":
            raise self.out_of_place()
        self.advance()
        return term

    def _values(self, function: Token) -> list[Term]:
        """Read the values of a function; without brackets the whole product after it, or less in the other reading."""
        arity = _arity(function.text)
        if self.token.text in CLOSING:
            return self._bracketed(arity)
        if arity > 1 or not (self.starts_factor() or self.token.text in ("+", "-")):
            values = "x, y" if arity == 2 else "x"
            raise mistake(f"{function.text} has no brackets", function.position, f"write {function.text}({values})")
        self.slip(f"{function.text} has no brackets", function)
        with self.inside(function, bars=self.bars):
            return [self._nearest() if self.second else self.product(of_function=True)]

    def _nearest(self) -> Term:
        """Read what stands together: 2x of sin 2x^2, or x of sin x y."""
        signs, term = self.leading_signs(), self.operand()
        while (self.goes_on() or (term.kind == "number" and self.starts_factor())) and self.token.kind != "function":
            term = product(term, self.operand())
        return signed(signs, term)

    def _called(self, name: str, values: list[Term], token: Token) -> Term:
        """Return a function of its values."""
        if len(values) != _arity(name):
            return self._miscounted(name, values, token)
        if name == POWER_FUNCTION:
            return power(*values)
        if name in OF_SIGN:
            above = values[0].in_brackets if values[0].kind in ("sum", "signed") else values[0]
            return quotient(above, self._called("abs", values, token)).in_brackets
        if name in RECIPROCAL:
            return quotient(number("1"), self._called(RECIPROCAL[name], values, token)).in_brackets
        node = apply(name, *(value.node for value in values))
        return Term(node, f"{name}({', '.join(value.alone for value in values)})")

    def _miscounted(self, name: str, values: list[Term], token: Token) -> Term:
        """Return what a function of too many values must mean. Raises FormulaError where that is not known."""
        if name == "log" and len(values) == 2:
            self.slip("log takes one value and has the base e", token)
            return quotient(*(self._called("log", [value], token) for value in values)).in_brackets
        if name in MANY_VALUES and len(values) > 2:
            self.slip(f"{name} takes two values", token)
            *values, last = values
            return self._called(name, [self._called(name, values, token), last], token)
        arity = _arity(name)
        wanted = f"{name} takes {arity} value{'s' * (arity > 1)} and not {len(values)}"
        raise mistake(wanted, token.position, f"write {name}({', '.join('xyzuvw'[:arity])})")


def _arity(name: str) -> int:
    """Return how many values a function takes."""
    if name == POWER_FUNCTION:
        return 2
    return FUNCTIONS[name].arity if name in FUNCTIONS else 1
