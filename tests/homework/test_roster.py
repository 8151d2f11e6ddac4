"""The class list is read as any spreadsheet writes it; what is odd about it is said with file and line."""

import pytest

from gradwalk.grading.roster import read_roster

ROWS = [("ID", "Login", "First name", "Last-Name", "email", "lms_user_id"),
        ("12345", "alovelace", "Ada", "Lovelace", "ada@example.org", "17"),
        ("007", "", "Zoë", "Müller, née Ångström", "", ""),
        ("o'brien", "obrien", "Conan", "O'Brien", "", "19")]  # fmt: skip


def text_of(separator, quote='"'):
    lines = [separator.join(f"{quote}{cell}{quote}" if separator in cell else cell for cell in row) for row in ROWS]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_every_way_a_spreadsheet_writes_is_read(encoding, separator, ending, tmp_path):
    path = tmp_path / "students.csv"
    path.write_bytes(text_of(separator).replace("\n", ending).encode(encoding))
    roster = read_roster(path)
    assert [entry.id for entry in roster.entries] == ["12345", "007", "o'brien"]
    assert roster.entries[1].last_name == "Müller, née Ångström"
    assert (roster.entries[0].login, roster.logins()) == ("alovelace", {"12345": "alovelace", "o'brien": "obrien"})
    assert roster.remarks == ()


def test_excels_line_about_the_separator_is_no_header(tmp_path):
    path = tmp_path / "students.csv"
    path.write_text("sep=;\n" + text_of(";"), encoding="utf-8")
    assert len(read_roster(path).entries) == 3


@pytest.mark.parametrize(
    ("name", "who"),
    [
        ("12345", "12345"),
        ("17", "12345"),
        ("ALovelace", "12345"),
        ("Ada Lovelace", "12345"),
        ("Lovelace, Ada", "12345"),
        ("lovelace ada", "12345"),
        ("Conan OBrien", "o'brien"),
        ("Zoe\u0308 Mu\u0308ller, née A\u030angström", "007"),
        ("7", None),
        ("Ada", None),
        ("", None),
    ],
)
def test_a_name_stands_for_the_only_one_it_can_mean(name, who, tmp_path):
    path = tmp_path / "students.csv"
    path.write_text(text_of(","), encoding="utf-8")
    entry = read_roster(path).find(name)
    assert (entry.id if entry else None) == who


def test_a_name_of_two_stands_for_neither_and_an_id_comes_first(tmp_path):
    path = tmp_path / "students.csv"
    path.write_text(
        "id,first_name,last_name,lms_user_id\n17,Ada,Lovelace,18\n18,Ada,Lovelace,18\n19,Eve,,\n", encoding="utf-8"
    )
    roster = read_roster(path)
    assert roster.find("Ada Lovelace") is None
    assert roster.find("18").id == "18"
    assert roster.remarks == ("students.csv: the lms_user_id '18' is that of 17 and 18; give each her own.",)


def test_what_is_odd_is_said_with_its_line(tmp_path):
    path = tmp_path / "students.csv"
    path.write_text("id,email\nada,a@x.org\n\nADA,b@x.org\n,c@x.org\nbob\ncyd,Lovelace, Cyd\n", encoding="utf-8")
    roster = read_roster(path)
    assert [(entry.id, entry.email) for entry in roster.entries] == [
        ("ada", "a@x.org"),
        ("bob", ""),
        ("cyd", "Lovelace"),
    ]
    assert [remark.partition(":")[0] for remark in roster.remarks] == [
        "students.csv, line 4",
        "students.csv, line 5",
        "students.csv, line 7",
    ]
    assert "'ADA' stands in line 2" in roster.remarks[0]


@pytest.mark.parametrize(
    ("text", "words"), [("", "is empty"), ("name;email\nada;x\n", "line 1: no column is called `id`")]
)
def test_what_is_no_class_list_is_refused_by_name(text, words, tmp_path):
    path = tmp_path / "students.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=words) as refused:
        read_roster(path)
    assert str(path) in str(refused.value)


@pytest.mark.parametrize("first", ["sep=;", '"sep=;"', "SEP=; ", "sep=\t", "sep=,", "sep=|"])
def test_excels_first_line_says_any_separator(first, tmp_path):
    separator = first.strip('" ')[-1]
    lines = [first, *(line.replace(",", separator) for line in ("id,login", "1,ada", '"2","b\u2028ob"', ",,"))]
    (tmp_path / "students.csv").write_text("\r\n".join(lines), encoding="utf-16")
    roster = read_roster(tmp_path / "students.csv")
    assert [(one.id, one.login) for one in roster.entries] == [("1", "ada"), ("2", "b\u2028ob")]
    assert roster.remarks == ()


@pytest.mark.parametrize(
    "titles",
    [
        "ID;Login;First Name;LAST-NAME;E-Mail",
        "\u200bid ; LOGIN;firstname;Surname;mail",
        "ID-Nummer;Anmeldename;Vorname;Nachname;E-Mail-Adresse",
        "Numéro d'identification;Nom d'utilisateur;Prénom;Nom;Adresse de courriel",
        "ID number;Username;First name;Last name;Email address",
    ],
)
def test_columns_are_known_by_what_platforms_call_them(titles, tmp_path):
    (tmp_path / "students.csv").write_text(f"{titles}\n1;ada;Ada;Lovelace;a@x.org\n", encoding="utf-8")
    (entry,) = read_roster(tmp_path / "students.csv").entries
    assert (entry.id, entry.login, entry.full_name, entry.email) == ("1", "ada", "Ada Lovelace", "a@x.org")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b'id,login\n1,"ada\n2,bob\n3,cyd\n', "line 2: .* opened and not closed"),  # bob and cyd would be lost
        (b"id,login,ID\n1,ada,2\n", "line 1: two columns are called `id`"),
        (b"PK\x03\x04 an xlsx", "is the file of a spreadsheet: .* save it as CSV"),
        ("id,login\n".encode("utf-32").replace(b"i", b"x"), "no column is called `id`, but xd, "),
    ],
)
def test_what_would_lose_somebody_is_refused_with_its_line(data, words, tmp_path):
    (tmp_path / "students.csv").write_bytes(data)
    with pytest.raises(ValueError, match=words):
        read_roster(tmp_path / "students.csv")


def test_no_class_list_is_an_empty_one(tmp_path):
    assert read_roster(tmp_path / "students.csv").entries == ()
