"""Lay a computational graph out in layers, inputs first, with few crossings, straight ways and no box on another.

The steps are those of Sugiyama, Tagawa and Toda (1981): layers, order within a layer by barycentres, coordinates.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from gradwalk.mathematics.propagation import Edge

SWEEPS = 12
BEND = 12.0  # pixels that a passing edge needs between nodes
PORT = 13.0  # pixels between the ends of two edges at one node
MARGIN = 14.0


@dataclass(frozen=True)
class Boxes:
    """The size of all nodes and the room around them, in pixels: `along` the layers' direction and across it."""

    width: float
    height: float
    gap_along: float
    gap_across: float
    downwards: bool

    @property
    def along(self) -> float:
        """The size of a node in the direction from layer to layer."""
        return self.height if self.downwards else self.width

    @property
    def across(self) -> float:
        """The size of a node within its layer."""
        return self.width if self.downwards else self.height


@dataclass(frozen=True)
class GraphLayout:
    """The centre of every node and the way of every edge (child, operand), in pixels from the top left."""

    centres: Mapping[int, np.ndarray]
    routes: Mapping[Edge, np.ndarray]
    width: float
    height: float
    crossings: int
    downwards: bool


def lay_out(parents: Mapping[int, Sequence[tuple[int, int]]], boxes: Boxes) -> GraphLayout:
    """Return the layout of a graph given as node -> [(operand number, parent node), ...], operands before results."""
    ranks = layers_of(parents)
    chains = {
        (child, operand): [parent, *((child, operand, rank) for rank in range(ranks[parent] + 1, ranks[child])), child]
        for child, operands in parents.items()
        for operand, parent in operands
    }
    order = _first_order(parents, chains, ranks)
    links = _links(parents, chains)
    order = _uncrossed(order, links)
    across = _coordinates(order, links, boxes)
    return _placed(order, chains, across, boxes, _crossings(order, links))


def layers_of(parents: Mapping[int, Sequence[tuple[int, int]]]) -> dict[int, int]:
    """Return the layer of every node, 0 for the first: each right before the first layer that uses it."""
    behind = dict.fromkeys(parents, 0)  # how many layers come after the node's own
    for node, operands in reversed(list(parents.items())):
        for _, parent in operands:
            behind[parent] = max(behind[parent], behind[node] + 1)
    last = max(behind.values())
    return {node: last - layers for node, layers in behind.items()}


def _first_order(parents: Mapping, chains: Mapping, ranks: Mapping) -> list[list]:
    """Return the nodes and bends of each layer in the order of a walk from the output, which draws trees flat."""
    order: list[list] = [[] for _ in range(max(ranks.values()) + 1)]
    seen = set()
    stack = [max(parents, key=lambda node: (ranks[node], node))]
    while stack:
        node = stack.pop()
        if node in seen:
            continue
        seen.add(node)
        order[ranks[node]].append(node)
        for operand, _ in parents[node]:
            for bend in chains[node, operand][1:-1]:
                order[bend[2]].append(bend)
        stack += [parent for _, parent in reversed(parents[node])]
    return order


def _links(parents: Mapping, chains: Mapping) -> dict:
    """Return the neighbours of every node and bend: in the layer before, and in the layer after."""
    links: dict = {item: ([], []) for item in (*parents, *(bend for chain in chains.values() for bend in chain[1:-1]))}
    for chain in chains.values():
        for before, after in pairwise(chain):
            links[before][1].append(after)
            links[after][0].append(before)
    return links


def _places(layer: Sequence) -> dict:
    return {item: place for place, item in enumerate(layer)}


def _crossings(order: Sequence[Sequence], links: Mapping) -> int:
    """Return how many pairs of edges cross between neighbouring layers."""
    total = 0
    for layer, following in pairwise(order):
        place = _places(following)
        ends = np.array([(i, place[end]) for i, item in enumerate(layer) for end in links[item][1]]).reshape(-1, 2)
        turned = (ends[:, None, 0] < ends[None, :, 0]) & (ends[:, None, 1] > ends[None, :, 1])
        total += int(turned.sum())
    return total


def _uncrossed(order: list[list], links: Mapping) -> list[list]:
    """Return the best order that sweeps by barycentre, with swaps of neighbours in between, come to."""
    best, fewest = [list(layer) for layer in order], _crossings(order, links)
    for sweep in range(SWEEPS):
        if not fewest:
            break
        down = sweep % 2 == 0
        numbers = range(1, len(order)) if down else range(len(order) - 2, -1, -1)
        for number in numbers:
            order[number] = _by_barycentre(
                order[number], _places(order[number - 1 if down else number + 1]), links, down
            )
        _swap_neighbours(order, links)
        crossed = _crossings(order, links)
        if crossed < fewest:
            best, fewest = [list(layer) for layer in order], crossed
    return best


def _by_barycentre(layer: Sequence, place: Mapping, links: Mapping, down: bool) -> list:
    """Return the layer sorted by the mean place of its neighbours; what has none keeps its place."""
    keys: dict[Any, float] = {}
    for i, item in enumerate(layer):
        near = [place[end] for end in links[item][0 if down else 1]]
        keys[item] = sum(near) / len(near) if near else i
    return sorted(layer, key=keys.__getitem__)


def _swap_neighbours(order: list[list], links: Mapping) -> None:
    """Swap neighbours within a layer wherever that saves a crossing."""
    for number, layer in enumerate(order):
        around = [_places(order[n]) if 0 <= n < len(order) else {} for n in (number - 1, number + 1)]
        for i in range(len(layer) - 1):
            if _saved_by_swap(layer[i], layer[i + 1], around, links) > 0:
                layer[i], layer[i + 1] = layer[i + 1], layer[i]


def _saved_by_swap(left, right, around: Sequence[Mapping], links: Mapping) -> int:
    saved = 0
    for side, place in enumerate(around):
        for a in links[left][side]:
            for b in links[right][side]:
                saved += (place[a] > place[b]) - (place[a] < place[b])
    return saved


def _coordinates(order: Sequence[Sequence], links: Mapping, boxes: Boxes) -> dict:
    """Return the coordinate of each node and bend across the layers: near its neighbours, with room between."""
    room = [np.cumsum([0.0, *(_distance(a, b, boxes) for a, b in pairwise(row))]) for row in order]
    at = {item: x for row, xs in zip(order, room, strict=True) for item, x in zip(row, xs - xs.mean(), strict=True)}
    for sweep in range(2 * SWEEPS):
        rows = list(zip(order, room, strict=True))
        for row, offsets in rows if sweep % 2 else reversed(rows):
            wanted = np.array([_wanted(item, at, links) for item in row])
            at.update(zip(row, _isotonic(wanted - offsets) + offsets, strict=True))
    return at


def _wanted(item, at: Mapping, links: Mapping) -> float:
    near = [at[end] for side in links[item] for end in side]
    return sum(near) / len(near) if near else at[item]


def _distance(a, b, boxes: Boxes) -> float:
    """Return the least distance of two neighbours in a layer; bends, which are tuples, need little room."""
    sizes = [BEND if isinstance(item, tuple) else boxes.across + boxes.gap_across for item in (a, b)]
    return sum(sizes) / 2


def _isotonic(wanted: np.ndarray) -> np.ndarray:
    """Return the closest numbers (least squares) that do not decrease: neighbours in conflict take their mean."""
    means: list[float] = []
    counts: list[int] = []
    for value in wanted:
        means.append(float(value))
        counts.append(1)
        while len(means) > 1 and means[-2] > means[-1]:
            (a, b), (m, n) = means[-2:], counts[-2:]
            means[-2:], counts[-2:] = [(a * m + b * n) / (m + n)], [m + n]
    return np.repeat(means, counts)


def _placed(order: Sequence[Sequence], chains: Mapping, across: Mapping, boxes: Boxes, crossings: int) -> GraphLayout:
    """Return the layout in pixels: the layers from left to right, or downwards."""
    edges = [(x - size / 2, x + size / 2) for item, x in across.items() for size in [_size(item, boxes)]]
    first, last = min(low for low, _ in edges), max(high for _, high in edges)
    pitch = boxes.along + boxes.gap_along
    along = {item: MARGIN + boxes.along / 2 + i * pitch for i, row in enumerate(order) for item in row}
    points = {item: np.array([along[item], x - first + MARGIN]) for item, x in across.items()}
    ways = _ways(chains, points, boxes)
    size = (2 * MARGIN + len(order) * pitch - boxes.gap_along, 2 * MARGIN + last - first)
    if boxes.downwards:
        points = {item: point[::-1] for item, point in points.items()}
        ways = {edge: way[:, ::-1] for edge, way in ways.items()}
        size = size[::-1]
    centres = {item: point for item, point in points.items() if not isinstance(item, tuple)}
    return GraphLayout(centres, ways, *size, crossings, boxes.downwards)


def _size(item, boxes: Boxes) -> float:
    return BEND if isinstance(item, tuple) else boxes.across


def _ways(chains: Mapping, points: Mapping, boxes: Boxes) -> dict[Edge, np.ndarray]:
    """Return the way of each edge, from side to side, the ends at one node spread so that they do not cross there."""
    starts, ends = {}, {}
    for side, ports in ((0, starts), (-1, ends)):
        of_node: dict = {}
        for edge, chain in chains.items():
            of_node.setdefault(chain[side], []).append(edge)
        for edges in of_node.values():
            ports.update(_spread(edges, side, chains, points, boxes))
    half = boxes.along / 2
    ways = {}
    for edge, chain in chains.items():
        first, last = points[chain[0]] + (half, starts[edge]), points[chain[-1]] + (-half, ends[edge])
        middle = [points[bend] + (shift, 0) for bend in chain[1:-1] for shift in (-half, half)]
        ways[edge] = np.array([first, *middle, last])
    return ways


def _spread(edges: list, side: int, chains: Mapping, points: Mapping, boxes: Boxes) -> dict:
    """Return how far from the middle of a node's side each of its edges ends, in the order of where they lead."""
    other = 1 if side == 0 else -2
    ranked = sorted(edges, key=lambda edge: (points[chains[edge][other]][1], edge))
    step = min(PORT, (boxes.across - 20) / len(edges))
    return {edge: (i - (len(edges) - 1) / 2) * step for i, edge in enumerate(ranked)}
