"""Numbers as people type them: read as meant, or refused in one sentence; never another number than was typed."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradwalk.explorers.typed_numbers import read_number
from tests.explorers.every_explorer import CLASSES

READ = {
    "1,5": 1.5, "0,5": 0.5, ",5": 0.5, "-2,25": -2.25, "12,5": 12.5, "0,125": 0.125, "1.000": 1.0,
    "−1": -1.0, "–1": -1.0, "－1": -1.0, "−0,5": -0.5, "+3": 3.0,
    "1 000": 1000.0, "1\N{NO-BREAK SPACE}000": 1000.0, "1\N{NARROW NO-BREAK SPACE}234,5": 1234.5, "1'000": 1000.0,
    "１２": 12.0, "１，５": 1.5, "１．５": 1.5, "٣": 3.0, "𝟓": 5.0, "1\N{ZERO WIDTH SPACE}5": 15.0,
    " 2 ": 2.0, "2/3": 2 / 3, "1e-3": 1e-3, "1E2": 100.0, "1e−3": 1e-3, "sqrt(2)": math.sqrt(2), "-pi": -math.pi,
}  # fmt: skip
REFUSED = [
    "", " ", "abc", "1,000", "-1,234", "999,999", "1.234,5", "1,234.5", "1,234,567", "1 5", "2 3 4", "1,5,2", "5,",
    "1e", "2E+", "3²", "2₁", "½", "5%", "nan", "inf", "∞", "1e400", "0x10", "1_0", "1.5.2", "x", "1/0", "import os",
    "9**9**9", "3001", "-3001", "1" * 5000,
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), READ.items())
def test_read_as_meant(text, value):
    assert read_number(text, -3000, 3000) == pytest.approx(value, rel=1e-15)


@pytest.mark.parametrize("text", REFUSED)
def test_refused_in_one_sentence_with_what_was_typed(text):
    with pytest.raises(ValueError, match=r"^[^\n]+[.]$") as refusal:
        read_number(text, -3000, 3000)
    assert text[:30] in str(refusal.value)
    assert len(str(refusal.value)) < 200


@pytest.mark.parametrize("text", ["12,5", "2.5", "1/3", "0,5", "abc", "-1", "101"])
def test_whole_numbers_are_whole(text):
    with pytest.raises(ValueError, match=r"^Type a whole number from 0 to 100, not "):
        read_number(text, 0, 100, whole=True)
    assert read_number("12,0", 0, 100, whole=True) == 12


def test_a_thousands_comma_is_asked_back():
    with pytest.raises(ValueError, match=r"^Type 1\.500 or 1500, whichever you mean by '1,500'\.$"):
        read_number("1,500", -3000, 3000)


@given(st.floats(-1e6, 1e6).filter(lambda value: abs(value) > 1e-3))
def test_whatever_is_written_is_read_again(value):
    for text in (f"{value!r}", f"{value:.6f}", f"{value:.3e}"):
        assert read_number(text, -1e7, 1e7) == float(text)
        assert read_number(text.replace("-", "−"), -1e7, 1e7) == float(text)
    comma = f"{value:.4f}".replace(".", ",")
    assert read_number(comma, -1e7, 1e7) == float(f"{value:.4f}")


def boxes(control: object) -> list:
    """All boxes for numbers in a control."""
    if hasattr(control, "box") and hasattr(control, "track"):
        return [control.box]
    if hasattr(control, "text") and hasattr(control, "trouble"):
        return [control]
    return list(getattr(control, "boxes", {}).values()) if hasattr(control, "trouble") else []


@pytest.mark.parametrize("bad", ["1,000", "½", "abc", "1e", "1e9"])
@pytest.mark.parametrize("kind", CLASSES)
def test_no_box_of_any_explorer_takes_what_it_cannot_read(kind, bad):
    explorer = CLASSES[kind]()
    before, marks = explorer.settings, explorer.stage.marks
    for box in [box for control in explorer.controls.values() for box in boxes(control)][:6]:
        if bad == "1e9" and math.isinf(box.max):
            continue
        box.text.value = bad
        assert 'role="alert"' in explorer.message.value
        assert bad in explorer.message.value
        assert box.text.value == bad
        assert (explorer.settings, explorer.stage.marks) == (before, marks)
        box.text.value = box.write(box.value)
        assert explorer.message.value == ""


@pytest.mark.parametrize(
    ("kind", "name"), [("LinkedExplorer", "x"), ("ChainExplorer", "dx"), ("GradientCheckLab", "x")]
)
def test_a_typed_number_is_kept_as_it_is(kind, name):
    """The handle stands at its nearest place, and says nothing against it."""
    explorer = CLASSES[kind]()
    control = explorer.controls[name]
    control.box.text.value = "1/3" if name == "x" else "0,1234567"
    wanted = 1 / 3 if name == "x" else 0.1234567
    assert control.value == wanted
    assert abs(control.track.value - wanted) <= control.step / 2
    control.track.value = control.track.value  # what the browser reports
    assert control.value == wanted
