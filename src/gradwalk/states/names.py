"""Read and write the names of nodes and weights: "x1", "t2", and "w1[0, 2]" as in `Parameters.labels()`."""

from functools import lru_cache

CONSTANTS = ("x0", "z0")  # the units of value 1 that biases multiply

_BELOW = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


@lru_cache(maxsize=1024)
def symbol(name: str) -> str:
    """Return the name of a node or weight as the course writes it: "w1[0, 2]" -> "w⁽¹⁾₁₃", "t1" -> "ŷ₁"."""
    if "[" not in name:
        letter = "ŷ" if name[0] == "t" else name[0]
        return "1" if name in CONSTANTS else letter + name[1:].translate(_BELOW)
    array, indices = name.rstrip("]").split("[")
    subscript = "".join(str(int(index) + 1) for index in indices.split(",")).translate(_BELOW)
    layer = {"1": "⁽¹⁾", "2": "⁽²⁾"}.get(array[1:], "")
    return f"{array[0]}{layer}{subscript}"


@lru_cache(maxsize=1024)
def index_of(name: str) -> tuple[str, tuple[int, ...]]:
    """Split a name into array and zero-based index: "w1[0, 2]" -> ("w1", (0, 2)), "h3" -> ("h", (2,))."""
    if "[" not in name:
        return name[0], (int(name[1:]) - 1,)
    array, indices = name.rstrip("]").split("[")
    return array, tuple(int(index) for index in indices.split(","))
