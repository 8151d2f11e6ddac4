"""Whose numbers an answer is held against: what the notebook called `homework` with is a claim, and is judged here."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from gradwalk.checks.student import normalised_id


@dataclass(frozen=True)
class Numbers:
    """Whose numbers count for one submission; all ids are in their normal form.

    own      her login and her id: an answer that is right for one of them is right, whatever the notebook says
    claimed  another id that counts in full, the last one the notebook was made for; "" when there is none
    example  whether answers for the printed example keep half their points
    typed    the last id the notebook was made for; hers when it does not say
    note     what is to be said about it, or ""
    """

    own: tuple[str, ...]
    claimed: str = ""
    example: bool = False
    typed: str = ""
    note: str = ""

    @property
    def shown(self) -> str:
        """The id the answers were held against, "" for the example."""
        return self.claimed or ("" if not self.typed else self.typed if self.typed in self.own else self.own[0])


def whose_numbers(called: Sequence[str], student: str, login: str, everybody: Collection[str]) -> Numbers:
    """Return the Numbers of a notebook that called `homework` with `called`, ids in this order, "" for the example.

    student    her id, `login` what she types in the notebook, "" where that is the id
    everybody  all ids and logins of the class in their normal form; those of a classmate never count
    Of several ids that nobody has the last one counts, because the check cells at home went by it: each more would be
    one more guess.
    """
    own = tuple(dict.fromkeys(one for one in (normalised_id(login), normalised_id(student)) if one)) or ("",)
    last = next(filter(None, reversed(called)), "") if called else own[0]
    example = "" in called
    if not last:
        note = "No student id was typed; answers for the example numbers keep half their points."
        return Numbers(own, example=True, note=note)
    if last in own:
        return Numbers(own, example=example, typed=last)
    if last in everybody:
        note = "The id typed in the notebook is a classmate's; the answers were held against her own numbers."
        return Numbers(own, example=example, typed=last, note=note)
    return Numbers(own, claimed=last, example=example, typed=last)
