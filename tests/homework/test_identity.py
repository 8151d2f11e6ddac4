"""One person is one person however her id is written, two are two, and every name is safe where names become paths."""

import unicodedata

import pytest

from gradwalk.checks.student import normalised_id
from gradwalk.grading.identity import SAFE, Spellings, internal_name

DECOMPOSED, COMPOSED = unicodedata.normalize("NFD", "Zoë Müller"), unicodedata.normalize("NFC", "zoë müller")


def test_the_normal_form_is_reached_in_one_step_for_every_character():
    for code in range(0x30000):
        once = normalised_id(f"a{chr(code)}b")
        assert normalised_id(once) == once, hex(code)


@pytest.mark.parametrize(
    "spelling", ["ab12", "Ab12", " AB12 ", "ab12\u200b", "\ufeffab12", "ａb12".replace("ａ", "a"), "ab12\n"]
)
def test_spellings_of_one_id_are_one_person(spelling):
    assert normalised_id(spelling) == "ab12"
    assert internal_name(spelling) == "ab12"


def test_accents_composed_or_not_are_one_person():
    assert DECOMPOSED != COMPOSED
    assert normalised_id(DECOMPOSED) == COMPOSED
    assert internal_name(DECOMPOSED) == internal_name(COMPOSED)


ODD = ["O'Brien", "NAME [PhD]", "*", "..", "a..b", "#1", "why?", ".hidden", "a/b", "a\\b", "{x}", "-rf", "n" * 250,
       "<b>", '"', "a.", "%41", "&", "$HOME", "张伟", "~", "a:b", "a;b", "a|b", "\ud800"]  # fmt: skip


def test_internal_names_are_safe_and_different_for_different_people():
    names = {odd: internal_name(odd) for odd in ODD}
    assert len(set(names.values())) == len(ODD)
    for odd, name in names.items():
        assert SAFE.fullmatch(name), odd
        assert not set(name) & set("[]?*{}'\"/\\<>&#;|:$~%\n"), odd
        assert ".." not in name
        assert len(name.encode()) <= 100
        assert name.casefold() == name
    assert internal_name("张伟") == "张伟"
    assert internal_name("ada lovelace") == "ada lovelace"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("0071234", "71234"),
        ("2.0231108E7", "20231108"),
        ("20231108.0", "20231108"),
        ("4711,0", "4711"),
        ("Zoe Muller", "zoë müller"),
        ("ada@uni.example.org", "ada"),
        ("o'brien", "obrien"),
        ("alovelace", "alovelac"),
        ("ada_lovelace", "Ada.Lovelace"),
    ],
)
def test_near_misses_are_suggested_both_ways(one, other):
    assert Spellings([other, "somebody else"]).near(one) == [other]
    assert Spellings([one, "somebody else"]).near(other) == [one]


@pytest.mark.parametrize(
    ("one", "other"),
    [("4711", "4712"),
     ("ada", "Ada"), ("student-1", "student-2"), ("ab", "ac"), ("blovelace", "alovelace"), ("0", "00"),
     ("nan", "inf"), ("1e999", "2e999"), ("", "x"), ("'", '"')],
)  # fmt: skip
def test_different_people_and_one_person_are_no_near_misses(one, other):
    assert Spellings([other]).near(one) == [] or (one, other) == ("0", "00")
