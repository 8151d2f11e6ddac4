"""Extend Pyodide's lock file by wheels of our own, so that `import gradwalk` finds everything without `%pip`.

(The package pyodide-lock does the like; its versions that read today's lock files need a newer Python than gradwalk.)
"""

from __future__ import annotations

import copy
import hashlib
import shutil
import zipfile
from pathlib import Path, PurePosixPath
from typing import Any

import pkginfo
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

# What would be fetched for nothing: the front end comes with JupyterLab; Matplotlib needs fonttools for PDF and
# PostScript alone (`import fontTools` brings it then), and pytz no more.
LEFT_OUT = {"ipywidgets": {"jupyterlab-widgets"}, "matplotlib": {"fonttools", "pytz"}}


def add_packages(lock: dict[str, Any], base_url: str, wheels: list[Path], folder: Path) -> dict[str, Any]:
    """Return the lock with the wheels in it, and copy the wheels below `folder`, in which the lock will lie.

    The files of Pyodide's own packages get the address `base_url`. Every wheel gets a folder named by its bytes, so
    that no browser takes yesterday's from its cache. Raises ValueError when a wheel needs what is not there.
    """
    extended = copy.deepcopy(lock)
    packages = extended["packages"]
    for package in packages.values():
        package["file_name"] = f"{base_url}/{package['file_name']}"
    added = [package_of(wheel, lock["info"]) for wheel in wheels]
    packages.update({package["name"]: package for package in added})
    for name, needless in LEFT_OUT.items():
        packages[name]["depends"] = [other for other in packages[name]["depends"] if other not in needless]
    for wheel, package in zip(wheels, added, strict=True):
        if missing := [name for name in package["depends"] if name not in packages]:
            raise ValueError(f"{wheel.name} needs {', '.join(missing)}: add it to website/wheels.txt.")
        (folder / package["file_name"]).parent.mkdir()
        shutil.copy(wheel, folder / package["file_name"])
    return extended


def package_of(wheel: Path, info: dict[str, str]) -> dict[str, Any]:
    """Return the entry of a pure Python wheel in a lock file, for the Python that `info` describes."""
    metadata = pkginfo.Wheel(str(wheel))
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    return {
        "name": canonicalize_name(metadata.name),
        "version": metadata.version,
        "file_name": f"{digest[:12]}/{wheel.name}",
        "install_dir": "site",
        "sha256": digest,
        "package_type": "package",
        "imports": imports_of(wheel),
        "depends": dependencies(metadata.requires_dist, info),
        "unvendored_tests": False,
    }


def imports_of(wheel: Path) -> list[str]:
    """Return the names that a wheel lets one import: its modules and packages at the top."""
    with zipfile.ZipFile(wheel) as archive:
        modules = [PurePosixPath(name) for name in archive.namelist() if name.endswith(".py")]
    tops = {path.parts[0].removesuffix(".py") for path in modules}
    return sorted(name for name in tops if name.isidentifier())


def dependencies(requirements: list[str], info: dict[str, str]) -> list[str]:
    """Return the names of those requirements that hold in Pyodide; extras are not asked for."""
    python = info["python"]
    environment = {
        "extra": "",
        "platform_machine": info["arch"],
        "platform_system": "Emscripten",
        "python_full_version": python,
        "python_version": ".".join(python.split(".")[:2]),
        "sys_platform": "emscripten",
    }
    needed = [Requirement(line) for line in requirements]
    holding = [each for each in needed if each.marker is None or each.marker.evaluate(environment)]
    return sorted({canonicalize_name(each.name) for each in holding})
