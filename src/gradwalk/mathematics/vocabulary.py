"""Tell what a name in a formula means: a function, a constant, a variable, or several of these written together."""

import difflib
import itertools
import keyword
import re
from collections.abc import Sequence
from typing import NamedTuple

from gradwalk.mathematics.operations import CONSTANTS, FUNCTIONS

POWER_FUNCTION = "pow"  # pow(x, 2) is x**2
SAME_NAME = {
    "π": "pi", "ln": "log", "lg": "log10", "log_10": "log10", "log_2": "log2", "tg": "tan", "arctg": "atan",
    "sen": "sin",
    **{f"{arc}{name}": f"a{name}" for arc in ("arc", "ar") for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh")},
}  # fmt: skip
TAKES_ONE = frozenset(("ln", *(name for name, function in FUNCTIONS.items() if function.arity == 1)))
IN_WORDS = {  # which is told, and read all the same
    "sine": "sin", "cosine": "cos", "tangent": "tan", "root": "sqrt", "squareroot": "sqrt", "absolute": "abs",
    "maximum": "max", "minimum": "min", "logarithm": "log", "exponential": "exp",
}  # fmt: skip
RECIPROCAL = {"sec": "cos", "csc": "sin", "cosec": "sin", "cot": "tan", "ctg": "tan", "cotan": "tan"}
OF_SIGN = ("sign", "sgn", "signum")  # sign(x) is x/abs(x), but at 0
INVERSE = {name: f"a{name}" for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh")}
MODULES = ("np", "numpy", "math", "Math", "cmath", "sp", "sympy", "torch", "jnp", "tf")
LOOKALIKES = str.maketrans("хуеаорсХУЕАОРСχ", "xyeaopcXYEAOPCx")  # Cyrillic letters, and the Greek chi
LATEX = {"cdot": "*", "times": "*", "div": "/", "left": "", "right": "", "frac": "frac", "dfrac": "frac"}
FRACTION = "frac"
NAMES_OF_FUNCTIONS = "fghFGH"  # f(x) is no product, while a(b + c) is one
GREEK = frozenset(
    ("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "mu", "nu", "xi", "pi",
     "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega")
)  # fmt: skip
SIMILAR = 0.75  # how alike a misspelled function must be to be recognised, of 1
LONGEST_NAME = 40  # letters; a longer one is not taken apart


class Word(NamedTuple):
    """A piece of a name: its kind (number, function, constant or variable), its normal spelling, its place in it."""

    kind: str
    text: str
    offset: int


class Vocabulary:
    """The words of a formula in the given variables (None: any name that means nothing else is a variable)."""

    def __init__(self, variables: Sequence[str] | None) -> None:
        self.variables = None if variables is None else tuple(variables)
        self._declared = set(variables or ())

    def word(self, name: str) -> Word | None:
        """Return the one word that a name is, in its normal spelling, or None."""
        if name in self._declared:
            return Word("variable", name, 0)
        for spelling in (name, name.lower()):
            normal = SAME_NAME.get(spelling, spelling)
            if normal in FUNCTIONS or normal == POWER_FUNCTION:
                return Word("function", normal, 0)
            if normal in CONSTANTS and (len(normal) > 1 or spelling == name):
                return Word("constant", normal, 0)
        return None

    def words(self, name: str, before_bracket: bool) -> list[Word] | None:
        """Return the words that are written together in a name, as in 2pix or xsin, or None where they make no sense.

        Without declared variables a name is taken apart only where a function stands in it: sinx, or xsin(y).
        """
        if before_bracket and name.lower() in IN_WORDS:
            return None
        if self.variables is None:
            return self._around_function(name, before_bracket)
        words = self._split(name) if len(name) <= LONGEST_NAME else None
        if words and before_bracket and any(a.kind == "function" and b.kind == "number" for a, b in _pairs(words)):
            return None  # atan2(...) is another function than atan
        return words

    def _split(self, name: str) -> list[Word] | None:
        """Return the words that a name is made of, the longest first; digits only after one of them."""
        rests: dict[int, list[Word]] = {len(name): []}  # the words from each place on, where there are any
        for start in reversed(range(len(name))):
            for end in reversed([end for end in rests if end > start]):
                word = self._part(name, start, end)
                if word is not None:
                    rests[start] = [word, *rests[end]]
        return rests.get(0)

    def _part(self, name: str, start: int, end: int) -> Word | None:
        """Return the word or the digits between two places of a name, or None."""
        part = name[start:end]
        if part.isdecimal():
            whole = start > 0 and not name[start - 1].isdecimal() and not name[end : end + 1].isdecimal()
            return Word("number", part, start) if whole else None
        word = self.word(part)
        return word and word._replace(offset=start)

    def _around_function(self, name: str, before_bracket: bool) -> list[Word] | None:
        """Return the words of sinx, sin2x or, before a bracket, of xsin and x; None where the name is one word."""
        if before_bracket:
            if len(name) == 1 and name not in NAMES_OF_FUNCTIONS:
                return [Word("variable", name, 0)]
            word = self.word(name[1:])
            is_function = word is not None and word.kind == "function" and name[0].isalpha()
            return [self._letter(name[0], 0), word._replace(offset=1)] if is_function else None
        for end in range(len(name) - 1, 1, -1):
            value = re.fullmatch(r"([0-9]*)([^\W\d_]?)", name[end:])
            word = self.word(name[:end])
            if word and value and name[:end] in TAKES_ONE:
                number = [Word("number", value[1], end)] if value[1] else []
                letter = [self._letter(value[2], end + len(value[1]))] if value[2] else []
                return [word, *number, *letter]
        return None

    def _letter(self, letter: str, offset: int) -> Word:
        return (self.word(letter) or Word("variable", letter, 0))._replace(offset=offset)

    def meant(self, name: str) -> Word | None:
        """Return the variable that an unknown name must stand for: X where there is x, or t where x is the only one."""
        for variable in self._declared:
            if name.translate(LOOKALIKES).lower() == variable.lower() or (len(self._declared) == 1 and len(name) == 1):
                return Word("variable", variable, 0)
        return None

    def remedy(self, name: str) -> str:
        """Return what to write instead of an unknown name: of a short one, which names there are."""
        names = f"use {', '.join((*(self.variables or ()), *CONSTANTS))}"
        return names if len(name) < 3 else f"{names} and the functions {', '.join(FUNCTIONS)}"


def similar_function(name: str) -> str | None:
    """Return the function whose name is nearly this one: sigmoid for sigmiod."""
    if name.lower() in IN_WORDS or not name.isalpha():
        return IN_WORDS.get(name.lower())
    close = difflib.get_close_matches(name.lower(), [*FUNCTIONS, *SAME_NAME], 1, SIMILAR)
    return SAME_NAME.get(close[0], close[0]) if close else None


def is_reserved(name: str) -> bool:
    """Tell whether a name is a word of Python, which no variable can be."""
    return keyword.iskeyword(name)


def looks_like_product(name: str) -> bool:
    """Tell whether a variable's name may be meant as a product of letters: xy, but not x1 nor theta."""
    return len(name) > 1 and name.isalpha() and name.lower() not in GREEK


def _pairs(words: list[Word]) -> list[tuple[Word, Word]]:
    return list(itertools.pairwise(words))
