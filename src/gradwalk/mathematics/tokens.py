"""Cut a typed formula into numbers, names, signs and brackets, and explain every mistake: where, and what to write."""

import keyword
import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from gradwalk.mathematics.operations import CONSTANTS, FUNCTIONS

LONGEST_FORMULA = 1000  # characters
DEEPEST_NESTING = 100  # brackets and leading signs, one inside the other
SAME_SIGN = str.maketrans("−–×·⋅∙∗÷∕", "--*****//")
SAME_NAME = {"π": "pi", "ln": "log"}
TOKEN = re.compile(
    r"[ \t]*(?:(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<name>[^\W\d]\w*)|(?P<sign>\*\*|[-+*/])|(?P<bracket>[()]))"
)
POWER = "write x**2 for a power"
COMPARISON = "comparisons have no place in a formula"
REMEDIES = {
    **dict.fromkeys("^⁰¹²³⁴⁵⁶⁷⁸⁹", POWER),
    **dict.fromkeys("<>!≤≥≠", COMPARISON),
    **dict.fromkeys("[]{}", "use round brackets"),
    **dict.fromkeys("'\"`“”‘’", "write the formula without quotation marks"),
    **dict.fromkeys("\n\r", "write the formula on one line"),
    "=": "write only the formula, without an equals sign",
    ",": "write a decimal point as a dot, and one value inside the brackets of a function",
    ".": "a dot stands only inside a number, so write sin(x) rather than np.sin(x)",
    "#": "write the formula without a comment",
    "√": "write sqrt(x) for a root",
    "|": "write abs(x) for the absolute value",
    "%": "write x/100 for a percentage",
}
ANYTHING_ELSE = "use letters, numbers, + - * / ** and round brackets"


class FormulaError(ValueError):
    """A formula that cannot be read; `position` is the place of the mistake in the text, counted from 0."""

    def __init__(self, sentence: str, position: int):
        super().__init__(sentence)
        self.position = position


class Token(NamedTuple):
    """A piece of a formula: its kind, its normal spelling, and its place in the text.

    The kinds are number, function, constant, variable, sign and bracket.
    """

    kind: str
    text: str
    position: int


def read_tokens(text: str, variables: Sequence[str] | None) -> list[Token]:
    """Return the tokens of a text that is a formula in the given variables (None: in any variables).

    Raises TypeError when `text` is no text, and FormulaError with one sentence for every other mistake.
    """
    if not isinstance(text, str):
        raise TypeError(f"A formula is text such as 'x**2 + y**2'; {type(text).__name__} is not.")
    if not text.strip():
        raise FormulaError("The formula is empty; write one such as x**2 + y**2.", 0)
    if len(text) > LONGEST_FORMULA:
        long = f"The formula has {len(text)} characters and is cut off at character {LONGEST_FORMULA}; write less."
        raise FormulaError(long, LONGEST_FORMULA - 1)
    tokens = _cut(text)
    following = [token.text for token in tokens[1:]] + [""]
    tokens = [_classified(token, after, variables) for token, after in zip(tokens, following, strict=True)]
    _check_order(tokens)
    return tokens


def quote(text: str) -> str:
    """Return a piece of the text as it can stand inside one sentence."""
    return repr(text if len(text) <= 20 else text[:19] + "…")


def _error(problem: str, position: int, remedy: str) -> FormulaError:
    """Return the error whose sentence names the place, counted from 1, and the remedy."""
    return FormulaError(f"{problem} at character {position + 1}; {remedy}.", position)


def _cut(text: str) -> list[Token]:
    """Cut the text into numbers, names, signs and brackets."""
    tokens, position, end = [], len(text) - len(text.lstrip()), len(text.rstrip())
    spelled = text.translate(SAME_SIGN)
    while position < end:
        match = TOKEN.match(spelled, position, end)
        if match is None:
            raise _unreadable(text, position)
        kind = str(match.lastgroup)  # every alternative of TOKEN has a name
        start = match.start(kind)
        if kind == "name":
            _check_name(text, match[kind], start)
        tokens.append(Token(kind, match[kind], start))
        position = match.end()
    return tokens


def _unreadable(text: str, position: int) -> FormulaError:
    """Explain the first character that belongs to no token."""
    while text[position] in " \t":
        position += 1
    remedy = REMEDIES.get(text[position], ANYTHING_ELSE)
    return _error(f"The sign {quote(text[position])} cannot be read", position, remedy)


def _check_name(text: str, name: str, start: int) -> None:
    """Raise for the first character that cannot be part of a name, such as a raised 2."""
    for position in range(start, start + len(name)):
        if not ("x" + text[position]).isidentifier():
            raise _unreadable(text, position)
    if name.startswith("_"):
        raise _error(f"The name {quote(name)} is not allowed", start, "begin names with a letter")
    if keyword.iskeyword(unicodedata.normalize("NFKC", name)):
        raise _error(f"{quote(name)} is a word of Python and no variable", start, "write a formula in your variables")


def _classified(token: Token, after: str, variables: Sequence[str] | None) -> Token:
    """Return the token with a name told apart as function, constant or variable; `after` is the text that follows."""
    if token.kind == "number":
        _check_number(token)
    if token.kind != "name":
        return token
    name = unicodedata.normalize("NFKC", token.text)
    name = SAME_NAME.get(name, name)
    if name in FUNCTIONS or name in CONSTANTS:
        return Token("function" if name in FUNCTIONS else "constant", name, token.position)
    if after == "(" and name not in (variables or ()):
        known = f"the functions are {', '.join(FUNCTIONS)}, and a product is written x*(...)"
        raise _error(f"{quote(name)} is not a function", token.position, known)
    remedy = _name_remedy(name, variables)
    if remedy:
        raise _error(f"{quote(name)} is not known", token.position, remedy)
    return Token("variable", name, token.position)


def _name_remedy(name: str, variables: Sequence[str] | None) -> str | None:
    """Return what to write instead of an unknown name, None for a variable."""
    if name in (variables or ()):
        return None
    for function in sorted(FUNCTIONS, key=len, reverse=True):
        value = name.removeprefix(function)
        is_value = len(value) == 1 if variables is None else value in (*variables, *CONSTANTS) or value.isdigit()
        if value != name and is_value:
            return f"write {function}({value})"
    if variables is None:
        return None
    if len(name) <= 20 and all(letter in (*variables, *CONSTANTS) for letter in name):
        return f"write {'*'.join(name)}"
    return f"use {', '.join((*variables, *CONSTANTS))} and the functions {', '.join(FUNCTIONS)}"


def _check_number(token: Token) -> None:
    """Raise for a number that a float cannot hold, or that starts with a superfluous 0."""
    if float(token.text) == float("inf"):
        raise _error(f"The number {quote(token.text)} is too large", token.position, "write one below 1e308")
    if token.text.isdigit() and token.text.startswith("0") and token.text.strip("0"):
        number = token.text.lstrip("0")
        raise _error(f"The number {quote(token.text)} starts with 0", token.position, f"write {quote(number)[1:-1]}")


def _check_order(tokens: list[Token]) -> None:
    """Raise at the first token that cannot stand where it does."""
    waiting: list[Token] = []  # open brackets and leading signs that still wait for their end
    before: Token | None = None
    for token in tokens:
        if before is not None and _ends_operand(before):
            _check_after_operand(before, token, waiting)
        else:
            _check_at_operand(before, token, waiting)
        if _ends_operand(token):
            while waiting and waiting[-1].kind == "sign":
                waiting.pop()
        if len(waiting) > DEEPEST_NESTING:
            deep = f"More than {DEEPEST_NESTING} brackets and signs inside each other"
            raise _error(deep, token.position, "write fewer")
        before = token
    if not _ends_operand(tokens[-1]):
        raise _nothing_after(tokens[-1])
    if waiting:
        raise _error("The bracket is never closed", waiting[-1].position, "add a )")


def _ends_operand(token: Token) -> bool:
    """Tell whether a number, a name or a closed bracket has just ended."""
    return token.kind in ("number", "constant", "variable") or token.text == ")"


def _check_at_operand(before: Token | None, token: Token, waiting: list[Token]) -> None:
    """Check a token where a number, a name or an opening bracket is due."""
    if before is not None and before.kind == "function" and token.text != "(":
        raise _nothing_after(before, token)
    if token.text == "(" or token.text in ("+", "-"):
        waiting.append(token)
    elif before is not None and (token.text == ")" or token.kind == "sign"):
        raise _nothing_after(before, token)
    elif token.text == ")":
        raise _error("The bracket was never opened", token.position, "remove it or add a (")
    elif token.kind == "sign":
        raise _error(f"There is nothing before {quote(token.text)}", token.position, "write a number or a name there")


def _nothing_after(before: Token, token: Token | None = None) -> FormulaError:
    """Explain a function, sign or bracket that is not followed by what it needs."""
    if before.kind == "function":
        value = token.text if token is not None and token.kind in ("number", "constant", "variable") else "x"
        return _error(f"{before.text} has no brackets", before.position, f"write {before.text}({value})")
    if before.text == "(":
        inside = "There is nothing inside the bracket" if token and token.text == ")" else "Nothing good follows ("
        return _error(inside, before.position, "write a number or a name there")
    remedy = (
        "write / for a division" if token and before.text == token.text == "/" else "write a number or a name there"
    )
    return _error(f"There is nothing after {quote(before.text)}", before.position, remedy)


def _check_after_operand(before: Token, token: Token, waiting: list[Token]) -> None:
    """Check a token where a sign or a closing bracket is due."""
    if token.text == ")":
        if not waiting:
            raise _error("The bracket was never opened", token.position, "remove it or add a (")
        waiting.pop()
    elif token.kind != "sign":
        left = before.text if len(before.text) <= 10 else "..."
        right = token.text if token.kind in ("number", "constant", "variable") and len(token.text) <= 10 else "(...)"
        right = f"{token.text}(...)" if token.kind == "function" else right
        raise _error("A sign is missing", token.position, f"write {left}*{right}")
