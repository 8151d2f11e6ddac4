"""Notebooks in which something has happened that happens: each is to be marked as its check cells said at home.

An accident takes a solved notebook of the real homework and the id of its student, and changes the notebook in place.
RULES is the whole list of where marking may differ from home, with the reason and with what it then says.
"""

import copy
import itertools
import unicodedata
from collections.abc import Callable
from typing import NamedTuple

from gradwalk.checks.comparison import same
from gradwalk.checks.homework import HOMEWORKS
from gradwalk.checks.student import data_for

from .material import cell_of, release_notebook, solved_notebook

ALL = tuple(HOMEWORKS)
ONE, TWO, THREE, FOUR, FIVE = ALL
FUNCTIONS = {name: [e.variable for e in one.exercises.values() if not e.is_value] for name, one in HOMEWORKS.items()}
VALUES = {name: [e.variable for e in one.exercises.values() if e.is_value] for name, one in HOMEWORKS.items()}
TABLES = {TWO: "slopes_by_angle", THREE: "graph_gradient", FOUR: "one_pass"}
LETTERS = {ONE: "largest_rate", TWO: "halved_step", FIVE: "best_step"}
NOT, WRONG, ALMOST, RIGHT, STOPS = "not attempted", "runs but wrong", "almost", "right", "stops with an error"


class Accident(NamedTuple):
    """One notebook: its kind and homework, the id of its student, and what `change` does to it."""

    kind: str
    homework: str
    student: str
    change: Callable[["Book"], None]

    @property
    def name(self) -> str:
        return f"{self.homework[:2]} {self.kind}"


class Book:
    """A solved notebook of one student, with ways to change it."""

    def __init__(self, homework: str, student: str) -> None:
        self.homework, self.student = homework, student
        self.notebook = solved_notebook(homework, student)
        self.function, self.value = FUNCTIONS[homework][0], VALUES[homework][-1]

    def answer(self, name: str) -> dict:
        return cell_of(self.notebook, name)

    @property
    def first(self) -> dict:
        return self.notebook["cells"][1]

    def stub(self, name: str) -> str:
        return cell_of(release_notebook(self.homework), name)["source"]

    def unsolved(self, name: str) -> str:
        """Put the empty answer back, and return the solution that was there, without the empty answer above it."""
        cell, stub = self.answer(name), self.stub(name)
        solution, cell["source"] = cell["source"], stub
        empty = [line for line in stub.split("\n") if not line.strip().startswith("pass")]
        return solution.replace("\n".join(empty).rstrip(), "").strip("\n") if "def " not in stub else solution

    def after(self, name: str, *sources: str, kind: str = "code") -> None:
        """Put new cells below an answer."""
        place = self.notebook["cells"].index(self.answer(name)) + 1
        self.notebook["cells"][place:place] = [new_cell(source, kind) for source in sources]

    def before(self, name: str, *sources: str, kind: str = "code") -> None:
        place = self.notebook["cells"].index(self.answer(name))
        self.notebook["cells"][place:place] = [new_cell(source, kind) for source in sources]

    def at_end(self, *sources: str, kind: str = "code") -> None:
        self.notebook["cells"] += [new_cell(source, kind) for source in sources]

    def wrap(self, name: str, start: str, end: str = "", indent: str = "") -> None:
        cell = self.answer(name)
        cell["source"] = start + indented(cell["source"], indent) + end

    def sign(self, line: str) -> None:
        """Put `line` where the id is typed."""
        lines = self.first["source"].split("\n")
        self.first["source"] = "\n".join(line if "student_id =" in one else one for one in lines)

    def body(self, name: str, body: str) -> None:
        """Answer `name` by another body."""
        source = solved_notebook(self.homework, self.student, **{name: body})
        self.answer(name)["source"] = cell_of(source, name)["source"]

    def code(self) -> list[str]:
        return ["".join(cell["source"]) for cell in self.notebook["cells"] if cell["cell_type"] == "code"]


def new_cell(source: str, kind: str = "code") -> dict:
    return {"cell_type": kind, "metadata": {}, "source": source}


def indented(text: str, blanks: str) -> str:
    return "\n".join(blanks + line if line else line for line in text.split("\n"))


ACCIDENTS: list[Accident] = []


def accident(kind: str, *homeworks: str, student: str = "s{}") -> Callable:
    """Register a change for some homeworks; each notebook gets a student of its own."""

    def register(change: Callable[[Book], None]) -> Callable[[Book], None]:
        for homework in homeworks or (ONE,):
            ACCIDENTS.append(Accident(kind, homework, student.format(4700 + len(ACCIDENTS)), change))
        return change

    return register


def accidents(kinds: dict[str, str], *homeworks: str, student: str = "s{}") -> Callable:
    """Register one accident for each text of a table, the second argument, in one of the homeworks after the other."""

    def register(change: Callable[[Book, str], None]) -> Callable:
        for (kind, text), homework in zip(kinds.items(), itertools.cycle(homeworks or (ONE,))):
            accident(kind, homework, student=student)(lambda book, text=text: change(book, text))
        return change

    return register


# --- who she is ------------------------------------------------------------------------------------------------------

accidents(
    {
        "id as a number": "student_id = {}",
        "id as a float": "student_id = {}.0",
        "id by str": "student_id = str({})",
        "id as an f-string": "number = {}\nstudent_id = f'{{number}}'",
        "id annotated": "student_id: int = {}",
        "id behind another statement": "name = 'Ada'; student_id = '{}'",
        "id in a tuple": "student_id, group = '{}', 7",
        "id by a walrus": "print(student_id := '{}')",
        "id in an if": "if True:\n    student_id = '{}'",
        "id with a line end": "student_id = '{}\\r\\n'",
        "id with blanks": "student_id = ' {}\\t'",
        "id with three quotes": 'student_id = """{}"""',
        "id by a function": "def who():\n    return {}\n\nstudent_id = who()",
        "id of NumPy": "student_id = np.int64({})",
    },
    *ALL,
    student="{}",
)(lambda book, line: book.sign(line.format(book.student)))
accidents(
    {
        "id with an escape": "student_id = '\\x{:02x}{}'",
        "id raw": "student_id = r'{1}'",
    },
    ONE,
    FOUR,
)(lambda book, line: book.sign(line.format(ord(book.student[0]), book.student[1:] if "x{" in line else book.student)))
accident("id in capitals", ONE, FIVE, student="abc{}")(lambda book: book.sign(f'student_id = "{book.student.upper()}"'))
accident("id decomposed", ONE, FOUR, student="é{}")(
    lambda book: book.sign(f'student_id = "{unicodedata.normalize("NFD", book.student)}"')
)
accident("id of nobody", *ALL)(lambda book: book.sign('student_id = "my name"'))
accident("no id", ONE, TWO, FOUR)(lambda book: book.sign('student_id = ""'))
CLASSMATE = "s1"
accident("id of a classmate", ONE, FOUR)(lambda book: book.sign(f'student_id = "{CLASSMATE}"'))


def call_of(book: Book, call: str) -> None:
    start = book.first["source"].split("student_id =")[0]
    book.first["source"] = f"{start}work = {call.format(book.homework, book.student)}\nwork"


accidents(
    {
        "id in the call": 'homework("{}", "{}")',
        "id by name": 'homework("{}", student_id="{}")',
        "id by name, in another order": 'homework(student_id="{1}", name="{0}")',
        "id by stars": 'homework(*("{}", "{}"))',
        "call by the module": '__import__("gradwalk.checks").checks.homework("{}", "{}")',
    },
    ONE,
    FIVE,
)(call_of)


@accidents(
    {
        "imported from its module": "from gradwalk.checks.homework import homework",
        "imported as a module": "import gradwalk.checks as checks\nhomework = checks.homework",
        "imported by another name": "from gradwalk.checks import homework as hw\nhomework = hw",
        "imported with a star": "from gradwalk.checks import *",
    },
    ONE,
    FOUR,
)
def imported(book: Book, line: str) -> None:
    book.first["source"] = book.first["source"].replace("from gradwalk.checks import homework", line)


@accident("id typed again in a new cell", *ALL)
def typed_again(book: Book) -> None:
    book.sign('student_id = ""')
    book.notebook["cells"].insert(
        2, new_cell(f'student_id = "{book.student}"\nwork = homework("{book.homework}", student_id)')
    )


@accident("first cell copied and filled in", ONE, TWO, FOUR)
def copied_first(book: Book) -> None:
    second = copy.deepcopy(book.first)
    book.sign('student_id = ""')
    book.notebook["cells"].insert(2, second)


@accident("id asked for", ONE, FOUR, student="ada")
def asked(book: Book) -> None:
    book.sign("student_id = input('Who are you? ')")


@accident("the example made beside", ONE, FOUR)
def example_beside(book: Book) -> None:
    book.notebook["cells"].insert(2, new_cell(f"example = homework('{book.homework}')\nprint(example.data)"))


@accident("another homework made beside", ONE, FOUR)
def other_beside(book: Book) -> None:
    other = 'other = homework("03_chain_rule", student_id)\nprint(other.data["x"] + other.data["y"])'
    book.notebook["cells"].insert(2, new_cell(other))


@accident("id quoted in Markdown", ONE, FOUR)
def quoted(book: Book) -> None:
    book.notebook["cells"].insert(
        1, new_cell('Type `student_id = "your id"`:\n\n    student_id = "your id"', "markdown")
    )


@accident("id quoted in a comment", ONE, FIVE)
def commented(book: Book) -> None:
    book.first["source"] = '# student_id = "your id"\n' + book.first["source"]


@accident("mistyped name of the homework first", ONE)
def mistyped(book: Book) -> None:
    book.notebook["cells"].insert(
        1, new_cell('from gradwalk.checks import homework\nwork = homework("homework 1", "x")')
    )


# --- where the answer is ---------------------------------------------------------------------------------------------


def filled(book: Book, how: str) -> None:
    """Leave the empty table, and fill it in a new cell."""
    table = TABLES[book.homework]
    solution = book.unsolved(table)
    own = solution.replace(table, "mine")
    start = f"mine = dict({table})\n" if book.homework == FOUR else ""
    book.after(table, f"{start}{own}", how.format(table))


accidents(
    {
        "table filled entry by entry": "for key in mine:\n    {0}[key] = mine[key]",
        "table filled by update": "{}.update(mine)",
        "table filled by |=": "{} |= mine",
        "table filled by items": "for key, value in mine.items():\n    {0}.__setitem__(key, value)",
        "table by its global name": "globals()['{0}'].update(mine)",
        "table made new by dict": "{0} = dict(**mine)",
        "table as a copy": "import copy\n{0} = copy.deepcopy(mine)",
        "table as an OrderedDict": "from collections import OrderedDict\n{0} = OrderedDict(mine)",
        "table as a defaultdict": "from collections import defaultdict\n{0} = defaultdict(float, mine)",
        "table with one more entry": "{0}.update(mine)\n{0}['history'] = np.zeros(100_000)",
        "table filled through the shell": "get_ipython().run_cell('for key in mine: {0}[key] = mine[key]')",
        "table filled by setdefault": (
            "for key in list(mine):\n    {0}.pop(key, None)\n    {0}.setdefault(key, mine[key])"
        ),
        "table by a comprehension over zip": "{0} = {{key: value for key, value in zip(mine.keys(), mine.values())}}",
        "table half filled": "{0}.update(list(mine.items())[:1])",
        "table as a list": "{0} = list(mine.values())",
        "table in single precision": "{0}.update({{key: np.float32(value) for key, value in mine.items()}})",
        "table of arrays of one": "{0}.update({{key: np.array([float(value)]) for key, value in mine.items()}})",
        "table of texts": "{0}.update({{key: str(value) for key, value in mine.items()}})",
    },
    *TABLES,
)(filled)


@accidents(
    {
        "letter unpacked": "{0}, why = {1}, 'because'",
        "letter unpacked from a list": "[{0}, *_] = [{1}, 2, 3]",
        "letter by a walrus": "print({0} := {1})",
        "letter in an if": "if 2 > 1:\n    {0} = {1}\nelse:\n    {0} = None",
        "letter in a try": "try:\n    {0} = {1}\nexcept ValueError:\n    pass",
        "letter in a with": "import contextlib\nwith contextlib.suppress(ValueError):\n    {0} = {1}",
        "letter in a for": "for {0} in [{1}]:\n    pass",
        "letter chained": "mine = {0} = {1}",
        "letter annotated": "{0}: str = {1}",
        "letter by exec": "exec('{0} = mine', {{'mine': {1}}}, globals())",
        "letter by global": "def set_it():\n    global {0}\n    {0} = {1}\n\nset_it()",
        "letter by globals": "globals()['{0}'] = {1}",
        "letter by the module": "import sys\nsys.modules['__main__'].__dict__['{0}'] = {1}",
        "letter in capitals": "{0} = {1}.upper()",
        "letter in parentheses": "{0} = f' ({{{1}}}) '",
        "letter of NumPy": "{0} = np.array([{1}])[0]",
        "letter in an array": "{0} = np.array({1})",
        "letter in a list": "{0} = [{1}]",
        "letter in a tuple by a comma": "{0} = {1},",
        "letter as bytes": "{0} = {1}.encode()",
        "letter as Ellipsis": "{0} = ...",
        "letter with blanks for ever": "{0} = {1} + ' ' * 5000",
        "letter as the last value shown": "{1}|{0} = _",
        "letter by the names of the shell": "get_ipython().user_ns['{0}'] = {1}",
        "letter pushed into the shell": "from IPython import get_ipython\nget_ipython().push({{'{0}': {1}}})",
        "letter by a cell of the shell": "get_ipython().run_cell('{0} = {1}; 1 / 0')\nassert {0}",
        "letter by a magic of the shell": "get_ipython().run_line_magic('time', '{0} = {1}')",
        "letter by ex": "get_ipython().ex('{0} = {1}')",
        "letter by match": "match {1}:\n    case letter:\n        {0} = letter",
    },
    *LETTERS,
)
def lettered(book: Book, how: str) -> None:
    letter = LETTERS[book.homework]
    solution = book.unsolved(letter)
    cells = [solution, f"found = {letter}\n{letter} = None", *how.format(letter, "found").split("|")]
    book.after(letter, *cells)


@accidents(
    {
        "function in an if": "if True:\n",
        "function in a try": "try:\n",
        "function in a with": "import warnings\nwith warnings.catch_warnings():\n",
        "function in a for": "for _ in range(1):\n",
    },
    ONE,
    THREE,
    FIVE,
)
def nested(book: Book, start: str) -> None:
    for name in FUNCTIONS[book.homework]:
        book.wrap(name, start, "\nfinally:\n    pass" if start.startswith("try") else "", "    ")


@accidents(
    {
        "function by another name": "{0} = mine",
        "function as a lambda": "{0} = lambda *arguments: mine(*arguments)",
        "function as a partial": "import functools\n{0} = functools.partial(mine)",
        "function by its module": "import sys\nsetattr(sys.modules['__main__'], '{0}', mine)",
        "function as a method": "class Mine:\n    def go(self, *a):\n        return mine(*a)\n\n{0} = Mine().go",
        "function as an object": "class Mine:\n    def __call__(self, *a):\n        return mine(*a)\n\n{0} = Mine()",
        "function as a static method": "class Mine:\n    go = staticmethod(mine)\n\n{0} = Mine.go",
        "function from a factory": "def make():\n    def f(*a):\n        return mine(*a)\n    return f\n\n{0} = make()",
        "function unpacked": "{0}, rest = mine, None",
        "function decorated": "def same(f):\n    return f\n\n@same\ndef {0}(*a):\n    return mine(*a)",
        "function wrapped": (
            "import functools\n\ndef loud(f):\n    @functools.wraps(f)\n    def inner(*a):\n        print(a)\n"
            "        return f(*a)\n    return inner\n\n{0} = loud(mine)"
        ),
        "function by exec": "exec('def {0}(*a):\\n    return mine(*a)', globals())",
        "function written twice": "def {0}(*a):\n    return None\n\ndef {0}(*a):\n    return mine(*a)",
        "function with defaults": "def {0}(*a, times=np.ones(1)):\n    return mine(*a)",
        "function that is a class": "class {0}:\n    def __new__(cls, *a):\n        return mine(*a)",
        "function that prints": "def {0}(*a):\n    print(mine(*a))",
        "function that prints nothing": "def {0}(*a):\n    print()",
        "function that shows and returns": "def {0}(*a):\n    print(mine(*a))\n    return mine(*a)",
        "function that is not written": "def {0}(*a):\n    raise NotImplementedError",
        "function that is only a docstring": 'def {0}(*a):\n    """It is hard."""',
        "function that asserts": "def {0}(*a):\n    assert False, a",
        "function with an error of its own": "class Mine(ValueError):\n    pass\n\ndef {0}(*a):\n    raise Mine(a)",
        "function that leaves": "def {0}(*a):\n    raise SystemExit",
        "function that is a number": "{0} = 3.5",
        "function that is a text": "{0} = 'w - step'",
        "function that is an array": "{0} = np.zeros(3)",
        "function that is None": "{0} = None",
        "function called, not given": "{0} = [mine]",
        "generator": "def {0}(*a):\n    yield mine(*a)",
        "coroutine": "async def {0}(*a):\n    return mine(*a)",
        "too few arguments": "def {0}():\n    return 1",
        "recursion": "def {0}(*a):\n    return {0}(*a)",
        "helper defined below": "def {0}(*a):\n    return helper(*a)|def helper(*a):\n    return mine(*a)",
        "uses the data": "def {0}(*a):\n    return work.data and mine(*a)",
        "keeps a count": "count = 0\n\ndef {0}(*a):\n    global count\n    count += 1\n    return mine(*a)",
        "reads its own source": "import inspect\n\ndef {0}(*a):\n    return mine(*a) if inspect.getsource({0}) else 0",
    },
    ONE,
    FOUR,
)
def refunctioned(book: Book, how: str) -> None:
    name = book.function
    solution = book.unsolved(name)
    book.after(name, solution, f"mine = {name}", *how.format(name).split("|"))


@accidents(
    {
        "result as a list": "list({})",
        "result as a tuple": "tuple({})",
        "result as a deque": "__import__('collections').deque({})",
        "result as an array.array": "__import__('array').array('d', {})",
        "result as a memoryview": "memoryview(np.array({}))",
        "result as a UserList": "__import__('collections').UserList({})",
        "result as a map": "map(float, {})",
        "result as a matrix": "np.matrix({})",
        "result as objects": "np.array({}, dtype=object)",
        "result in single precision": "np.float32({})",
        "result as complex": "{} + 0j",
        "result as texts": "[str(x) for x in {}]",
        "result as a set": "set(np.ravel({}))",
        "result as a column": "np.reshape({}, (-1, 1))",
        "result as a masked array": "np.ma.array({})",
        "result as fractions": "[__import__('fractions').Fraction(float(x)) for x in np.ravel({})]",
        "result in a tuple of one": "({},)",
        "result too large": "np.zeros(30_000)",
        "result as a dict": "dict(enumerate({}))",
        "result changes its input": "[{}, gradient.fill(0.0)][0]",
        "result not finite": "{} / 0.0",
        "result nested": "[[[[[[[[[[{}]]]]]]]]]]",
        "result of an own array type": "np.array({}).view(type('Mine', (np.ndarray,), {{}}))",
    },
    ONE,
)
def results(book: Book, how: str) -> None:
    book.body("update_step", "return " + how.format("(w - step)"))
    book.body("directional_derivative", "return " + how.format("np.array([gradient @ direction / length])"))


@accidents(
    {
        "two results as a list": "list({})",
        "two results as an array of objects": "__import__('numpy').array([*{}, None], dtype=object)[:2]",
        "two results as a deque": "__import__('collections').deque({})",
        "two results as a named tuple": "__import__('collections').namedtuple('Two', 'a b')(*{})",
        "two results as a dict": "dict(zip('ab', {}))",
        "two results as a generator": "(x for x in {})",
        "two results swapped": "{}[::-1]",
        "two results as a map": "map(lambda x: x, {})",
    },
    THREE,
    FOUR,
)
def two_results(book: Book, how: str) -> None:
    name, body = {
        THREE: ("division_derivatives", "(dq_da, -a / b**2)"),
        FOUR: ("network_gradients", "(np.outer((1 - z**2) * (w2.T @ error), x), np.outer(error, z))"),
    }[book.homework]
    start = "z = np.tanh(w1 @ x)\nerror = w2 @ z - t\n" if book.homework == FOUR else ""
    book.body(name, f"{start}return {how.format(body)}")


@accidents(
    {"letter given to the check": "{0}", "letter given to the check in parentheses": "'(' + {0} + ')'"}, *LETTERS
)
def checked_letter(book: Book, how: str) -> None:
    letter = LETTERS[book.homework]
    solution = book.unsolved(letter).replace(letter, "mine")
    book.after(letter, solution)
    cell_of(book.notebook, f"{letter}_check")["source"] = f'work.check("{letter}", {how.format("mine")})'


@accident("function given to the check", ONE, FOUR)
def checked_function(book: Book) -> None:
    name = book.function
    book.after(name, book.unsolved(name).replace(f"def {name}", "def mine"))
    cell_of(book.notebook, f"{name}_check")["source"] = f'work.check("{name}", mine)'


@accident("stub above, answer below its check", ONE, FOUR)
def below(book: Book) -> None:
    solution = book.unsolved(book.function)
    book.after(f"{book.function}_check", solution, f'work.check("{book.function}", {book.function})')


# --- data ------------------------------------------------------------------------------------------------------------

accidents(
    {
        "data normalised in place": "g = work.data['gradient']\ng /= np.linalg.norm(g)",
        "data sorted in place": "work.data['gradient'].sort()",
        "data replaced": "work.data['gradient'] = np.zeros(2)",
        "data cleared": "work.data.clear()",
    },
    TWO,
    FIVE,
)(lambda book, line: book.before(book.value if book.homework == FIVE else "slopes_by_angle", line))
accidents(
    {
        "id in a format": "print(f'{work.student_id:>10}|{work!r:>50}')",
        "work shown": "work\nprint(work, repr(work), str(work))",
        "title asked": "print(work.definition.title)",
        "work kept by another name": "hw = work\nprint(hw.data.keys())",
        "feedback kept": "result = work.check('{0}', {0})\nresult",
        "feedback asked": "assert work.check('{0}', {0})",
    },
    ONE,
    FIVE,
)(lambda book, line: book.wrap(book.value, line.replace("{0}", book.function) + "\n"))


# --- what is not there where it is marked ----------------------------------------------------------------------------

accidents(
    {
        "pandas imported": "import pandas as pd",
        "several imported": "import torch, math, pandas as pd",
        "from an absent package": "from scipy.optimize import minimize, root",
        "a constant below an import": "import seaborn as sns\nONE = np.ones(1)\nassert ONE[0]",
        "an absent package used": "import pandas as pd\nframe = pd.DataFrame({'x': [1, 2]})\nmean = frame['x'].mean()",
        "an absent package set up": "import torch\ntorch.manual_seed(0)\ndevice = torch.device('cpu')",
        "an absent package in an if": "if True:\n    import torch\n    seed = 3\nassert seed",
        "an absent package tried": "try:\n    import torch\nexcept ImportError:\n    torch = None",
        "an absent class": "import torch.nn as nn\n\nclass Net(nn.Module):\n    def go(self, x):\n        return x",
        "an absent plot": "import seaborn as sns\nsns.set_theme()\nax = sns.lineplot(x=[1, 2], y=[1, 2])",
        "widgets": "import ipywidgets as widgets\nslider = widgets.FloatSlider(value=2)\ndisplay(slider)",
        "interact": "from ipywidgets import interact\n\n@interact(x=(0, 1))\ndef show(x=0):\n    print(x)",
        "Markdown shown": "from IPython.display import Markdown, display\ndisplay(Markdown('# hello'))",
        "Matplotlib": "import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\nax.plot([1, 2])\nplt.show()",
        "a version shown": "import torch\nprint(f'{torch.__version__}')",
        "all of Gradwalk imported": "from gradwalk import *\nshown = SurfaceExplorer()",
        "all of an absent package imported": "from scipy import *\nshown = zeta_of_three",
        "Gradwalk looked at": "import gradwalk as gw\nprint(gw)\nshown = gw.SurfaceExplorer()",
        "input": "name = input('who? ')\nprint(name.title())",
        "a file": "with open('a.txt', 'w') as file:\n    file.write('x')\nassert open('a.txt').read() == 'x'",
        "an import in a function": "def plot():\n    import pandas as pd\n    return pd.DataFrame({})",
        "a helper file written and imported": (
            "with open('mine.py', 'w') as file:\n    file.write('ONE = 1')\nimport mine\nassert mine.ONE"
        ),
        "help asked": "help(np.sum)",
        "os and sys": "import os, sys\nprint(os.getcwd(), sys.version)",
    },
    ONE,
    FOUR,
)(lambda book, line: book.wrap(book.value, f"{line}\n"))


@accidents(
    {
        "torch in a hint": "import torch\nfrom typing import Optional|w: torch.Tensor",
        "torch in a union": "import torch|w: torch.Tensor | None",
        "torch in a default": "import torch|w, _device=torch.device('cpu')",
    }
)
def hinted(book: Book, text: str) -> None:
    line, hint = text.split("|", 1)
    source = book.answer("update_step")["source"]
    signature = "(w, gradient, learning_rate)"
    new = f"({hint}, gradient, learning_rate)" if ":" in hint else f"(w, gradient, learning_rate, {hint[3:]})"
    book.answer("update_step")["source"] = f"{line}\n\n" + source.replace(signature, new)


accidents(
    {
        "decorated by an absent package": "from numba import njit\n\n@njit",
        "decorated by an absent package with options": "from numba import njit\n\n@njit(cache=True)",
    },
    ONE,
    THREE,
)(lambda book, start: book.wrap(book.function, f"{start}\n"))


@accident("math used beside torch", ONE)
def beside_torch(book: Book) -> None:
    body = "return math.degrees(math.atan2(gradient[1], gradient[0]))"
    book.answer("steepest_angle")["source"] = f"import torch, math\n\ndef steepest_angle(gradient):\n    {body}"


accident("the value needs an absent package", TWO)(
    lambda book: book.wrap(
        "slopes_by_angle",
        "import pandas as pd\n",
        "\nframe = pd.DataFrame({'s': list(slopes_by_angle.values())})\n"
        "slopes_by_angle = dict(zip(slopes_by_angle, frame['s']))",
    )
)
accident("the function needs an absent package", ONE)(
    lambda book: book.body("update_step", "import pandas as pd\nreturn pd.DataFrame({'w': w - step})['w']")
)
accident("Gradwalk does the work", ONE)(
    lambda book: book.body(
        "update_step",
        "import gradwalk as gw\nreturn gw.gradient_descent(lambda w: gradient, w, learning_rate, 1)[1]",
    )
)

# --- what only IPython understands -----------------------------------------------------------------------------------

accidents(
    {
        "a magic": "%matplotlib inline",
        "a shell line": "!echo hello",
        "a shell line that goes on": "!echo -n \\\n  hello \\\n  you",
        "a shell line kept": "files = !echo hello",
        "two names for a shell line": "first, = !echo hello",
        "a magic kept": "where = %pwd",
        "a timed line": "%time seconds = 3",
        "a line timed often": "%timeit -n 1 -r 1 3 + 4",
        "a profiled line": "%prun -q seconds = 3",
        "an expression timed and kept": "three = %time 1 + 2\nassert three == 3",
        "help": "np.sum?",
        "more help": "?np.sum",
        "source shown": "np.linalg.norm??",
        "an unknown magic": "%lsmagic",
        "a call without brackets": "/print 3",
        "a call of words": ",print a b\n;print a b",
        "the shell asked by its import": "from IPython import get_ipython\nget_ipython().run_line_magic('pwd', '')",
        "pylab": "%pylab inline",
        "an environment variable": "%env COURSE=1",
        "a reload": "%load_ext autoreload\n%autoreload 2",
        "a magic in an if": "if True:\n    %time seconds = 3",
        "a remainder at a line's start": "rest = (7\n  % 4)\n!echo hello",
        "a text with a magic in it": "text = '''\n%time\n!ls\n'''\n!echo hello",
        "await": "import asyncio\nawait asyncio.sleep(0)",
        "an async with": "import contextlib\nasync with contextlib.AsyncExitStack() as stack:\n    pass",
        "an underscore": "3 + 4",
        "In and Out": "print(len(In), type(Out))",
    },
    ONE,
    FOUR,
)(lambda book, line: book.wrap(book.value, f"{line}\n"))
accidents(
    {
        "%%time": "%%time\n{}",
        "%%capture": "%%capture\n{}",
        "%%capture kept": "%%capture out\n{}",
        "%%prun": "%%prun -q\n{}",
        "%%capture and %%time": "%%capture\n%%time\n{}",
        "blank lines before %%time": "\n\n%%time\n{}",
        "%%timeit": "%%timeit -n 1 -r 1\n{}",
        "%%writefile": "%%writefile answer.py\n{}",
        "%%html": "%%html\n{}",
        "%%python": "%%python\n{}",
        "prompts": ">>> {}",
        "numbered prompts": "In [3]: {}",
        "indented as a whole": "    {}",
    },
    ONE,
    FIVE,
)(lambda book, how: magic_cell(book, how))  # noqa: PLW0108  it is defined below


def magic_cell(book: Book, how: str) -> None:
    cell = book.answer(book.value)
    marks = {">": "... ", "I": "   ...: ", " ": "    "}
    lines = cell["source"].split("\n")
    between = "\n" + marks.get(how[0], "")
    if how[0] in ">I":  # a session ends a block with an empty line
        lines = [line for line in lines if line]
        cell["source"] = how.format(between.join([f"exec({chr(10).join(lines)!r})"]))
    else:
        cell["source"] = how.format(between.join(lines))


@accident("%%writefile and %run", ONE, FIVE)
def written_and_run(book: Book) -> None:
    cell = book.answer(book.function)
    cell["source"] = "%%writefile answer.py\nimport numpy as np\n" + cell["source"]
    book.after(book.function, "%run answer.py")


@accident("%%writefile and import", ONE, FIVE)
def written_and_imported(book: Book) -> None:
    cell = book.answer(book.function)
    cell["source"] = "%%writefile answer.py\nimport numpy as np\n" + cell["source"]
    book.after(book.function, f"from answer import {book.function}")


@accident("an unknown cell magic", ONE, FIVE)
def unknown_cell_magic(book: Book) -> None:
    book.wrap(book.value, "%%memit\n")


@accident("the cells were run in another order", ONE, FIVE)
def another_order(book: Book) -> None:
    book.wrap(book.value, "found = three + 4\n")
    book.at_end("three = 3")


@accident("all names reset", ONE)
def reset(book: Book) -> None:
    book.before(book.function, "%reset -f")
    cells = book.notebook["cells"]
    cells.insert(cells.index(book.answer(book.function)), copy.deepcopy(book.first))


# --- errors ----------------------------------------------------------------------------------------------------------


accidents(
    {
        "an error above the value": "1 / 0",
        "a name that is not there": "print(undefined_name)",
        "a wrong index": "[][3]",
        "an assertion": "assert 2 < 1",
        "an exit": "raise SystemExit",
        "an interrupt": "raise KeyboardInterrupt",
        "a missing file": "open('missing.csv')",
        "a misspelt import": "import nunpy",
        "a misspelt name in NumPy": "from numpy import arctn2",
    },
    ONE,
    FOUR,
)(lambda book, line: book.before(book.value, line))
accident("an error above the entries of a table", FOUR)(
    lambda book: book.wrap("one_pass", "raise SystemExit\n", "\none_pass['z'] = 3.0\n")
)
accidents(
    {
        "an error below the value": "1 / 0\n{0} = None",
        "an exit below the value": "import sys\nsys.exit()\n{0} = 3",
        "an error and a definition below": "1 / 0\ndef {0}():\n    pass",
    },
    ONE,
    FOUR,
)(lambda book, line: book.wrap(book.value, "", "\n" + line.format(book.value)))
accidents(
    {
        "a newer version does not parse": "def {0}(w, gradient, learning_rate)\n    return w",
        "a newer version does not compile": "def {0}(w):\n    pass\n\nreturn 3",
        "a newer version stops before": "1 / 0\n\ndef {0}(*a):\n    return None",
    },
    ONE,
    FOUR,
)(lambda book, source: book.after(book.function, source.format(book.function)))
accidents(
    {
        "an answer does not parse": "def {0}(w:\n    return w",
        "an answer of mixed tabs": "def {0}(*a):\n    x = 1\n\treturn x",
        "an answer stops": "1 / 0\n\ndef {0}(*a):\n    return a",
        "an answer deleted by del": "{1}\ndel {0}",
    },
    ONE,
    FOUR,
)(
    lambda book, source: book.answer(book.function).update(
        source=source.format(book.function, book.answer(book.function)["source"])
    )
)

# --- the state around ------------------------------------------------------------------------------------------------

accidents(
    {
        "warnings off": "import warnings\nwarnings.filterwarnings('ignore')",
        "NumPy raises": "np.seterr(all='raise')",
        "warnings are errors": "import warnings\nwarnings.simplefilter('error')",
        "print options": "np.set_printoptions(precision=2, suppress=True)",
        "seeds": "import random\nrandom.seed(1)\nnp.random.seed(1)\nrng = np.random.default_rng(1)",
        "a folder made": "import os\nos.makedirs('figures', exist_ok=True)\nos.chdir('figures')",
        "a thread": "import threading\nt = threading.Thread(target=print)\nt.start()\nt.join()",
        "a dataclass": "from dataclasses import dataclass\n\n@dataclass\nclass P:\n    x: float = 1.0\n\nP()",
        "a pickle": "import pickle\n\nclass Q:\n    pass\n\npickle.loads(pickle.dumps(Q()))",
        "names of builtins used": "list = [1, 2]\nsum = 3\nmax = max",
        "a main guard": "if __name__ == '__main__':\n    started = True\nassert started",
        "annotations of the future": "from __future__ import annotations",
        "a class that loops a little": "class Loop:\n    total = 0\n    for i in range(1000):\n        total += i",
        "a cell of comments": "# only a comment",
        "a semicolon": "np.zeros(3);",
    },
    ONE,
    FOUR,
)(lambda book, source: book.before(book.function, source))

# --- the file --------------------------------------------------------------------------------------------------------

accident("nine thousand blank lines", ONE, FOUR)(
    lambda book: book.wrap(book.function, "", "\n" * 9000 + "!echo hello\n" + "\n" * 9000)
)
accident("a cell of 300 kB", ONE)(
    lambda book: book.wrap(book.value, f"table = {list(range(50_000))}\nassert len(table) == 50_000\n")
)
accident("three thousand cells", ONE)(
    lambda book: book.notebook["cells"].__setitem__(slice(2, 2), [new_cell(f"x{n} = {n}") for n in range(3000)])
)
accident("three thousand empty cells", FOUR)(
    lambda book: book.notebook["cells"].__setitem__(slice(2, 2), [new_cell("") for _ in range(3000)])
)
accident("Windows line ends", ONE, FOUR)(
    lambda book: [c.update(source=c["source"].replace("\n", "\r\n")) for c in book.notebook["cells"]]
)
accident("no metadata", ONE, FOUR)(lambda book: [c.update(metadata={}) for c in book.notebook["cells"]])


@accident("an old copy of the stub at the end", ONE, FOUR)
def stub_at_end(book: Book) -> None:
    book.at_end(book.stub(book.function))


@accident("an answer split in two", ONE, FOUR)
def split_answer(book: Book) -> None:
    cell = book.answer(book.function)
    lines = cell["source"].split("\n")
    cell["source"] = "\n".join(lines[:2])
    book.after(book.function, "\n".join(lines[2:]))


@accident("an answer turned to Markdown", ONE, FOUR)
def to_markdown(book: Book) -> None:
    book.answer(book.function)["cell_type"] = "markdown"


@accident("a wrong first try quoted in Markdown", ONE, FOUR)
def tried_before(book: Book) -> None:
    book.after(book.function, f"My first try:\n```python\ndef {book.function}(*a):\n    return 0\n```", kind="markdown")


@accident("the first cell is gone", ONE, FOUR)
def no_first(book: Book) -> None:
    del book.notebook["cells"][1]


@accident("another wrong version at the end, unchecked", ONE)
def later_version(book: Book) -> None:
    book.at_end(f"def {book.function}(*a):\n    return 0")


@accident("untouched", *ALL)
def untouched(book: Book) -> None:
    book.notebook = release_notebook(book.homework)
    book.sign(f'student_id = "{book.student}"')


@accident("solved", *ALL)
def solved(book: Book) -> None:
    pass


class Rule(NamedTuple):
    """Where marking differs from home on purpose: why, and what it says instead of which answers."""

    reason: str
    statuses: Callable[[Book], dict[str, str]]


def values_of(book: Book, who: str, status: str) -> dict[str, str]:
    """Values made for `who` have a status of their own, unless they happen to be right for the student herself."""
    found = {}
    for name in VALUES[book.homework]:
        exercise, definition = HOMEWORKS[book.homework].exercises[name], HOMEWORKS[book.homework]
        right, mine = (
            exercise.reference(*exercise.cases(data_for(definition, one))[0].arguments) for one in (book.student, who)
        )
        found[name] = RIGHT if same(right, mine, exercise.tolerance) else status
    return found


def function_is(status: str) -> Callable[[Book], dict[str, str]]:
    return lambda book: {book.function: status}


def value_is(status: str) -> Callable[[Book], dict[str, str]]:
    return lambda book: {book.value: status}


def all_are(status: str) -> Callable[[Book], dict[str, str]]:
    return lambda book: dict.fromkeys(HOMEWORKS[book.homework].exercises, status)


REPAIRED = "Damage to the file or to its cells costs nothing where the answer can still be told."
ABSENT = "Only NumPy and Matplotlib are there where it is marked; the page names the package that is missing."
RULES: dict[str, Rule] = {
    "no id": Rule(
        "Answers for the example numbers keep half their points, and are called almost right.",
        lambda book: values_of(book, "", ALMOST),
    ),
    "id of a classmate": Rule(
        "Nobody is marked on the numbers of a classmate.", lambda book: values_of(book, CLASSMATE, WRONG)
    ),
    "the value needs an absent package": Rule(ABSENT, lambda _: {"slopes_by_angle": WRONG}),
    "the function needs an absent package": Rule(ABSENT, function_is(STOPS)),
    "Gradwalk does the work": Rule(
        "A function that calls Gradwalk instead of doing the work gets no points.", function_is(STOPS)
    ),
    "an unknown cell magic": Rule(
        "At home an extension may be loaded that runs the cell; here it is run as Python.", value_is(RIGHT)
    ),
    "an answer stops": Rule(
        "What a cell defines below an error counts where nothing else does: she may have run its parts.",
        function_is(WRONG),
    ),
    "the cells were run in another order": Rule(
        "She may have run the cells in another order; a name that a later cell gives is known then.", value_is(RIGHT)
    ),
    "an answer split in two": Rule(REPAIRED, function_is(RIGHT)),
    "an answer turned to Markdown": Rule(REPAIRED, function_is(RIGHT)),
    "the first cell is gone": Rule(REPAIRED, all_are(RIGHT)),
    "another wrong version at the end, unchecked": Rule("The last definition of her own counts.", function_is(WRONG)),
}
__all__ = ["ACCIDENTS", "CLASSMATE", "NOT", "RIGHT", "RULES", "WRONG", "Accident", "Book"]
