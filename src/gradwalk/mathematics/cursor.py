"""Walk along the tokens of a formula: what stands here, what may follow, and what to say where it cannot."""

from collections.abc import Generator, Sequence
from contextlib import contextmanager

from gradwalk.mathematics.tokens import FormulaError, Slip, Token, mistake, quote

DEEPEST_NESTING = 100  # brackets, signs and functions without brackets, one inside the other
CLOSING = {"(": ")", "[": "]", "{": "}"}
VALUES = ("number", "fraction", "function", "constant", "variable", "root")
SIGNS = ("+", "-", "±")
TWO_WAYS = "This can be read in two ways"
A_VALUE = "write a number or a name there"


class Cursor:
    """A place in the tokens of a formula.

    `slips` are the mistakes met in what could be understood all the same. Where there are two readings, `second` tells
    that the less likely one is wanted.
    """

    def __init__(self, tokens: Sequence[Token], second: bool) -> None:
        self.tokens, self.second = tokens, second
        self.place, self.depth = 0, 0
        self.bars = 0  # that are open in the innermost brackets
        self.values = 0  # that the innermost function takes
        self.slips: list[Slip] = []

    @property
    def token(self) -> Token:
        """The token at hand."""
        return self.tokens[self.place]

    @property
    def before(self) -> Token:
        """The token before it; at the start an "end"."""
        return self.tokens[self.place - 1]

    @property
    def ahead(self) -> Token:
        """The token after it; at the end the "end" again."""
        return self.tokens[min(self.place + 1, len(self.tokens) - 1)]

    def advance(self) -> Token:
        """Step over the token at hand and return it."""
        self.place += 1
        return self.before

    def takes(self, *texts: str) -> bool:
        """Step over the token at hand if it has one of these texts, and tell whether it had."""
        found = self.token.text in texts
        self.place += found
        return found

    def leading_signs(self) -> list[str]:
        """Step over + and - and return them."""
        signs = []
        while self.token.text in ("+", "-"):
            signs.append(self.advance().text)
        return signs

    def slip(self, problem: str, token: Token) -> None:
        """Record a mistake that leaves no doubt what is meant."""
        self.slips.append(Slip(problem, token.position))

    def chooses_second(self, token: Token, problem: str = TWO_WAYS) -> bool:
        """Record that there are two readings, and tell whether the second one is wanted."""
        self.slip(problem, token)
        return self.second

    def starts_factor(self) -> bool:
        """Tell whether the token at hand begins a factor before which no sign is needed."""
        token = self.token
        return token.kind in VALUES or token.text in CLOSING or (token.text == "|" and not self.bars)

    def goes_on(self) -> bool:
        """Tell whether such a factor follows without a gap."""
        return self.starts_factor() and not self.token.gap

    @contextmanager
    def inside(self, token: Token, values: int = 0, levels: int = 1, bars: int = 0) -> Generator[None, None, None]:
        """Read something `levels` deeper. Raises FormulaError where it lies too deep."""
        kept = self.depth, self.values, self.bars
        self.depth, self.values, self.bars = self.depth + levels, values, bars
        if self.depth > DEEPEST_NESTING:
            deep = f"More than {DEEPEST_NESTING} brackets and signs inside each other"
            raise mistake(deep, token.position, "write fewer")
        yield
        self.depth, self.values, self.bars = kept

    def nothing_here(self) -> FormulaError:
        """Explain the token at hand where a number, a name or an opening bracket is due."""
        before, token = self.before, self.token
        if before.kind == "function":
            return mistake(f"{before.text} has no brackets", before.position, f"write {before.text}(x)")
        if before.text in CLOSING:
            return mistake("There is nothing inside the bracket", before.position, A_VALUE)
        if before.kind not in ("end", "raise", "lower"):
            return mistake(f"There is nothing after {quote(before.text)}", before.position, A_VALUE)
        if token.text in CLOSING.values():
            return self.never_opened()
        shown = "the raised sign" if token.kind in ("raise", "lower") else quote(token.text)
        return mistake(f"There is nothing before {shown}", token.position, A_VALUE)

    def never_opened(self) -> FormulaError:
        """Explain a closing bracket that closes nothing."""
        return mistake("The bracket was never opened", self.token.position, "remove it or add a (")

    def out_of_place(self) -> FormulaError:
        """Explain the token at hand where a sign is due."""
        if self.token.text in CLOSING.values():
            return self.never_opened()
        if self.token.kind == "comma":
            comma = "A comma stands only between the two values of a function"
            return mistake(comma, self.token.position, "write one formula, with a dot as the decimal point")
        return mistake("The raised signs end too early", self.token.position, "use ** and round brackets")
