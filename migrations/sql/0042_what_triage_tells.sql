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
    AND p.compared_at > p_now - interval '1 hour' ORDER BY p.compared_at DESC LIMIT p_limit) recent) < p_limit
$$
-- next
-- Holds the room of an actor until this transaction ends, so that two that compare at once count each other; returns
-- whether there is any. Who has none holds nothing, so that few of an actor's submissions in an hour wait for one another.
-- It is held by the row of the actor: advisory locks are shown to every session.
CREATE FUNCTION access.take_room(p_actor uuid, p_limit int, p_now timestamptz, p_waits boolean) RETURNS boolean
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
  IF NOT access.has_room(p_actor, p_limit, p_now) THEN
    RETURN false;
  END IF;
  IF p_waits THEN
    PERFORM FROM public.actors a WHERE a.id = p_actor FOR NO KEY UPDATE;
  ELSE
    PERFORM FROM public.actors a WHERE a.id = p_actor FOR NO KEY UPDATE SKIP LOCKED;
  END IF;
  RETURN FOUND AND access.has_room(p_actor, p_limit, p_now);
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
      (SELECT f.actor_id, f.asked_at, f.signal_id FROM public.identity_lookups f WHERE f.compared_at IS NULL
        ORDER BY f.actor_id, f.asked_at, f.signal_id LIMIT 1)
      UNION ALL
      SELECT n.* FROM oldest o CROSS JOIN LATERAL (
        SELECT f.actor_id, f.asked_at, f.signal_id FROM public.identity_lookups f
        WHERE f.compared_at IS NULL AND f.actor_id > o.actor_id
        ORDER BY f.actor_id, f.asked_at, f.signal_id LIMIT 1) n
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
-- next
-- Who claims a task, or is given one, waits for the appointments that the claim goes by, and for those that they were lent
-- from, and holds them: a withdrawal either comes first, and then all is asked anew, or finds the claim and releases it. A
-- claim that its holder has already is found by the withdrawal anyhow. Where a withdrawal waits for what somebody else
-- holds who waits for it, PostgreSQL lets one of both give way, which is tried again as well.
CREATE FUNCTION access.hold_appointments() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
  v_worked constant boolean := access.desk_until(NEW.claimed_by, NEW.desk_id, NEW.track, access.moment()) IS NOT NULL;
BEGIN
  PERFORM FROM public.appointments a
  WHERE a.withdrawn_at IS NULL AND (a.actor_id = NEW.claimed_by
    OR a.id IN (SELECT l.lent_from FROM public.appointments l WHERE l.actor_id = NEW.claimed_by))
  ORDER BY a.id FOR SHARE;
  IF v_worked AND access.desk_until(NEW.claimed_by, NEW.desk_id, NEW.track, access.moment()) IS NULL THEN
    RAISE serialization_failure USING MESSAGE = 'an appointment was withdrawn at this moment';
  END IF;
  RETURN NEW;
END
$$
-- next
-- Its name comes before that of tasks_bind_claim, and so does it.
CREATE TRIGGER tasks_await_appointments BEFORE UPDATE OF status, claimed_by ON tasks
FOR EACH ROW WHEN (access.moment() IS NOT NULL AND NEW.status IN ('claimed', 'waiting')
  AND (NEW.claimed_by IS DISTINCT FROM OLD.claimed_by OR OLD.status NOT IN ('claimed', 'waiting')))
EXECUTE FUNCTION access.hold_appointments()
-- next
REVOKE ALL ON FUNCTION access.hold_appointments() FROM PUBLIC
-- next
DROP FUNCTION access.expire_referrals(timestamptz, uuid, int)
-- next
-- Finds the offers whose term has passed, the longest ago first; another worker passes by what this one holds.
CREATE FUNCTION access.due_referrals(p_now timestamptz, p_limit int) RETURNS TABLE (id uuid)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
  SELECT r.id FROM public.referrals r WHERE r.status = 'offered' AND r.expires_at <= p_now
  ORDER BY r.expires_at, r.id LIMIT p_limit FOR UPDATE SKIP LOCKED
$$
-- next
-- Ends some of the offers whose term has passed, each once, and tells of it.
CREATE FUNCTION access.expire_referrals(p_now timestamptz, p_actor uuid, p_ids uuid[]) RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
  WITH expired AS (
    UPDATE public.referrals r SET status = 'expired', ended_by = p_actor, ended_at = p_now, version = r.version + 1
    WHERE r.id = ANY (p_ids) AND r.status = 'offered' AND r.expires_at <= p_now RETURNING r.*
  ), told AS (
    INSERT INTO public.events (id, type, occurred_at, actor_id, signal_id, municipality_code, compartment, subject_id,
      data)
    SELECT access.new_id(p_now), 'referral.expired', p_now, p_actor, e.signal_id, e.municipality_code, e.track, e.id,
      jsonb_build_object('desk', e.from_desk_id)
    FROM expired e
  )
  SELECT count(*) FROM expired
$$
-- next
REVOKE ALL ON FUNCTION access.due_referrals(timestamptz, int), access.expire_referrals(timestamptz, uuid, uuid[])
  FROM PUBLIC
-- next
GRANT EXECUTE ON FUNCTION access.due_referrals(timestamptz, int), access.expire_referrals(timestamptz, uuid, uuid[])
  TO signaalbrug_worker
-- next
-- Work is merged into work that is going on and stays: into which nothing was merged that it would be merged into, and that
-- is offered to nobody. Both tasks are held, so that of two merges at once the later sees the earlier. It is asked after
-- the policy, so that it tells nobody of tasks that they do not work on.
CREATE FUNCTION access.guard_merging() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
  PERFORM FROM public.tasks t WHERE t.id = ANY (ARRAY[NEW.task_id, NEW.other_task_id]) ORDER BY t.id FOR NO KEY UPDATE;
  IF EXISTS (SELECT FROM public.tasks t WHERE t.id IN (NEW.task_id, NEW.other_task_id) AND t.status = 'done')
    OR EXISTS (SELECT FROM public.signal_links l WHERE l.kind = 'merged' AND l.ended_at IS NULL
      AND (l.other_task_id = NEW.task_id OR l.task_id = NEW.other_task_id))
    OR EXISTS (SELECT FROM public.referrals r WHERE r.task_id IN (NEW.task_id, NEW.other_task_id)
      AND r.status = 'offered') THEN
    RAISE check_violation USING MESSAGE = 'this task cannot be merged into that one';
  END IF;
  RETURN NULL;
END
$$
-- next
CREATE TRIGGER signal_links_guard_merging AFTER INSERT ON signal_links
FOR EACH ROW WHEN (NEW.kind = 'merged') EXECUTE FUNCTION access.guard_merging()
-- next
REVOKE ALL ON FUNCTION access.guard_merging() FROM PUBLIC
