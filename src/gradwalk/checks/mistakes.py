"""Make the mistakes that many exercises share: a wrong sign and an extra factor."""

from gradwalk.checks.exercise import Mistake


def wrong_sign(reference, message, equation=""):
    """Return the Mistake whose result has the opposite sign of `reference`."""
    return Mistake("sign", lambda *inputs: _scaled(reference(*inputs), -1.0), message, equation)


def wrong_factor(name, factor, reference, message, equation="", credit=0.0):
    """Return the Mistake whose result is `factor` times the right one; `factor` is a number or a function of inputs."""

    def compute(*inputs):
        number = factor(*inputs) if callable(factor) else factor
        return _scaled(reference(*inputs), number)

    return Mistake(name, compute, message, equation, credit)


def _scaled(value, factor):
    return tuple(part * factor for part in value) if isinstance(value, tuple) else value * factor
