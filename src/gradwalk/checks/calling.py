"""Call a learner's function with the inputs of a case, in her own kernel, and write down what it did."""

import contextlib
import io
import sys
import traceback
from collections.abc import Callable
from typing import Any, TextIO

import numpy as np

from gradwalk.checks.exercise import Case, Response
from gradwalk.checks.plain import shown_value

LONGEST_DETAIL = 200


class Overheard(io.TextIOBase):
    """A text stream that passes everything on to `stream` and remembers whether there was anything but blanks."""

    def __init__(self, stream: TextIO) -> None:
        """Take the stream to pass on to."""
        self.stream = stream
        self.heard = False

    def write(self, text: str) -> int:
        """Pass `text` on."""
        self.heard = self.heard or bool(text.strip())
        return self.stream.write(text)

    def flush(self) -> None:
        """Flush the stream."""
        self.stream.flush()


def respond(answer: Callable[..., Any], case: Case) -> Response:
    """Call `answer` with fresh copies of the inputs of `case` and return the Response.

    Whatever the answer raises becomes part of the Response, SystemExit included; only KeyboardInterrupt passes, so that
    an endless loop can be stopped from the menu of the notebook.
    """
    arguments = tuple(part.copy() if isinstance(part, np.ndarray) else part for part in case.arguments)
    output = Overheard(sys.stdout)
    try:
        with contextlib.redirect_stdout(output):
            value = answer(*arguments)
    except (Exception, SystemExit) as error:  # noqa: BLE001  whatever the answer raises belongs in the feedback
        kind = next(base.__name__ for base in type(error).__mro__ if base.__module__ == "builtins")
        return Response(error=kind, detail=_detail(error, answer), printed=output.heard)
    shown = shown_value(value) if case.public else ""
    return Response(value, after=arguments, printed=output.heard, shown=shown)


def _detail(error: BaseException, answer: Callable[..., Any]) -> str:
    """Return the text of `error` and the learner's own line in which it arose, where that is known."""
    text = str(error)[:LONGEST_DETAIL]
    code = getattr(answer, "__code__", None)
    own = [frame for frame in traceback.extract_tb(error.__traceback__) if code and frame.filename == code.co_filename]
    line = f"in the line `{own[-1].line}`" if own and own[-1].line else ""
    return ", ".join(part for part in (text, line) if part)
