"""The doctor tries every protection, and says what is missing."""

from gradwalk.grading import doctor, sandbox
from gradwalk.grading.seccomp import MACHINES, REFUSED, build_filter


def test_every_protection_is_tried_and_holds(box):
    findings = doctor.examine()
    assert [finding.name for finding in findings if not finding.holds] == []
    assert len(findings) == 12
    assert doctor.report(findings).endswith("All protections are active.")


def test_without_bubblewrap_the_doctor_says_how_to_get_it(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    text = doctor.report(doctor.examine())
    assert "apt-get install bubblewrap" in text
    assert text.endswith("Not protected: bubblewrap.")


def test_the_doctor_notices_a_missing_filter(box, monkeypatch):
    monkeypatch.setattr(sandbox, "build_filter", lambda: None)
    failed = [finding.name for finding in doctor.examine() if not finding.holds]
    assert failed == ["no sockets", "system-call filter"]


def test_the_filter_is_whole_for_every_known_machine_and_absent_for_others():
    for machine in MACHINES:
        program = build_filter(machine)
        assert len(program) % 8 == 0
        assert len(program) // 8 == 6 + 2 * (len(REFUSED) + 3) + 2 * 5 + 1
    assert build_filter("abacus") is None
