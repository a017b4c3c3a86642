"""The tables of mail: what each actor wants, the notifications that are to be mailed, and the mails they are in."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, LargeBinary, SmallInteger, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.database import Base


class NotificationPreference(Base):
    """What one actor is mailed of and where. Addresses and codes are encrypted under a key of the row.

    `address` was confirmed with a code; `proposed_address` was not yet, and gets nothing but the code.
    """

    __tablename__ = "notification_preferences"
    __table_args__ = (
        CheckConstraint("NOT muted && ARRAY['acute_danger', 'break_glass_opened']", name="acute_danger_stays"),
        CheckConstraint("num_nulls(proposed_address, code_made_at, code_expires_at) IN (0, 3)", name="proposed"),
        CheckConstraint("code IS NULL OR proposed_address IS NOT NULL", name="code"),
        Index("uq_notification_preferences_actor_id", "actor_id", unique=True),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    actor_id: Mapped[UUID] = mapped_column(ForeignKey("actors.id"))
    muted: Mapped[list[str]] = mapped_column(ARRAY(Text))
    wrapped_key: Mapped[bytes] = mapped_column(LargeBinary)
    address: Mapped[bytes | None] = mapped_column(LargeBinary)
    proposed_address: Mapped[bytes | None] = mapped_column(LargeBinary)
    code: Mapped[bytes | None] = mapped_column(LargeBinary)
    code_made_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    code_expires_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    code_tries: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    codes_made: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    """How many codes were made since `codes_since`."""
    codes_since: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    refused_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """When the server refused mail to this actor for good; null again when it took one."""
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    version: Mapped[int] = mapped_column(server_default="0")


class Mail(Base):
    """One mail to one actor, due until the server took it. Its id is in its Message-ID, however often it is tried."""

    __tablename__ = "mails"
    __table_args__ = (
        CheckConstraint("kind IN ('work', 'acute', 'code')", name="kind"),
        CheckConstraint("state IN ('due', 'sent', 'refused', 'lapsed')", name="state"),
        CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent"),
        Index("ix_mails_actor", "actor_id", "kind", "state"),
        Index("ix_mails_due", "at", postgresql_where="state = 'due'"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    actor_id: Mapped[UUID] = mapped_column(ForeignKey("actors.id"))
    kind: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text, server_default="due")
    made_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    """When it is tried next."""
    attempts: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    tried_since: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    sent_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class MailItem(Base):
    """A notification that its actor is to be mailed of; gone when the mail it is in was sent or is no longer needed."""

    __tablename__ = "mail_items"
    __table_args__ = (
        CheckConstraint("kind IN ('work', 'acute')", name="kind"),
        Index("ix_mail_items_loose", "actor_id", "kind", postgresql_where="mail_id IS NULL"),
        Index("ix_mail_items_mail_id", "mail_id"),
    )

    notification_id: Mapped[UUID] = mapped_column(ForeignKey("notifications.id"), primary_key=True)
    actor_id: Mapped[UUID] = mapped_column(ForeignKey("actors.id"))
    kind: Mapped[str] = mapped_column(Text)
    mail_id: Mapped[UUID | None] = mapped_column(ForeignKey("mails.id"))
