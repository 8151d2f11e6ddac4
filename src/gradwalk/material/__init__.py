"""Where the notebooks and the homework are: in the installed package beside this module, else in the checkout.

The wheel carries them (pyproject.toml says which); an editable installation reads those of the repository, so that a
changed notebook is the one that is copied.
"""

from pathlib import Path

HERE = Path(__file__).resolve().parent
CHECKOUT = HERE.parents[2]
IN_THE_CHECKOUT = {"example": "docs/guide/examples/homework"}


def notebooks_folder() -> Path:
    """Return the folder of the five notebooks; raises FileNotFoundError with what to do where there is none."""
    return _folder("notebooks")


def homework_folder() -> Path:
    """Return the folder with the homework's `source/` and settings; raises FileNotFoundError where there is none."""
    return _folder("homework")


def example_folder() -> Path:
    """Return the folder of a homework to begin one's own with; raises FileNotFoundError where there is none."""
    return _folder("example")


def _folder(name: str) -> Path:
    for folder in (HERE / name, CHECKOUT / IN_THE_CHECKOUT.get(name, name)):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"This installation of gradwalk has no {name}: install it again from a wheel of its own.")
