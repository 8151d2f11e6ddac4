"""The gallery keeps its promises; text, functions and names become surfaces; minima are found where there are any."""

import math
import time

import numpy as np
import pytest

from gradwalk.mathematics.calculus import hessian
from gradwalk.mathematics.formula import FormulaError
from gradwalk.mathematics.gradient_check import gradient_check
from gradwalk.mathematics.surface import find_minima
from gradwalk.mathematics.surfaces import GALLERY, Surface, surface_from

# Those that the course speaks of, and how many minima each has.
MINIMA = {
    "bowl": 1,
    "ravine": 1,
    "saddle": 0,
    "monkey saddle": 0,
    "Himmelblau": 4,
    "Rosenbrock": 1,
    "ripples": 13,
    "hills": 3,
    "plateau": 1,
    "kink": 1,
    "wall": 1,
}


@pytest.fixture(params=GALLERY.values(), ids=GALLERY)
def surface(request):
    return request.param


def test_names():
    assert set(GALLERY) >= set(MINIMA)
    assert all(surface.name == name for name, surface in GALLERY.items())


def test_each_surface_has_a_reason_of_one_sentence(surface):
    assert surface.reason.endswith(".")
    assert surface.reason.count(".") - surface.reason.count("0.") == 1
    assert 20 < len(surface.reason) <= 110
    assert sum(other.reason == surface.reason for other in GALLERY.values()) == 1


def test_windows_look_right_with_equal_axes(surface):
    (x_low, x_high), (y_low, y_high) = surface.x_range, surface.y_range
    assert 1 <= (x_high - x_low) / (y_high - y_low) <= 2
    assert x_low < surface.start[0] < x_high
    assert y_low < surface.start[1] < y_high


def test_starts_are_worth_starting_from(surface):
    assert math.isfinite(surface.value(*surface.start))
    assert 0.05 < math.hypot(*surface.gradient(*surface.start)) < math.inf


def test_heights_fit_the_limits(surface):
    x, y = np.meshgrid(np.linspace(*surface.x_range, 80), np.linspace(*surface.y_range, 80))
    z = surface.value(x, y)
    finite = z[np.isfinite(z)]
    low, high = surface.z_limits or (finite.min(), finite.max())
    assert finite.size > 0.7 * z.size
    assert np.mean((finite >= low) & (finite <= high)) > 0.8
    assert low <= surface.value(*surface.start) <= high


def test_gradients_pass_the_gradient_check(surface):
    rng = np.random.default_rng(3)
    box = np.array([surface.x_range, surface.y_range]).T
    checked = 0
    for point in rng.uniform(*box, size=(40, 2)):
        if math.isfinite(surface.value(*point)):
            check = gradient_check(lambda p: surface.value(*p), lambda p: np.array(surface.gradient(*p)), point)
            assert check, str(check)
            checked += 1
    assert checked >= 25


def test_minima_are_exact(surface):
    for x, y in surface.minima:
        gradient = np.array(surface.gradient(x, y))
        if surface.name == "kink":
            assert np.isnan(gradient[0])
            assert gradient[1] == 0.0
        else:
            assert gradient == pytest.approx([0.0, 0.0], abs=1e-12)
            assert np.linalg.eigvalsh(hessian(lambda p: np.array(surface.gradient(*p)), [x, y]))[0] > 0.01
        turn = np.linspace(0, 2 * np.pi, 24)
        assert np.all(surface.value(x + 1e-3 * np.cos(turn), y + 1e-3 * np.sin(turn)) > surface.value(x, y))


def test_search_finds_the_known_minima(surface):
    found, known = find_minima(surface), surface.minima
    assert found.shape == known.shape
    for point in known:
        assert np.min(np.linalg.norm(found - point, axis=1)) < 1e-9


def test_counts_of_minima():
    assert {name: len(GALLERY[name].minima) for name in MINIMA} == MINIMA


def test_the_ravine_points_39_degrees_beside_the_minimum():
    ravine = GALLERY["ravine"]
    downhill, to_minimum = -np.array(ravine.gradient(10.0, 1.0)), ravine.minima[0] - [10.0, 1.0]
    cosine = downhill @ to_minimum / np.linalg.norm(downhill) / np.linalg.norm(to_minimum)
    assert math.degrees(math.acos(cosine)) == pytest.approx(39.29, abs=0.01)
    assert ravine.start == (10.0, 1.0)


def test_what_the_reasons_say():
    assert GALLERY["monkey saddle"].gradient(0.0, 0.0) == (0.0, 0.0)
    assert GALLERY["saddle"].gradient(0.0, 0.0) == (0.0, 0.0)
    assert np.isnan(GALLERY["wall"].value(np.array([-1.0, -0.1]), 0.0)).all()
    assert np.isnan(GALLERY["kink"].gradient(0.0, 1.0)[0])
    assert GALLERY["kink"].gradient(1e-9, 1.0)[0] == 1.0
    assert math.hypot(*GALLERY["plateau"].gradient(4.0, 3.0)) < 1e-3


def test_values_at_points_and_on_grids(surface):
    x, y = np.linspace(*surface.x_range, 5)[:, None], np.linspace(*surface.y_range, 4)
    z, (fx, fy) = surface.value(x, y), surface.gradient(x, y)
    assert z.shape == fx.shape == fy.shape == (5, 4)
    single = [[surface.value(float(a), float(b)) for b in y] for a in x[:, 0]]
    np.testing.assert_allclose(z, single, rtol=1e-12, atol=1e-12)
    assert isinstance(surface.value(1.0, 2.0), float)


def test_surfaces_come_from_names_text_functions_and_surfaces():
    bowl = GALLERY["bowl"]
    assert surface_from("bowl") is bowl
    assert surface_from(" Monkey Saddle ") is GALLERY["monkey saddle"]
    assert surface_from("himmelblau") is GALLERY["Himmelblau"]
    assert surface_from(bowl) is bowl
    typed = surface_from(" x**2 + 1 ")
    assert (typed.name, typed.formula) == ("x**2 + 1", "x**2 + 1")
    assert typed.gradient(3.0, 5.0) == (6.0, 0.0)

    def valley(width, length):
        return width**2 + length**2 / 10

    own = surface_from(valley)
    assert (own.name, own.formula) == ("valley", "x**2 + y**2/10")
    assert own.minima == pytest.approx(np.zeros((1, 2)), abs=1e-12)
    assert surface_from(lambda x, y: x * y).name == "x*y"


def test_a_constant_is_a_surface():
    flat = surface_from("3")
    assert flat.value(np.zeros((2, 3)), 0.0).tolist() == [[3.0] * 3] * 2
    assert flat.gradient(1.0, 2.0) == (0.0, 0.0)
    assert flat.minima.shape == (0, 2)


def test_a_window_of_ones_own():
    surface = surface_from("x + y", x_range=(0, 10), y_range=(0, 5), start=(1, 2))
    assert (surface.x_range, surface.y_range, surface.start) == ((0.0, 10.0), (0.0, 5.0), (1.0, 2.0))
    for bad in [(1, 1), (2, 1), (math.nan, 1), (0, math.inf)]:
        with pytest.raises(ValueError, match=r"_range is .*; give two numbers, the smaller one first\.$"):
            surface_from("x", x_range=bad)


@pytest.mark.parametrize("formula", ["log(-x)", "log(x)", "sqrt(-x - y)", "1/(x - 2)", "abs(x - 2)", "log(y - 2)", "x"])
def test_own_surfaces_start_where_there_is_a_gradient(formula):
    surface = surface_from(formula)
    assert np.isfinite([surface.value(*surface.start), *surface.gradient(*surface.start)]).all()
    assert -3 < surface.start[0] < 3
    assert -3 < surface.start[1] < 3


@pytest.mark.parametrize("formula", ["log(-1) + x", "1/0", "9**9**9", "0/0"])
def test_surfaces_that_are_nowhere_finite_are_still_surfaces(formula):
    surface = surface_from(formula)
    assert not math.isfinite(surface.value(*surface.start))
    assert surface.minima.shape == (0, 2)


@pytest.mark.parametrize(
    ("source", "error"),
    [
        ("1/2x", FormulaError),
        ("", FormulaError),
        ("z", FormulaError),
        ("bowls", FormulaError),
        (None, TypeError),
        (3, TypeError),
        (lambda x: x, TypeError),
        (lambda x, y: None, TypeError),
    ],
)
def test_what_is_no_surface_is_explained_in_one_sentence(source, error):
    with pytest.raises(error) as caught:
        surface_from(source)
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)


def test_a_surface_can_be_written_by_hand():
    surface = Surface("mine", "x*y + 1", "A reason.")
    assert surface.value(2.0, 3.0) == 7.0
    with pytest.raises(FormulaError):
        Surface("mine", "x*z", "A reason.")


@pytest.mark.parametrize(
    ("formula", "minima"),
    [
        ("(x - 0.123)**2 + (y + 1.7)**2", [[0.123, -1.7]]),
        ("x**4 + y**4", [[0, 0]]),
        ("1e-9*(x - 1)**2 + 1e-9*y**2", [[1, 0]]),
        ("1e9*(x - 1)**2 + 1e9*y**2 + 1e9", [[1, 0]]),
        ("(x - 3)**2 + y**2", [[3, 0]]),
        ("(x + 3)**2 + (y - 3)**2", [[-3, 3]]),
        ("(x - 3.01)**2 + y**2", []),
        ("x + y", []),
        ("-x**2 - y**2", []),
        ("x*y", []),
        ("x**2", []),
        ("(x + y)**2", []),
        ("log(x**2 + y**2)", []),
        ("log((x - 0.01)**2 + y**2)", []),
        ("-1/((x - 0.01)**2 + y**2)", []),
        ("tan(x) + y**2", []),
        ("1/x + x + y**2", [[1, 0]]),
        ("x**x + y**2", [[1 / math.e, 0]]),
        ("sqrt(x) + y**2", [[0, 0]]),
        ("sqrt((x - 0.3)**2 + y**2)", [[0.3, 0]]),
        ("abs(x - 0.3) + abs(y)", [[0.3, 0]]),
        ("abs(x - y) + abs(x + y - 0.7)", [[0.35, 0.35]]),
        ("cos(pi*x) + y**2", [[-3, 0], [-1, 0], [1, 0], [3, 0]]),
        ("(1 - x)**2 + 3000*(y - x**2)**2", [[1, 1]]),
        ("abs(y - sin(3*x)) + x**2/5", [[0, 0]]),
    ],
)
def test_minima_of_typed_surfaces(formula, minima):
    found = surface_from(formula).minima
    expected = np.array(minima, dtype=float).reshape(-1, 2)
    assert found.shape == expected.shape
    assert found[np.lexsort(found.T[::-1])] == pytest.approx(expected, abs=1e-7)


def test_minima_come_lowest_first_and_within_reach():
    hills = GALLERY["hills"]
    heights = hills.value(*hills.minima.T)
    assert list(heights) == sorted(heights)
    started = time.process_time()
    find_minima(hills)
    assert time.process_time() - started < 0.5
