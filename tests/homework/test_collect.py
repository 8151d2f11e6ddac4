"""What Canvas, Moodle, a plain zip or a folder brings: everyone's own file, a reason for the others, nothing forged."""

import csv
import io
import json
import os
import stat
import struct
import zipfile
from pathlib import Path

import pytest

from gradwalk.grading import members, placing
from gradwalk.grading.__main__ import main
from gradwalk.grading.collect import collect, describe_rows
from gradwalk.grading.folder import CourseFolder
from gradwalk.grading.layouts import owner_of
from gradwalk.grading.members import SourceRefused

from .material import release_notebook, save, solved_notebook

NAME = "01_gradient_direction"
FILE = f"{NAME}.ipynb"


@pytest.fixture
def folder(tmp_path):
    """A course with a release and the names of two homeworks."""
    course = CourseFolder(tmp_path / "course")
    for name in (NAME, "02_taylor_expansion"):
        (course.root / "source" / name).mkdir(parents=True)
    (course.root / "release" / NAME).mkdir(parents=True)
    save(release_notebook(NAME), course.root / "release" / NAME / FILE)
    course.make_secret()
    return course


def notebook(student, **bodies):
    return json.dumps(solved_notebook(NAME, student, **bodies), ensure_ascii=False).encode()


def zipped(path, files, when=(2026, 2, 6, 10, 0, 0)):
    """Write a zip of name -> bytes; a name may come twice as a list of pairs."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items() if isinstance(files, dict) else files:
            archive.writestr(zipfile.ZipInfo(name, when), data, zipfile.ZIP_DEFLATED)
    return path


def people_of(folder):
    return {person.id: person for person in folder.people(NAME)}


def typed_in(folder):
    """Student -> the id typed in the notebook that would be marked, or the reason why there is none."""
    found = {}
    for name, person in people_of(folder).items():
        handed_in = folder.handed_in(person, NAME)
        text = handed_in.path.read_text(encoding="utf-8", errors="replace") if handed_in.path else ""
        found[name] = text.partition('student_id = \\"')[2].partition('\\"')[0] if text else handed_in.problem
    return found


def files_below(folder, *parts):
    place = folder.root.joinpath(*parts)
    return sorted(path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file())


CANVAS = {
    "lovelaceada_12345_67890_01_gradient_direction.ipynb": "12345",
    "boolegeorge_LATE_12346_67891_01_gradient_direction-1.ipynb": "12346",
    "noetheremmy_12347_67892_Homework final (2).ipynb": "12347",
    "müllerzoë_12348_67893_01.IPYNB": "12348",
    "vonneumann_john_12349_67894_a_1_2_b.ipynb": "12349",
    "grouponetwo3_12350_67895_x.ipynb.json": "12350",
    "anon_aB3xZ_67896_x.ipynb.txt": "anon_aB3xZ",
    "LATE_anon_Cd4yW_67897_x.ipynb": "anon_Cd4yW",
}
MOODLE = {
    "Ada Lovelace_4711_assignsubmission_file/01_gradient_direction.ipynb": "Ada Lovelace",  # from Moodle 4.1 on
    "George Boole_4712_assignsubmission_file_/homework final.ipynb": "George Boole",
    "Emmy Noether_4713_assignsubmission_file_01_gradient_direction.ipynb": "Emmy Noether",  # without folders
    "Zoë Müller_4714_assignsubmission_file/sub/folder/x.IPYNB": "Zoë Müller",
    "Participant_4715_assignsubmission_file/x.ipynb": "Participant 4715",
    "Conan OBrien_4716_assignsubmission_file_/x.ipynb": "Conan OBrien",
}
PLAIN = {
    "ada/01_gradient_direction.ipynb": "ada",
    f"bob/{NAME}/anything.ipynb": "bob",
    "NAME [PhD]/deep/er/x.ipynb": "NAME [PhD]",
    "O'Brien/x.ipynb": "O'Brien",
    "eve*/x.ipynb": "eve*",
}


@pytest.mark.parametrize("files", [CANVAS, MOODLE, PLAIN], ids=["Canvas", "Moodle", "plain"])
def test_everybody_in_a_zip_gets_her_own_file(files, folder, tmp_path):
    source = zipped(tmp_path / "submissions.zip", {name: notebook(who) for name, who in files.items()})
    rows = collect(folder, NAME, [source])
    assert [row.to_do for row in rows] == [""] * len(files)
    assert {row.result for row in rows} == {"notebook, new"}
    assert typed_in(folder) == {who: who for who in files.values()}


@pytest.mark.parametrize("files", [CANVAS, MOODLE, PLAIN], ids=["Canvas", "Moodle", "plain"])
def test_an_unpacked_zip_is_collected_the_same(files, folder, tmp_path):
    with zipfile.ZipFile(zipped(tmp_path / "a.zip", {name: notebook(who) for name, who in files.items()})) as archive:
        archive.extractall(tmp_path / "unpacked")
    collect(folder, NAME, [tmp_path / "unpacked"])
    assert typed_in(folder) == {who: who for who in files.values()}


def test_the_first_segment_alone_decides_who(folder, tmp_path):
    right = notebook("right", update_step="return w - learning_rate * gradient")
    moodle = {
        "Ada Lovelace_4711_assignsubmission_file_/01_gradient_direction.ipynb": right,
        f"Eve Moneypenny_4714_assignsubmission_file_/Ada Lovelace_4711_assignsubmission_file_/{FILE}": notebook(
            "forged"
        ),
        f"Eve Moneypenny_4714_assignsubmission_file_/ada_1_2_{FILE}": notebook("forged"),
    }
    collect(folder, NAME, [zipped(tmp_path / "m.zip", moodle)])
    assert typed_in(folder) == {"Ada Lovelace": "right", "Eve Moneypenny": "forged"}
    canvas = {
        "othername_14_67890_01.ipynb": right,
        "evename_66_67891_othername_14_99999_01.ipynb": notebook("forged"),
        "evename_66_67892_x_14_assignsubmission_file_y.ipynb": notebook("forged"),
    }
    collect(folder, NAME, [zipped(tmp_path / "c.zip", canvas)])
    assert (typed_in(folder)["14"], typed_in(folder)["66"]) == ("right", "forged")


@pytest.mark.parametrize(
    "name",
    [
        "../../evil.ipynb",
        "ada/../../evil.ipynb",
        "/etc/evil.ipynb",
        "..\\..\\evil.ipynb",
        "Ada_4711_assignsubmission_file_/../../../evil.ipynb",
        "eve_66_67891_..\\..\\evil.ipynb",
        "../x/evil.ipynb",
        "C:\\evil.ipynb",
        "d:/ada/evil.ipynb",
        "./evil.ipynb",
    ],
)
def test_nothing_is_written_outside_and_the_file_is_a_row(name, folder, tmp_path):
    before = set(tmp_path.rglob("*"))
    rows = collect(folder, NAME, [zipped(tmp_path / "z.zip", {name: notebook("eve")})])
    assert [bool(row.to_do) for row in rows] == [True]
    written = {path for path in set(tmp_path.rglob("*")) - before if path.is_file()} - {tmp_path / "z.zip"}
    assert written == {folder.collected_file(NAME)}


def test_odd_names_of_people_never_leave_submitted(folder, tmp_path):
    odd = ["...", "~root", "-rf", ".ssh", "a\tb", "n" * 200, "con", "x.", "%2e%2e", "${HOME}", "`id`", "a\nb"]
    rows = collect(folder, NAME, [zipped(tmp_path / "z.zip", {f"{name}/x.ipynb": notebook("x") for name in odd})])
    assert {row.student for row in rows if row.to_do} == {""}  # what cannot be printed is nobody's name
    assert len([row for row in rows if row.result == "notebook, new"]) == len(odd) - 2
    for path in folder.submitted.iterdir():
        assert path.parent.resolve() == folder.submitted.resolve()
        assert path.name[0] not in ".-~"


BOMB = io.BytesIO()
with zipfile.ZipFile(BOMB, "w", zipfile.ZIP_DEFLATED) as _archive:
    _archive.writestr("zeros", bytes(1 << 26))

STRANGE = {
    "report.pdf": (b"%PDF-1.7 ...", "a PDF"),
    "page.html": (b"<!DOCTYPE html><html>", "a web page"),
    "called a notebook.ipynb": (b"%PDF-1.7 ...", "a PDF"),
    "a page.ipynb": (b"\n <html>", "a web page"),
    "work.zip": (BOMB.getvalue(), "an archive"),
    "rar called.zip": (b"Rar!\x1a\x07\x00", "an archive"),
    "cut off.zip": (BOMB.getvalue()[:60], "an archive"),
    "x.7z": (b"7z\xbc\xaf\x27\x1c", "an archive"),
    "x.tar.gz": (b"\x1f\x8b\x08", "an archive"),
    "x.docx": (BOMB.getvalue(), "an office document"),
    "photo.jpg": (b"\xff\xd8\xff\xe0", "a picture"),
    "work.py": (b"print(1)", "a Python script"),
    "nothing.ipynb": (b"", "empty"),
    "blank.ipynb": (b"  \n", "empty"),
    "notes.txt": (b"I could not do it", "no notebook"),
    ".ipynb_checkpoints/x.ipynb": (b'{"cells": []}', "left there by the computer"),
    ".DS_Store": (b"\0\0\0\1Bud1", "left there by the computer"),
}


def test_what_is_no_notebook_is_a_row_with_what_to_do_and_stops_nobody(folder, tmp_path):
    files = {f"P{n}_{n}_assignsubmission_file/{name}": data for n, (name, (data, _)) in enumerate(STRANGE.items())}
    files["Ada_99_assignsubmission_file/x.ipynb"] = notebook("Ada")
    rows = collect(folder, NAME, [zipped(tmp_path / "m.zip", files)])
    results = {row.student: row for row in rows}
    for number, (name, (_data, says)) in enumerate(STRANGE.items()):
        row = results[f"P{number}"]
        assert says in row.result, name
        assert ".ipynb" in row.to_do or "ask for it again" in row.to_do or says.startswith("left"), name
    assert results["Ada"].to_do == ""
    reasons = typed_in(folder)
    assert reasons.pop("Ada") == "Ada"
    assert all(any(says in reason for _data, says in STRANGE.values()) for reason in reasons.values())
    assert len(reasons) == len(STRANGE)
    assert sum(path.stat().st_size for path in folder.root.rglob("*")) < 2_000_000


def test_beside_a_notebook_other_files_need_nothing(folder, tmp_path):
    prefix = "Ada_4711_assignsubmission_"
    files = {f"{prefix}file/x.ipynb": notebook("Ada"), f"{prefix}file/data.zip": BOMB.getvalue()}
    files |= {f"{prefix}file/__MACOSX/._x.ipynb": b"\0", f"{prefix}onlinetext/onlinetext.html": b"<p>see file</p>"}
    rows = collect(folder, NAME, [zipped(tmp_path / "m.zip", files)])
    assert [row.to_do for row in rows] == [""] * 4
    assert typed_in(folder) == {"Ada": "Ada"}
    assert people_of(folder)["Ada"].attempts[-1].prefix == f"{prefix}file"


@pytest.mark.parametrize("cut", [0.4, 0.9])
def test_a_cut_off_notebook_is_kept_and_said(cut, folder, tmp_path):
    whole = notebook("ada")
    rows = collect(folder, NAME, [zipped(tmp_path / "p.zip", {"ada/x.ipynb": whole[: int(len(whole) * cut)]})])
    assert "cut off" in rows[0].to_do
    assert files_below(folder, "submitted") == [f"ada/{NAME}/x.ipynb"]


def test_junk_of_a_mac_is_nobody(folder, tmp_path):
    files = {"ada/x.ipynb": notebook("ada"), "__MACOSX/ada/._x.ipynb": b"\0", ".DS_Store": b"\0", "Thumbs.db": b"\0"}
    rows = collect(folder, NAME, [zipped(tmp_path / "p.zip", files)])
    assert set(people_of(folder)) == {"ada"}
    assert [row.to_do for row in rows] == [""] * 4


def test_a_second_zip_brings_late_work_and_keeps_what_was_there(folder, tmp_path):
    first = zipped(tmp_path / "1.zip", {"ada_1_100_x.ipynb": notebook("first"), "bob_2_101_x.ipynb": notebook("bob")})
    more = {"ada_LATE_1_200_x-1.ipynb": notebook("second"), "bob_2_101_x.ipynb": notebook("bob")}
    second = zipped(tmp_path / "2.zip", {**more, "cyd_LATE_3_201_x.ipynb": notebook("cyd")})
    collect(folder, NAME, [first])
    rows = {row.student: row.result for row in collect(folder, NAME, [second])}
    assert rows == {"1": "notebook, newer", "2": "notebook, unchanged", "3": "notebook, new"}
    assert typed_in(folder) == {"1": "second", "2": "bob", "3": "cyd"}
    assert files_below(folder, "submitted", "1") == [f"{NAME}/x-1.ipynb"]
    assert files_below(folder, "grading", "earlier") == [f"{NAME}/1/1/x.ipynb"]
    assert folder.handed_in(people_of(folder)["1"], NAME).notes[-1] == "Late, says Canvas."
    state = {path: path.read_bytes() for path in folder.root.rglob("*") if path.is_file()}
    for again in ([second], [first], [first, second], [second, first]):  # in any order, as often as you like
        assert {row.result for row in collect(folder, NAME, again)} == {"notebook, unchanged"}
        assert {path: path.read_bytes() for path in folder.root.rglob("*") if path.is_file()} == state


def test_of_two_zips_the_newer_attempt_counts_in_any_order(folder, tmp_path):
    old = zipped(tmp_path / "old.zip", {"ada_1_100_x.ipynb": notebook("old")})
    new = zipped(tmp_path / "new.zip", {"ada_1_200_x.ipynb": notebook("new")})
    rows = collect(folder, NAME, [new, old])
    assert [row.result for row in rows] == ["notebook, new", "notebook, older than what is there"]
    assert typed_in(folder) == {"1": "new"}
    assert files_below(folder, "grading", "earlier") == [f"{NAME}/1/2/x.ipynb"]


def test_moodles_attempts_go_by_time_and_a_return_to_the_old_text_counts(folder, tmp_path):
    name = "Ada_4711_assignsubmission_file/x.ipynb"
    zips = [
        zipped(tmp_path / f"{day}.zip", {name: notebook(text)}, (2026, 2, day, 12, 0, 0))
        for day, text in ((1, "A"), (2, "B"), (3, "A"))
    ]
    for source, text in zip(zips, ("A", "B", "A"), strict=True):
        collect(folder, NAME, [source])
        assert typed_in(folder) == {"Ada": text}
    assert len(people_of(folder)["Ada"].attempts) == 3


def test_a_newer_hand_in_without_a_notebook_leaves_the_earlier_one_and_says_so(folder, tmp_path):
    collect(folder, NAME, [zipped(tmp_path / "1.zip", {"ada_1_100_x.ipynb": notebook("ada")})])
    rows = collect(folder, NAME, [zipped(tmp_path / "2.zip", {"ada_1_200_x.pdf": b"%PDF-1.7"})])
    assert rows[0].result.endswith("the earlier notebook counts")
    assert typed_in(folder) == {"1": "ada"}
    assert "is a PDF" in folder.handed_in(people_of(folder)["1"], NAME).notes[-1]


def test_what_somebody_put_there_by_hand_is_never_taken_away(folder, tmp_path):
    collect(folder, NAME, [zipped(tmp_path / "1.zip", {"ada_1_100_x.ipynb": notebook("first")})])
    by_hand = folder.submitted / "1" / NAME / "x.ipynb"
    by_hand.write_bytes(notebook("by mail"))
    collect(folder, NAME, [zipped(tmp_path / "2.zip", {"ada_1_200_x.ipynb": notebook("second")})])
    assert files_below(folder, "submitted") == [f"1/{NAME}/x (2).ipynb", f"1/{NAME}/x.ipynb"]
    assert by_hand.read_bytes() == notebook("by mail")


def test_files_that_were_deleted_are_put_back(folder, tmp_path):
    source = zipped(tmp_path / "1.zip", {"ada_1_100_x.ipynb": notebook("ada")})
    collect(folder, NAME, [source])
    (folder.submitted / "1" / NAME / "x.ipynb").unlink()
    assert collect(folder, NAME, [source])[0].result == "notebook, put back"
    assert typed_in(folder) == {"1": "ada"}


def test_the_class_list_says_who_a_number_or_a_name_is(folder, tmp_path):
    (folder.root / "students.csv").write_text(
        "id;login;first_name;last_name;lms_user_id\n12345;alovelace;Ada;Lovelace;17\n17;x;Eve;Moneypenny;18\n", "cp1252"
    )
    collect(folder, NAME, [zipped(tmp_path / "c.zip", {"lovelaceada_17_100_x.ipynb": notebook("a")})])
    assert typed_in(folder) == {"12345": "a", "17": "Nothing was handed in."}
    collect(
        folder, NAME, [zipped(tmp_path / "m.zip", {"Eve Moneypenny_9_assignsubmission_file/x.ipynb": notebook("e")})]
    )
    assert typed_in(folder) == {"12345": "a", "17": "e"}
    assert files_below(folder, "submitted") == [f"12345/{NAME}/x.ipynb", f"17/{NAME}/x.ipynb"]


def test_a_class_list_that_comes_later_joins_what_was_collected(folder, tmp_path):
    collect(folder, NAME, [zipped(tmp_path / "m.zip", {"Zoë Müller_9_assignsubmission_file/x.ipynb": notebook("z")})])
    assert typed_in(folder) == {"Zoë Müller": "z"}
    (folder.root / "students.csv").write_text("id,first_name,last_name\n007,Zoë,Müller\n", "utf-8")
    assert typed_in(folder) == {"007": "z"}


def test_who_marries_is_still_known_by_her_folder(folder, tmp_path):
    roster = folder.root / "students.csv"
    roster.write_text("id,first_name,last_name\nm-1,Lea,Late\n", "utf-8")
    collect(folder, NAME, [zipped(tmp_path / "m.zip", {"Lea Late_9_assignsubmission_file/x.ipynb": notebook("l")})])
    roster.write_text("id,first_name,last_name\nm-1,Lea,Married\n", "utf-8")
    assert typed_in(folder) == {"m-1": "l"}


def test_what_came_later_settles_what_was_to_be_done(folder, tmp_path):
    first = zipped(tmp_path / "1.zip", {"ada_1_100_x.pdf": b"%PDF"})
    assert collect(folder, NAME, [first])[0].to_do
    collect(folder, NAME, [zipped(tmp_path / "2.zip", {"ada_1_200_x.ipynb": notebook("ada")})])
    assert collect(folder, NAME, [first])[0].to_do == ""


def test_what_has_no_cell_is_no_notebook_beside_one(folder, tmp_path):
    files = {"ada_1_100_x.ipynb": notebook("ada"), "ada_1_101_y.ipynb": b"{}"}
    rows = collect(folder, NAME, [zipped(tmp_path / "1.zip", files)])
    assert [(row.result, row.to_do) for row in rows] == [
        ("notebook, new", ""),
        ("not taken: no cell is in it, new", ""),
    ]
    assert folder.handed_in(people_of(folder)["1"], NAME).notes == ()


def test_two_learners_of_one_name_are_two(folder, tmp_path):
    first = {"Ada Lovelace_1_assignsubmission_file/x.ipynb": notebook("one")}
    collect(folder, NAME, [zipped(tmp_path / "1.zip", first)])
    both = {**first, "Ada Lovelace_2_assignsubmission_file/x.ipynb": notebook("two")}
    rows = collect(folder, NAME, [zipped(tmp_path / "2.zip", both)])
    assert typed_in(folder) == {"Ada Lovelace": "one", "Ada Lovelace (2)": "two"}
    assert ["Two are called 'Ada Lovelace'" in row.to_do for row in rows] == [False, False, True]


def test_namesakes_of_a_class_list_are_nobody_until_somebody_says_who_is_who(folder, tmp_path):
    (folder.root / "students.csv").write_text("id,first_name,last_name\nm-1,Ada,L\nm-2,Ada,L\n", "utf-8")
    both = {f"Ada L_{n}_assignsubmission_file/x.ipynb": notebook(str(n)) for n in (1, 2)}
    collect(folder, NAME, [zipped(tmp_path / "2.zip", both)])
    nothing = "Nothing was handed in."
    assert typed_in(folder) == {"Ada L (1)": "1", "Ada L (2)": "2", "m-1": nothing, "m-2": nothing}
    for number in "12":
        (folder.submitted / f"Ada L ({number})").rename(folder.submitted / f"m-{number}")
    assert typed_in(folder) == {"m-1": "1", "m-2": "2"}


def test_accents_of_a_mac_do_not_make_a_second_person(folder, tmp_path):
    (folder.root / "students.csv").write_text("id\nZoe\u0308\n", "utf-8")
    collect(folder, NAME, [zipped(tmp_path / "1.zip", {"Zo\u00eb/x.ipynb": notebook("z")})])
    (folder.submitted / "ZOE\u0308" / NAME).mkdir(parents=True)
    assert len(people_of(folder)) == 1


def test_names_without_the_mark_for_utf8_are_read(folder, tmp_path):
    data = zipped(tmp_path / "1.zip", {"Zoe_/x.ipynb": notebook("z")}).read_bytes().replace(b"Zoe_", "Zoë".encode())
    (tmp_path / "1.zip").write_bytes(data)
    collect(folder, NAME, [tmp_path / "1.zip"])
    assert set(people_of(folder)) == {"Zoë"}


def test_a_loose_file_counts_only_for_somebody_in_the_class_list(folder, tmp_path):
    (folder.root / "students.csv").write_text("id\nada\n", "utf-8")
    files = {"ada.ipynb": notebook("a"), "homework final.ipynb": notebook("b"), FILE: notebook("c")}
    rows = collect(folder, NAME, [zipped(tmp_path / "1.zip", files)])
    assert typed_in(folder) == {"ada": "a"}
    assert [("Nothing says whose" in row.to_do) for row in rows] == [True, True, False]


def test_a_zip_in_one_folder_asks_for_inside(folder, tmp_path):
    source = zipped(tmp_path / "1.zip", {f"class/{who}/x.ipynb": notebook(who) for who in ("ada", "bob")})
    rows = collect(folder, NAME, [source])
    assert "--inside 'class'" in rows[-1].to_do
    other = CourseFolder(folder.root.with_name("other"))
    (other.root / "release" / NAME).mkdir(parents=True)
    save(release_notebook(NAME), other.root / "release" / NAME / FILE)
    collect(other, NAME, [source], "class")
    assert typed_in(other) == {"ada": "ada", "bob": "bob"}


def test_what_is_for_another_homework_is_left(folder, tmp_path):
    files = {f"ada/{NAME}/x.ipynb": notebook("a"), "ada/02_taylor_expansion/x.ipynb": notebook("b")}
    collect(folder, NAME, [zipped(tmp_path / "1.zip", files)])
    assert files_below(folder, "submitted") == [f"ada/{NAME}/x.ipynb"]


def test_one_learner_with_thousands_of_files_stops_nobody(folder, tmp_path, monkeypatch):
    monkeypatch.setattr("gradwalk.grading.collect.MOST_FILES", 5)
    files = {f"eve/{number}.ipynb": notebook("e") for number in range(9)} | {"fay/x.ipynb": notebook("f")}
    rows = collect(folder, NAME, [zipped(tmp_path / "1.zip", files)])
    assert len(files_below(folder, "submitted", "eve")) == 5
    assert sum("not looked at" in row.result for row in rows) == 4
    assert typed_in(folder)["fay"] == "f"


def test_a_bomb_that_lies_about_its_size_is_not_unpacked(folder, tmp_path, monkeypatch):
    monkeypatch.setattr(members, "MAX_FILE_BYTES", 1 << 20)
    data = zipped(tmp_path / "1.zip", {"eve/x.ipynb": bytes(1 << 24), "fay/x.ipynb": notebook("f")}).read_bytes()
    (tmp_path / "1.zip").write_bytes(data.replace(struct.pack("<I", 1 << 24), struct.pack("<I", 10)))
    rows = {row.student: row for row in collect(folder, NAME, [tmp_path / "1.zip"])}
    assert rows["eve"].to_do
    assert rows["fay"].to_do == ""


def test_a_damaged_member_is_a_row(folder, tmp_path):
    data = bytearray(
        zipped(tmp_path / "1.zip", {"eve/x.ipynb": notebook("e"), "fay/x.ipynb": notebook("f")}).read_bytes()
    )
    data[200:230] = b"\xff" * 30
    (tmp_path / "1.zip").write_bytes(data)
    rows = {row.student: row for row in collect(folder, NAME, [tmp_path / "1.zip"])}
    assert "download the zip again" in rows["eve"].to_do
    assert rows["fay"].to_do == ""


def test_links_in_a_zip_or_a_folder_are_named_and_not_followed(folder, tmp_path):
    info = zipfile.ZipInfo("eve/x.ipynb")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "1.zip", "w") as archive:
        archive.writestr(info, str(folder.secret_file))
    assert "a link" in collect(folder, NAME, [tmp_path / "1.zip"])[0].result
    (tmp_path / "hand" / "fay").mkdir(parents=True)
    (tmp_path / "hand" / "fay" / "x.ipynb").symlink_to(folder.secret_file)
    (tmp_path / "hand" / "gil").symlink_to(folder.root)
    rows = collect(folder, NAME, [tmp_path / "hand"])
    assert all(row.to_do for row in rows)
    assert not folder.submitted.exists()


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 cut", b"Rar!\x1a\x07", b"<html>log in</html>"])
def test_what_is_no_zip_is_refused_in_one_sentence(data, folder, tmp_path, capsys):
    (tmp_path / "x.zip").write_bytes(data)
    assert main(["collect", str(folder.root), NAME, str(tmp_path / "x.zip")]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    with pytest.raises(SourceRefused):
        collect(folder, NAME, [tmp_path / "nowhere.zip"])
    with pytest.raises(ValueError, match="where hand-ins are put"):
        collect(folder, NAME, [folder.submitted])


def test_the_command_writes_a_short_table_and_a_long_one(folder, tmp_path, capsys):
    place = folder.root / "downloaded" / NAME
    place.mkdir(parents=True)
    zipped(
        place / "a.ZIP",
        {"ada_1_100_x.ipynb": notebook("ada"), "bob_2_101_=1+1.pdf": b"%PDF", "cyd_3_text.html": b"<p>"},
    )
    assert main(["collect", str(folder.root), NAME]) == 1
    text = capsys.readouterr().out
    assert "3 files, 1 notebooks of 1 people; 1 notebooks are new or newer." in text
    assert "2 need something" in text
    with open(folder.report_folder(NAME) / "collected.csv", newline="", encoding="utf-8") as file:
        assert [row["student"] for row in csv.DictReader(file)] == ["1", "2", "3"]
    assert len(list(describe_rows([]))) == 2


@pytest.mark.parametrize(
    "files", [{}, {"ada/": b""}, {"ada/02_taylor_expansion/x.ipynb": notebook("ada")}, {"ada/x.pdf": b"%PDF"}]
)
def test_a_download_without_a_notebook_of_this_homework_is_said(files, folder, tmp_path, capsys):
    assert main(["collect", str(folder.root), NAME, str(zipped(tmp_path / "z.zip", files))]) == 1
    assert "No notebook was found" in capsys.readouterr().out


def test_the_screen_shows_each_file_of_nobody_and_a_few_of_anybody(folder, tmp_path):
    files = {f"ada/{n}.txt": b"x" for n in range(30)} | {f"{n}\n/x.txt": b"x" for n in range(3)} | {"all.zip": b"PK"}
    lines = list(describe_rows(collect(folder, NAME, [zipped(tmp_path / "z.zip", files)])))
    assert [line.split()[0] for line in lines if line.startswith("  ")] == ["?"] * 4 + ["ada"] * 4
    assert any("and 27 files more, all in collected.csv" in line for line in lines)
    assert any("'all.zip': An archive inside is never unpacked" in line for line in lines)
    many = {f"s{n}/x.txt": b"x" for n in range(500)}
    lines = list(describe_rows(collect(folder, NAME, [zipped(tmp_path / "m.zip", many)])))
    assert len(lines) < 210
    assert "300 lines more" in lines[-1]


def test_who_has_no_name_in_any_language_is_a_number(folder, tmp_path):
    def blind(numbers):
        return {f"Teilnehmerin_{n}_assignsubmission_file/x.ipynb": notebook(f"s{n}") for n in numbers}

    rows = collect(folder, NAME, [zipped(tmp_path / "z.zip", blind(range(5)))])
    assert not any(row.to_do for row in rows)
    collect(folder, NAME, [zipped(tmp_path / "y.zip", blind(range(3, 7)))])
    assert typed_in(folder) == {f"Teilnehmerin {n}": f"s{n}" for n in range(7)}
    with_few = zipped(tmp_path / "few.zip", {f"Ada_{n}_assignsubmission_file/x.ipynb": notebook("a") for n in range(3)})
    collect(folder, NAME, [with_few])
    more = zipped(tmp_path / "more.zip", {f"Ada_{n}_assignsubmission_file/x.ipynb": notebook("a") for n in range(5)})
    collect(folder, NAME, [more])
    assert len([name for name in people_of(folder) if name.startswith("Ada")]) == 5


def test_a_notebook_is_no_download_and_hears_where_to_go(folder, tmp_path, capsys):
    path = save(notebook("ada"), tmp_path / "x.ipynb")
    assert main(["collect", str(folder.root), NAME, str(path)]) == 2
    assert "x.ipynb is one notebook: put it into submitted/STUDENT/HOMEWORK" in capsys.readouterr().err


def test_a_kill_between_files_and_memory_is_made_good(folder, tmp_path, monkeypatch):
    source = zipped(tmp_path / "1.zip", {"ada_1_100_x.ipynb": notebook("first")})
    collect(folder, NAME, [source])
    second = zipped(tmp_path / "2.zip", {"ada_1_200_x.ipynb": notebook("second")})
    monkeypatch.setattr("gradwalk.grading.collect.write_collected", lambda *_: os.abort)
    collect(folder, NAME, [second])
    monkeypatch.undo()
    collect(folder, NAME, [second])
    assert typed_in(folder) == {"1": "second"}
    assert files_below(folder, "grading", "earlier") == [f"{NAME}/1/1/x.ipynb"]


def test_a_full_disk_loses_nothing(folder, tmp_path, monkeypatch):
    source = zipped(tmp_path / "1.zip", {f"s{n}_{n}_10{n}_x.ipynb": notebook(f"s{n}") for n in range(3)})
    real, written = placing.write_whole, []

    def full(path, data):
        if len(written) == 2:
            raise OSError(28, "No space left on device", str(path))
        written.append(path)
        real(path, data)

    monkeypatch.setattr(placing, "write_whole", full)
    with pytest.raises(OSError, match="No space"):
        collect(folder, NAME, [source])
    monkeypatch.undo()
    collect(folder, NAME, [source])
    assert typed_in(folder) == {"0": "s0", "1": "s1", "2": "s2"}


def test_the_owner_is_read_from_the_left():
    assert owner_of(("x_1_assignsubmission_file_y_2_assignsubmission_file_z.ipynb",)).name == "x"
    assert owner_of(("a_LATE_1_2_LATE_3_4_x",)).name == "1"
    assert owner_of(("a_LATE_1_2_LATE_3_4_x",)).late
    quiz = owner_of(("noetheremmy_LATE_12347_question_99_67892_x.ipynb",))
    assert (quiz.name, quiz.serial, quiz.inside, quiz.late) == ("12347", 67892, ("x.ipynb",), True)
    assert owner_of(("a_12_text.html",)).inside == ("text.html",)
    assert owner_of(("ada_1_2_x.ipynb", "deep", "y.ipynb")).inside == ("x.ipynb", "deep", "y.ipynb")
    assert Path(placing.file_name("../../x.ipynb.json")).name == placing.file_name("../../x.ipynb.json")
