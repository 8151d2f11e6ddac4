"""The limits one submission lives under, and the watch over the memory of everything it started."""

import os
from dataclasses import dataclass
from pathlib import Path

PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
MEBIBYTE = 1 << 20
INODE_BYTES = 1024  # what the kernel keeps for a file or folder of a tmpfs, its name included


@dataclass(frozen=True)
class Limits:
    """What one run of the sandbox may use; times in seconds, sizes in bytes."""

    cell_seconds: float = 4.0
    question_seconds: float = 4.0
    wall_seconds: float | None = None  # of one submission, whatever is in it; None: as the others allow
    cpu_seconds: int = 40
    memory_bytes: int = 1024 * MEBIBYTE
    file_bytes: int = 8 * MEBIBYTE
    temporary_bytes: int = 32 * MEBIBYTE
    processes: int = 32  # few enough that idle copies of the worker stay below the memory limit
    open_files: int = 128
    reply_bytes: int = 4 * MEBIBYTE

    @property
    def cells_seconds(self) -> float:
        """The time of all cells together; what comes after it is only looked through for definitions."""
        return 2 * self.cell_seconds

    @property
    def answers_seconds(self) -> float:
        """The time of all answers together."""
        return 2 * self.question_seconds

    @property
    def all_seconds(self) -> float:
        """The time of one submission from its first box to its last."""
        return self.wall_seconds or self.cells_seconds + self.answers_seconds + 2.0

    def for_worker(self, uid: int | None, seconds: float) -> dict[str, float | None]:
        """Return the limits the worker puts on itself before any of the learner's code; `uid` is None or the user.

        seconds  how long this box may run
        """
        return {
            "cell_seconds": self.cell_seconds,
            "question_seconds": self.question_seconds,
            "cells_seconds": self.cells_seconds,
            "answers_seconds": self.answers_seconds,
            "box_seconds": seconds,
            "uid": uid,
            "AS": self.memory_bytes,
            "CPU": self.cpu_seconds,
            "FSIZE": self.file_bytes,
            "NPROC": self.processes,
            "NOFILE": self.open_files,
            "CORE": 0,
            "MSGQUEUE": 0,
            "MEMLOCK": 0,
        }


def descendants(root: int) -> list[int]:
    """Return the process ids below `root` (an int), itself included.

    A process that makes itself a daemon is handed to the first process of its own namespace, which is below `root`
    too, so nothing inside the sandbox can leave this tree.
    """
    children: dict[int, list[int]] = {}
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            parent = _parent_of(entry.name)
            children.setdefault(parent, []).append(int(entry.name))
    found, waiting = [], [root]
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        waiting += children.get(pid, [])
    return found


def _parent_of(pid: str) -> int:
    try:
        with open(f"/proc/{pid}/stat", "rb", buffering=0) as file:  # of every process there is, several times a second
            return int(file.read(4096).rpartition(b")")[2].split(None, 2)[1])
    except (OSError, IndexError, ValueError):
        return -1


def bytes_in_use(root: int) -> int:
    """Return the memory of `root` and everything below it, with that of the files of its box."""
    pids = descendants(root)
    return resident_bytes(pids) + bytes_of_files(pids)


def resident_bytes(pids: list[int]) -> int:
    """Return the memory held by the processes `pids`, pages that are not shared with files only."""
    total = 0
    for pid in pids:
        try:
            _size, resident, shared = Path("/proc", str(pid), "statm").read_bytes().split()[:3]
        except (OSError, ValueError):
            continue
        total += max(int(resident) - int(shared), 0)
    return total * PAGE_BYTES


def bytes_of_files(pids: list[int]) -> int:
    """Return the kernel's memory for the files of a box: a million empty folders take a gigabyte of it.

    `pids` are processes of the box. 0 where it is not there yet, no longer, or there is none: only a /tmp that is not
    this machine's own counts.
    """
    used = 0
    for pid in pids:
        try:
            private = os.stat(f"/proc/{pid}/root/tmp").st_dev != os.stat("/tmp").st_dev
            files = os.statvfs(f"/proc/{pid}/root/tmp")
        except OSError:
            continue
        used = max(used, (files.f_files - files.f_ffree) * INODE_BYTES if private else 0)
    return used
