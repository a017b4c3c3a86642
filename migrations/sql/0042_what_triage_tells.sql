-- What triage tells by accident, and what its data can be made to say with SQL that the API would refuse.
-- Statements are separated by lines that say "-- next".

-- What an action point was routed with is what was discussed: agreeing on something tells nobody of other signals.
DROP TRIGGER tasks_keep_routed_urgency ON tasks
-- next
CREATE TRIGGER tasks_keep_routed_urgency BEFORE INSERT ON tasks
FOR EACH ROW WHEN (NEW.referral_id IS NOT NULL OR NEW.agenda_item_id IS NOT NULL)
EXECUTE FUNCTION access.keep_routed_urgency()
-- next
DROP INDEX ix_identity_lookups_waiting
-- next
-- Finds who has signals that wait without looking at each of them, and the oldest of each.
CREATE INDEX ix_identity_lookups_waiting ON identity_lookups (actor_id, asked_at, signal_id) WHERE compared_at IS NULL
-- next
-- Whether an actor may have one more signal compared: fewer than the limit were within the hour. Only functions that act
-- as the owner may call this one and the two below.
CREATE FUNCTION access.has_room(p_actor uuid, p_limit int, p_now timestamptz) RETURNS boolean
LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS
$$
  SELECT (SELECT count(*) FROM (SELECT FROM public.identity_lookups p WHERE p.actor_id = p_actor
    AND p.compared_at > p_now - interval '1 hour' LIMIT p_limit) recent) < p_limit
$$
-- next
-- Holds the room of an actor until this transaction ends, so that two that compare at once count each other; returns
-- whether there is any. Without it nothing is held, so that only an actor's first in an hour ever wait for one another.
CREATE FUNCTION access.take_room(p_actor uuid, p_limit int, p_now timestamptz, p_waits boolean) RETURNS boolean
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
  v_lock constant bigint := hashtextextended('comparing ' || p_actor, 0);
BEGIN
  IF NOT access.has_room(p_actor, p_limit, p_now) THEN
    RETURN false;
  END IF;
  IF p_waits THEN
    PERFORM pg_advisory_xact_lock(v_lock);
  ELSIF NOT pg_try_advisory_xact_lock(v_lock) THEN
    RETURN false;
  END IF;
  RETURN access.has_room(p_actor, p_limit, p_now);
END
$$
-- next
-- Returns the signal that has waited longest to be compared among those of actors that have room, and holds it. Who has
-- none keeps nobody else waiting; what another transaction compares is passed by.
CREATE FUNCTION access.next_waiting(p_limit int, p_now timestamptz) RETURNS uuid
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
  v_actor uuid;
  v_signal uuid;
BEGIN
  FOR v_actor IN
    WITH RECURSIVE oldest AS (
      (SELECT w.actor_id, w.asked_at, w.signal_id FROM public.identity_lookups w WHERE w.compared_at IS NULL
        ORDER BY w.actor_id, w.asked_at, w.signal_id LIMIT 1)
      UNION ALL
      SELECT n.* FROM oldest o CROSS JOIN LATERAL (
        SELECT w.actor_id, w.asked_at, w.signal_id FROM public.identity_lookups w
        WHERE w.compared_at IS NULL AND w.actor_id > o.actor_id
        ORDER BY w.actor_id, w.asked_at, w.signal_id LIMIT 1) n
    )
    SELECT o.actor_id FROM oldest o WHERE o.asked_at <= p_now - interval '1 hour' ORDER BY o.asked_at, o.signal_id
  LOOP
    CONTINUE WHEN NOT access.take_room(v_actor, p_limit, p_now, false);
    SELECT w.signal_id INTO v_signal FROM public.identity_lookups w
    WHERE w.compared_at IS NULL AND w.actor_id = v_actor AND w.asked_at <= p_now - interval '1 hour'
    ORDER BY w.asked_at, w.signal_id LIMIT 1 FOR UPDATE SKIP LOCKED;
    EXIT WHEN v_signal IS NOT NULL;
  END LOOP;
  RETURN v_signal;
END
$$
-- next
REVOKE ALL ON FUNCTION access.has_room(uuid, int, timestamptz),
  access.take_room(uuid, int, timestamptz, boolean), access.next_waiting(int, timestamptz) FROM PUBLIC
