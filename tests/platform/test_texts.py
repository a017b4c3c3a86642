"""Texts are measured as they are kept: in NFC, without control characters and noncharacters."""

import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from app.platform.schemas import Line, LongText, Paragraph
from app.platform.texts import writable_in_xml

GROWS = "\u0958"
"""A letter of Devanagari that NFC writes as two."""
SHRINKS = "e\u0301"
"""An e and its accent, which NFC writes as one."""

LIMITS = [(Line, 1, 120), (Paragraph, 1, 2_000), (LongText, 20, 20_000)]


def fault(kind: Any, text: object) -> str:
    """Return why a text that is sent in is refused."""
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(kind).validate_python(text, context={})
    return refused.value.errors()[0]["type"]


@pytest.mark.parametrize(("kind", "least", "most"), LIMITS)
def test_a_text_that_grows_past_the_limit_is_too_long(kind: Any, least: int, most: int) -> None:
    assert fault(kind, GROWS * most) == "string_too_long"
    assert len(TypeAdapter(kind).validate_python(GROWS * (most // 2))) == most


def test_a_text_that_shrinks_below_the_limit_is_too_short_and_one_that_shrinks_to_it_is_taken() -> None:
    assert fault(LongText, SHRINKS * 10) == "string_too_short"
    assert TypeAdapter(LongText).validate_python(SHRINKS * 20) == "é" * 20
    assert TypeAdapter(Line).validate_python(SHRINKS * 120) == "é" * 120


@given(st.text(max_size=130))
def test_what_is_taken_is_taken_again_when_it_is_read_back(text: str) -> None:
    try:
        kept = TypeAdapter(Line).validate_python(text)
    except ValidationError:
        return
    assert TypeAdapter(Line).validate_python(kept) == kept == unicodedata.normalize("NFC", kept)


@pytest.mark.parametrize("text", ["\0", "naam\x1b[2J", "\x85naam", "naam\ud800", "naam\rnaam"])
def test_control_characters_are_refused(text: str) -> None:
    assert fault(Line, text) == "control_character"


NONCHARACTERS = ["\ufffe", "\uffff", "\U0001fffe", "\U0010ffff", "\ufdd0", "\ufdef"]
NEIGHBOURS = "\ufdcf\ufdf0\ufffd\U00010000\U0001fffd\U0010fffd"


@pytest.mark.parametrize("letter", NONCHARACTERS)
def test_noncharacters_are_refused_where_they_are_sent_in_and_read_back_where_they_were_kept(letter: str) -> None:
    assert fault(Line, f"naam{letter}") == "noncharacter"
    assert TypeAdapter(Line).validate_python(f"naam{letter}") == f"naam{letter}"


def test_the_characters_beside_noncharacters_are_taken() -> None:
    assert TypeAdapter(Line).validate_python(NEIGHBOURS, context={}) == NEIGHBOURS


def test_xml_is_written_without_what_it_cannot_hold() -> None:
    assert writable_in_xml("a".join(["", *NONCHARACTERS, "\0", "\x0b", "\x1f", "\ud800", ""])) == "a" * 11
    assert writable_in_xml(f"één\t\n{NEIGHBOURS}") == f"één\t\n{NEIGHBOURS}"


def test_lines_that_end_as_windows_and_forms_end_them_are_kept_with_line_feeds() -> None:
    assert TypeAdapter(Paragraph).validate_python("een\r\n\r\ntwee\n") == "een\n\ntwee"
    assert TypeAdapter(LongText).validate_python("a\r\n" * 10_000) == ("a\n" * 10_000).strip()


def test_what_is_no_text_is_told_to_be_none() -> None:
    assert fault(Line, 12) == "string_type"
