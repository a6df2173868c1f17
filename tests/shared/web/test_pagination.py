"""A cursor leads back to where it was given, and nothing else passes for one."""

import contextlib
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.web.pagination import CursorUnknown, decode_cursor, encode_cursor


@given(st.uuids())
def test_a_cursor_leads_to_its_place(last: UUID) -> None:
    assert decode_cursor(encode_cursor(last)) == last


def test_without_a_cursor_a_list_begins_before_everything() -> None:
    assert decode_cursor(None) == UUID(int=0)


@pytest.mark.parametrize(
    "garbage", ["", "a", "garbage", "=" * 24, "é" * 22, "\0" * 22, "A" * 23, "A" * 90, " "]
)
def test_garbage_is_no_cursor_and_a_bad_request(garbage: str) -> None:
    with pytest.raises(CursorUnknown) as refused:
        decode_cursor(garbage)
    assert refused.value.status == 400


@given(st.text(max_size=100))
def test_anything_is_a_place_or_unknown_and_never_a_fault(text: str) -> None:
    with contextlib.suppress(CursorUnknown):
        assert isinstance(decode_cursor(text), UUID)
