"""What sympy says that each operation is. An operation that sympy knows by its own name needs no entry."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy as sp

from gradwalk.mathematics.operations import OPERATIONS

A, B = sp.symbols("a b", real=True)

ORACLE = {
    "add": A + B,
    "subtract": A - B,
    "multiply": A * B,
    "divide": A / B,
    "power": A**B,
    "negative": -A,
    "abs": sp.Abs(A),
    "log10": sp.log(A) / sp.log(10),
    "log2": sp.log(A) / sp.log(2),
    "max": (A + B + sp.Abs(A - B)) / 2,
    "min": (A + B - sp.Abs(A - B)) / 2,
    "relu": (A + sp.Abs(A)) / 2,
    "softplus": sp.log(1 + sp.exp(A)),
    "sigmoid": 1 / (1 + sp.exp(-A)),
}
ORACLE |= {name: getattr(sp, name)(A) for name in OPERATIONS if name not in ORACLE}


def oracle(name: str, kind: str) -> Callable[..., Any]:
    """Return the operation as a function of sympy's expressions ("sympy") or of mpmath's numbers ("mpmath")."""
    symbols = (A, B)[: OPERATIONS[name].arity]
    if kind == "sympy":
        return lambda *operands: ORACLE[name].subs(dict(zip(symbols, operands, strict=True)), simultaneous=True)
    return sp.lambdify(symbols, ORACLE[name], kind)
