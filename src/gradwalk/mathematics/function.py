"""Turn a Python function into nodes of a computational graph by calling it once with nodes in place of numbers."""

import inspect
from collections.abc import Callable, Sequence

from gradwalk.mathematics.node import Node, as_node, is_number, variable


def trace(function: Callable, variables: Sequence[str] | None = None) -> tuple[Node, tuple[str, ...]]:
    """Return the output node of a function of nodes and the names of its variables; see `Graph.from_function`.

    `variables` names the parameters, in their order (default: the names the function itself gives to its parameters
    without a default value). The function may use + - * / **, abs, np.maximum, np.minimum, and the functions that a
    formula knows (sin, exp, ...), from NumPy or from `node`; a loop is fine, an `if` on a node is not. Raises
    TypeError, with one sentence that says what to change, when the function is no formula of its parameters; errors of
    the function's own pass through.
    """
    names = _parameter_names(function, variables)
    result = function(*(variable(name) for name in names))
    if not isinstance(result, Node) and not is_number(result):
        wanted = f"let it return one expression in {', '.join(names)}" if names else "let it return a number"
        raise TypeError(f"{_name(function)} returned {type(result).__name__}; {wanted}.")
    return as_node(result), names


def _parameter_names(function: Callable, variables: Sequence[str] | None) -> tuple[str, ...]:
    """Return the names for the parameters of a function: the given ones, or its own."""
    if not callable(function):
        raise TypeError(f"Give a Python function; {type(function).__name__} cannot be called.")
    try:
        signature = inspect.signature(function)
    except ValueError:
        signature = None
    if variables is None:
        variables = _own_names(function, signature)
    if signature is not None:
        _check_call(function, signature, variables)
    return tuple(variables)


def _own_names(function: Callable, signature: inspect.Signature | None) -> list[str]:
    """Return the names of the parameters that have no default value."""
    kinds = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    if signature is None or any(p.kind not in kinds and p.default is p.empty for p in signature.parameters.values()):
        raise TypeError(f"{_name(function)} does not list its parameters one by one; name them, as in f(x, y).")
    return [name for name, p in signature.parameters.items() if p.default is p.empty]


def _check_call(function: Callable, signature: inspect.Signature, variables: Sequence[str]) -> None:
    """Raise unless the function can be called with that many values."""
    try:
        signature.bind(*variables)
    except TypeError:
        count = f"{len(variables)} parameter{'s' if len(variables) != 1 else ''}"
        wanted = f"write it with {count}: {', '.join(variables)}"
        raise TypeError(f"{_name(function)} has the parameters {signature}; {wanted}.") from None


def _name(function: Callable) -> str:
    """Return how to call the function in a message."""
    return f"The function {getattr(function, '__name__', type(function).__name__)!r}"
