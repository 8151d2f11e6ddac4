"""Say which nodes a network has and which links join them, under their names, with no picture yet.

A node is called x1, h1, z1, y1, t1 (a target) or E, and x0 or z0 where it is the constant 1 that a bias multiplies; a
weight is called as in `Parameters.labels()`, "w1[0, 2]". These names are the ids of nodes, edges and weights.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from gradwalk.states.names import CONSTANTS, symbol


@dataclass(frozen=True, eq=False)  # equal only to itself, so that it can be a key
class Wiring:
    """The `nodes` by name, column by column, and the `links` that join them: name of a link -> names of its two nodes.

    `fan` is how many weights leave each source, by the letter of the source ("x" or "z").
    """

    sizes: tuple[int, ...]
    biases: bool
    nodes: tuple[str, ...]
    links: Mapping[str, tuple[str, str]]
    fan: Mapping[str, int]

    @cached_property
    def weights(self) -> tuple[str, ...]:
        """The names of the links that are weights or biases, in the order of `Parameters.labels()`."""
        return tuple(sorted((name for name in self.links if name[0] in "wb"), key=lambda name: (name[0] == "b", name)))


@lru_cache(maxsize=256)
def network_wiring(sizes: tuple[int, int, int], biases: bool = False) -> Wiring:
    """Return the wiring of a two-layer network of `sizes` (D, M, K), with biases as weights of a constant 1."""
    counts = dict(zip("xhzyt", (sizes[0], sizes[1], sizes[1], sizes[2], sizes[2]), strict=True))
    nodes = [f"{letter}{i + 1}" for letter, count in counts.items() for i in range(count)]
    constants = CONSTANTS if biases else ()
    links = _network_links(sizes, biases)
    return Wiring(sizes, biases, (*nodes, "E", *constants), links, {"x": sizes[1], "z": sizes[2]})


def _network_links(sizes: tuple[int, int, int], biases: bool) -> dict[str, tuple[str, str]]:
    inputs, hidden, outputs = (range(size) for size in sizes)
    links = {f"w1[{j}, {i}]": (f"x{i + 1}", f"h{j + 1}") for j in hidden for i in inputs}
    links |= {f"w2[{k}, {j}]": (f"z{j + 1}", f"y{k + 1}") for k in outputs for j in hidden}
    if biases:
        links |= {f"b1[{j}]": ("x0", f"h{j + 1}") for j in hidden}
        links |= {f"b2[{k}]": ("z0", f"y{k + 1}") for k in outputs}
    links |= {f"h{j + 1} z{j + 1}": (f"h{j + 1}", f"z{j + 1}") for j in hidden}
    return links | {f"{letter}{k + 1} E": (f"{letter}{k + 1}", "E") for k in outputs for letter in "yt"}


@lru_cache(maxsize=64)
def layer_wiring(num_inputs: int, num_outputs: int) -> Wiring:
    """Return the wiring of one fully connected layer: inputs x, outputs y, and a weight "w[j, i]" for every pair."""
    nodes = [f"{letter}{i + 1}" for letter, count in (("x", num_inputs), ("y", num_outputs)) for i in range(count)]
    links = {f"w[{j}, {i}]": (f"x{i + 1}", f"y{j + 1}") for j in range(num_outputs) for i in range(num_inputs)}
    return Wiring((num_inputs, num_outputs), False, tuple(nodes), links, {"x": num_outputs})


@lru_cache(maxsize=1024)
def words(name: str, wiring: Wiring) -> str:
    """Return what a screen reader calls a node or weight: "weight w⁽¹⁾₁₃ from x₃ to h₁"."""
    if name in wiring.links:
        source, goal = wiring.links[name]
        if name[0] == "b":
            return f"bias {symbol(name)} of {symbol(goal)}"
        return f"weight {symbol(name)} from {symbol(source)} to {symbol(goal)}"
    kinds = {"x": "input", "h": "sum", "z": "hidden unit", "y": "output", "t": "target", "E": "loss"}
    return f"{kinds[name[0]]} {symbol(name)}"
