"""Paint under Matplotlib's own settings, whatever the reader has set for hers.

Fonts, TeX, a dark style or `savefig.bbox` would give another picture beneath marks that stay where they are, so that a
point stands at the wrong numbers.
"""

from collections.abc import Generator
from contextlib import contextmanager

from matplotlib import rc_context, rcParams, rcParamsDefault

# What says where pictures are shown, and not how they look, stays the reader's.
ELSEWHERE = ("backend", "interactive", "toolbar", "webagg", "tk.", "keymap", "figure.max_open", "figure.raise")
OURS = {name: rcParamsDefault[name] for name in rcParamsDefault if not name.startswith(ELSEWHERE)}


@contextmanager
def own_settings() -> Generator[None, None, None]:
    """Make and paint a figure inside, or decorate a function that does; the reader's settings come back afterwards."""
    changed = {name: value for name, value in OURS.items() if rcParams[name] != value}
    with rc_context(changed):
        yield
