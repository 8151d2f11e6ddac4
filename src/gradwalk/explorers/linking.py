"""Let two explorers move together: what is set in one is set in the other."""

from collections.abc import Callable
from typing import Any

from gradwalk.explorers.explorer import Explorer


def link(first: Explorer[Any], second: Explorer[Any], *names: str) -> Callable[[], None]:
    """Keep the settings called `names` equal in two explorers, from those of the first; return what ends it.

    Without names these are all that both have, but for the camera. What one explorer cannot take, such as a number out
    of its range, leaves it as it is: it says so, and follows again from the next value on. Raises ValueError for a name
    that one of them has not, and where they cannot begin with the same values.
    """
    for explorer in (first, second):
        if not isinstance(explorer, Explorer):
            raise ValueError(f"Give two explorers to link, and then names, not {explorer!r:.60}.")
    shared = [name for name in first.controls if name in second.controls]
    _check(first, second, names, shared)
    wanted = names or tuple(name for name in shared if name != "camera")
    second.settings = {name: first.settings[name] for name in wanted}
    ends = [_follow(*pair, name) for name in wanted for pair in ((first, second), (second, first))]

    def unlink() -> None:
        for end in ends:
            end()

    return unlink


def _check(first: Explorer[Any], second: Explorer[Any], names: tuple[str, ...], shared: list[str]) -> None:
    if first is second:
        raise ValueError("Give two explorers to link, not one twice.")
    for name in names:
        if name not in shared:
            raise ValueError(f"{name!r} is no setting of both; choose among {', '.join(shared) or 'none'}.")
    if not shared:
        raise ValueError(f"{type(first).__name__} and {type(second).__name__} have no setting in common to link.")


def _follow(leader: Explorer[Any], follower: Explorer[Any], name: str) -> Callable[[], None]:
    """Set `name` in the follower whenever it changes in the leader; return what ends it."""
    control = leader.controls[name]

    def set_follower(_change: Any) -> None:
        if not follower.controls or follower.settings[name] == leader.settings[name]:
            return
        try:
            follower.settings = {name: leader.settings[name]}
        except ValueError as error:
            follower.say(f"{error} It stays as it is here.")

    control.observe(set_follower, "value")
    return lambda: control.unobserve(set_follower, "value")
