"""What everything that is looked at can say of itself."""

from typing import Protocol

Readout = list[tuple[str, str]]


class State(Protocol):
    """What an explorer looks at: numbers, names and words, a function of its controls and of nothing else."""

    def readout(self) -> Readout:
        """Return the text twin: (name, value) pairs, the whole of what the picture says."""
        ...

    def note(self) -> str:
        """Return one sentence where something is special, else an empty string."""
        ...
