"""The command `gradwalk`: it copies notebooks and never over a learner's work, and hands on to the homework."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

import gradwalk
from gradwalk import __main__ as command
from gradwalk.command import notebooks
from gradwalk.grading.__main__ import build_parser
from gradwalk.material import homework_folder, notebooks_folder

REPOSITORY = Path(__file__).resolve().parents[2]
NAMES = sorted(path.name for path in (REPOSITORY / "notebooks").glob("*.ipynb"))


def copy_to(folder: Path) -> int:
    return command.main(["notebooks", str(folder), "--no-open"])


def test_all_notebooks_are_copied_into_a_folder_that_is_made(tmp_path):
    folder = tmp_path / "a lesson" / "für alle"
    assert copy_to(folder) == 0
    assert sorted(path.name for path in folder.iterdir()) == NAMES
    assert all((folder / name).read_bytes() == (REPOSITORY / "notebooks" / name).read_bytes() for name in NAMES)


@pytest.mark.parametrize("work", [b"", b"my work", b'{"cells": []}'])
def test_what_is_there_is_never_written_over(tmp_path, capsys, work):
    (tmp_path / NAMES[1]).write_bytes(work)
    assert copy_to(tmp_path) == 0
    assert (tmp_path / NAMES[1]).read_bytes() == work
    assert "kept" in capsys.readouterr().out.splitlines()[1]
    assert (tmp_path / NAMES[0]).stat().st_size > 1000


@pytest.mark.parametrize("make", ["mkdir", "broken link"])
def test_what_is_no_file_is_kept_too(tmp_path, make):
    place = tmp_path / NAMES[0]
    place.mkdir() if make == "mkdir" else place.symlink_to(tmp_path / "nowhere")
    assert copy_to(tmp_path) == 0
    assert place.is_dir() or place.is_symlink()


def test_twice_is_once(tmp_path, capsys):
    copy_to(tmp_path)
    times = [(tmp_path / name).stat().st_mtime_ns for name in NAMES]
    capsys.readouterr()
    assert copy_to(tmp_path) == 0
    assert [(tmp_path / name).stat().st_mtime_ns for name in NAMES] == times
    assert "kept" not in capsys.readouterr().out


def test_a_folder_that_is_a_file_is_refused_with_its_name(tmp_path, capsys):
    (tmp_path / "notes").write_text("a file")
    assert copy_to(tmp_path / "notes") == 2
    assert f"{str(tmp_path / 'notes')!r}: " in capsys.readouterr().err


def test_a_full_disk_leaves_nothing_half_written(tmp_path, monkeypatch, capsys):
    def full(path: Path, content: bytes) -> int:
        path.open("wb").write(content[:100])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    assert copy_to(tmp_path) == 2
    assert list(tmp_path.iterdir()) == []
    assert "No space left" in capsys.readouterr().err


def test_the_first_notebook_is_opened_in_its_folder(tmp_path, monkeypatch):
    jupyterlab = tmp_path / "jupyterlab.py"
    jupyterlab.write_text("import os, sys\nopen('opened', 'w').write(' '.join(sys.argv[1:]))\nsys.exit(3)\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert command.main(["notebooks", str(tmp_path / "lesson")]) == 3
    assert (tmp_path / "lesson" / "opened").read_text() == NAMES[0]


def test_without_jupyterlab_it_says_how_to_get_it(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(notebooks, "find_spec", lambda _name: None)
    assert command.main(["notebooks", str(tmp_path)]) == 1
    assert 'pip install "gradwalk[lab]"' in capsys.readouterr().out


def test_the_version_is_the_one_of_the_package(capsys):
    with pytest.raises(SystemExit) as ended:
        command.main(["--version"])
    assert (ended.value.code, capsys.readouterr().out.split()) == (0, ["gradwalk", gradwalk.__version__])


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], []])
def test_help_names_every_command(arguments, capsys):
    with pytest.raises(SystemExit) as ended:
        command.main(arguments)
    assert ended.value.code == 0
    told = capsys.readouterr().out
    assert all(f"\n  {name} " in told for name in command.COMMANDS)


def test_an_unknown_command_is_refused_with_the_known_ones(capsys):
    with pytest.raises(SystemExit) as ended:
        command.main(["notebook"])
    assert ended.value.code == 2
    told = capsys.readouterr().err
    assert "'notebook'" in told
    assert all(name in told for name in command.COMMANDS)


def test_homework_takes_the_commands_of_the_grading(tmp_path, capsys):
    assert command.main(["homework", "setup", str(tmp_path / "course")]) == 0
    made = {path.name for path in (tmp_path / "course" / "source").iterdir()}
    assert made == {Path(name).stem for name in NAMES}
    assert command.main(["homework", "setup", str(tmp_path), "--sources", str(tmp_path)]) == 2
    assert capsys.readouterr().err.startswith("gradwalk homework: There is no ")


def test_help_of_the_homework_names_the_command_that_was_given(capsys):
    for program in ("gradwalk homework", "python -m gradwalk.grading"):
        assert build_parser(program).format_help().startswith(f"usage: {program} ")


def test_labels_are_written_into_a_new_file(tmp_path, capsys):
    file = tmp_path / "labels_de.toml"
    assert command.main(["labels", str(file)]) == 0
    assert '"surface" = "surface"' in file.read_text(encoding="utf-8")
    assert command.main(["labels", str(file)]) == 2
    assert command.main(["labels", str(tmp_path / "missing" / "labels.toml")]) == 2
    there, nowhere = capsys.readouterr().err.splitlines()
    assert "already; give the file another name" in there
    assert "cannot be written: No such file or directory." in nowhere


def test_an_editable_installation_copies_what_is_in_the_checkout():
    assert notebooks_folder() == REPOSITORY / "notebooks"
    assert homework_folder() == REPOSITORY / "homework"


def test_a_broken_installation_says_what_to_do(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("gradwalk.material.HERE", tmp_path)
    monkeypatch.setattr("gradwalk.material.CHECKOUT", tmp_path)
    assert copy_to(tmp_path) == 2
    assert "install it again" in capsys.readouterr().err


def test_homework_is_marked_on_linux_only(monkeypatch, capsys):
    monkeypatch.setattr("gradwalk.grading.__main__.os.name", "nt")
    assert command.main(["homework", "doctor"]) == 2
    assert "WSL" in capsys.readouterr().err


def test_python_m_gradwalk_is_the_same_command():
    assert command.main.__module__ == "gradwalk.__main__"
    assert sys.modules["gradwalk.__main__"] is command
