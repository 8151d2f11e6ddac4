"""The two parallel forms of the concept test: each question of B is the twin of one of A, and looks for the same."""

from functools import cache

from gradwalk.questions import Question, concept_questions, more_concept_questions

FORMS = ("A", "B")

# What learners bring to gradients and to back-propagation; docs/teaching/misconceptions.md says how to meet each.
MISCONCEPTIONS = {
    "minimum": "−∇F points to the minimum",
    "on the surface": "the gradient is a 3-D arrow on the surface",
    "of a direction": "a gradient belongs to a direction",
    "length of u": "the length of u is its slope",
    "map": "the contour map is the graph",
    "zig-zag": "a zig-zag contradicts perpendicularity",
    "any step": "−∇F is the best direction for a step of any length",
    "bigger η": "a bigger η is faster",
    "divergence": "divergence is a bug",
    "zero": "a zero gradient means a minimum",
    "smaller h": "a smaller h is always better",
    "same": "back-propagation is the same as gradient descent",
    "one path": "one path is enough (= in the place of +=)",
    "no slope": "δ without f′",
    "1 − h²": "1 − h² in the place of 1 − z²",
    "δ": "δ_k = y_k − t_k by definition",
    "transposed": "W goes back as it came",
    "sign": "the sign of y − t does not matter",
    "updated": "already updated weights may be used for the hidden layer",
    "stale": "a stale gradient will do",
    "bias": "biases need no gradient",
    "symmetric": "a symmetric start is harmless",
    "one check": "one passed gradient check proves the code",
}

# Question of form A -> the misconceptions that its wrong choices look for; its twin looks for the same.
LOOKS_FOR = {
    "where-it-lives": ("on the surface",),
    "towards-the-minimum": ("minimum",),
    "zero-gradient": ("zero",),
    "larger-learning-rate": ("bigger η", "divergence"),
    "half-the-step": (),
    "steepest": ("any step",),
    "both-paths": ("one path",),
    "through-tanh": ("no slope", "1 − h²"),
    "what-back-propagation-is": ("same",),
    "sum-over-outputs": ("one path",),
    "error-at-the-output": ("δ",),
    "equal-weights": ("symmetric",),
    "updated-too-early": ("updated",),
    "one-check": ("one check",),
    "tiny-h": ("smaller h",),
    "small-change": (),
    "best-change": (),
    "gradient-and-direction": ("of a direction",),
    "longer-direction": ("length of u",),
    "along-a-contour": ("map",),
    "zig-zag": ("zig-zag",),
    "back-through-weights": ("transposed",),
    "sign-of-the-error": ("sign",),
    "old-gradient": ("stale",),
    "bias-gradient": ("bias",),
}


@cache
def concept_form(form: str = "A") -> tuple[Question, ...]:
    """Return the questions of form "A" or "B"; those at the same place look for the same.

    Raises ValueError for another form.
    """
    if form not in FORMS:
        raise ValueError(f"Give the form as one of {', '.join(FORMS)}, not {form!r}.")
    first = (*concept_questions(), *(each for each in more_concept_questions() if each.form == "A"))
    if form == "A":
        return first
    twins = {each.twin: each for each in more_concept_questions() if each.form == "B"}
    return tuple(twins[short_name(each)] for each in first)


def short_name(question: Question) -> str:
    """Return the name of a question without that of its file."""
    return question.name.partition("/")[2]


def looks_for(question: Question) -> tuple[str, ...]:
    """Return the misconceptions, keys of MISCONCEPTIONS, that a question of the concept test looks for."""
    return LOOKS_FOR[question.twin or short_name(question)]
