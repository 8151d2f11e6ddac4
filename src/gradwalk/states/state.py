"""What everything that is looked at can say of itself."""

from typing import ClassVar, Protocol

Readout = list[tuple[str, str]]


class State(Protocol):
    """What an explorer looks at: numbers, names and words, a function of its controls and of nothing else.

    `headline` names the three or four numbers that the course speaks of, which are shown large; all others can be
    unfolded. In a name "…" stands for whatever is there.
    """

    headline: ClassVar[tuple[str, ...]]

    def readout(self) -> Readout:
        """Return the text twin: (name, value) pairs, the whole of what the picture says; a sentence has the name ""."""
        ...

    def note(self) -> str:
        """Return one sentence where something is special, else an empty string."""
        ...
