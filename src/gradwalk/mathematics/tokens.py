"""Cut a typed formula into numbers, names, signs and brackets, and explain whatever is none of these."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from gradwalk.mathematics.operations import FUNCTIONS
from gradwalk.mathematics.spelling import FRACTIONS, LOWER, RAISE, spell
from gradwalk.mathematics.vocabulary import (
    FRACTION,
    LATEX,
    LOOKALIKES,
    MODULES,
    OF_SIGN,
    RECIPROCAL,
    Vocabulary,
    Word,
    is_reserved,
    similar_function,
)

LONGEST_FORMULA = 1000  # characters
TOKEN = re.compile(
    r"(?P<number>(?:[0-9]+(?:_[0-9]+)*\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    rf"|(?P<fraction>[{FRACTIONS}])|(?P<name>[^\W\d](?:(?![{FRACTIONS}])\w)*)|(?P<sign>\*\*|[-+*/^±:%])|(?P<bracket>[()\[\]{{}}|])"
    rf"|(?P<root>[√∛∜])|(?P<comma>[,;])|(?P<raise>{RAISE})|(?P<lower>{LOWER})|(?P<factorial>!(?!=))|(?P<degree>°)|(?P<dot>\.)"
    r"|(?P<needless>\\[,;:! ]|['\"`$\\])"
)
COMMAND = re.compile(rf"\\({'|'.join(LATEX)})(?![a-zA-Z])")
HEADING = re.compile(r"[ \n]*(?:([^\W\d]\w*) *(\( *[^\W\d]\w*(?: *, *[^\W\d]\w*)* *\))?)? *:?=(?!=)")
COMPARISON = "comparisons have no place in a formula"
REMEDIES = {
    **dict.fromkeys("<>!≤≥≠≈≡", COMPARISON),
    "\n": "write the formula on one line",
    "∞": "a formula is made of finite numbers",
}
ANYTHING_ELSE = "use letters, numbers, + - * / ** and round brackets"


class FormulaError(ValueError):
    """A formula that cannot be read; `position` is the place of the mistake in the text, counted from 0."""

    def __init__(self, sentence: str, position: int):
        super().__init__(sentence)
        self.position = position


class Token(NamedTuple):
    """A piece of a formula: its kind, its normal spelling, its place in the text, and whether a gap stands before it.

    The kinds are those of TOKEN, but a name is a function, a constant or a variable; the last token is an "end".
    """

    kind: str
    text: str
    position: int
    gap: bool = False


class Slip(NamedTuple):
    """A mistake that leaves no doubt what is meant: what is wrong, and its place in the text."""

    problem: str
    position: int


class Cut(NamedTuple):
    """The tokens of a formula, and the slips that were met on the way."""

    tokens: list[Token]
    slips: list[Slip]


def mistake(problem: str, position: int, remedy: str) -> FormulaError:
    """Return the error whose sentence names the place, counted from 1, and the remedy."""
    return FormulaError(f"{problem} at character {position + 1}; {remedy}.", position)


def quote(text: str) -> str:
    """Return a piece of the text as it can stand inside one sentence."""
    return repr(text if len(text) <= 20 else text[:19] + "…")


def read_tokens(text: str, variables: Sequence[str] | None) -> Cut:
    """Return the tokens of a text that is a formula in the given variables (None: in any variables).

    Raises TypeError when `text` is no text, and FormulaError with one sentence for what cannot be read at all.
    """
    if not isinstance(text, str):
        raise TypeError(f"A formula is text such as 'x**2 + y**2'; {type(text).__name__} is not.")
    if len(text) > LONGEST_FORMULA:
        long = f"The formula has {len(text)} characters and is cut off at character {LONGEST_FORMULA}; write less."
        raise FormulaError(long, LONGEST_FORMULA - 1)
    return _Cutter(text, variables).cut()


class _Cutter:
    """Cuts one text."""

    def __init__(self, text: str, variables: Sequence[str] | None) -> None:
        self.text, self.vocabulary = text, Vocabulary(variables)
        self.spelled, self.places = spell(text)
        self.start, self.end = 0, len(self.spelled.rstrip(" \n;"))
        self.slips: list[Slip] = []

    def cut(self) -> Cut:
        """Return the tokens, with an "end" as the last one."""
        names = self._skip_headings()
        self._drop_ends()
        pieces = list(self._pieces())
        tokens = [token for k, piece in enumerate(pieces) for token in self._meaning(piece, pieces[k + 1 : k + 2])]
        if not tokens:
            raise FormulaError("The formula is empty; write one such as x**2 + y**2.", 0)
        if any(token.text in names and token.kind == "variable" for token in tokens):
            raise self._equation(self.spelled.index("="))
        return Cut([*tokens, Token("end", "", self._place(self.end))], self.slips)

    def _place(self, position: int) -> int:
        """Return the place in her text of a place in the spelled one."""
        return self.places[position] if position < len(self.places) else len(self.text)

    def _skip_headings(self) -> set[str]:
        """Skip z = and F(x, y) = at the start; return the names that have no brackets."""
        names = set()
        while heading := HEADING.match(self.spelled, self.start, self.end):
            word = self.vocabulary.word(heading[1] or "")
            if word and (word.kind == "function" or not heading[2]):
                break
            self.start = heading.end()
            if heading[1] and not heading[2]:
                names.add(heading[1])
        return names

    def _equation(self, position: int) -> FormulaError:
        """Return what to say of an equation: one of its sides is a formula, and a lone name on the left is not it."""
        place = self._place(position)
        left, right = (side.strip(" =:") for side in (self.text[:place], self.text[place:]))
        side = right if left.isidentifier() or not left else left
        shown = f"such as {side}" if side.isprintable() and 0 < len(side) <= 60 else "without an equals sign"
        return mistake("The sign '=' makes this an equation", place, f"write one side of it alone, {shown}")

    def _drop_ends(self) -> None:
        """Leave out a comment, and a full stop or comma at the end."""
        comment = self.spelled.find("#", self.start, self.end)
        if comment > self.start and self.spelled[self.start : comment].strip():
            self._slip("The sign '#' begins a comment", comment)
            self.end = len(self.spelled[:comment].rstrip(" \n"))
        last = self.spelled[self.start : self.end].rstrip(" ")[-2:]
        if last[-1:] == "," or (last[-1:] == "." and not last[:1].isdecimal()):
            self.end = len(self.spelled[: self.end].rstrip(" ")) - 1
            if self.spelled[self.start : self.end].strip(" \n"):
                self._slip(f"The sign {quote(last[-1])} ends a sentence, no formula,", self.end)
            else:
                self.end += 1
        while self.start < self.end and self.spelled[self.start] in " \n":
            self.start += 1

    def _slip(self, problem: str, position: int) -> None:
        self.slips.append(Slip(problem, self._place(position)))

    # ------------------------------------------------------------ pieces

    def _pieces(self) -> Iterator[Token]:
        """Yield numbers, names, signs and brackets, names not yet told apart, positions in the spelled text."""
        position = self.start
        while position < self.end:
            gap = self.spelled[position] == " "
            while position < self.end and self.spelled[position] == " ":
                position += 1
            if position == self.end:
                break
            match = TOKEN.match(self.spelled, position, self.end)
            if match is None:
                raise self._unreadable(position)
            kind = str(match.lastgroup)
            position = match.end()
            if kind != "needless":
                yield Token(kind, match[0], match.start(), gap)
                continue
            self._slip(f"The sign {quote(match[0][0])} cannot be read", match.start())
            command = COMMAND.match(self.spelled, match.start(), self.end)
            if command:
                position = command.end()
                yield from self._latex(LATEX[command[1]], match.start(), gap)

    def _latex(self, meaning: str, position: int, gap: bool) -> Iterator[Token]:
        """Yield what a command of LaTeX stands for: \\cdot is a sign, \\left is nothing, \\frac has two values."""
        if meaning:
            yield Token("function" if meaning == FRACTION else "sign", meaning, position, gap)

    def _unreadable(self, position: int) -> FormulaError:
        """Explain a character that belongs to no token."""
        sign, place = self.spelled[position], self._place(position)
        if sign == "=":
            return self._equation(position)
        remedy = REMEDIES.get(sign, ANYTHING_ELSE)
        return mistake(f"The sign {quote(self.text[place])} cannot be read", place, remedy)

    # ------------------------------------------------------------ meaning

    def _meaning(self, piece: Token, following: list[Token]) -> list[Token]:
        """Return the tokens that a piece stands for, positions in her text."""
        token = piece._replace(position=self._place(piece.position))
        if piece.kind == "number":
            return [self._number(token)]
        if piece.kind != "name":
            return [token]
        if following and following[0].kind == "dot" and token.text in MODULES:
            return []
        self._check_name(piece)
        words = self._words(token, bool(following) and following[0].text in ("(", "[", "{"))
        places = [self._place(piece.position + word.offset) for word in words]
        return [
            Token(word.kind, word.text, place, token.gap and k == 0)
            for k, (word, place) in enumerate(zip(words, places, strict=True))
        ]

    def _check_name(self, piece: Token) -> None:
        """Raise FormulaError for a name that no variable can have."""
        name, place = piece.text, self._place(piece.position)
        for offset, letter in enumerate(name):
            if not f"x{letter}".isidentifier():
                raise self._unreadable(piece.position + offset)
        if name.startswith("_"):
            raise mistake(f"The name {quote(name)} is not allowed", place, "begin names with a letter")
        if is_reserved(name):
            remedy = "write a formula in your variables"
            raise mistake(f"{quote(name)} is a word of Python and no variable", place, remedy)

    def _number(self, token: Token) -> Token:
        text = token.text.replace("_", "")
        if float(text) == float("inf"):
            raise mistake(f"The number {quote(text)} is too large", token.position, "write one below 1e308")
        return token._replace(text=text)

    def _words(self, token: Token, before_bracket: bool) -> list[Word]:
        """Return the words that a name stands for."""
        word = self.vocabulary.word(token.text)
        words = [word] if word else self.vocabulary.words(token.text, before_bracket)
        if not words and self.vocabulary.variables is None and not before_bracket:
            return [Word("variable", token.text, 0)]
        return words or self._lookalikes(token, before_bracket) or [self._unknown(token, before_bracket)]

    def _lookalikes(self, token: Token, before_bracket: bool) -> list[Word] | None:
        """Return the words of a name that has letters of another alphabet, with a slip, or None."""
        plain = token.text.translate(LOOKALIKES)
        words = self.vocabulary.words(plain, before_bracket) if plain != token.text else None
        if words:
            self.slips.append(Slip(f"{quote(token.text)} has letters of another alphabet", token.position))
        return words

    def _unknown(self, token: Token, before_bracket: bool) -> Word:
        """Return what an unknown name must mean, with a slip; else raise FormulaError."""
        meant = self.vocabulary.meant(token.text)
        if before_bracket and meant is None:
            return self._unknown_function(token)
        problem = f"{quote(token.text)} is not known"
        if meant is None:
            raise mistake(problem, token.position, self.vocabulary.remedy(token.text))
        self.slips.append(Slip(problem, token.position))
        return meant

    def _unknown_function(self, token: Token) -> Word:
        name, problem = token.text, f"{quote(token.text)} is not a function"
        self.slips.append(Slip(problem, token.position))
        similar = name.lower() if name.lower() in (*RECIPROCAL, *OF_SIGN) else similar_function(name)
        if similar:
            return Word("function", similar, 0)
        if self.vocabulary.variables is None and len(name) == 1:
            return Word("variable", name, 0)
        raise mistake(problem, token.position, f"the functions are {', '.join(FUNCTIONS)}")
