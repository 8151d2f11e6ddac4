"""Questions about a learner's own answer: made from her id, her code and what it does, and nothing typed by hand."""

from gradwalk.checks.own_answer.asking import FRESH, Asked, AskedInputs, ask_about, inputs_for, questions_of, share_of
from gradwalk.checks.own_answer.evidence import Evidence, read_evidence
from gradwalk.checks.own_answer.question import Choice, CodeQuestion
from gradwalk.checks.own_answer.reply import Reply, committed, letters_in, reply_to
from gradwalk.checks.own_answer.why import WHY, asks_why, why_about

__all__ = [
    "FRESH",
    "WHY",
    "Asked",
    "AskedInputs",
    "Choice",
    "CodeQuestion",
    "Evidence",
    "Reply",
    "ask_about",
    "asks_why",
    "committed",
    "inputs_for",
    "letters_in",
    "questions_of",
    "read_evidence",
    "reply_to",
    "share_of",
    "why_about",
]
