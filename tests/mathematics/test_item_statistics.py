"""The statistics of a test recover what was planted into simulated classes."""

from __future__ import annotations

import numpy as np
import pytest

from gradwalk.mathematics.item_statistics import (
    complete,
    difficulty,
    discrimination,
    normalised_gain,
    reliability,
    scores,
    with_interval,
)

SEEDS = range(5)


@pytest.mark.parametrize("seed", SEEDS)
def test_planted_difficulties_are_recovered(seed):
    rng, planted = np.random.default_rng(seed), np.linspace(0.1, 0.9, 17)
    n = 400
    right = (rng.random((n, len(planted))) < planted).astype(float)
    assert (np.abs(difficulty(right) - planted) < 4 * np.sqrt(planted * (1 - planted) / n)).all()


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("a", "b", "k"), [(2.0, 2.0, 17), (1.0, 3.0, 10), (6.0, 4.0, 25)])
def test_planted_reliability_is_recovered(seed, a, b, k):
    """Where each learner's chance is drawn from Beta(a, b), KR-20 of the population is k/(k + a + b) exactly."""
    rng, n = np.random.default_rng(seed), 4000
    chance = rng.beta(a, b, (n, 1))
    right = (rng.random((n, k)) < chance).astype(float)
    assert reliability(right) == pytest.approx(k / (k + a + b), abs=0.03)


@pytest.mark.parametrize("seed", SEEDS)
def test_planted_discriminations_are_recovered(seed):
    """Ten questions follow ability, one is drawn by lot, one is wrong where ability is high."""
    rng, n = np.random.default_rng(seed), 600
    ability = rng.normal(size=(n, 1))
    loads = np.array([*np.full(10, 1.5), 0.0, -1.5])
    right = (rng.random((n, 12)) < 1 / (1 + np.exp(-loads * ability))).astype(float)
    found = discrimination(right)
    assert (found[:10] > 0.2).all()
    assert abs(found[10]) < 0.15
    assert found[11] < -0.2


def test_discrimination_of_a_large_class_is_that_of_the_model():
    """For chances from Beta(a, b) the correlation of an item with k - 1 others is known exactly."""
    a, b, k, n = 2.0, 3.0, 8, 200_000
    rng = np.random.default_rng(1)
    right = (rng.random((n, k)) < rng.beta(a, b, (n, 1))).astype(float)
    r, m = 1 / (a + b + 1), k - 1  # correlation of two items
    assert discrimination(right) == pytest.approx(m * r / np.sqrt(m + m * (m - 1) * r), abs=0.01)


@pytest.mark.parametrize("planted", [0.0, 0.2, 0.5, 0.8])
@pytest.mark.parametrize("seed", SEEDS)
def test_planted_gain_is_recovered(planted, seed):
    rng, n, k = np.random.default_rng(seed), 3000, 17
    chance = rng.beta(2, 3, n)
    before = rng.binomial(k, chance) / k
    after = rng.binomial(k, chance + planted * (1 - chance)) / k
    assert normalised_gain(before, after) == pytest.approx(planted, abs=0.03)


def test_the_interval_holds_the_planted_gain_in_about_95_of_100_classes(monkeypatch):
    monkeypatch.setattr("gradwalk.mathematics.item_statistics.RESAMPLES", 300)
    held, classes, planted, k = 0, 200, 0.4, 17
    for seed in range(classes):
        rng = np.random.default_rng(seed)
        chance = rng.beta(2, 3, 50)
        before = rng.binomial(k, chance) / k
        after = rng.binomial(k, chance + planted * (1 - chance)) / k
        estimate = with_interval(normalised_gain, before, after, seed=seed)
        assert estimate.low <= estimate.value <= estimate.high
        held += estimate.low <= planted <= estimate.high
    assert 0.90 <= held / classes <= 0.985


def test_kr20_by_hand():
    right = np.array([[1, 1, 1], [1, 1, 0], [1, 0, 0], [0, 0, 0.0]])
    # p = (3, 2, 1)/4, sum p(1 - p) = 3/16 + 4/16 + 3/16 = 5/8; scores 3, 2, 1, 0 have the variance 5/4
    assert reliability(right) == pytest.approx(3 / 2 * (1 - 5 / 8 / (5 / 4)))
    assert difficulty(right) == pytest.approx([0.75, 0.5, 0.25])
    assert scores(right) == pytest.approx([1, 2 / 3, 1 / 3, 0])
    assert discrimination(right)[1] == pytest.approx(np.corrcoef([1, 1, 0, 0], [2, 1, 1, 0])[0, 1])


def test_questions_not_reached_count_for_nobody():
    right = np.array([[1, 0, 1], [1, 1, np.nan], [0, 0, 0], [1, 1, 1]])
    assert difficulty(right) == pytest.approx([0.75, 0.5, 2 / 3])
    assert scores(right)[1] == 1
    assert len(complete(right)) == 3
    assert reliability(right) == reliability(complete(right))


def test_what_cannot_be_said_is_nan_and_no_error():
    assert np.isnan(reliability(np.ones((5, 4))))
    assert np.isnan(reliability(np.zeros((0, 4))))
    assert np.isnan(reliability(np.array([[1.0], [0.0]])))
    assert np.isnan(discrimination(np.ones((5, 4)))).all()
    assert np.isnan(difficulty(np.full((2, 3), np.nan))).all()
    assert np.isnan(normalised_gain(np.ones(3), np.ones(3)))
    assert np.isnan(normalised_gain(np.zeros(0), np.zeros(0)))
    assert np.isnan(with_interval(normalised_gain, np.zeros(2), np.ones(2)).low)
    assert with_interval(normalised_gain, np.zeros(2), np.ones(2)).value == 1
