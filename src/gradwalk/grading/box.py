"""Build the command line of the box: which files of this machine are inside, and nothing else.

The list of what is bound is made from what the interpreter and the allowed packages consist of, never from a
directory that could also hold submissions, the gradebook or Gradwalk.
"""

import compileall
import functools
import glob
import importlib.metadata
import itertools
import os
import re
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from pathlib import Path

from gradwalk.grading.limits import Limits

INSIDE = Path(__file__).resolve().parent / "inside"
OWN_CODE = Path(__file__).resolve().parents[1] / "checks" / "own_code"  # the one part of Gradwalk that is in the box
ALLOWED_PACKAGES = ("numpy", "matplotlib")
SYSTEM_LIBRARIES = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/etc/ld.so.cache", "/etc/fonts", "/etc/localtime")
MASKED_IN_SYSTEM = re.compile(r"(dist|site)-packages$")
_SERIAL = itertools.count()
FIRST_UID, LAST_UID = 1_000_000_000, 1_999_999_999
ENVIRONMENT = {
    "PATH": "/nowhere",
    "HOME": "/tmp",
    "TMPDIR": "/tmp",
    "LC_ALL": "C.UTF-8",
    "MPLBACKEND": "Agg",
    "MPLCONFIGDIR": "/tmp",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
}


def ordinary_uid() -> int | None:
    """Return the user id the worker drops to, or None when grading does not run as root and there is nothing to drop.

    Each call gives another id, so that the process limit counts one sandbox and not its neighbours.
    """
    if os.geteuid() != 0:
        return None
    highest = max(int(line.split()[0]) + int(line.split()[2]) - 1 for line in _uid_map())
    serial = os.getpid() * 64 + next(_SERIAL) % 64
    if highest >= LAST_UID:
        return FIRST_UID + serial % (LAST_UID - FIRST_UID)
    return 20_000 + serial % 40_000 if highest > 60_000 else max(1, min(highest, 65_534))


def _uid_map() -> list[str]:
    return Path("/proc/self/uid_map").read_text(encoding="ascii").splitlines()


def bubblewrap_command(bubblewrap: str, limits: Limits, filter_descriptor: int | None) -> list[str]:
    """Return the argument list that starts the worker in the box; `filter_descriptor` is the open filter, or None."""
    command = [bubblewrap, "--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try"]
    command += _user_arguments()
    command += ["--die-with-parent", "--new-session", "--clearenv"]
    for name, value in ENVIRONMENT.items():
        command += ["--setenv", name, value]
    _compile_once()
    bound = list(_bound_paths())
    # Before what is bound: an interpreter may be installed below /tmp.
    command += ["--perms", "1777", "--size", str(limits.temporary_bytes), "--tmpfs", "/tmp"]
    for directory in _parents(target for _, target in bound):
        command += ["--perms", "0755", "--dir", directory]
    for source, target in bound:
        command += ["--ro-bind", source, target]
    for path in _masked_paths():
        command += ["--tmpfs", path, "--remount-ro", path]
    command += ["--dev", "/dev", "--size", str(1 << 20), "--tmpfs", "/dev/shm", "--remount-ro", "/dev"]
    command += ["--remount-ro", "/", "--chdir", "/tmp"]
    if filter_descriptor is not None:
        command += ["--seccomp", str(filter_descriptor)]
    return [*command, "--", *_worker_command("/inside/worker.py"), "--boxed"]


@functools.cache
def _compile_once() -> None:
    """Compile what is ours in the box, where its folder may be written: no box can keep what it has compiled."""
    for place in (INSIDE, OWN_CODE):
        compileall.compile_dir(place, quiet=2)


def _user_arguments() -> list[str]:
    if os.geteuid() == 0:  # the worker needs these two to give up root, and loses them with it
        return ["--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    return ["--unshare-user", "--uid", "65534", "--gid", "65534", "--cap-drop", "ALL"]


def plain_command(directory: str) -> list[str]:
    """Return the command of the worker without any sandbox, for `--unsafe`; `directory` becomes its home."""
    variables = [f"{name}={value}" for name, value in ENVIRONMENT.items()]
    variables += [
        f"HOME={directory}",
        f"GRADWALK_PACKAGES={os.pathsep.join([*_package_parents(), str(OWN_CODE.parent)])}",
    ]
    return ["/usr/bin/env", "-C", directory, *variables, *_worker_command(str(INSIDE / "worker.py"))]


def _worker_command(script: str) -> list[str]:
    return [
        os.path.realpath(sys.executable),
        "-s",
        "-P",
        "-S",
        "-B",
        script,
    ]  # not -I: with it the seed of hashes is not read


def _bound_paths() -> Iterator[tuple[str, str]]:
    """Yield (path here, path in the box): interpreter, C libraries, allowed packages, the worker."""
    for path in SYSTEM_LIBRARIES:
        if os.path.exists(path):
            yield os.path.realpath(path), path
    yield from ((path, path) for path in _interpreter_paths())
    yield str(INSIDE), "/inside"
    yield str(OWN_CODE), "/packages/own_code"
    yield from _package_paths()


def _parents(targets: Iterable[str]) -> list[str]:
    """Return every directory above `targets`, outermost first; made by hand, they are readable to an ordinary user."""
    found = {str(parent) for target in targets for parent in Path(target).parents}
    return sorted(found - {"/"})


@functools.cache
def _interpreter_paths() -> tuple[str, ...]:
    """Return the files of the interpreter that are not already below a system library directory.

    The base interpreter is meant, not the virtual environment: that one holds whatever is installed beside Gradwalk.
    """
    base = {"base": sys.base_prefix, "platbase": sys.base_exec_prefix}
    wanted = [os.path.realpath(sys.executable)]
    wanted += [sysconfig.get_path(name, vars=base) for name in ("stdlib", "platstdlib")]
    wanted += glob.glob(os.path.join(glob.escape(sysconfig.get_config_var("LIBDIR") or "/nowhere"), "*.so*"))
    existing = dict.fromkeys(path for path in wanted if os.path.exists(path))
    return tuple(path for path in existing if not path.startswith(("/usr/lib/", "/lib/", "/usr/lib64/")))


@functools.cache
def _masked_paths() -> tuple[str, ...]:
    """Return package directories that came along with the standard library; they are covered by empty ones."""
    roots = {sysconfig.get_path("stdlib"), "/usr/lib/python3"}
    found = []
    for root in filter(os.path.isdir, roots):
        found += [os.path.join(root, name) for name in os.listdir(root) if MASKED_IN_SYSTEM.search(name)]
    return tuple(path for path in found if os.path.isdir(path) and not os.path.islink(path))


@functools.cache
def _package_paths() -> tuple[tuple[str, str], ...]:
    """Return (path here, /packages/name) for each top-level file or directory of the allowed packages."""
    found = {}
    for distribution in _with_requirements(ALLOWED_PACKAGES):
        for name in {Path(file).parts[0] for file in distribution.files or ()}:
            path = Path(str(distribution.locate_file(name)))
            if name != ".." and name != "__pycache__" and not name.endswith(".dist-info") and path.exists():
                found[name] = os.path.realpath(path)
    return tuple((path, f"/packages/{name}") for name, path in sorted(found.items()))


def _package_parents() -> list[str]:
    return sorted({os.path.dirname(path) for path, _ in _package_paths()})


def _with_requirements(names: Iterable[str]) -> Iterator[importlib.metadata.Distribution]:
    """Yield the distributions `names` and all they require, as far as installed."""
    waiting, seen = list(names), set()
    while waiting:
        name = waiting.pop().lower().replace("_", "-")
        if name in seen:
            continue
        seen.add(name)
        try:
            distribution = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            continue
        yield distribution
        required = (line for line in distribution.requires or () if "extra ==" not in line)
        waiting += [re.split(r"[^\w.-]", line, maxsplit=1)[0] for line in required]
