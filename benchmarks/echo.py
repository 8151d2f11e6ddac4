"""The floor that every way is held against; it needs ipywidgets alone, so that it runs in any kernel."""

import ipywidgets

SLIDER = {"description": "x", "min": -2.0, "max": 2.0, "step": 0.01, "value": 0.5}


def echo():
    """The floor: a slider, the kernel, a label."""
    slider = ipywidgets.FloatSlider(**SLIDER)
    label = ipywidgets.Label("x = 0.50").add_class("echo-label")

    def show(change):
        label.value = f"x = {change['new']:.2f}"

    slider.observe(show, "value")
    return ipywidgets.VBox([slider, label])
