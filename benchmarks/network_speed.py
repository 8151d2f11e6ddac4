"""Time one loss and gradient of the two-layer network against PyTorch, JAX and autograd, in one run, as ratios.

Run `uv run benchmarks/network_speed.py` for NumPy alone; `--with torch --with jax --with autograd` after `uv run` adds
a row for each that is there.
Run it on an idle machine: where other programs hold the cores, the threads of every matrix product wait for one another
and the large case measures that. `OPENBLAS_NUM_THREADS=1` gives NumPy and PyTorch one thread each.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import time
from collections.abc import Callable

THREADS = int(os.environ.get("OPENBLAS_NUM_THREADS") or os.cpu_count() or 1)
for _variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
    os.environ[_variable] = str(THREADS)  # NumPy's BLAS reads these once, while it is imported

import numpy as np  # noqa: E402

from gradwalk.mathematics import network  # noqa: E402
from gradwalk.mathematics.parameters import Parameters, initialise  # noqa: E402

try:
    import torch
except ImportError:
    torch = None
try:
    import jax
except ImportError:
    jax = None
try:
    import autograd
    import autograd.numpy
except ImportError:
    autograd = None

OURS, TORCH, TORCH_FLOAT32, PRODUCTS = "gradwalk", "PyTorch", "PyTorch float32", "matrix products alone"
TORCH_COMPILED, JAX, AUTOGRAD = "torch.compile", "JAX, compiled", "autograd"
Case = dict[str, Callable[[], object]]


def matrix_products(parameters: Parameters, x: np.ndarray) -> Callable[[], object]:
    """The five matrix products no way of computing the gradient can do without."""
    w1, w2 = parameters.w1, parameters.w2

    def run():
        z = x @ w1.T
        y = z @ w2.T
        return y.T @ z, (y @ w2).T @ x

    return run


def torch_eager(parameters: Parameters, x: np.ndarray, target: np.ndarray, dtype) -> Callable[[], object]:
    """The same loss and gradient as PyTorch code is usually written, without zeroing or accumulating `.grad`."""
    weights = [torch.tensor(array, dtype=dtype, requires_grad=True) for _, array in parameters.arrays()]
    w1, w2, b1, b2 = (*weights, None, None)[:4]
    x, target = torch.tensor(x, dtype=dtype), torch.tensor(target, dtype=dtype)
    linear = torch.nn.functional.linear

    def run():
        y = linear(torch.tanh(linear(x, w1, b1)), w2, b2)
        loss = 0.5 * ((y - target) ** 2).sum()
        return loss, torch.autograd.grad(loss, weights)

    return run


def torch_compiled(parameters: Parameters, x: np.ndarray, target: np.ndarray) -> Callable[[], object]:
    """The same loss, compiled as a whole with its backward pass; it needs a C++ compiler."""
    weights = [torch.tensor(array, dtype=torch.float64, requires_grad=True) for _, array in parameters.arrays()]
    x, target = torch.tensor(x, dtype=torch.float64), torch.tensor(target, dtype=torch.float64)
    linear = torch.nn.functional.linear

    @torch.compile
    def loss_of(w1, w2, b1=None, b2=None):
        return 0.5 * ((linear(torch.tanh(linear(x, w1, b1)), w2, b2) - target) ** 2).sum()

    def run():
        loss = loss_of(*weights)
        return loss, torch.autograd.grad(loss, weights)

    return run


def loss_in(numpy, x, target) -> Callable:
    """The loss as a function of the weights, in NumPy or in a library that speaks it."""

    def loss_of(weights):
        w1, w2, b1, b2 = (*weights, 0.0, 0.0)[:4]
        y = numpy.dot(numpy.tanh(numpy.dot(x, w1.T) + b1), w2.T) + b2
        return 0.5 * numpy.sum((y - target) ** 2)

    return loss_of


def jax_compiled(parameters: Parameters, x: np.ndarray, target: np.ndarray) -> Callable[[], object]:
    jax.config.update("jax_enable_x64", True)
    weights = [jax.numpy.asarray(array) for _, array in parameters.arrays()]
    both = jax.jit(jax.value_and_grad(loss_in(jax.numpy, jax.numpy.asarray(x), jax.numpy.asarray(target))))
    return lambda: jax.block_until_ready(both(weights))


def autograd_eager(parameters: Parameters, x: np.ndarray, target: np.ndarray) -> Callable[[], object]:
    weights = [array for _, array in parameters.arrays()]
    both = autograd.value_and_grad(loss_in(autograd.numpy, x, target))
    return lambda: both(weights)


def case(num_points: int, sizes: tuple[int, int, int], biases: bool) -> Case:
    """The candidates for one size of the problem, after a check that they give the same gradient."""
    rng = np.random.default_rng(0)
    parameters = initialise(*sizes, seed=0, biases=biases)
    x = rng.normal(size=(num_points, sizes[0]))
    target = rng.normal(size=(num_points, sizes[2]))
    candidates: Case = {OURS: lambda: network.loss_and_gradient(parameters, x, target)}
    if torch is not None:
        candidates[TORCH] = torch_eager(parameters, x, target, torch.float64)
        candidates[TORCH_COMPILED] = torch_compiled(parameters, x, target)
    if jax is not None:
        candidates[JAX] = jax_compiled(parameters, x, target)
    if autograd is not None:
        candidates[AUTOGRAD] = autograd_eager(parameters, x, target)
    check_equal(candidates)
    if torch is not None:
        candidates[TORCH_FLOAT32] = torch_eager(parameters, x, target, torch.float32)
    candidates[PRODUCTS] = matrix_products(parameters, x)
    return candidates


def check_equal(candidates: Case) -> None:
    """Raise AssertionError where a candidate gives another loss or gradient than ours."""
    our_loss, our_gradient = candidates[OURS]()
    for name, run in candidates.items():
        if name != OURS:
            loss, gradients = run()
            np.testing.assert_allclose(our_loss, float(loss), rtol=1e-9, err_msg=name)
            for (_, ours), theirs in zip(our_gradient.arrays(), gradients, strict=True):
                np.testing.assert_allclose(ours, np.asarray(theirs), rtol=1e-7, atol=1e-9, err_msg=name)


def interleaved_medians(candidates: Case, rounds: int, calls: int) -> dict[str, float]:
    """Median seconds per call; each round times every candidate once, so that a busy moment hits all of them."""
    seconds: dict[str, list[float]] = {name: [] for name in candidates}
    for run in candidates.values():
        for _ in range(calls):
            run()
    for _ in range(rounds):
        for name, run in candidates.items():
            start = time.perf_counter()
            for _ in range(calls):
                run()
            seconds[name].append((time.perf_counter() - start) / calls)
    return {name: statistics.median(values) for name, values in seconds.items()}


def print_case(title: str, medians: dict[str, float], unit: str, scale: float) -> None:
    """Print one row per candidate: its median and how many times as long as ours it takes."""
    print(f"\n{title}\n| float64 unless said | median {unit} | x gradwalk |\n|---|---:|---:|")
    for name, seconds in medians.items():
        print(f"| {name} | {seconds * scale:.1f} | {seconds / medians[OURS]:.2f} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=41, help="timed rounds per case (default: 41)")
    rounds = parser.parse_args().rounds
    others = {"PyTorch": torch, "JAX": jax, "autograd": autograd}
    versions = [f"{name} {getattr(library, '__version__', '')}".strip() for name, library in others.items() if library]
    named = ", ".join([f"Python {platform.python_version()}", f"NumPy {np.__version__}", *versions])
    print(f"{named}; {THREADS} thread(s) for each.")
    if torch is not None:
        torch.set_num_threads(THREADS)
    for biases in (False, True):
        word = "with biases" if biases else "without biases"
        small, large = case(1, (2, 3, 2), biases), case(10_000, (100, 256, 10), biases)
        print_case(f"2-3-2, one point, {word}", interleaved_medians(small, rounds, 200), "µs", 1e6)
        print_case(f"100-256-10, 10,000 points, {word}", interleaved_medians(large, rounds, 1), "ms", 1e3)


if __name__ == "__main__":
    main()
