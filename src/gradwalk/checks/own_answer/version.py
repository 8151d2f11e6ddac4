"""Tell two versions of a learner's code apart, and nothing that makes no difference."""

import hashlib
import io
import tokenize
from collections.abc import Iterator

UNSEEN = {tokenize.COMMENT, tokenize.NL, tokenize.ENCODING, tokenize.ENDMARKER}
WRITTEN = {tokenize.INDENT: "{", tokenize.DEDENT: "}", tokenize.NEWLINE: ";"}
# Python 3.12 and later take such texts apart, earlier ones do not; where she works and where it is marked may differ.
OPENING, CLOSING = ({getattr(tokenize, f"{letter}STRING_{end}", -1) for letter in "FT"} for end in ("START", "END"))


def version_of(source: str) -> str:
    """Return a text that changes with the code `source`, but not with its comments and blanks; "" without code."""
    if not source:
        return ""
    try:
        seen = "".join(_pieces(source))
    except (tokenize.TokenError, SyntaxError):
        seen = source
    return hashlib.sha256(seen.encode("utf-8", "replace")).hexdigest()


def _pieces(source: str) -> Iterator[str]:
    """Yield the tokens; a text with values in it is one, as it is written."""
    lines, begins = source.splitlines(keepends=True), []
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type in OPENING:
            begins.append(token.start)
        elif token.type in CLOSING and len(begins) == 1:
            yield _between(lines, begins.pop(), token.end)
        elif token.type in CLOSING:
            begins.pop()
        elif not begins and token.type not in UNSEEN:
            yield WRITTEN.get(token.type, token.string)


def _between(lines: list[str], start: tuple[int, int], end: tuple[int, int]) -> str:
    """Return the text from one (line, column) to another."""
    first, last = start[0] - 1, end[0] - 1
    if first == last:
        return lines[first][start[1] : end[1]]
    return "".join([lines[first][start[1] :], *lines[first + 1 : last], lines[last][: end[1]]])
