"""How Sphinx builds guide and reference: `uv run website/build.py --only docs`, offline; warnings are errors."""

import inspect
import os
import re

from docutils import nodes
from docutils.parsers.rst import Directive

import gradwalk
from gradwalk import __main__ as command
from gradwalk.command import labels, notebooks
from gradwalk.grading import __main__ as grading
from gradwalk.grading import concept_test

project = "Gradwalk"
author = "The Gradwalk authors"
copyright = "2026, The Gradwalk authors"
release = version = gradwalk.__version__
extensions = ["myst_parser", "sphinx.ext.autodoc"]
# The paper is for a journal. Solutions are for teachers, in the repository, where no learner's search leads.
exclude_patterns = ["paper.md", "teaching/solutions/**", "conda-forge/**", "guide/examples/**"]
html_theme = "furo"
html_title = "Gradwalk"
html_static_path = ["_static"]
html_css_files = ["print.css"]
html_show_sourcelink = False
html_copy_source = False
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
autodoc_preserve_defaults = True
autodoc_default_options = {"members": True, "show-inheritance": False}

ARRAY_LIKE = re.compile(r"_Buffer \| _SupportsArray\[.*?complex \| bytes \| str\]")
TABLE = re.compile(r"^(\S+(?:, \S+)*) {2,}(\S.*)$")


def escaped(line):
    """Return a line in which stars and bars are no markup, and code is set as code."""
    line = re.sub(r"(?<![`*\\])(\*{1,2})(?=\w)", lambda stars: stars[1].replace("*", r"\*"), line)
    return re.sub(r"\|(?=\S)", r"\\|", re.sub(r"(?<!`)`([^`\n]+)`(?!`)", r"``\1``", line))


def as_markup(_app, _what, _name, _object, _options, lines):
    """Turn the plain text of a docstring into markup: `name   meaning` is a list of definitions, **args are no bold."""
    text = []
    for line in map(escaped, inspect.cleandoc("\n".join(lines)).splitlines()):
        found = TABLE.match(line)
        text += ["", f"- ``{found[1]}``: {found[2]}"] if found else [line]
    lines[:] = [*text, ""]


PARSERS = {
    "gradwalk": command.build_parser,
    "gradwalk notebooks": lambda: notebooks.build_parser("gradwalk notebooks"),
    "gradwalk labels": lambda: labels.build_parser("gradwalk labels"),
    "gradwalk concept-test": lambda: concept_test.build_parser("gradwalk concept-test"),
    "gradwalk homework": lambda: grading.build_parser("gradwalk homework"),
}


class Help(Directive):
    """Show what `COMMAND --help` says, as it is now."""

    required_arguments, final_argument_whitespace = 1, True

    def run(self):
        """Return the text as a block of code."""
        os.environ.update(COLUMNS="100", NO_COLOR="1")
        text = PARSERS[self.arguments[0]]().format_help()
        return [nodes.literal_block(text, text, language="none")]


def as_called(_app, what, _name, thing, _options, signature, returned):
    """Show how a class is called, which traitlets hides, and say ArrayLike as the code does."""
    if what == "class" and "args" in (signature or "") and thing.__init__ is not object.__init__:
        parameters = list(inspect.signature(thing.__init__).parameters.values())[1:]
        shown = [each.replace(annotation=inspect.Parameter.empty) for each in parameters]
        signature = str(inspect.Signature(shown))
    return (ARRAY_LIKE.sub("ArrayLike", signature) if signature else signature), returned


def setup(app):
    """Connect what is above."""
    app.connect("autodoc-process-signature", as_called)
    app.add_directive("help", Help)
    app.connect("autodoc-process-docstring", as_markup)
