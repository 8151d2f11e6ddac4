"""When something was handed in, and who says so; no date that a file can bear stops anything."""

from __future__ import annotations

import contextlib
import datetime
import os
import re
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from gradwalk.grading.reading import Unreadable, read_bytes

# Hours from UTC of what nbgrader writes behind a time; other abbreviations mean different places to different people.
ZONES = {"": 0, "UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "WEST": 1, "BST": 1, "CET": 1, "MET": 1, "CEST": 2, "MEST": 2,
         "MEZ": 1, "MESZ": 2, "EET": 2, "EEST": 3, "MSK": 3, "SAST": 2, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5,
         "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "AKST": -9, "AKDT": -8, "HST": -10, "HKT": 8, "JST": 9, "KST": 9,
         "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13}  # fmt: skip
STAMP = re.compile(
    r"(\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)\s*"
    r"((?:UTC|GMT)?[+-]\d\d?(?::?\d\d)?|[A-Za-z]*|[A-Za-z_]+/[\w/+-]+)",
    re.ASCII,
)
BESIDE = re.compile(r"(?:UTC|GMT)?([+-])(\d\d?):?(\d\d)?")  # hours and minutes beside UTC
EARLIEST, LATEST = datetime.datetime(1980, 1, 1), datetime.datetime(2200, 1, 1)


class NoTime(ValueError):
    """A text that says no time that can be."""


def read_stamp(text: str) -> datetime.datetime:
    """Return the UTC time, without zone, in a line such as `2026-02-06 10:20:30.5 CET`.

    Raises NoTime, with what is odd, for what is no time, a zone that is not known, and years before 1980 or after 2200.
    """
    match = STAMP.fullmatch(text.strip())
    if not match:
        raise NoTime(f"{text.strip()[:40]!r} is no time")
    try:
        local = datetime.datetime.fromisoformat(match[1])
        return plausible(local - _offset(match[2], local))
    except (ValueError, OverflowError) as error:
        raise NoTime(f"{text.strip()[:40]!r} is no time that can be: {error}") from error


def _offset(zone: str, local: datetime.datetime) -> datetime.timedelta:
    if beside := BESIDE.fullmatch(zone):
        size = datetime.timedelta(hours=int(beside[2]), minutes=int(beside[3] or 0))
        if size > datetime.timedelta(hours=15):
            raise NoTime(f"the time zone {zone!r} cannot be")
        return size if beside[1] == "+" else -size
    if "/" not in zone:  # what has no stroke in it may be this machine's own `localtime`
        return _hours(zone)
    with contextlib.suppress(ZoneInfoNotFoundError, OSError, ValueError):
        return local.replace(tzinfo=ZoneInfo(zone)).utcoffset() or datetime.timedelta()
    raise NoTime(f"the time zone {zone!r} is not known")


def _hours(zone: str) -> datetime.timedelta:
    if zone.upper() not in ZONES:
        raise NoTime(f"the time zone {zone!r} is not known")
    return datetime.timedelta(hours=ZONES[zone.upper()])


def plausible(when: datetime.datetime) -> datetime.datetime:
    """Return `when`; raises NoTime when nobody can have handed in at it."""
    if not EARLIEST <= when < LATEST:
        raise NoTime(f"the year {when.year} cannot be")
    return when


def from_seconds(seconds: float) -> datetime.datetime:
    """Return the UTC time, without zone, that a file system gives in seconds since 1970; raises NoTime."""
    try:
        return plausible(datetime.datetime.fromtimestamp(seconds, datetime.UTC).replace(tzinfo=None))
    except (ValueError, OverflowError, OSError) as error:
        raise NoTime(f"the file's time, {seconds:g} s, cannot be") from error


def time_of_file(path: Path) -> datetime.datetime:
    """Return when the file was changed, or put there when its own time cannot be (UTC, without zone); raises NoTime."""
    try:
        status = os.lstat(path)
    except OSError as error:
        raise NoTime(f"the file {path.name!r} is gone") from error
    try:
        return from_seconds(status.st_mtime)
    except NoTime:
        return from_seconds(status.st_ctime)


def stamp_in(folder: Path) -> datetime.datetime | None:
    """Return the time in the timestamp.txt of nbgrader's own `collect`, None when there is none; raises NoTime."""
    try:
        text = read_bytes(folder / "timestamp.txt")[:100].decode("ascii", "replace")
    except Unreadable:
        return None
    return read_stamp(text)
