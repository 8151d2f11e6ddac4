"""The training explorer trains as `train` does, keeps every loss, ends by itself, and leaves nothing running."""

import numpy as np
import pytest

from gradwalk.explorers.training_explorer import TrainingExplorer
from gradwalk.mathematics.datasets import FIGURE_5_3
from gradwalk.mathematics.parameters import initialise
from gradwalk.mathematics.training import train
from gradwalk.scenes.training_run import STARTS, TrainingRun
from gradwalk.scenes.training_scene import HEIGHT, LABEL_GAP, spread, telling_steps


@pytest.mark.parametrize("dataset", FIGURE_5_3)
def test_the_run_is_the_training_by_1_1(dataset):
    run = TrainingRun(dataset, STARTS[0], 3, 0.005)
    assert run.advance(40) == 40
    expected = train(initialise(1, 3, 1, seed=3), *FIGURE_5_3[dataset].points(), 0.005, 40)
    np.testing.assert_allclose(run.losses(40), expected.losses, rtol=1e-12)
    np.testing.assert_allclose(run.parameters(40).flatten(), expected.parameters.flatten(), rtol=1e-10)


def test_going_back_shows_what_was_there():
    explorer = TrainingExplorer(num_steps=200)
    explorer.step.value = 20
    before = explorer.stage.marks, explorer.text()
    explorer.step.value = 200
    explorer.step.value = 20
    assert (explorer.stage.marks, explorer.text()) == before


def test_default_training_learns_the_sine():
    run = TrainingRun("sine", STARTS[0], 4, 0.005)
    losses = run.losses(run.advance(3000))
    assert losses[-1] < 0.02 < 10 < losses[0]


def test_equal_weights_stay_equal_and_it_is_said():
    explorer = TrainingExplorer(symmetric=True, num_steps=500, step=500)
    parameters = explorer._run.parameters(500)
    assert np.ptp(parameters.w1) < 1e-12
    assert np.ptp(parameters.w2) < 1e-12
    assert "never part" in explorer.text()
    assert explorer._run.losses(500)[-1] > 1


def test_divergence_is_shown_to_its_end():
    explorer = TrainingExplorer(learning_rate=0.2, num_steps=2000)
    explorer.play.playing = True
    explorer.step.value = 2000
    assert "no finite number any more" in explorer.text()
    assert "E = ∞" in explorer.text()
    assert explorer.play.playing is False
    assert explorer.still().startswith(b"\x89PNG")
    shown = [mark for mark in explorer.stage.marks["loss"]["curve"]["at"] if mark]
    assert len(shown) > 20


def test_rising_loss_is_said():
    explorer = TrainingExplorer(learning_rate=0.2, num_steps=2000, step=10)
    assert "larger than at the start" in explorer.text()


def test_a_spike_is_never_left_out_of_the_curve():
    losses = np.ones(5000)
    losses[[17, 3333, 4998]] = 9.0
    assert {17, 3333, 4998, 0, 4999} <= set(telling_steps(losses).tolist())
    assert len(telling_steps(losses)) < 250


def test_changing_a_setting_begins_anew_and_pauses():
    explorer = TrainingExplorer(num_steps=100, step=50)
    for control, value in ((explorer.seed, 7), (explorer.dataset, "square"), (explorer.learning_rate, 0.01)):
        explorer.play.playing = True
        explorer.step.value = 60
        control.value = value
        assert (explorer.step.value, explorer.play.value, explorer.play.playing) == (0, 0, False)


def test_a_rerun_cell_leaves_nothing_playing():
    first = TrainingExplorer()
    first.play.playing = True
    second = TrainingExplorer()
    assert first.play.playing is False
    first.play.playing = True
    second.play.playing = True
    assert first.play.playing is False
    second.play.playing = False


def test_length_and_speed_reach_the_player():
    explorer = TrainingExplorer(num_steps=1000, step=1000)
    explorer.num_steps.value = 400
    assert (explorer.play.max, explorer.step.max, explorer.step.value) == (400, 400, 400)
    explorer.speed.value = 100
    assert explorer.play.step == 100
    explorer.num_steps.value = 10**9
    assert explorer.num_steps.value == 20_000


def test_unknown_data_set_is_named():
    with pytest.raises(ValueError, match="'cosine'"):
        TrainingExplorer("cosine")


@pytest.mark.parametrize(
    "heights", [{"a": 0.0, "b": 0.01, "c": 0.0, "y": 0.02}, {"a": 9.0, "b": 9.0, "c": 9.0, "y": 9.0}]
)
def test_names_of_curves_do_not_cover_one_another(heights):
    placed = sorted(spread(heights, LABEL_GAP).values())
    assert np.diff(placed).min() > 0.6 * LABEL_GAP
    assert placed[0] >= -HEIGHT
    assert placed[-1] <= HEIGHT


def test_moved_figure_equals_fresh_figure():
    moved = TrainingExplorer("Heaviside", seed=1, num_steps=100, step=100)
    moved.dataset.value, moved.start.value, moved.learning_rate.value = "absolute value", STARTS[1], 0.3
    moved.step.value = 100
    moved.start.value, moved.learning_rate.value, moved.seed.value = STARTS[0], 0.01, 5
    moved.num_steps.value = 300
    moved.step.value = 240
    fresh = TrainingExplorer("absolute value", seed=5, learning_rate=0.01, num_steps=300, step=240)
    for trait in ("marks", "readout", "note", "picture_fit", "picture_loss"):
        assert getattr(moved.stage, trait) == getattr(fresh.stage, trait), trait
