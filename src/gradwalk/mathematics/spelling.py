"""Spell a typed or pasted formula with plain characters: full-width signs, other dashes and digits, raised numbers."""

import unicodedata

RAISE, LOWER = "\ue000", "\ue001"  # around raised characters: x² is spelled x, RAISE, 2, LOWER
FRACTIONS = "¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"
NEWLINES = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
NOT_READABLE = "\N{REPLACEMENT CHARACTER}"
NOT_RAISED = "ªº"  # ordinal signs, which Unicode files under raised letters
SAME = {
    **dict.fromkeys("−–—―‐‑‒⁃˗➖", "-"),
    **dict.fromkeys("➕\N{INVISIBLE PLUS}", "+"),
    **dict.fromkeys("×·⋅∙∗⁎•‧・●⸱✕✖⨯⨉✱⋆\N{INVISIBLE TIMES}", "*"),
    **dict.fromkeys("÷∕⁄➗", "/"),
    **dict.fromkeys("ˆ⌃↑∧", "^"),
    **dict.fromkeys("∣❘￨", "|"),
    **dict.fromkeys("‘’‚‛“”„‟′″´«»", "'"),
    **dict.fromkeys(NEWLINES, "\n"),
    **dict.fromkeys(FRACTIONS, None),
    **dict.fromkeys(RAISE + LOWER, NOT_READABLE),
    "∶": ":",
    "∓": "±",
    "٫": ".",
    "٪": "%",
    "、": ",",
}


def spell(text: str) -> tuple[str, list[int]]:
    """Return the text in plain characters, and for each of these the place in `text` that it comes from."""
    if text.isascii() and text.isprintable():
        return text, list(range(len(text)))
    spelled: list[str] = []
    places: list[int] = []
    raised = False
    for place, character in enumerate(text):
        plain = _raised(character)
        around = RAISE if plain and not raised else LOWER if raised and not plain else ""
        written = around + (plain or _plain(character, "".join(spelled[-2:])))
        raised = bool(plain)
        spelled.extend(written)
        places.extend([place] * len(written))
    if raised:
        spelled.append(LOWER)
        places.append(len(text) - 1)
    return "".join(spelled), places


def _raised(character: str) -> str:
    """Return 2 for ², - for ⁻, n for ⁿ, and an empty string for what is not raised."""
    form, _, code = unicodedata.decomposition(character).partition(" ")
    if form != "<super>" or " " in code or character in NOT_RAISED:
        return ""
    return _plain(chr(int(code, 16)), "")


def _plain(character: str, before: str) -> str:
    """Return the plain spelling of a character after the plain ones `before`; nothing for what cannot be seen."""
    if character in SAME:
        return SAME[character] or character
    if unicodedata.category(character) == "Cf" or "\ufe00" <= character <= "\ufe0f":
        return ""
    if unicodedata.decomposition(character).startswith("<sub>"):
        return _lowered(character, before)
    normal = unicodedata.normalize("NFKC", character)
    character = normal if len(normal) == 1 else character
    if character in SAME:
        return SAME[character] or character
    if character.isspace():
        return " "
    return str(unicodedata.decimal(character, character))


def _lowered(character: str, before: str) -> str:
    """Return _1 for the ₁ of x₁, and 0 for the 0 of x₁₀; the character itself where there is no letter before it."""
    digit = unicodedata.normalize("NFKC", character)
    if before[-1:].isalpha():
        return f"_{digit}"
    return digit if before[-1:].isdecimal() and before[:1] == "_" else character
