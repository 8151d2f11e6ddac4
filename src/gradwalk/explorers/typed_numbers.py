"""Read a number as people type one: with a decimal comma, a true minus sign, full-width digits, or as 2/3.

What could mean two numbers is asked back, and never read as one of them.
"""

import math
import re
import unicodedata

from gradwalk.mathematics.formula import FormulaError
from gradwalk.mathematics.graph import Graph

MINUS_SIGNS = dict.fromkeys(map(ord, "−–—‒‑﹣－"), "-")
SPACES = "[ \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}\N{FIGURE SPACE}'\N{RIGHT SINGLE QUOTATION MARK}_]"
INVISIBLE = dict.fromkeys(map(ord, "\N{ZERO WIDTH SPACE}\N{WORD JOINER}\N{ZERO WIDTH NO-BREAK SPACE}"))
GROUPED = re.compile(rf"[+-]?\d{{1,3}}(?:{SPACES}\d{{3}})+(?:[.,]\d+)?")  # 1 234 567.5
DECIMAL_COMMA = re.compile(r"[+-]?\d*,\d+")
THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}")  # 1,234: in some countries 1.234, in others 1234
UNFINISHED = re.compile(r"\d[eE](?![+\-−]?\d)")  # an exponent of ten without its digits
SHOWN = 40  # characters of a text that is quoted


def read_number(text: str, low: float, high: float, whole: bool = False) -> float:
    """Return the number between `low` and `high` that `text` says: 0.5, 0,5, -2, 2/3, 1e-3, sqrt(2).

    Raises ValueError with one sentence for any other text, and where a whole number is asked for and none is given.
    """
    plain = _plain(text)
    if THOUSANDS.fullmatch(plain):
        point, none = plain.replace(",", "."), plain.replace(",", "")
        raise ValueError(f"Type {point} or {none}, whichever you mean by {_quoted(text)}.")
    if DECIMAL_COMMA.fullmatch(plain):
        plain = plain.replace(",", ".")
    try:
        value = float(Graph.from_formula(plain, variables=()).value())
    except FormulaError:
        value = float("nan")
    if low <= value <= high and (not whole or value == int(value)):
        return int(value) if whole else value
    raise ValueError(f"Type {_kind(whole)}{_range(low, high)}, not {_quoted(text)}.")


def _plain(text: str) -> str:
    """Return the text with the signs and digits of ASCII, and without spaces between groups of digits."""
    if any(unicodedata.category(sign) == "No" for sign in text):
        return ""  # a raised 2 is no digit: 3² is not 32
    if UNFINISHED.search(text):
        return ""  # nor is 1e the number e, which formulas know
    plain = unicodedata.normalize("NFKC", text.translate(MINUS_SIGNS).translate(INVISIBLE)).strip()
    plain = "".join(str(unicodedata.digit(sign, sign)) for sign in plain)
    if GROUPED.fullmatch(plain):
        return re.sub(SPACES, "", plain).replace(",", ".")
    return "" if "_" in plain else plain


def _kind(whole: bool) -> str:
    return "a whole number" if whole else "a number such as 0.5, −2 or 2/3"


def _range(low: float, high: float) -> str:
    if math.isinf(low) and math.isinf(high):
        return ""
    return f" from {low:g} to {high:g}".replace("-", "−")


def _quoted(text: str) -> str:
    """Return what was typed as it can stand in a sentence."""
    return repr(text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…")
