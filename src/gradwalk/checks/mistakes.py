"""Make the mistakes that many exercises share: a wrong sign and an extra factor."""

from typing import Any

from gradwalk.checks.exercise import KnownMistake, Rule


def wrong_sign(reference: Rule, message: str, equation: str = "") -> KnownMistake:
    """Return the KnownMistake whose result has the opposite sign of `reference`."""
    return KnownMistake("sign", lambda *inputs: _scaled(reference(*inputs), -1.0), message, equation)


def wrong_factor(
    name: str, factor: float | Rule, reference: Rule, message: str, equation: str = "", credit: float = 0.0
) -> KnownMistake:
    """Return the KnownMistake whose result is the right one times `factor`, a number or a function of the inputs."""

    def compute(*inputs: Any) -> Any:
        number = factor if isinstance(factor, int | float) else factor(*inputs)
        return _scaled(reference(*inputs), number)

    return KnownMistake(name, compute, message, equation, credit)


def _scaled(value: Any, factor: float) -> Any:
    return tuple(part * factor for part in value) if isinstance(value, tuple) else value * factor
