"""The room that a live explorer will take: an outline of it that nobody sees, laid out by the same style sheet.

How high an explorer is depends on how its controls and words wrap, so on the width of the page and on the letters of
the reader's system; only her browser knows. The outline has the boxes and the words of the first state, and no picture.
"""

import html
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from gradwalk.labels import ANY, tr
from gradwalk.pages.album import NARROW, Album
from gradwalk.pages.columns import at
from gradwalk.pages.controls import RecordedControl
from gradwalk.pages.recorder import Recording

MOST_LARGE = 4  # as in twin.js
SHRINK, WIDE, WIDE_SHRINK = 0.9, 600, 0.952  # as in panel.js
TYPED = "What is typed here needs Python: open the notebook live, and work with this picture there."
PUSHED = "The picture is wider than the screen: push it sideways."


def room(taken: Album) -> str:
    """Return the outlines of a live explorer, wide and on a phone, of which the style sheet takes one."""
    narrow = taken.records.get(f"{taken.start}.{NARROW}".lstrip("."), taken.first)
    return _outline(taken, taken.first, "wide") + _outline(taken, narrow, NARROW)


def _outline(taken: Album, record: Recording, width: str) -> str:
    classes = ["gradwalk-room", f"gradwalk-room-{width}", "gradwalk-recorded", *record.classes]
    if width == NARROW:
        classes.append("gradwalk-narrow")
    asked = taken.question or {}
    large = f'<button class="gradwalk-large-button">{tr("Large view")}</button>'
    parts = [
        f'<p class="gradwalk-title">{html.escape(taken.title)}</p>' if taken.title else "",
        f'<div class="gradwalk-top">{_controls(taken.menus, ())}{large}</div>',
        _exercise() if "tasks" in asked else "",
        f'<div class="gradwalk-controls">{_controls(record.controls, asked.get("drives", ()))}</div>',
        "" if record.controls else f'<p class="gradwalk-more">{TYPED}</p>',
        f'<p class="gradwalk-more">{PUSHED}</p>' if width == NARROW and _is_pushed(record) else "",
        f'<div class="gradwalk-stage">{_panels(record)}{_twin(record)}</div>',
        _choices(asked) if "choices" in asked else "",
    ]
    return f'<div class="{" ".join(classes)}">{"".join(parts)}</div>'


def _controls(controls: Iterable[RecordedControl], driven: Sequence[str]) -> str:
    return "".join(_control(each) for each in controls if not each.hidden and each.name not in driven)


def _control(control: RecordedControl) -> str:
    label = html.escape(control.label or control.name)
    longest = html.escape(max(control.texts, key=len))
    menu = f"<select><option>{longest}</option></select>"
    parts = {"slider": '<input type="range"><output class="gradwalk-output"></output>', "menu": menu}
    part = parts.get(control.kind, '<input type="checkbox">')
    buttons = "".join(f"<button>{words}</button>" for words in ("◀", f"▶ {tr('Play')}", "▶"))
    steps = f'<div class="gradwalk-steps">{buttons}</div>' if control.seconds else ""
    kind = f"gradwalk-control gradwalk-control-{control.kind}"
    return f'<div class="{kind}"><label><span>{label}</span>{part}</label>{steps}</div>'


def _exercise() -> str:
    buttons = "".join(f"<button>{words}</button>" for words in (tr("Check"), tr("Hint"), tr("Begin anew")))
    row = f"<label><span>v1 =</span><input></label>{buttons}"
    return f'<div class="gradwalk-fill gradwalk-control">{row}</div><p class="gradwalk-more"></p>'


def _choices(asked: Mapping[str, Any]) -> str:
    texts = (html.escape(each["text"]) for each in asked["choices"])
    labels = "".join(f'<label><input type="radio"><span>{text}</span></label>' for text in texts)
    fields = f"<fieldset><legend>{html.escape(asked['question'])}</legend>{labels}</fieldset>"
    button = f"<button>{html.escape(asked['button'])}</button>"
    return f'<div class="gradwalk-question"><form>{fields}{button}<p class="gradwalk-why"></p></form></div>'


def _shown(record: Recording, column: Mapping[str, Any]) -> Any:
    return at(column, [control.start for control in record.controls], record.shape)


def _frames(record: Recording) -> list[dict[str, Any]]:
    return _shown(record, record.columns["frames"])


def _is_pushed(record: Recording) -> bool:
    """Tell whether a panel stays wider than a phone."""
    return "gradwalk-scrolls" in record.classes or any(frame["width"] > WIDE for frame in _frames(record))


def _panels(record: Recording) -> str:
    panels = "".join(_panel(frame["width"], frame["height"]) for frame in _frames(record))
    return f'<div class="gradwalk-panels">{panels}</div>'


def _panel(width: int, height: int) -> str:
    """Return a panel as panel.js lays it out; width and height are in CSS pixels."""
    least = f"min-width:{WIDE_SHRINK * width:g}px;" if width > WIDE else ""
    size = f"flex:1 1 {SHRINK * width:g}px;max-width:{width}px;{least}aspect-ratio:{width}/{height}"
    return f'<div class="gradwalk-panel" style="{size}"></div>'


def _twin(record: Recording) -> str:
    """Return the words below the panels as twin.js lays them out."""
    readout = record.columns["readout"]
    names = _shown(record, readout["names"])
    pairs = [(name, _shown(record, column)) for name, column in zip(names, readout["values"], strict=False)]
    headline, fold = record.names["headline"], html.escape(record.names["fold"])
    plain = headline is None  # with an empty one all are folded
    large = pairs if plain else [pair for wanted in headline for pair in pairs if _fits(pair[0], wanted)][:MOST_LARGE]
    folded = f'<details class="gradwalk-more-numbers"><summary>{fold}</summary></details>'
    rest = folded if len(large) < len(pairs) else ""
    classes = "gradwalk-twin gradwalk-plain" if plain else "gradwalk-twin"
    numbers = f'<div class="gradwalk-headline">{_pairs(large)}</div>{rest}'
    note = html.escape(_shown(record, record.columns["note"]))
    return f'<div class="{classes}">{numbers}</div><p class="gradwalk-note">{note}</p>'


def _pairs(pairs: Iterable[tuple[str, str]]) -> str:
    return "".join(
        f'<div class="gradwalk-pair"><span class="gradwalk-name">{html.escape(name)}</span>'
        f'<span class="gradwalk-equals">{" =" if name else ""}</span>'
        f'<span class="gradwalk-value">{html.escape(value)}</span></div>'
        for name, value in pairs
    )


def _fits(name: str, wanted: str) -> bool:
    """Tell whether a name is the wanted one, in which "…" stands for whatever is there, as in lights.js."""
    start, dots, end = wanted.partition(ANY)
    return name.startswith(start) and name.endswith(end) if dots else name == wanted
