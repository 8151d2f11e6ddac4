"""Make the mistakes that many exercises share: a wrong sign, an extra factor, an option of a choice."""

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


def options(rng, texts):
    """Deal out the options of a choice, `texts` (name -> text); return (letter -> text, name -> letter)."""
    names = list(texts)
    order = [names[index] for index in rng.permutation(len(names))]
    letters = "abcdefgh"[: len(names)]
    by_letter = {letter: texts[name] for letter, name in zip(letters, order, strict=True)}
    return by_letter, {name: letter for letter, name in zip(letters, order, strict=True)}


def choice_mistake(name, key, message, equation=""):
    """Return the Mistake of choosing the option `name`; `key` is the entry of the data that maps names to letters."""
    return Mistake(name, lambda data: data[key][name], message, equation)
