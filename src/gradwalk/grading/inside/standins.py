"""Stand-ins for what is not in the box, so that the cells of a notebook run on and nothing of Gradwalk is inside.

A package that is missing, and all that comes from it, is an `Unknown`: it can be passed around, called and calculated
with, and gives an Unknown again. Only where a number, a text or a decision is needed it raises NotHere, which names the
package. Of Gradwalk, `homework(...)` is real in what it is called with and in the numbers it gives.
"""

import copy
import importlib.abc
import importlib.machinery
import operator
import sys
import types
import unicodedata
from collections.abc import Callable, Generator
from typing import Any

STOOD_IN = frozenset({"gradwalk", "IPython", "ipywidgets", "anywidget", "ipympl", "google", "micropip", "piplite"})
LONGEST_ID = 200
# Matplotlib asks for the running IPython, of which there is none for it, and for its version.
REAL: dict[str, Any] = {"get_ipython": lambda: None, "version_info": (99, 0)}
ABOUT = frozenset({"__version__", "__file__", "__author__"})  # which every package may be asked for
KEEP = ("add", "sub", "mul", "truediv", "floordiv", "mod", "divmod", "pow", "matmul", "and", "or", "xor", "lshift")


class NotHere(ModuleNotFoundError):
    """Something was needed of a package that is not in the box; `name` is the package."""


class NeedsData(BaseException):
    """The numbers of an id are needed that did not come along; no cell may catch this."""


class Unknown:
    """Something of the package `_package`: what it is can be known only where the package is."""

    def __init__(self, package: str) -> None:
        """Remember the package, a text."""
        self.__dict__["_package"] = package

    def __call__(self, *_arguments: object, **_named: object) -> "Unknown":
        """Give something unknown."""
        return self

    def __getattr__(self, name: str) -> "Unknown":
        """Give something unknown for a plain name, so that no protocol is promised by accident."""
        if name.startswith("__") and name not in ABOUT:
            raise AttributeError(name)
        return self

    def __getitem__(self, _key: object) -> "Unknown":
        """Give something unknown."""
        return self

    def __setitem__(self, _key: object, _value: object) -> None:
        """Take anything."""

    def __enter__(self) -> "Unknown":
        """Give itself."""
        return self

    def __exit__(self, *_exception: object) -> bool:
        """Let exceptions through."""
        return False

    def __mro_entries__(self, _bases: object) -> tuple[type, ...]:
        """A class made from it is a class all the same."""
        return ()

    def __await__(self) -> Generator[None, None, "Unknown"]:
        """Be ready at once."""
        yield from ()
        return self

    def __array_ufunc__(self, *_arguments: object, **_named: object) -> "Unknown":
        """What NumPy makes of it is unknown, too."""
        return self

    def __array_function__(self, *_arguments: object, **_named: object) -> "Unknown":
        """What NumPy makes of it is unknown, too."""
        return self

    def _refuse(self, *_arguments: object, **_named: object) -> Any:
        package = self.__dict__["_package"]
        raise NotHere(f"{package} is not here while the homework is marked", name=package)

    def __bool__(self) -> bool:
        """Refuse to decide."""
        return self._refuse()

    __array__ = __len__ = __iter__ = __index__ = __int__ = __float__ = __complex__ = __contains__ = _refuse
    __hash__ = object.__hash__

    def __str__(self) -> str:
        """Say what it is."""
        return f"<{self.__dict__['_package']} is not here>"

    __repr__ = __str__

    def __format__(self, _spec: str) -> str:
        """Say what it is, in every format."""
        return str(self)


def _same(self: Unknown, *_arguments: object) -> Unknown:
    return self


for _name in KEEP:
    for _method in (f"__{_name}__", f"__r{_name}__", f"__i{_name}__"):
        setattr(Unknown, _method, _same)
for _operation in (operator.eq, operator.ne, operator.lt, operator.le, operator.gt, operator.ge):
    setattr(Unknown, f"__{_operation.__name__}__", _same)
for _name in ("neg", "pos", "abs", "invert"):
    setattr(Unknown, f"__{_name}__", _same)
Unknown.__hash__ = object.__hash__  # type: ignore[method-assign]  # defining __eq__ would take it away


class Shown(Unknown):
    """What shows something: it is there, and says nothing more."""

    def __bool__(self) -> bool:
        """Be true, as an object is."""
        return True


class HomeworkStandIn:
    """Stands for the learner's homework: its id and its numbers are real, its checks only note what they are given."""

    is_handed_out = True

    def __init__(
        self, name: str, student_id: str, data: dict, checked: dict[str, Any], report: Callable[[dict], None]
    ) -> None:
        """Take the homework, the normal form of the id, its numbers, where to note what was checked, the way back."""
        self.student_id = student_id
        self._name, self._data, self._checked, self._report = name, data, checked, report

    @property
    def data(self) -> dict:
        """A copy of the numbers, as at home."""
        return copy.deepcopy(self._data)

    def check(self, name: str, answer: object) -> Shown:
        """Note `answer`; raises ValueError for the name of no exercise, as at home."""
        if self._checked and name not in self._checked:
            raise ValueError(f"There is no exercise {name!r} in this homework.")
        if self._checked:
            self._checked[name].append(answer)
        return Shown("gradwalk")

    def answer(self, question: object, letters: object, code: object = "") -> Shown:
        """Report the answer to a question about her own code; only the homework that is marked has any."""
        if self._checked:
            texts = {"chosen": str(question)[:20], "letters": str(letters)[:20], "code": str(code)[:20]}
            self._report(texts)
        return Shown("gradwalk")

    def __repr__(self) -> str:
        """Say whose it is."""
        return f"{self._name}, the numbers of {self.student_id!r}"

    def __getattr__(self, name: str) -> Unknown:
        """Everything else is unknown here."""
        if name.startswith("__"):
            raise AttributeError(name)
        return Unknown("gradwalk")


def normal_form(student_id: object) -> str:
    """Return what `gradwalk.checks.student.normalised_id` makes of an id; a test holds the two against each other."""
    if isinstance(student_id, float) and student_id.is_integer():
        student_id = int(student_id)
    letters = unicodedata.normalize("NFC", str(student_id)).casefold()
    visible = "".join(letter for letter in letters if unicodedata.category(letter) != "Cf")
    return unicodedata.normalize("NFC", " ".join(visible.split()))


class Homeworks:
    """Gives the notebook its `homework`; what it was called with is told to `report` once.

    names    the homeworks there are; another one is a ValueError, as at home
    own      the name of the one being marked, and `variables`, its exercises
    data     homework name -> id in its normal form -> numbers
    folder   the id the folder is called by: its numbers are used before a cell of hers has said whose they are
    """

    def __init__(self, request: dict, data: dict[str, dict[str, dict]], report: Callable[[dict], None]) -> None:
        """Take the request of the marking, the decoded numbers, and the way back."""
        self.names, self.own, self.folder = request["homeworks"], request["homework"], request["student"]
        self.data, self.report = data, report
        self.checked: dict[str, list] = {question["name"]: [] for question in request["questions"]}
        self.repairing = True
        self.last = self.folder  # whose questions are asked
        self._said: set[tuple[str, str]] = set()

    def __call__(self, name: str, student_id: object = "", source: object = None) -> HomeworkStandIn:
        """Return the stand-in, whatever its `source`; raises NeedsData when its numbers have to be sent first."""
        if name not in self.names:
            raise ValueError(f"There is no homework {name!r}; choose one of {', '.join(self.names)}.")
        unsaid = self.repairing or isinstance(student_id, Unknown)  # as what is typed into `input`
        whose = self.folder if unsaid else normal_form(student_id)[:LONGEST_ID]
        known = self.data.get(name, {}).get(whose)
        if (name, whose) not in self._said and not unsaid:
            self._said.add((name, whose))
            self.report({"homework": name, "id": whose})
        if known is None:
            raise NeedsData
        if name == self.own:
            self.last = whose
        return HomeworkStandIn(name, whose, known, self.checked if name == self.own else {}, self.report)


class StandInModule(types.ModuleType):
    """A module of which everything is Unknown, but for what REAL has under its name."""

    def __getattr__(self, name: str) -> Any:
        """Give something unknown, or what is real."""
        if name.startswith("__"):
            raise AttributeError(name)
        return REAL[name] if name in REAL else Unknown(self.__name__.partition(".")[0])

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        """Be the function of the same name: `gradwalk.checks.homework` is both."""
        return getattr(StandInModule(self.__name__.partition(".")[0]), self.__name__.rpartition(".")[2])(
            *arguments, **named
        )


class StandInFinder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds a stand-in for every module below the names in STOOD_IN."""

    def find_spec(self, fullname: str, _path: object = None, _target: object = None) -> Any:
        """Claim the modules that are stood in for, leave the others to Python."""
        if fullname.partition(".")[0] in STOOD_IN:
            return importlib.machinery.ModuleSpec(fullname, self, is_package=True)
        return None

    def create_module(self, spec: Any) -> StandInModule:
        """Make the empty stand-in."""
        module = StandInModule(spec.name)
        module.__dict__["__all__"] = []
        return module

    def exec_module(self, module: types.ModuleType) -> None:
        """Do nothing: there is no code."""


def is_asked_by(package: str) -> bool:
    """Tell whether the caller of the caller is code of `package`."""
    return str(sys._getframe(2).f_globals.get("__name__")).partition(".")[0] == package


def install(homeworks: Homeworks) -> None:
    """Put the stand-ins first in line for imports; `homeworks` becomes the `homework` of every Gradwalk module."""
    sys.meta_path.insert(0, StandInFinder())
    REAL["homework"] = homeworks
