"""Look at a learner's own code: its source, its parts and their values, and what small edits of it would do.

It runs where her code runs: in her kernel, and in the sandbox, where it stands alone. So it needs Python and NumPy and
imports nothing else of Gradwalk.
"""

from .examination import examine

__all__ = ["examine"]
