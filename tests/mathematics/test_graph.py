"""The engine: random expressions against sympy and against differences; shapes, paths, errors."""

import itertools
import math
import warnings

import mpmath
import numpy as np
import pytest
import sympy as sp
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gradwalk.mathematics import graph as engine
from gradwalk.mathematics.calculus import numerical_gradient
from gradwalk.mathematics.graph import Graph, backward, constant, forward, polynomial_degree, variable
from gradwalk.mathematics.node import apply
from gradwalk.mathematics.operations import OPERATIONS
from tests.mathematics.oracles import oracle

NAMES = ("x", "y", "z")
SYMBOLS = dict(zip(NAMES, sp.symbols("x y z", real=True), strict=True))
SYMPY, MPMATH = ({name: oracle(name, kind) for name in OPERATIONS} for kind in ("sympy", "mpmath"))

# An expression is a name, a number, or (operation, operand, ...): built three times, as nodes, in sympy, in mpmath.
leaves = st.sampled_from(NAMES) | st.sampled_from([2.0, 3.0, 0.5, -1.0, 1.25, -2.0, 10.0])
expressions = st.recursive(
    leaves,
    lambda inner: st.one_of(
        [st.tuples(st.just(name), *[inner] * operation.arity) for name, operation in OPERATIONS.items()]
    ),
    max_leaves=8,
)
coordinates = st.integers(-24, 24).map(lambda k: k / 8)
points = st.fixed_dictionaries(dict.fromkeys(NAMES, coordinates))


def examples(count):
    """Return the settings of a property test; the same examples every time, so that a failure is nobody's bad luck."""
    return settings(max_examples=count, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))


def built(expression, leaf, operations):
    """Return the expression made of the given leaves and operations."""
    if not isinstance(expression, tuple):
        return leaf(expression)
    name, *operands = expression
    return operations[name](*[built(operand, leaf, operations) for operand in operands])


def as_graph(expression):
    operations = {name: lambda *operands, name=name: apply(name, *operands) for name in OPERATIONS}
    node = built(expression, lambda leaf: variable(leaf) if isinstance(leaf, str) else constant(leaf), operations)
    return Graph(node, NAMES)


def as_sympy(expression):
    return built(expression, lambda leaf: SYMBOLS.get(leaf) if isinstance(leaf, str) else sp.Rational(leaf), SYMPY)


class NotSmooth(Exception):
    """A part of the expression has no finite real value here, or no derivative."""


def precise_value(expression, point):
    """Return the value with mpmath's digits. Raises NotSmooth at kinks and where a part has no finite real value."""
    if not isinstance(expression, tuple):
        return mpmath.mpf(point.get(expression, expression))
    name, *operands = expression
    values = [precise_value(operand, point) for operand in operands]
    value = MPMATH[name](*values)
    varying = [k for k, operand in enumerate(operands) if not isinstance(operand, float)]
    if isinstance(value, mpmath.mpc) or not abs(value) < 1e30 or any(has_kink(name, values, k) for k in varying):
        raise NotSmooth
    return value


def has_kink(name, operands, k):
    """Tell whether the slopes of an operation to the left and to the right differ, along operand number k."""
    with mpmath.workdps(90):
        h = mpmath.mpf("1e-25")
        moved = [[*operands[:k], operands[k] + step, *operands[k + 1 :]] for step in (-h, 0, h)]
        left, here, right = (MPMATH[name](*values) for values in moved)
        return any(isinstance(v, mpmath.mpc) for v in (left, right)) or abs(left + right - 2 * here) > 1e-35


def precise(expression, point):
    """Return value and gradient by sympy with 50 digits, or None where there is no well conditioned one."""
    try:
        precise_value(expression, point)
        gradient = sympy_gradient(expression)
        rough, exact = (with_digits(digits, expression, gradient, point) for digits in (16, 50))
    except (NotSmooth, ZeroDivisionError, ValueError, TypeError, OverflowError):
        return None
    well_conditioned = np.allclose(rough, exact, rtol=1e-11, atol=0) and np.all(np.abs(exact) < 1e30)
    return exact if well_conditioned else None


def with_digits(digits, expression, gradient, point):
    """Return value and gradient computed with that many digits, as floats."""
    with mpmath.workdps(digits):
        slopes = gradient(*[mpmath.mpf(point[name]) for name in NAMES])
        return np.array([precise_value(expression, point), *map(mpmath.mpf, slopes)], dtype=float)


def sympy_gradient(expression):
    """Return the gradient as a function of mpmath numbers."""
    function = as_sympy(expression)
    return sp.lambdify(list(SYMBOLS.values()), [sp.diff(function, SYMBOLS[name]) for name in NAMES], "mpmath")


def numbers(graph, point):
    gradient = graph.gradient(**point)
    return np.array([graph.value(**point), *[gradient[name] for name in NAMES]])


def test_values_and_gradients_agree_with_sympy_to_many_digits():
    compared = []

    @examples(400)
    @given(expressions, points)
    def check(expression, point):
        exact = precise(expression, point)
        if exact is not None:
            found = numbers(as_graph(expression), point)
            assert found == pytest.approx(exact, rel=1e-9, abs=1e-12 * max(1.0, *np.abs(exact)))
            compared.append(expression)

    check()
    assert len(compared) >= 150
    assert sum(isinstance(expression, tuple) for expression in compared) >= 100


def test_gradients_agree_with_central_differences():
    compared = []

    @examples(600)
    @given(expressions, points)
    def check(expression, point):
        graph = as_graph(expression)
        x = np.array([point[name] for name in NAMES])

        def f(x):
            return graph.value(**dict(zip(NAMES, x, strict=True)))

        slopes = [numerical_gradient(f, x, h) for h in (1e-4, 1e-5)]
        found = numbers(graph, point)
        reliable = np.allclose(*slopes, rtol=1e-4, atol=1e-4) and np.all(np.isfinite(found)) and abs(found[0]) < 1e3
        if reliable:
            assert found[1:] == pytest.approx(slopes[1], rel=1e-3, abs=1e-3)
            compared.append(expression)

    check()
    assert len(compared) >= 250


@examples(150)
@given(expressions, st.lists(st.tuples(coordinates, coordinates, coordinates), min_size=1, max_size=5))
def test_arrays_give_what_a_loop_over_points_gives(expression, rows):
    graph = as_graph(expression)
    columns = dict(zip(NAMES, np.array(rows).T, strict=True))
    loop = np.array([numbers(graph, dict(zip(NAMES, row, strict=True))) for row in rows])
    together = np.stack([graph.value(**columns), *graph.gradient(**columns).values()], axis=1)
    np.testing.assert_allclose(together, loop, rtol=1e-9, atol=1e-9)


@examples(200)
@given(expressions)
def test_order_of_nodes(expression):
    graph = as_graph(expression)
    assert graph.nodes[-1] is graph.output
    assert all(p < i for i in range(len(graph)) for p in graph.parents_of(i))
    names = [node.name for node in graph.nodes if node.is_variable]
    assert len(names) == len(set(names))
    again = as_graph(expression)
    assert again.parents == graph.parents
    assert list(map(str, again.nodes)) == list(map(str, graph.nodes))


@examples(150)
@given(expressions, points)
def test_every_gradient_is_the_sum_over_the_children(expression, point):
    graph = as_graph(expression)
    found = backward(graph, forward(graph, {name: point[name] for name in graph.inputs}))
    for j in range(len(graph) - 1):
        if not graph.depends[j]:
            assert found.gradients[j] is None
            continue
        uses = [(i, k) for i in range(len(graph)) for k, p in enumerate(graph.parents_of(i)) if p == j]
        messages = [found.gradients[i] * found.local[i][k] for i, k in uses]
        np.testing.assert_allclose(found.gradients[j], sum(messages), rtol=1e-9)


def test_a_variable_used_twice_adds_up_both_paths():
    graph = Graph.from_function(lambda x, y: x * y + engine.sin(x) * x)
    expected = 3.0 + math.cos(2.0) * 2.0 + math.sin(2.0)
    assert graph.gradient(x=2.0, y=3.0)["x"] == pytest.approx(expected, rel=1e-15)
    assert sum(node.is_variable for node in graph.nodes) == 2


def test_the_same_operand_twice_counts_twice():
    graph = Graph.from_function(lambda x: x * x)
    assert graph.parents_of(-1) == (0, 0)
    assert graph.gradient(x=5.0) == {"x": 10.0}


def test_a_result_used_by_many_children_is_one_node():
    def doubled_forty_times(x):
        for _ in range(40):
            x = x + x
        return x

    graph = Graph.from_function(doubled_forty_times)
    assert len(graph) == 41
    assert graph.gradient(x=1.0) == {"x": 2.0**40}


def test_variables_of_the_same_name_are_one_node():
    graph = Graph(variable("x") * variable("x"))
    assert len(graph) == 2
    assert graph.gradient(x=3.0) == {"x": 6.0}


def test_long_chains_neither_recurse_nor_overflow_the_stack():
    def walk(x):
        for _ in range(600):
            x = engine.sin(x) + 1.0
        return x

    graph = Graph.from_function(walk)
    assert math.isfinite(graph.gradient(x=0.3)["x"])
    assert "…" in str(graph)


def test_too_many_nodes_are_refused_in_one_sentence():
    def walk(x):
        for _ in range(5000):
            x = x + 1.0
        return x

    with pytest.raises(ValueError, match=r"more than 2000 nodes; write a shorter one\.$"):
        Graph.from_function(walk)


def test_forward_and_backward_keep_every_step():
    graph = Graph.from_formula("x**2 + 10*y**2")
    values = forward(graph, {"x": 3.0, "y": -1.0})
    assert list(map(str, graph.nodes)) == ["x", "2", "x**2", "10", "y", "2", "y**2", "10*y**2", "x**2 + 10*y**2"]
    assert values == [3.0, 2.0, 9.0, 10.0, -1.0, 2.0, 1.0, 10.0, 19.0]
    found = backward(graph, values)
    assert found.gradients == [6.0, None, 1.0, None, -20.0, None, 10.0, 1.0, 1.0]
    assert found.local == [(), (), (6.0, None), (), (), (), (-2.0, None), (None, 10.0), (1.0, 1.0)]
    assert all(type(value) is float for value in values)


@pytest.mark.parametrize("shapes", [((), ()), ((4,), ()), ((3, 1), (1, 4)), ((2, 3, 4), (4,)), ((0,), (1,))])
def test_results_have_the_common_shape_of_all_inputs(shapes):
    shape = np.broadcast_shapes(*shapes)
    x, y = (np.full(shape, 1.5) for shape in shapes)
    for formula in ("x*y", "x**2", "3", "x", "sin(y)"):
        graph = Graph.from_formula(formula, ("x", "y"))
        assert np.shape(graph.value(x=x, y=y)) == shape
        assert {np.shape(part) for part in graph.gradient(x=x, y=y).values()} == {shape}


def test_results_and_inputs_share_no_memory():
    x = np.array([1.0, 2.0])
    graph = Graph.from_formula("x", ("x", "y"))
    results = [graph.value(x=x, y=x), *graph.gradient(x=x, y=x).values()]
    for result in results:
        np.add(result, 7.0, out=result)
    assert x.tolist() == [1.0, 2.0]
    assert graph.gradient(x=x, y=x)["x"].tolist() == [1.0, 1.0]


def test_backward_on_arrays_of_different_shapes():
    graph = Graph.from_formula("x*y + x")
    found = backward(graph, forward(graph, {"x": np.array([[1.0], [2.0]]), "y": np.array([5.0, 6.0, 7.0])}))
    gradients = [g for g, node in zip(found.gradients, graph.nodes, strict=True) if node.is_variable]
    assert gradients[0].tolist() == [[6.0, 7.0, 8.0], [6.0, 7.0, 8.0]]
    assert gradients[1].tolist() == [[1.0, 1.0, 1.0], [2.0, 2.0, 2.0]]


def test_whole_numbers_lists_and_flags_are_numbers():
    graph = Graph.from_formula("x**-1 + y", ("x", "y"))
    assert graph.value(x=2, y=True) == 1.5
    assert graph.value(x=[2, 4], y=np.int8(1)).tolist() == [1.5, 1.25]


def test_what_is_not_finite_is_kept_and_nothing_is_warned():
    x = np.array([-1.0, 0.0, 4.0, np.nan, np.inf])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for formula in ("log(x) + y", "sqrt(x)*y", "1/x", "x**0.5", "exp(x*1000)", "x**y", "abs(x)/x", "tan(x)"):
            graph = Graph.from_formula(formula, ("x", "y"))
            value, gradient = graph.value(x=x, y=0.5), graph.gradient(x=x, y=0.5)
            for single in x:
                graph.gradient(x=single, y=0.5)
            undefined = np.isnan(value)
            assert np.isnan(gradient["x"][undefined]).all(), formula
            assert np.isnan(gradient["y"][undefined]).all() or "y" not in graph.inputs, formula


def test_no_gradient_where_the_function_is_not_defined():
    graph = Graph.from_formula("y + log(x)")
    assert math.isnan(graph.gradient(x=-1.0, y=2.0)["y"])
    assert np.isnan(graph.gradient(x=np.array([-1.0, 1.0]), y=2.0)["y"]).tolist() == [True, False]


def test_numpy_states_are_left_alone():
    before = np.geterr()
    Graph.from_formula("1/x").gradient(x=0.0)
    assert np.geterr() == before


def test_a_constant_is_a_graph_too():
    graph = Graph.from_formula("3*pi", ("x", "y"))
    assert graph.value(x=1.0, y=2.0) == pytest.approx(9.42477796)
    assert graph.gradient(x=1.0, y=2.0) == {"x": 0.0, "y": 0.0}
    assert backward(graph, forward(graph, {})).gradients == [None, None, 1.0]


@pytest.mark.parametrize(
    ("inputs", "error", "words"),
    [
        ({}, ValueError, "'x' has no value"),
        ({"x": 1.0}, ValueError, "'y' has no value"),
        ({"x": 1.0, "y": 1.0, "z": 1.0}, ValueError, "'z' is no variable"),
        ({"x": 1j, "y": 1.0}, TypeError, "'x' must be a real number"),
        ({"x": "1", "y": 1.0}, TypeError, "this str"),
        ({"x": None, "y": 1.0}, TypeError, "this NoneType"),
        ({"x": np.array(["a"]), "y": 1.0}, TypeError, "'x' must be a real number"),
        ({"x": [1.0, 2.0], "y": [1.0, 2.0, 3.0]}, ValueError, "2.*3"),
        ({"x": [[1.0], [2.0, 3.0]], "y": 1.0}, TypeError, "'x' must be a real number"),
    ],
)
def test_bad_inputs_are_refused(inputs, error, words):
    graph = Graph.from_formula("x + y")
    for use in (graph.value, graph.gradient):
        with pytest.raises(error, match=words):
            use(**inputs)


def test_variables_are_declared_once_and_all():
    with pytest.raises(ValueError, match="uses 'y'; use x only"):
        Graph(variable("x") + variable("y"), ("x",))
    with pytest.raises(ValueError, match="not all different"):
        Graph(variable("x"), ("x", "x"))
    assert Graph(variable("b") * variable("a")).variables == ("b", "a")
    assert Graph(variable("x"), ("y", "x")).variables == ("y", "x")


@pytest.mark.parametrize("name", ["pi", "e", "sin", "", "2x", "_x", "x y", "__import__"])
def test_names_that_cannot_be_variables(name):
    with pytest.raises(ValueError, match="name"):
        variable(name)


@pytest.mark.parametrize(
    ("formula", "degree"),
    [
        ("3", 0),
        ("2**3*pi", 0),
        ("sin(1)", 0),
        ("x", 1),
        ("x + y*2", 1),
        ("(x**2 + 10*y**2)/2", 2),
        ("x*y - 7", 2),
        ("x**3 - 3*x*y**2", 3),
        ("(x**2 + y - 11)**2", 4),
        ("-(x**2)**0", 0),
        ("x**(1 + 1)", 2),
        ("x**2 - x**2", 2),
        ("x/y", math.inf),
        ("x**-1", math.inf),
        ("x**0.5", math.inf),
        ("2**x", math.inf),
        ("sin(x)", math.inf),
        ("x**(9**9**9)", math.inf),
        ("x**(0/0)", math.inf),
        ("abs(x)", math.inf),
    ],
)
def test_polynomial_degree(formula, degree):
    assert polynomial_degree(Graph.from_formula(formula)) == degree


def test_polynomial_degree_against_sympy_on_random_products():
    rng = np.random.default_rng(5)
    for _ in range(40):
        exponents = rng.integers(0, 4, size=(3, 2))
        text = " + ".join(f"{k + 2}*x**{a}*(y + {k})**{b}" for k, (a, b) in enumerate(exponents))
        assert (
            polynomial_degree(Graph.from_formula(text, ("x", "y")))
            == sp.Poly(sp.sympify(text), *sp.symbols("x y")).total_degree()
        )


def test_expressions_of_parts():
    graph = Graph.from_formula("sin(x)*y + exp(-x**2)")
    texts = [graph.expression(i) for i in range(len(graph))]
    assert texts == ["x", "sin(x)", "y", "sin(x)*y", "2", "x**2", "-x**2", "exp(-x**2)", "sin(x)*y + exp(-x**2)"]
    assert str(graph) == texts[-1]
    assert repr(graph) == "Graph('sin(x)*y + exp(-x**2)', variables=('x', 'y'))"


def test_every_operation_with_every_kind_of_operand_keeps_its_brackets():
    operands = [
        variable("x"),
        constant(-2.0),
        -variable("x"),
        variable("x") + 1.0,
        variable("x") / 3.0,
        variable("x") ** 2,
    ]
    pairs = itertools.product(operands, repeat=2)
    for (a, b), (name, operation) in itertools.product(pairs, OPERATIONS.items()):
        node = apply(name, *(a, b)[: operation.arity])
        again = Graph.from_formula(str(node), ("x",))
        assert again.value(x=1.7) == pytest.approx(Graph(node, ("x",)).value(x=1.7), rel=1e-13, nan_ok=True), str(node)


@examples(200)
@given(expressions, points)
def test_text_of_a_graph_reads_back_as_the_same_function(expression, point):
    graph = as_graph(expression)
    again = Graph.from_formula(str(graph), NAMES)
    np.testing.assert_allclose(numbers(again, point), numbers(graph, point), rtol=1e-9, atol=1e-12)
