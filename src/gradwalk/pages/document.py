"""Write a recorded explorer as HTML: a fragment to paste anywhere, or a page of its own; neither asks any server.

A still picture stands in the page, with what it shows in words. The runtime beside it unpacks the record and puts the
live explorer into its place, so a reader without JavaScript keeps the picture.
"""

import base64
import gzip
import html
import io
import json
import pathlib
from functools import cache

from PIL import Image

from gradwalk.pages.album import NARROW, Album
from gradwalk.pages.pictures import small_webp, webp
from gradwalk.pages.recorder import Recording, View
from gradwalk.pages.room import room
from gradwalk.stage import Stage
from gradwalk.stage.javascript import joined

_HERE = pathlib.Path(__file__).parent


def as_text(data: bytes) -> str:
    """Return bytes as base64."""
    return base64.b64encode(data).decode("ascii")


def packed(record: Recording) -> dict[str, object]:
    """Return what the runtime unpacks: the record as gzip in base64, and its pictures as WebP in base64."""
    content = {
        "controls": [control.as_dict() for control in record.controls],
        "shape": list(record.shape),
        "columns": record.columns,
        "presses": record.presses,
        "views": {panel: [view.azimuth for view in views] for panel, views in record.views.items()},
        "cameras": record.cameras,
        "classes": list(record.classes),
        "words": record.names,
    }
    return {"record": zipped(content), "pictures": [as_text(webp(png)) for png in record.pictures]}


def parts(taken: Album) -> dict[str, dict[str, object]]:
    """Return what is unpacked only when it is asked for, by name: each record, and the views of its panels."""
    found: dict[str, dict[str, object]] = {}
    for name, each in taken.records.items():
        found[name] = packed(each)
        for panel, views in each.views.items():
            for number, view in enumerate(views):
                found[".".join(filter(None, (name, panel, str(number))))] = packed_view(view)
    return found


def packed_view(view: View) -> dict[str, object]:
    """Return what the runtime unpacks of a panel seen from another side."""
    marks = {"marks": view.marks, "kept": view.kept}
    return {"record": zipped(marks), "pictures": [as_text(webp(view.picture))]}


def zipped(content: object) -> str:
    """Return JSON as gzip in base64; no time of writing is in it, so that the same content is the same text."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return as_text(gzip.compress(text.encode("utf-8"), 9, mtime=0))


@cache
def runtime() -> str:
    """Return the script that brings the recorded explorers of a page to life, once however often it stands there."""
    body = joined(_HERE / "js" / "start.js")
    return f"(() => {{\nif (globalThis.gradwalkRuntime) return;\nglobalThis.gradwalkRuntime = true;\n{body}\n}})();"


@cache
def style() -> str:
    """Return the style sheet of recorded explorers."""
    return Stage._css + (_HERE / "page.css").read_text(encoding="utf-8")


def still(taken: Album, data: str = "", name: str = "", folder: str = "") -> str:
    """Return the still picture of an explorer with its words, and the `data` that brings it to life inside.

    Or else the runtime asks the script called `name` in the `folder` beside the page for that, and the picture is
    NAME.webp there: a page is live before it has loaded the pictures below.
    """
    first = taken.first
    extra = f' data-record="{html.escape(name)}" data-from="{html.escape(folder)}"' if name else ""
    known = {
        "menus": [menu.as_dict() for menu in taken.menus], "start": taken.start,
        "narrow": any(part.endswith(NARROW) for part in taken.records), "question": taken.question,
        "fixed": taken.fixed, "title": taken.title,
    }  # fmt: skip
    head = html.escape(json.dumps(known, ensure_ascii=False))
    small = small_webp(taken.still, first.width)
    picture = f"{folder}{name}.webp" if name else f"data:image/webp;base64,{as_text(small)}"
    wide, high = Image.open(io.BytesIO(taken.still)).size
    size = f'width="{first.width}" height="{round(first.width * high / wide)}" loading="lazy"'
    image = f'<img src="{html.escape(picture)}" {size} alt="{html.escape(first.words)}">'
    title = f'<p class="gradwalk-title">{html.escape(taken.title)}</p>' if taken.title else ""
    return f'<div class="gradwalk-still" data-album="{head}"{extra}>{title}{image}{room(taken)}{data}</div>'


def fragment(taken: Album) -> str:
    """Return HTML to paste into a page: style, still picture, records, runtime; several do not disturb each other."""
    data = json.dumps(parts(taken)).replace("</", "<\\/")
    own = still(taken, f'<script type="application/json">{data}</script>')
    return f"<style>{style()}</style>\n{own}\n<script>{runtime()}</script>\n"


def page(taken: Album, title: str) -> str:
    """Return a whole page with one explorer."""
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{html.escape(title)}</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 17px/1.55 system-ui, sans-serif; max-width: 900px; margin: 0 auto; padding: 1rem; }}
</style>
</head>
<body>
<main>
{fragment(taken)}</main>
</body>
</html>
"""
