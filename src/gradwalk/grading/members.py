"""The files in a zip or a folder, one by one, with limits: nothing is unpacked anywhere, and links are only named."""

from __future__ import annotations

import contextlib
import datetime
import functools
import lzma
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path

from gradwalk.grading.kinds import is_called_notebook
from gradwalk.grading.reading import MAX_FILE_BYTES, Unreadable, read_bytes
from gradwalk.grading.timestamps import NoTime, from_seconds, plausible

MOST_MEMBERS = 100_000
UTF8_NAME, EXTENDED_TIME = 0x800, 0x5455  # of the zip format
DAMAGE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError, struct.error, IndexError)


class SourceRefused(ValueError):
    """What was to be collected is neither a zip nor a folder, or too large; the message says what to do."""


@dataclass(frozen=True)
class Member:
    """One file: its path below the source, its declared size in bytes, its time (ISO, UTC, "" when none), its bytes."""

    name: str
    parts: tuple[str, ...]
    size: int
    time: str
    is_link: bool
    read: Callable[[], bytes]


@contextlib.contextmanager
def members_of(source: Path) -> Generator[list[Member], None, None]:
    """Give the Members of the zip or folder `source`; raises SourceRefused when it is neither.

    `read` gives at most MAX_FILE_BYTES, whatever the file claims, and raises Unreadable when it cannot be read.
    """
    if source.is_dir():
        yield _in_folder(source)
    elif not source.exists():
        raise SourceRefused(f"There is no {source}; name the zip or the folder that was downloaded.")
    else:
        with _open(source) as archive:
            if len(archive.infolist()) > MOST_MEMBERS:
                raise SourceRefused(
                    f"{source.name} holds {len(archive.infolist())} files, more than any class hands in."
                )
            yield [_in_zip(archive, info) for info in archive.infolist() if not info.is_dir()]


@contextlib.contextmanager
def _open(source: Path) -> Generator[zipfile.ZipFile, None, None]:
    try:
        archive = zipfile.ZipFile(source)
    except DAMAGE as error:
        if is_called_notebook(source.name):
            raise SourceRefused(
                f"{source.name} is one notebook: put it into submitted/STUDENT/HOMEWORK yourself, or into a folder "
                "called like her, and name the folder around that one."
            ) from error
        problem = "is cut off" if _starts_as_zip(source) else "is no zip"
        raise SourceRefused(
            f"{source.name} {problem} ({error}): download it again, or unpack it and name the folder."
        ) from error
    with archive:
        yield archive


def _starts_as_zip(source: Path) -> bool:
    with contextlib.suppress(OSError), open(source, "rb") as file:
        return file.read(2) == b"PK"
    return False


def _in_zip(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Member:
    name = _name_of(info)
    link = stat.S_ISLNK(info.external_attr >> 16)
    return Member(name, _parts_of(name), info.file_size, _time_of(info), link, functools.partial(_unzip, archive, info))


def _name_of(info: zipfile.ZipInfo) -> str:
    """Return the name; without the mark for UTF-8 Python has read it as code page 437, which few programs meant."""
    if info.flag_bits & UTF8_NAME:
        return info.filename
    with contextlib.suppress(UnicodeError):
        return info.filename.encode("cp437").decode("utf-8")
    return info.filename


def _parts_of(name: str) -> tuple[str, ...]:
    return tuple(part for part in name.replace("\\", "/").split("/") if part not in ("", ".")) or ("?",)


def _time_of(info: zipfile.ZipInfo) -> str:
    """Return the time of a member: the exact UTC one where it has one, else its local one as it stands."""
    with contextlib.suppress(NoTime, struct.error, ValueError, OverflowError):
        if (seconds := _extended_time(info.extra)) is not None:
            return from_seconds(seconds).isoformat(" ", "seconds")
        when = plausible(datetime.datetime(*info.date_time))
        return "" if when == datetime.datetime(1980, 1, 1) else when.isoformat(" ", "seconds")
    return ""


def _extended_time(extra: bytes) -> int | None:
    while len(extra) >= 4:
        kind, size = struct.unpack_from("<HH", extra)
        if kind == EXTENDED_TIME and size >= 5 and extra[4:5] and extra[4] & 1:
            return int(struct.unpack_from("<i", extra, 5)[0])
        extra = extra[4 + size :]
    return None


def _unzip(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    if info.file_size > MAX_FILE_BYTES:
        raise Unreadable(f"is larger than {MAX_FILE_BYTES >> 20} MiB: ask for it without outputs")
    try:
        with archive.open(info) as file:
            data = file.read(MAX_FILE_BYTES + 1)
    except NotImplementedError as error:
        raise Unreadable("is packed in a way Python cannot read: unpack the zip and collect the folder") from error
    except RuntimeError as error:
        raise Unreadable("is encrypted: unpack the zip with its password and collect the folder") from error
    except DAMAGE as error:
        raise Unreadable("is damaged in the zip: download the zip again") from error
    if len(data) > MAX_FILE_BYTES:
        raise Unreadable(f"is larger than {MAX_FILE_BYTES >> 20} MiB: ask for it without outputs")
    return data


def _in_folder(source: Path) -> list[Member]:
    found: list[Member] = []
    for folder, folders, files in os.walk(source):
        folders.sort()
        for name in sorted([*files, *(one for one in folders if Path(folder, one).is_symlink())]):
            found.append(_on_disk(source, Path(folder, name)))
        if len(found) > MOST_MEMBERS:
            raise SourceRefused(f"{source} holds more than {MOST_MEMBERS} files: name the folder that was downloaded.")
    return found


def _on_disk(source: Path, path: Path) -> Member:
    inside = path.relative_to(source)
    status, when = path.lstat(), ""
    with contextlib.suppress(NoTime):
        when = from_seconds(status.st_mtime).isoformat(" ", "seconds")
    link = not stat.S_ISREG(status.st_mode)
    return Member(str(inside), inside.parts, status.st_size, when, link, functools.partial(_read, path))


def _read(path: Path) -> bytes:
    try:
        return read_bytes(path)
    except Unreadable as problem:
        raise Unreadable(str(problem).removeprefix("The file ").rstrip(".")) from problem
