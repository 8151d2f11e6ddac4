"""An explorer as a web page that needs no Python: every state is asked of the explorer beforehand and kept."""

from gradwalk.pages.album import Album, album
from gradwalk.pages.document import fragment, page
from gradwalk.pages.recordable import Recordable
from gradwalk.pages.recorder import Recording, record

__all__ = ["Album", "Recordable", "Recording", "album", "fragment", "page", "record"]
