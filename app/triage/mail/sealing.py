"""How addresses and codes are sealed: under a key of the preferences of one actor, each bound to its place."""

from uuid import UUID

from app.platform.crypto import DataKey, WrappingKeys


def owner_of(preference_id: UUID) -> str:
    """Name what the data key of preferences belongs to."""
    return f"notification_preferences:{preference_id}"


def _place(column: str, preference_id: UUID) -> str:
    return f"notification_preferences.{column}:{preference_id}"


class Sealed:
    """Seals and opens what is written in the preferences of one actor."""

    def __init__(self, key: DataKey, preference_id: UUID) -> None:
        self._key, self._id = key, preference_id

    @classmethod
    def opened(cls, keys: WrappingKeys, wrapped: bytes, preference_id: UUID) -> "Sealed":
        """Unwrap the key of preferences; raises CryptoError."""
        return cls(keys.open_data_key(wrapped, owner=owner_of(preference_id)), preference_id)

    def seal(self, column: str, text: str) -> bytes:
        """Encrypt a text for a column."""
        return self._key.encrypt(text.encode(), place=_place(column, self._id))

    def open(self, column: str, sealed: bytes) -> str:
        """Decrypt what stands in a column; raises CryptoError."""
        return self._key.decrypt(sealed, place=_place(column, self._id)).decode()
