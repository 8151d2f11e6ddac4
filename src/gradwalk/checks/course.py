"""The five homeworks: which exercises each of them has, and in which order."""

from gradwalk.checks.exercise import Exercise, HomeworkDefinition
from gradwalk.checks.exercises import (
    descent,
    gradient_check,
    graph_by_hand,
    local_derivatives,
    network_by_hand,
    network_layers,
    network_training,
    remainder_order,
    slopes,
    small_change,
    taylor_model,
    wanted_change,
)


def _homework(name: str, title: str, *exercises: Exercise) -> HomeworkDefinition:
    return HomeworkDefinition(name, title, {exercise.variable: exercise for exercise in exercises}, why=True)


HOMEWORKS = {
    definition.name: definition
    for definition in (
        _homework(
            "01_gradient_direction",
            "The direction of the gradient",
            descent.UPDATE_STEP,
            slopes.DIRECTIONAL_DERIVATIVE,
            slopes.STEEPEST_ANGLE,
            descent.DESCENT_PATH,
            descent.LARGEST_RATE,
        ),
        _homework(
            "02_taylor_expansion",
            "The Taylor expansion",
            taylor_model.FIRST_ORDER_MODEL,
            taylor_model.REMAINDER,
            remainder_order.REMAINDER_ORDER,
            slopes.SLOPES_BY_ANGLE,
            remainder_order.HALVED_STEP,
        ),
        _homework(
            "03_chain_rule",
            "The chain rule and graphs",
            local_derivatives.DIVISION_DERIVATIVES,
            local_derivatives.TANH_DERIVATIVE,
            local_derivatives.CHAIN_DERIVATIVE,
            graph_by_hand.GRAPH_GRADIENT,
            gradient_check.NUMERICAL_GRADIENT,
        ),
        _homework(
            "04_two_layer_network",
            "The two-layer network",
            network_by_hand.ONE_PASS,
            network_layers.OUTPUT_WEIGHT_GRADIENT,
            network_layers.HIDDEN_GRADIENT,
            network_training.NETWORK_GRADIENTS,
            network_training.TRAINING_STEP,
        ),
        _homework(
            "05_interpretation",
            "What a gradient promises",
            small_change.PREDICTED_CHANGE,
            small_change.ACTUAL_CHANGE,
            wanted_change.MOST_SENSITIVE,
            wanted_change.STEP_FOR_CHANGE,
            wanted_change.BEST_STEP,
        ),
    )
}
