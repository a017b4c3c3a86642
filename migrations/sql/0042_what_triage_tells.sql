-- What triage tells by accident, and what its data can be made to say with SQL that the API would refuse.
-- Statements are separated by lines that say "-- next".

-- What an action point was routed with is what was discussed: agreeing on something tells nobody of other signals.
DROP TRIGGER tasks_keep_routed_urgency ON tasks
-- next
CREATE TRIGGER tasks_keep_routed_urgency BEFORE INSERT ON tasks
FOR EACH ROW WHEN (NEW.referral_id IS NOT NULL OR NEW.agenda_item_id IS NOT NULL)
EXECUTE FUNCTION access.keep_routed_urgency()
