"""What marking needs to know besides the submission."""

import functools
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gradwalk.checks.exercise import HomeworkDefinition
from gradwalk.checks.homework import HOMEWORKS
from gradwalk.checks.student import normalised_id
from gradwalk.grading.claims import Numbers, whose_numbers
from gradwalk.grading.limits import Limits
from gradwalk.grading.practice import Practice


@dataclass(frozen=True)
class Course:
    """What marking needs to know besides the submission: the secret, who is in the class, the limits, the sandbox.

    logins  id in its normal form -> what she types in the notebook, for those with whom that is not the id
    share   the part of the points of an answer that the questions about it are worth; 0 asks none
    stop    ends all marking when it is set
    homeworks  the homeworks there are, by name
    """

    secret: str
    students: frozenset[str] = frozenset()
    limits: Limits = field(default_factory=Limits)
    unsafe: bool = False
    logins: Mapping[str, str] = field(default_factory=dict)
    share: float = 0.0
    stop: threading.Event = field(default_factory=threading.Event)
    homeworks: Mapping[str, HomeworkDefinition] = field(default_factory=lambda: HOMEWORKS)
    _practice: dict[str, Practice] = field(default_factory=dict, repr=False, compare=False)

    @functools.cached_property
    def everybody(self) -> frozenset[str]:
        """All ids and logins of the class, in their normal form."""
        return frozenset(map(normalised_id, (*self.students, *self.logins.values())))

    def practice(self, homework: str) -> Practice:
        """Return the inputs on which the code of a homework is looked at."""
        return self._practice.setdefault(homework, Practice(self.homeworks[homework]))

    def numbers(self, called: Sequence[str], student: str) -> Numbers:
        """Return whose numbers count for a notebook of `student` that called `homework` with these ids."""
        return whose_numbers(called, student, self.logins.get(normalised_id(student), ""), self.everybody)
