"""What is encrypted opens only with its own key, in its own place, unchanged."""

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.platform.crypto import KEY_BYTES, CryptoError, DataKey, WrappingKeys, derived_key, parse_key

quickly = settings(database=None, deadline=None, max_examples=60)
keys = st.binary(min_size=KEY_BYTES, max_size=KEY_BYTES)
places = st.text(max_size=60)
contents = st.binary(max_size=400)
flips = st.integers(min_value=1, max_value=255)


def changed(data: bytes, position: int, flip: int) -> bytes:
    """Change one byte."""
    at = position % len(data)
    return data[:at] + bytes([data[at] ^ flip]) + data[at + 1 :]


@quickly
@given(key=keys, place=places, content=contents)
def test_what_was_encrypted_comes_back_in_its_place(key: bytes, place: str, content: bytes) -> None:
    sealed = DataKey(key).encrypt(content, place=place)
    assert DataKey(key).decrypt(sealed, place=place) == content
    assert len(content) < 8 or content not in sealed


@quickly
@given(key=keys, content=contents)
def test_the_same_content_never_looks_the_same_twice(key: bytes, content: bytes) -> None:
    assert DataKey(key).encrypt(content, place="p") != DataKey(key).encrypt(content, place="p")


@quickly
@given(key=keys, content=contents, place=places, other=places)
def test_it_opens_in_no_other_place(key: bytes, content: bytes, place: str, other: str) -> None:
    sealed = DataKey(key).encrypt(content, place=place)
    if place != other:
        with pytest.raises(CryptoError, match="does not belong to its place or key"):
            DataKey(key).decrypt(sealed, place=other)


@quickly
@given(key=keys, content=contents, position=st.integers(min_value=0), flip=flips)
def test_it_opens_with_no_other_key(key: bytes, content: bytes, position: int, flip: int) -> None:
    sealed = DataKey(key).encrypt(content, place="p")
    with pytest.raises(CryptoError):
        DataKey(changed(key, position, flip)).decrypt(sealed, place="p")


@quickly
@given(key=keys, content=contents, position=st.integers(min_value=0), flip=flips)
def test_a_changed_byte_is_noticed_wherever_it_is(key: bytes, content: bytes, position: int, flip: int) -> None:
    sealed = DataKey(key).encrypt(content, place="p")
    with pytest.raises(CryptoError):
        DataKey(key).decrypt(changed(sealed, position, flip), place="p")


@pytest.mark.parametrize("length", [0, 7, 8, 12, 20, 27])
def test_what_was_cut_off_does_not_open(length: int) -> None:
    key = DataKey(bytes(KEY_BYTES))
    with pytest.raises(CryptoError):
        key.decrypt(key.encrypt(b"", place="p")[:length], place="p")


@pytest.mark.parametrize("length", [0, 3, 4, 11, 12, 16, 40, 63])
def test_a_wrapped_key_that_was_cut_off_does_not_open(length: int) -> None:
    ring = WrappingKeys([bytes(KEY_BYTES)])
    _, wrapped = ring.new_data_key(owner="o")
    with pytest.raises(CryptoError):
        ring.open_data_key(wrapped[:length], owner="o")


@quickly
@given(wrapping=keys, owner=places, content=contents)
def test_a_data_key_opens_again_for_its_owner(wrapping: bytes, owner: str, content: bytes) -> None:
    ring = WrappingKeys([wrapping])
    data_key, wrapped = ring.new_data_key(owner=owner)
    sealed = data_key.encrypt(content, place="p")
    assert WrappingKeys([wrapping]).open_data_key(wrapped, owner=owner).decrypt(sealed, place="p") == content


@quickly
@given(wrapping=keys, owner=places, other=places)
def test_a_data_key_opens_for_nobody_else(wrapping: bytes, owner: str, other: str) -> None:
    ring = WrappingKeys([wrapping])
    _, wrapped = ring.new_data_key(owner=owner)
    if owner != other:
        with pytest.raises(CryptoError, match="does not belong to its owner"):
            ring.open_data_key(wrapped, owner=other)


@quickly
@given(wrapping=keys, position=st.integers(min_value=0), flip=flips)
def test_a_changed_byte_of_a_wrapped_key_is_noticed(wrapping: bytes, position: int, flip: int) -> None:
    ring = WrappingKeys([wrapping])
    _, wrapped = ring.new_data_key(owner="o")
    with pytest.raises(CryptoError):
        ring.open_data_key(changed(wrapped, position, flip), owner="o")


@quickly
@given(old=keys, new=keys, content=contents)
def test_after_a_rotation_old_data_keys_open_and_new_ones_need_the_new_key(
    old: bytes, new: bytes, content: bytes
) -> None:
    if old == new:
        return
    before, rotated, after = WrappingKeys([old]), WrappingKeys([new, old]), WrappingKeys([new])
    data_key, wrapped = before.new_data_key(owner="o")
    sealed = data_key.encrypt(content, place="p")
    assert rotated.open_data_key(wrapped, owner="o").decrypt(sealed, place="p") == content
    with pytest.raises(CryptoError, match="is not configured"):
        after.open_data_key(wrapped, owner="o")
    _, fresh = rotated.new_data_key(owner="o")
    after.open_data_key(fresh, owner="o")
    with pytest.raises(CryptoError, match="is not configured"):
        before.open_data_key(fresh, owner="o")


def test_every_data_key_is_another() -> None:
    ring = WrappingKeys([bytes(KEY_BYTES)])
    made = [ring.new_data_key(owner="o") for _ in range(50)]
    assert len({wrapped for _, wrapped in made}) == 50
    sealed = made[0][0].encrypt(b"content", place="p")
    for other, _ in made[1:]:
        with pytest.raises(CryptoError):
            other.decrypt(sealed, place="p")


def test_a_compartment_needs_a_key() -> None:
    with pytest.raises(CryptoError, match="has no key"):
        WrappingKeys([])


@quickly
@given(key=keys)
def test_a_key_is_read_from_base64_with_or_without_the_mark_of_a_demo(key: bytes) -> None:
    text = base64.b64encode(key).decode()
    assert parse_key(text) == parse_key(f" {text}\n") == parse_key(f"demo:{text}") == key


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "a key must have 32 bytes"),
        (base64.b64encode(b"Zelfgekozen16byt").decode(), "a key must have 32 bytes"),
        (base64.b64encode(b"Z" * 33).decode(), "a key must have 32 bytes"),
        ("Zelfgekozen wachtwoord!", "a key is not base64"),
        ("Zelfgekozen", "a key is not base64"),
        (base64.urlsafe_b64encode(b"\xff" * 32).decode(), "a key is not base64"),
        ("Zelfgekozen wachtwoörd", "a key is not base64"),
    ],
)
def test_a_key_that_is_none_is_refused_without_repeating_it(text: str, reason: str) -> None:
    with pytest.raises(CryptoError) as refused:
        parse_key(text)
    assert str(refused.value) == reason
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__ or refused.value.__context__ is None


def test_a_key_of_another_use_is_the_same_each_time_and_of_its_own() -> None:
    """RFC 5869, without salt, as the third test case of its appendix A is derived."""
    key = bytes(range(KEY_BYTES))
    assert derived_key(key, "figures") == derived_key(key, "figures")
    assert len({key, derived_key(key, "figures"), derived_key(key, "others"), derived_key(key[::-1], "figures")}) == 4
    known = "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"
    assert derived_key(b"\x0b" * 22, "").hex() == known
