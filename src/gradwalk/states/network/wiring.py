"""Say which nodes a network has and which links join them, under their names, with no picture yet.

A node is called x1, h1, z1, y1, t1 (a target) or E, and x0 or z0 where it is the constant 1 that a bias multiplies; a
weight is called as in `Parameters.labels()`, "w1[0, 2]". These names are the ids of nodes, edges and weights.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from gradwalk.labels import cached, tr, tr_later
from gradwalk.mathematics.names import LOSS, Name, constant_unit, entry, units

UNIT_WORDS = {"x": tr_later("input {name}"), "t": tr_later("target {name}")}  # that can be chosen
CONSTANTS = (constant_unit("x"), constant_unit("z"))  # the units of value 1 that biases multiply


@dataclass(frozen=True, eq=False)  # equal only to itself, so that it can be a key
class Wiring:
    """The `nodes` by name, column by column, and the `links` that join them: name of a link -> names of its two nodes.

    `fan` is how many weights leave each source, by the letter of the source ("x" or "z").
    """

    sizes: tuple[int, ...]
    biases: bool
    nodes: tuple[Name, ...]
    links: Mapping[str, tuple[Name, Name]]
    fan: Mapping[str, int]

    @cached_property
    def weights(self) -> tuple[Name, ...]:
        """The names of the links that are weights or biases, in the order of `Parameters.labels()`."""
        named = (name for name in self.links if isinstance(name, Name))
        return tuple(sorted(named, key=lambda name: (name.letter == "b", name)))

    def kind(self, name: str) -> str:
        """Return the kind of the link called `name`: "w1" of a weight, "h z" of a link from h to z."""
        if isinstance(name, Name):
            return name.array
        return " ".join(end.letter for end in self.links[name])


@lru_cache(maxsize=256)
def network_wiring(sizes: tuple[int, int, int], biases: bool = False) -> Wiring:
    """Return the wiring of a two-layer network of `sizes` (D, M, K), with biases as weights of a constant 1."""
    counts = dict(zip("xhzyt", (sizes[0], sizes[1], sizes[1], sizes[2], sizes[2]), strict=True))
    nodes = [name for letter, count in counts.items() for name in units(letter, count)]
    constants = CONSTANTS if biases else ()
    links = _network_links(sizes, biases)
    return Wiring(sizes, biases, (*nodes, LOSS, *constants), links, {"x": sizes[1], "z": sizes[2]})


def _network_links(sizes: tuple[int, int, int], biases: bool) -> dict[str, tuple[Name, Name]]:
    x, h, z, y, t = (units(letter, sizes[k]) for letter, k in (("x", 0), ("h", 1), ("z", 1), ("y", 2), ("t", 2)))
    links: dict[str, tuple[Name, Name]] = _weights("w1", x, h) | _weights("w2", z, y)
    if biases:
        links |= _biases("b1", CONSTANTS[0], h) | _biases("b2", CONSTANTS[1], y)
    links |= {link(*pair): pair for pair in zip(h, z, strict=True)}
    return links | {link(end, LOSS): (end, LOSS) for pair in zip(y, t, strict=True) for end in pair}


def _weights(array: str, sources: Sequence[Name], goals: Sequence[Name]) -> dict[str, tuple[Name, Name]]:
    return {entry(array, j, i): (source, goal) for j, goal in enumerate(goals) for i, source in enumerate(sources)}


def _biases(array: str, source: Name, goals: Sequence[Name]) -> dict[str, tuple[Name, Name]]:
    return {entry(array, j): (source, goal) for j, goal in enumerate(goals)}


def link(source: Name, goal: Name) -> str:
    """Return the name of a link that is no weight: "h1 z1"."""
    return f"{source} {goal}"


@lru_cache(maxsize=64)
def layer_wiring(num_inputs: int, num_outputs: int) -> Wiring:
    """Return the wiring of one fully connected layer: inputs x, outputs y, and a weight "w[j, i]" for every pair."""
    x, y = units("x", num_inputs), units("y", num_outputs)
    return Wiring((num_inputs, num_outputs), False, (*x, *y), _weights("w", x, y), {"x": num_outputs})


@cached(1024)
def words(name: Name, wiring: Wiring) -> str:
    """Return what a screen reader calls a weight, an input or a target: "weight w⁽¹⁾₁₃ from x₃ to h₁"."""
    if name in wiring.links:
        source, goal = wiring.links[name]
        if name.letter == "b":
            return tr("bias {name} of {unit}", name=name.symbol, unit=goal.symbol)
        ends = {"name": name.symbol, "source": source.symbol, "goal": goal.symbol}
        return tr("weight {name} from {source} to {goal}", **ends)
    return tr(UNIT_WORDS[name.letter], name=name.symbol)
