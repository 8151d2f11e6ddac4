"""What Canvas and Moodle hand out as one zip is sorted into the course folder by the commands of the walk-through."""

import json
import re
import subprocess
import sys
import zipfile

import pytest

pytest.importorskip("nbgrader", reason="nbgrader is not installed: uv run --extra grading pytest tests/homework")

from gradwalk.grading.folder import CourseFolder

from .material import HOMEWORK_FOLDER, release_notebook, save, solved_notebook

NAME = "01_gradient_direction"
PATTERNS = re.findall(r"named_regexp='([^']+)'", (HOMEWORK_FOLDER / "README.md").read_text(encoding="utf-8"))
CANVAS = {
    "lovelaceada_12345_67890_01_gradient_direction.ipynb": "12345",
    "boolegeorge_LATE_12346_67891_01_gradient_direction-1.ipynb": "12346",
    "noetheremmy_12347_67892_Homework final (2).ipynb": "12347",
}
MOODLE = {
    "Ada Lovelace_4711_assignsubmission_file_/01_gradient_direction.ipynb": "Ada Lovelace",
    "George Boole_4712_assignsubmission_file_/homework final.ipynb": "George Boole",
    "Emmy Noether_4713_assignsubmission_file_01_gradient_direction.ipynb": "Emmy Noether",
}


@pytest.mark.parametrize(
    ("pattern", "files"), list(zip(PATTERNS, (CANVAS, MOODLE), strict=True)), ids=["Canvas", "Moodle"]
)
def test_a_zip_of_a_learning_platform_is_collected(pattern, files, tmp_path):
    folder = CourseFolder(tmp_path)
    (tmp_path / "release" / NAME).mkdir(parents=True)
    save(release_notebook(NAME), tmp_path / "release" / NAME / f"{NAME}.ipynb")
    archive = tmp_path / "downloaded" / NAME / "archive"
    archive.mkdir(parents=True)
    with zipfile.ZipFile(archive / "submissions.zip", "w") as file:
        for name, student in files.items():
            file.writestr(name, json.dumps(solved_notebook(NAME, student)))
        file.writestr(next(iter(files)).removesuffix(".ipynb") + ".pdf", b"not a notebook")
    command = [sys.executable, "-m", "nbgrader", "zip_collect", NAME]
    subprocess.run(
        [*command, f"--FileNameCollectorPlugin.named_regexp={pattern}"], cwd=tmp_path, check=True, capture_output=True
    )
    assert folder.students(NAME) == sorted(files.values())
    for student in files.values():
        text = folder.handed_in(student, NAME).path.read_text(encoding="utf-8")
        assert f'student_id = \\"{student}\\"' in text
