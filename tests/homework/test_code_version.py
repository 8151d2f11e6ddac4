"""A version of a learner's code is the same under every Python, and changes with nothing but the code."""

import pytest

from gradwalk.checks.own_answer.version import version_of

PLAIN = 'def f(x):\n    return f"{x + 1:.3f} {{a}} {x!r}" + "é"'
SAME = [
    PLAIN.replace("\n", "\n\n    # why\n", 1),
    PLAIN.replace(' + "é"', ' +  "é"   # so'),
    PLAIN.replace("\n", "\r\n"),
    PLAIN.replace("    return", "\treturn"),
]
OTHER = [
    PLAIN.replace("x + 1", "x + 2"),
    PLAIN.replace("x + 1", "x +1"),
    PLAIN.replace("{{a}}", "{a}"),
    PLAIN.replace('"é"', '"e"'),
    "def f(x):\n    if x:\n        x = 1\n    return x",
    "def f(x):\n    if x:\n        x = 1\n        return x",
]


def test_comments_and_blanks_make_no_other_version_and_code_does():
    assert {version_of(text) for text in SAME} == {version_of(PLAIN)}
    assert len({version_of(text) for text in [PLAIN, *OTHER]}) == 1 + len(OTHER)
    assert version_of("") == ""
    assert len(version_of("def f(x:\n  return (")) == 64


MANY = 'g = f"""a\n {1 + 1 }\n""" + f\'{f"{2 }" }\' + rf"\\d{3}"'


@pytest.mark.parametrize(("text", "known"), [(PLAIN, "537f7b82"), (MANY, "24f7d24e")])
def test_a_text_with_values_is_one_piece_whether_python_takes_it_apart_or_not(text, known):
    """Pythons 3.10 to 3.13 were asked for what is known: the browser's need not be that of who marks."""
    assert version_of(text)[:8] == known
