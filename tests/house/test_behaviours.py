"""Every behaviour we promise is named by a test. That the page is current is test_generated_docs.py's business."""

from __future__ import annotations

import behaviours


def test_every_behaviour_that_is_not_planned_has_a_test() -> None:
    assert behaviours.untested() == []


def test_the_promises_are_numbered_without_gaps_and_tests_name_no_others() -> None:
    numbers = [promise.number for promise in behaviours.promises()]

    assert numbers == list(range(1, 56))
    assert behaviours.tests_by_number().keys() <= set(numbers)
    assert [promise.number for promise in behaviours.promises() if promise.is_planned] == [22]
