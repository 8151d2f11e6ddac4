"""Build the course as a static site that runs in the browser alone: JupyterLab with a Python made for it, Pyodide.

build.py calls it, in an environment of its own, so that no extension of anybody's JupyterLab gets into the site.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from urllib.request import urlopen

from contents import copy_homework, copy_notebooks
from lock import add_packages

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parent
KERNEL = "@jupyterlite/pyodide-kernel-extension"
KERNEL_FOLDER = Path(sys.prefix) / "share" / "jupyter" / "labextensions" / KERNEL
FRONT_ENDS = ("anywidget", "jupyterlab_widgets")  # wheels with scripts for JupyterLab in them
PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check")
NOT_IMPORTED = ("jupyterlab_widgets", "widgetsnbextension-3")  # wheels of which the kernel needs nothing


def build_jupyterlite(site: Path, pyodide_lock: str) -> None:
    """Write JupyterLite with the notebooks and the homework to `site`; `pyodide_lock` is the address of Pyodide's list.

    The work is done in a folder made for it: JupyterLite skips steps whose records it finds.
    """
    with tempfile.TemporaryDirectory(prefix="gradwalk-lite-") as temporary:
        work = Path(temporary)
        wheels = gather_wheels(work / "wheels")
        copy_notebooks(REPOSITORY / "notebooks", work / "files" / "notebooks")
        copy_homework(REPOSITORY / "homework", work / "files" / "homework")
        build_apps(work, [wheel for wheel in wheels if wheel.name.startswith(FRONT_ENDS)])
        write_lock(work / "site", pyodide_lock, [w for w in wheels if not w.name.startswith(NOT_IMPORTED)])
        shutil.copytree(work / "site", site, dirs_exist_ok=True)


def pyodide_folder() -> str:
    """Address of the folder of the Pyodide that jupyter-lite.json names."""
    settings = json.loads((HERE / "jupyter-lite.json").read_text(encoding="utf-8"))["jupyter-config-data"]
    return settings["litePluginSettings"][f"{KERNEL}:kernel"]["pyodideUrl"].rpartition("/")[0]


def gather_wheels(folder: Path) -> list[Path]:
    """Make gradwalk's wheel from this checkout, and put beside it the wheels of wheels.txt and of the kernel."""
    folder.mkdir(parents=True)
    run(os.environ.get("UV", "uv"), "build", "--quiet", "--wheel", "--out-dir", folder, REPOSITORY)
    pure = ["--only-binary=:all:", "--platform=any", "--implementation=py", "--abi=none", "--python-version=3.14"]
    run(*PIP, "download", "--quiet", "--no-deps", *pure, "--dest", folder, "--requirement", HERE / "wheels.txt")
    for wheel in folder.glob("gradwalk-*.whl"):
        leave_out_material(wheel)
    for wheel in (KERNEL_FOLDER / "static" / "pypi").glob("*.whl"):
        shutil.copy(wheel, folder)
    return sorted(folder.glob("*.whl"))


def leave_out_material(wheel: Path) -> None:
    """Write gradwalk's wheel anew without the notebooks and the homework: the site has them beside it."""
    with zipfile.ZipFile(wheel) as archive:
        kept = [each for each in archive.infolist() if not re.match(r"gradwalk/material/\w+/", each.filename)]
        contents = [(each, archive.read(each)) for each in kept]
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        for each, content in contents:
            archive.writestr(each, content)


def build_apps(work: Path, front_ends: list[Path]) -> None:
    """Let JupyterLite make its site in `work`/site from `work`/files: Lab, and Notebook for phones; no source maps."""
    for name in ("jupyter-lite.json", "overrides.json"):
        shutil.copy(HERE / name, work)
    settings = {
        "apps": ["lab", "notebooks"],
        "contents": ["files"],
        "federated_extensions": [str(KERNEL_FOLDER), *map(str, front_ends)],
        "ignore_sys_prefix": ["federated_extensions"],
        "no_sourcemaps": True,
        "no_unused_shared_packages": True,
        "output_dir": str(work / "site"),
    }
    (work / "jupyter_lite_config.json").write_text(json.dumps({"LiteBuildConfig": settings}), encoding="utf-8")
    run(sys.executable, "-m", "jupyterlite_core.app", "build", "--lite-dir", work, cwd=work)
    for app in ("lab", "notebooks"):
        tell_of_loading(work / "site" / app / "index.html")


def tell_of_loading(page: Path) -> None:
    """Have the page of an app say what it waits for, and how long that takes: it is blank meanwhile."""
    text = page.read_text(encoding="utf-8")
    words = (HERE / "loading.html").read_text(encoding="utf-8")
    page.write_text(text.replace("</body>", f"{words}</body>"), encoding="utf-8")


def write_lock(site: Path, pyodide_lock: str, wheels: list[Path]) -> None:
    """Put the wheels into the site, and a lock file that knows them beside all packages of Pyodide."""
    with urlopen(pyodide_lock, timeout=60) as answer:
        lock = json.load(answer)
    folder = site / "static" / "pyodide-lock"
    folder.mkdir(parents=True)
    (folder / "pyodide-lock.json").write_text(
        json.dumps(add_packages(lock, pyodide_folder(), wheels, folder)), encoding="utf-8"
    )


def run(*command: object, cwd: Path | None = None) -> None:
    """Run a command; where it fails, end with what it said."""
    finished = subprocess.run([str(part) for part in command], cwd=cwd, capture_output=True, text=True, check=False)
    if finished.returncode != 0:
        raise SystemExit(f"{finished.stdout}{finished.stderr}\nThis did not work: {' '.join(map(str, command))}")
