"""Envelope encryption of personal data (AES-256-GCM).

Each side of a signal has a data key of its own. It is stored wrapped by the key of its compartment; destroying the
wrapped key erases everything encrypted under it, in back-ups too. Each ciphertext is bound to the place it stands in
(table, column and row), so that it cannot be moved to another row.
"""

import base64
import hashlib
import os
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
NONCE_BYTES = 12
KEY_ID_BYTES = 4


class CryptoError(Exception):
    """A key is not usable, or a ciphertext does not belong where it stands."""


def parse_key(text: str) -> bytes:
    """Read a base64 key of 32 bytes; a `demo:` prefix is allowed here, and refused by the settings.

    Raises CryptoError, without echoing the key.
    """
    try:
        key = base64.b64decode(text.strip().removeprefix("demo:"), validate=True)
    except ValueError:
        raise CryptoError("a key is not base64") from None
    if len(key) != KEY_BYTES:
        raise CryptoError("a key must have 32 bytes")
    return key


class DataKey:
    """Encrypts and decrypts the values of one side of one signal."""

    def __init__(self, key: bytes) -> None:
        self._aead = AESGCM(key)

    def encrypt(self, plaintext: bytes, *, place: str) -> bytes:
        """Encrypt under a fresh nonce, bound to `place` (`table.column:row`)."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._aead.encrypt(nonce, plaintext, place.encode())

    def decrypt(self, ciphertext: bytes, *, place: str) -> bytes:
        """Decrypt what `encrypt` made for the same place; raises CryptoError for any other."""
        try:
            return self._aead.decrypt(ciphertext[:NONCE_BYTES], ciphertext[NONCE_BYTES:], place.encode())
        except (InvalidTag, ValueError):  # ValueError: it was cut off
            raise CryptoError("a ciphertext does not belong to its place or key") from None


def derived_key(key: bytes, use: str) -> bytes:
    """Derive the key of another use from a key (HKDF, RFC 5869), from which that key cannot be told."""
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=use.encode()).derive(key)


class WrappingKeys:
    """The keys of one compartment: the first wraps new data keys, all of them unwrap."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        if not keys:
            raise CryptoError("a compartment has no key")
        self._keys = {hashlib.sha256(key).digest()[:KEY_ID_BYTES]: AESGCM(key) for key in keys}
        self._current = next(iter(self._keys))

    def new_data_key(self, *, owner: str) -> tuple[DataKey, bytes]:
        """Make a data key for `owner` (what it belongs to); return it with its wrapped form."""
        key, nonce = os.urandom(KEY_BYTES), os.urandom(NONCE_BYTES)
        sealed = self._keys[self._current].encrypt(nonce, key, owner.encode())
        return DataKey(key), self._current + nonce + sealed

    def open_data_key(self, wrapped: bytes, *, owner: str) -> DataKey:
        """Unwrap a data key; raises CryptoError when it is not this owner's or its wrapping key is gone."""
        key_id, nonce = wrapped[:KEY_ID_BYTES], wrapped[KEY_ID_BYTES : KEY_ID_BYTES + NONCE_BYTES]
        if key_id not in self._keys:
            raise CryptoError("the key that wraps this data key is not configured")
        try:
            return DataKey(self._keys[key_id].decrypt(nonce, wrapped[KEY_ID_BYTES + NONCE_BYTES :], owner.encode()))
        except (InvalidTag, ValueError):
            raise CryptoError("a data key does not belong to its owner") from None
