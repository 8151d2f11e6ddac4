"""What a handed-in file is, told by its first bytes and its name, and what to do when it is not a notebook."""

from __future__ import annotations

from enum import Enum
from pathlib import PurePosixPath

HEAD = 4096  # bytes that are enough to tell
JUNK_NAMES = frozenset({".ds_store", "thumbs.db", "desktop.ini", "timestamp.txt"})
JUNK_FOLDERS = frozenset({"__macosx", ".ipynb_checkpoints", ".git", "__pycache__", ".trash"})


class Kind(Enum):
    """A kind of file; the value is what it is called and what to do, "" where nothing is to be done."""

    NOTEBOOK = ("a notebook", "")
    JUNK = ("left there by the computer", "")
    EMPTY = ("empty", "ask for it again")
    PDF = ("a PDF", "ask for the .ipynb file")
    PAGE = ("a web page", "ask for the .ipynb file")
    ARCHIVE = (
        "an archive, never unpacked",
        "ask for the .ipynb file, or unpack it yourself and add the notebook",
    )
    OFFICE = ("an office document", "ask for the .ipynb file")
    PICTURE = ("a picture", "ask for the .ipynb file")
    SCRIPT = ("a Python script", "ask for the .ipynb file")
    LINK = ("a link to another file", "ask for the file itself")
    OTHER = ("no notebook", "ask for the .ipynb file")

    @property
    def says(self) -> str:
        """What a file of this kind is."""
        return self.value[0]

    @property
    def remedy(self) -> str:
        """What to do about it, "" when nothing."""
        return self.value[1]


STARTS = (
    (b"%PDF", Kind.PDF),
    (b"PK\x03\x04", Kind.ARCHIVE),
    (b"PK\x05\x06", Kind.ARCHIVE),
    (b"Rar!", Kind.ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", Kind.ARCHIVE),
    (b"\x1f\x8b", Kind.ARCHIVE),
    (b"BZh", Kind.ARCHIVE),
    (b"\xfd7zXZ", Kind.ARCHIVE),
    (b"\x28\xb5\x2f\xfd", Kind.ARCHIVE),
    (b"\xd0\xcf\x11\xe0", Kind.OFFICE),
    (b"{\\rtf", Kind.OFFICE),
    (b"\x89PNG", Kind.PICTURE),
    (b"\xff\xd8\xff", Kind.PICTURE),
    (b"GIF8", Kind.PICTURE),
    (b"\x00\x00\x00 ftyphei", Kind.PICTURE),
)
OFFICE_NAMES = frozenset({".docx", ".xlsx", ".pptx", ".odt", ".ods", ".pages", ".numbers"})
ARCHIVE_NAMES = frozenset({".zip", ".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".zst"})


def is_junk(parts: tuple[str, ...]) -> bool:
    """Tell whether the path `parts` is something that systems leave in folders and nobody hands in."""
    folders = any(part.casefold() in JUNK_FOLDERS for part in parts[:-1])
    return folders or parts[-1].casefold() in JUNK_NAMES or parts[-1].startswith(("._", "~$"))


def is_called_notebook(name: str) -> bool:
    """Tell whether a name is that of a notebook, with what browsers and mail programs do to it: .ipynb.json, .IPYNB."""
    suffixes = [suffix.strip().casefold() for suffix in PurePosixPath(name.strip()).suffixes]
    return bool(suffixes) and (suffixes[-1] == ".ipynb" or suffixes[-2:] in ([".ipynb", ".json"], [".ipynb", ".txt"]))


def kind_of(name: str, head: bytes) -> Kind:
    """Return the Kind of a file called `name` that begins with `head`; what it holds counts before its name."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    suffix = PurePosixPath(name.casefold()).suffix
    if not start:
        return Kind.EMPTY
    for magic, kind in STARTS:
        if head.startswith(magic):
            return Kind.OFFICE if kind is Kind.ARCHIVE and suffix in OFFICE_NAMES else kind
    if start[:1] == b"<":
        return Kind.PAGE
    if is_called_notebook(name) or (start[:1] == b"{" and b'"cell' in head):
        return Kind.NOTEBOOK
    named = {".py": Kind.SCRIPT, ".html": Kind.PAGE, ".htm": Kind.PAGE, ".pdf": Kind.PDF}
    return Kind.ARCHIVE if suffix in ARCHIVE_NAMES else named.get(suffix, Kind.OTHER)


def describe(name: str, kind: Kind) -> str:
    """Return the sentence about a file that is not a notebook."""
    shown = name if name.isprintable() else ascii(name)
    return f"{shown[:80]!r} is {kind.says}: {kind.remedy}." if kind.remedy else f"{shown[:80]!r} is {kind.says}."
