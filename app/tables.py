"""Every table of the service in one metadata, for Alembic to compare with the database."""

from sqlalchemy import MetaData

import app.access.models
import app.cases.models
import app.cases.picture.models
import app.cases.plan.models
import app.cases.proposals.models
import app.interventions.models
import app.monitor.figures.models
import app.monitor.programme.models
import app.platform.models
import app.reference.models
import app.routing.models
import app.sharing.models
import app.signals.models
import app.triage.escalations.models
import app.triage.feedback.models
import app.triage.links.models
import app.triage.mail.models
import app.triage.meetings.models
import app.triage.models
import app.triage.notifications.models
import app.triage.referrals.models  # noqa: F401 - importing registers the tables
from app.platform.database import Base

metadata: MetaData = Base.metadata
