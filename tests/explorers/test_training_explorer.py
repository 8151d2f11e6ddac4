"""The training explorer trains by (1.1), keeps every loss, ends by itself, and leaves nothing running."""

import asyncio

import numpy as np
import pytest

from gradwalk.explorers.training_explorer import TrainingExplorer
from gradwalk.mathematics import network
from gradwalk.mathematics.datasets import FIGURE_5_3
from gradwalk.mathematics.parameters import initialise
from gradwalk.scenes.network.training_scene import HEIGHT, LABEL_GAP, spread, telling_steps
from gradwalk.states.network.training_run import STARTS, TrainingRun
from gradwalk.states.network.training_step import SAME, hidden_difference


@pytest.mark.parametrize("dataset", FIGURE_5_3)
def test_the_run_is_the_training_by_1_1(dataset):
    run = TrainingRun(dataset, STARTS[0], 3, 0.005)
    assert run.advance(40) == 40
    parameters, data, losses = initialise(1, 3, 1, seed=3), FIGURE_5_3[dataset].points(), []
    for _ in range(41):
        losses.append(network.total_loss(parameters, *data))
        before, gradient = parameters, network.backward(parameters, *data)
        parameters = parameters.unflatten(parameters.flatten() - 0.005 * gradient.flatten())
    np.testing.assert_allclose(run.losses(40), losses, rtol=1e-12)
    np.testing.assert_allclose(run.parameters(40).flatten(), before.flatten(), rtol=1e-10)


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
    parameters = explorer.run.parameters(500)
    assert np.ptp(parameters.w1) < 1e-12
    assert np.ptp(parameters.w2) < 1e-12
    assert "never part" in explorer.text()
    assert explorer.run.losses(500)[-1] > 1


def test_divergence_is_shown_to_its_end():
    explorer = TrainingExplorer(learning_rate=0.2, num_steps=2000, step=2000)
    assert "no finite number any more" in explorer.text()
    assert "E = ∞" in explorer.text()
    assert explorer.still().startswith(b"\x89PNG")
    shown = [mark for mark in explorer.stage.marks["loss"]["curve"]["at"] if mark]
    assert len(shown) > 20


def test_the_slider_ends_where_a_diverged_training_ends():
    explorer = TrainingExplorer(learning_rate=0.2, num_steps=2000)
    explorer.end.click()
    assert f"step = {explorer.step.value} of 2000" in explorer.text()
    assert 0 < explorer.step.value < 2000


def test_rising_loss_is_said():
    explorer = TrainingExplorer(learning_rate=0.2, num_steps=2000, step=10)
    assert "larger than at the start" in explorer.text()


def test_a_spike_is_never_left_out_of_the_curve():
    losses = np.ones(5000)
    losses[[17, 3333, 4998]] = 9.0
    assert {17, 3333, 4998, 0, 4999} <= set(telling_steps(losses).tolist())
    assert len(telling_steps(losses)) < 250


# --- playing ---


def played(explorer, until, seconds=20.0):
    """Press play in a running event loop and wait until `until()` or the end of the play; return whether it ended."""

    async def play():
        explorer.play.value = True
        deadline = asyncio.get_running_loop().time() + seconds
        while explorer.play.value and not until() and asyncio.get_running_loop().time() < deadline:
            await asyncio.sleep(0.01)
        ended = not explorer.play.value
        explorer.play.value = False
        await asyncio.sleep(0.2)
        return ended

    return asyncio.run(play())


def test_it_plays_in_frames_and_ends_by_itself():
    explorer, seen = TrainingExplorer(num_steps=400), []
    explorer.seconds.value = 5
    explorer.step.observe(lambda change: seen.append(change["new"]), "value")
    assert played(explorer, lambda: False)
    assert explorer.step.value == seen[-1] == 400
    assert len(seen) > 40
    assert set(np.diff([0, *seen])) <= {1, 2, 3, 4, 5, 6, 7}
    assert explorer.play.icon == "play"


def test_paused_it_stays_where_it_is():
    explorer = TrainingExplorer(num_steps=3000)
    assert not played(explorer, lambda: explorer.step.value >= 50)
    stopped = explorer.step.value
    assert 50 <= stopped < 200
    asyncio.run(asyncio.sleep(0.2))
    assert explorer.step.value == stopped


def test_the_event_loop_goes_on_while_it_plays():
    explorer, beats = TrainingExplorer(num_steps=20_000), []

    async def play():
        explorer.play.value = True
        for _ in range(20):
            await asyncio.sleep(0.02)
            beats.append(explorer.step.value)
        explorer.play.value = False

    asyncio.run(play())
    assert beats[-1] > beats[0] > 0


def test_a_diverging_play_stops_where_the_loss_does():
    explorer = TrainingExplorer(learning_rate=0.2, num_steps=2000)
    explorer.seconds.value = 5
    assert played(explorer, lambda: False)
    assert explorer.step.value < 2000
    assert "no finite number any more" in explorer.text()


def test_played_at_its_end_it_begins_at_the_start():
    explorer = TrainingExplorer(num_steps=3000, step=3000)
    played(explorer, lambda: 0 < explorer.step.value < 200)
    assert explorer.step.value < 400


def test_changing_a_setting_begins_anew_and_pauses():
    explorer = TrainingExplorer(num_steps=3000)

    async def play():
        for control, value in ((explorer.seed, 7), (explorer.dataset, "square"), (explorer.learning_rate, 0.01)):
            explorer.play.value = True
            await asyncio.sleep(0.1)
            assert explorer.step.value > 0
            control.value = value
            await asyncio.sleep(0.2)
            assert (explorer.step.value, explorer.play.value) == (0, False)

    asyncio.run(play())


def test_a_rerun_cell_leaves_nothing_playing():
    async def play():
        first = TrainingExplorer()
        first.play.value = True
        await asyncio.sleep(0.1)
        second = TrainingExplorer()
        assert first.play.value is False
        first.play.value = True
        second.play.value = True
        assert first.play.value is False
        second.play.value = False
        await asyncio.sleep(0.05)
        assert asyncio.all_tasks() == {asyncio.current_task()}

    asyncio.run(play())


def test_pressed_twice_quickly_only_one_play_goes_on():
    async def play():
        explorer = TrainingExplorer(num_steps=20_000)
        for value in (True, False, True):
            explorer.play.value = value
        await asyncio.sleep(0.2)
        assert explorer.play.value
        assert len(asyncio.all_tasks()) == 2
        explorer.play.value = False

    asyncio.run(play())


def test_without_an_event_loop_the_button_stays_up():
    explorer = TrainingExplorer()
    explorer.play.value = True
    assert explorer.play.value is False


def test_length_is_bounded_and_keeps_the_step_inside():
    explorer = TrainingExplorer(num_steps=1000, step=1000)
    explorer.num_steps.value = 400
    assert (explorer.step.max, explorer.step.value) == (400, 400)
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
    moved.dataset.value, moved.start.value, moved.learning_rate.value = "absolute value", True, 0.3
    moved.step.value = 100
    moved.start.value, moved.learning_rate.value, moved.seed.value = False, 0.01, 5
    moved.num_steps.value = 300
    moved.step.value = 240
    fresh = TrainingExplorer("absolute value", seed=5, learning_rate=0.01, num_steps=300, step=240)
    for trait in ("marks", "readout", "note", "picture_fit", "picture_loss"):
        assert getattr(moved.stage, trait) == getattr(fresh.stage, trait), trait


def test_the_read_out_says_where_a_training_ends_and_only_there():
    training = TrainingExplorer("sine", learning_rate=0.05, step=3000)
    ends = dict(training.state.readout())["step"]
    assert ends == f"{training.state.step} of 3000, where the training ends"
    training.step.value = 10
    assert dict(training.state.readout())["step"] == "10 of 3000"


def test_a_loss_too_large_from_the_start_is_not_blamed_on_the_learning_rate():
    training = TrainingExplorer(dataset=([0.0, 1.0], [1e200, 0.0]))
    assert "from the start" in training.state.note()
    assert "learning rate" not in training.state.note()


def test_saturated_units_are_not_called_equal():
    alike = (TrainingExplorer(dataset=([2000, 2010, 2020], [0, 1, 0]), seed=seed).state for seed in range(40))
    saturated = [state for state in alike if hidden_difference(state.curves[1]) < SAME]
    assert saturated  # all units give 1, with weights that differ
    assert not any("never part" in state.note() for state in saturated)
