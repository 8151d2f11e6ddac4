"""Make exercises of choosing one of several options, which every learner gets in an order of her own."""

from collections.abc import Callable, Mapping

from numpy.random import Generator

from gradwalk.checks.exercise import Case, Exercise, KnownMistake, Numbers

LETTERS = "abcdefgh"


def options(rng: Generator, texts: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Deal out the options of a choice, `texts` (name -> text); return (letter -> text, name -> letter)."""
    names = list(texts)
    order = [names[index] for index in rng.permutation(len(names))]
    by_letter = {letter: texts[name] for letter, name in zip(LETTERS, order, strict=False)}
    return by_letter, {name: letter for letter, name in zip(LETTERS, order, strict=False)}


def choice(
    *,
    variable: str,
    equation: str,
    numbers: Callable[[Generator], Numbers],
    letters: str,
    answer: str,
    messages: Mapping[str, str],
    right: str,
    wanted: str,
) -> Exercise:
    """Return the Exercise of choosing the option `answer`.

    numbers   rng -> dict of the learner's own numbers, with the two results of `options` among them
    letters   the entry of that dict that maps names of options to letters
    messages  name of a wrong option -> why it is wrong
    """
    return Exercise(
        variable=variable,
        equation=equation,
        numbers=numbers,
        cases=lambda data: [Case((data,), "your question")],
        reference=lambda data: data[letters][answer],
        mistakes=tuple(_chosen(name, letters, message) for name, message in messages.items()),
        right=right,
        wanted=f'Answer with one letter from "a" to "{LETTERS[len(messages)]}", in quotes. {wanted}',
        is_value=True,
    )


def _chosen(name: str, letters: str, message: str) -> KnownMistake:
    return KnownMistake(name, lambda data: data[letters][name], message)
