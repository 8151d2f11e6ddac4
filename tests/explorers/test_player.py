"""There is one way of playing, whatever is played: pause, back, scrub, begin anew, end, and nothing left behind."""

import asyncio

import pytest

from gradwalk import DescentExplorer, GraphExplorer, NetworkExplorer, TrainingExplorer
from gradwalk.explorers.lifecycle import close_parts

STEPPED = [DescentExplorer, GraphExplorer, NetworkExplorer]
PLAYED = [*STEPPED, TrainingExplorer]
QUICK = 0.005  # seconds a step


@pytest.fixture
def explorer(request):
    made = request.param()
    made.play.seconds = QUICK
    yield made
    close_parts(made)
    made.close()


def play(explorer, until=lambda: False, seconds=10.0):
    """Press play and wait for `until()` or the end of the play; return the steps that were seen."""
    seen = []

    async def playing():
        explorer.step.observe(lambda change: seen.append(change["new"]), "value")
        explorer.play.value = True
        deadline = asyncio.get_running_loop().time() + seconds
        while explorer.play.value and not until() and asyncio.get_running_loop().time() < deadline:
            await asyncio.sleep(QUICK)
        explorer.play.value = False
        await asyncio.sleep(5 * QUICK)
        assert asyncio.all_tasks() == {asyncio.current_task()}

    asyncio.run(playing())
    return seen


@pytest.mark.parametrize("explorer", STEPPED, indirect=True)
def test_it_plays_every_step_and_ends_by_itself(explorer):
    assert play(explorer) == list(range(1, explorer.step.max + 1))
    assert (explorer.play.value, explorer.play.tooltip) == (False, "Play")


@pytest.mark.parametrize("explorer", STEPPED, indirect=True)
def test_played_at_its_end_it_begins_at_the_start(explorer):
    explorer.step.value = explorer.step.max
    assert play(explorer, lambda: explorer.step.value == 3)[:4] == [0, 1, 2, 3]


@pytest.mark.parametrize("explorer", STEPPED, indirect=True)
@pytest.mark.parametrize("hand", ["back", "scrub"])
def test_the_hand_pauses_it_and_goes_where_it_wants(explorer, hand):
    def take_it() -> bool:
        if explorer.step.value != 3:
            return False
        if hand == "back":
            explorer.stepper.back.click()
        else:
            explorer.step.value = 1
        return True

    play(explorer, take_it)
    assert explorer.step.value == {"back": 2, "scrub": 1}[hand]
    assert explorer.play.value is False


@pytest.mark.parametrize("explorer", PLAYED, indirect=True)
def test_less_motion_stops_it_and_keeps_it_from_starting(explorer):
    def ask_for_less_motion() -> bool:
        if explorer.step.value < 3:
            return False
        explorer.stage.reduced_motion = True
        return True

    play(explorer, ask_for_less_motion)
    assert explorer.play.disabled
    assert explorer.step.value < explorer.step.max
    explorer.stage.reduced_motion = False
    assert not explorer.play.disabled


@pytest.mark.parametrize("explorer", PLAYED, indirect=True)
def test_closed_it_plays_no_more(explorer):
    seen = play(explorer, lambda: explorer.step.value >= 3 and not explorer.close())
    assert seen[-1] < explorer.step.max


def test_one_plays_at_a_time():
    first, second = DescentExplorer(), NetworkExplorer()

    async def playing():
        first.play.value = True
        second.play.value = True
        assert not first.play.value
        GraphExplorer()  # the cell of an older explorer may just have been run again
        assert not second.play.value

    asyncio.run(playing())
