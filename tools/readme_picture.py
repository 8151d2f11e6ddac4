"""Paint the picture of the README: `uv run python -m tools.readme_picture`."""

from pathlib import Path

from gradwalk import LinkedExplorer

PICTURE = Path(__file__).resolve().parents[1] / ".github" / "linked_explorer.png"


def main() -> None:
    """Write the still picture of the linked explorer on Himmelblau's surface."""
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_bytes(LinkedExplorer("Himmelblau", x=1.0, y=-0.5).still())


if __name__ == "__main__":
    main()
