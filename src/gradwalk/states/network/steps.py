"""The equations (5.3) to (5.12) in the order in which they are computed, each with its formula and one sentence."""

from dataclasses import dataclass

from gradwalk.labels import tr_later
from gradwalk.states.network import step_numbers
from gradwalk.states.network.step_numbers import Numbers


@dataclass(frozen=True)
class Step:
    """One equation: its number, what it does, its formula for Matplotlib, and one sentence to take away.

    `with_biases` is the formula when the network has biases; `numbers(passed)` are the rows of numbers below it. `new`
    are the kinds of nodes (by letter) or weights that the equation gives a value or a gradient; `uses` are the kinds of
    links along which it looks. `code` is the line of notebook 4 that computes it, in NumPy.
    """

    tag: str
    title: str
    formula: str
    sentence: str
    numbers: Numbers
    new: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    with_biases: str | None = None
    backward: bool = False
    code: str = ""
    code_with_biases: str | None = None

    def line(self, biases: bool) -> str:
        """Return the line of code for a network with or without biases; empty where nothing is computed."""
        return (self.code_with_biases if biases else None) or self.code


_DW1 = r"\dfrac{\partial E}{\partial w_{ji}^{(1)}}"
_DW2 = r"\dfrac{\partial E}{\partial w_{kj}^{(2)}}"
_DY, _DZ, _DH = (rf"\dfrac{{\partial E}}{{\partial {letter}}}" for letter in ("y_k", "z_j", "h_j"))

STEPS = (
    Step(
        "",
        tr_later("Before the first step"),
        r"x_i,\quad \hat{y}_k,\quad w_{ji}^{(1)},\quad w_{kj}^{(2)}",
        "Inputs, targets and weights are given. Everything else waits to be computed.",
        step_numbers.nothing,
        new=("x", "t"),
    ),
    Step(
        "5.3",
        tr_later("Forward: each hidden unit sums what it is sent"),
        r"h_j = \sum_{i} w_{ji}^{(1)}\, x_i",
        "Row j of w⁽¹⁾ holds the weights that arrive at hidden unit j: the first index is where an edge ends.",
        step_numbers.hidden_sums,
        code="h = w1 @ x",
        code_with_biases="h = w1 @ x + b1",
        new=("h",),
        uses=("w1", "b1"),
        with_biases=r"h_j = \sum_{i} w_{ji}^{(1)}\, x_i + b_j^{(1)}",
    ),
    Step(
        "5.4, 5.6",
        tr_later("Forward: each hidden unit bends its sum"),
        r"z_j = f(h_j),\qquad f(h) = \tanh(h) = \dfrac{e^{h} - e^{-h}}{e^{h} + e^{-h}}",
        "tanh keeps the sign and stays between −1 and 1; the further h is from 0, the flatter it runs.",
        step_numbers.values_of_tanh,
        code="z = f(h)",
        new=("z",),
        uses=("h z",),
    ),
    Step(
        "5.5",
        tr_later("Forward: each output sums what the hidden units send"),
        r"y_k = \sum_{j} w_{kj}^{(2)}\, z_j",
        "Every zⱼ goes to every output. Remember this fan: on the way back it becomes a sum.",
        step_numbers.output_sums,
        code="y = w2 @ z",
        code_with_biases="y = w2 @ z + b2",
        new=("y",),
        uses=("w2", "b2"),
        with_biases=r"y_k = \sum_{j} w_{kj}^{(2)}\, z_j + b_k^{(2)}",
    ),
    Step(
        "5.8",
        tr_later("Forward: outputs and targets make the loss"),
        r"E(\mathbf{w}) = \dfrac{1}{2} \sum_{k} (y_k - \hat{y}_k)^2",
        "One number for the whole network. The forward pass ends here.",
        step_numbers.loss_terms,
        code="E = ((y - y_hat) ** 2).sum() / 2",
        new=("E",),
        uses=("y E", "t E"),
    ),
    Step(
        "5.9",
        tr_later("Backward: the output layer"),
        rf"{_DW2} = {_DY}\, \dfrac{{\partial y_k}}{{\partial w_{{kj}}^{{(2)}}}} = (y_k - \hat{{y}}_k)\, z_j",
        "∂E/∂yₖ = yₖ − ŷₖ is no definition: it is the derivative of (5.8), and another loss would give something else.",
        step_numbers.output_derivatives,
        code="dE_dw2 = np.outer(error, z)",
        new=("y", "w2", "b2"),
        uses=("y E",),
        backward=True,
    ),
    Step(
        "5.11",
        tr_later("Backward: what each hidden unit is told, over all outputs"),
        rf"{_DZ} = \sum_{{k}} {_DY}\, \dfrac{{\partial y_k}}{{\partial z_j}}"
        r" = \sum_{k} (y_k - \hat{y}_k)\, w_{kj}^{(2)}",
        "zⱼ sends to every output, so every output answers: one term for each k, along column j of w⁽²⁾.",
        step_numbers.told_by_outputs,
        code="dE_dz = w2.T @ error",
        new=("z",),
        uses=("w2",),
        backward=True,
    ),
    Step(
        "5.7",
        tr_later("Backward: the slope of tanh at each hidden unit"),
        r"f'(h_j) = 1 - f(h_j)^2 = 1 - z_j^2",
        "The slope is taken from zⱼ, which is known already: 1 − z², not 1 − h².",
        step_numbers.slopes_of_tanh,
        code="1 - z**2",
        uses=("h z",),
        backward=True,
    ),
    Step(
        "5.10",
        tr_later("Backward: the bracket of (5.10), through tanh"),
        rf"{_DH} = {_DZ}\, \dfrac{{\partial z_j}}{{\partial h_j}} = {_DZ}\, (1 - z_j^2)",
        "Passing backwards through a function multiplies by its slope. Without this factor tanh would be forgotten.",
        step_numbers.through_tanh,
        code="dE_dh = dE_dz * (1 - z**2)",
        new=("h",),
        uses=("h z",),
        backward=True,
    ),
    Step(
        "5.10",
        tr_later("Backward: the hidden layer"),
        rf"{_DW1} = {_DH}\, \dfrac{{\partial h_j}}{{\partial w_{{ji}}^{{(1)}}}}"
        rf" = \left({_DZ}\, \dfrac{{\partial z_j}}{{\partial h_j}}\right) x_i",
        "The same pattern as (5.9): the gradient where an edge ends, times the value where it begins.",
        step_numbers.hidden_derivatives,
        code="dE_dw1 = np.outer(dE_dh, x)",
        new=("w1", "b1"),
        backward=True,
    ),
    Step(
        "5.12",
        tr_later("All in one: (5.11) put into (5.10), with (5.7)"),
        rf"{_DW1} = (1 - z_j^2)\, x_i \sum_{{k}} (y_k - \hat{{y}}_k)\, w_{{kj}}^{{(2)}}",
        "Nothing new is computed: it is the last four steps in one line. Choose a weight to see its product.",
        step_numbers.hidden_derivatives_in_full,
        code="np.outer((1 - z**2) * (w2.T @ (y - y_hat)), x)",
        new=("w1", "b1"),
        backward=True,
    ),
)

LAST = len(STEPS) - 1


def _first(backward: bool) -> dict[str, int]:
    """Return the step that first gives each kind of node or weight its value, or on the way back its gradient."""
    found: dict[str, int] = {}
    for number, step in enumerate(STEPS):
        if step.backward == backward:
            found = dict.fromkeys(step.new, number) | found
    return found


KNOWN_FROM, TOLD_FROM = _first(backward=False), _first(backward=True)
SLOPES_FROM = next(number for number, step in enumerate(STEPS) if step.tag == "5.7")
