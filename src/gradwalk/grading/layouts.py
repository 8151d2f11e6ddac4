"""Whose a file in a zip of a learning platform is: its first path segment alone decides.

The platform writes the first segment; everything after it a learner can choose, and so it must never say who she is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# Canvas (lib/content_zipper.rb): NAME[_LATE]_USER_FILE_name.ipynb, of a quiz NAME_USER_question_NUMBER_FILE_name.ipynb;
# a name never holds a number between underscores, so the first such number is the user.
CANVAS = re.compile(
    r"(?P<name>(?:(?!_\d+_).)*?)(?P<late>_LATE)?_(?P<user>\d+)(?:_question_\d+)?_(?P<serial>\d+)_(?P<rest>.+)",
    re.DOTALL,
)
CANVAS_FIELD = re.compile(r"(?P<name>.*?)(?P<late>_LATE)?_(?P<user>\d+)_(?P<rest>(?:text|link)\.html)", re.DOTALL)
CANVAS_ANONYMOUS = re.compile(
    r"(?P<late>LATE_)?(?P<user>anon_\w{5})_(?:(?P<serial>\d+)_(?P<rest>.+)|(?P<field>(?:text|link)\.html))", re.DOTALL
)
# Moodle: NAME_NUMBER_assignsubmission_file/..., until 4.0 with one more underscore, and without folders where the
# teacher does not download in folders. It takes underscores out of names.
MOODLE = re.compile(r"(?P<name>[^_]*)_(?P<number>\d+)_assignsubmission_(?P<plugin>[a-z]+)(?:_(?P<rest>.*))?", re.DOTALL)


@dataclass(frozen=True)
class Owner:
    """Who handed a file in, as the platform says.

    name    what she is called there: Canvas's number, Moodle's full name, the name of her folder; "" when nothing says
    number  Moodle's number, which tells two learners of one name apart
    prefix  the beginning of the first segment, for sending feedback back
    inside  the path of the file below what names her
    """

    name: str
    layout: str
    prefix: str
    inside: tuple[str, ...]
    number: str = ""
    late: bool = False
    serial: int = 0


def owner_of(parts: tuple[str, ...]) -> Owner:
    """Return the Owner of the file whose path has the segments `parts` (one or more)."""
    return _in_moodle(parts) or _in_canvas(parts) or _in_folder(parts)


def _in_moodle(parts: tuple[str, ...]) -> Owner | None:
    match = MOODLE.fullmatch(parts[0])
    if not match or (len(parts) == 1 and not match["rest"]):
        return None
    name, number = match["name"].strip(), match["number"]
    if name in ("", "Participant"):  # marked without names: the number is all there is
        name = f"Participant {number}"
    rest = (match["rest"],) if match["rest"] else ()
    prefix = parts[0] if len(parts) > 1 else parts[0].removesuffix(match["rest"])
    return Owner(name, "moodle", prefix, (*rest, *parts[1:]), number)


def _in_canvas(parts: tuple[str, ...]) -> Owner | None:
    match = CANVAS_ANONYMOUS.fullmatch(parts[0])
    if match:
        inside = ((match["rest"] or match["field"]), *parts[1:])
    else:
        match = CANVAS.fullmatch(parts[0]) or CANVAS_FIELD.fullmatch(parts[0])
        if not match:
            return None
        inside = (match["rest"], *parts[1:])
    serial = match.groupdict().get("serial") or "0"
    prefix = parts[0].removesuffix(inside[0])
    return Owner(match["user"], "canvas", prefix, inside, late=bool(match["late"]), serial=int(serial[:18]))


def _in_folder(parts: tuple[str, ...]) -> Owner:
    """A folder for each learner; a loose file may be called like her, which only a class list can confirm."""
    if len(parts) > 1:
        return Owner(parts[0], "plain", parts[0], parts[1:])
    stem = parts[0].partition(".")[0]
    return Owner("", "plain", stem, parts)
