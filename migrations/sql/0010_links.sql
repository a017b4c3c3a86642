-- Links between the signals of one side, merged work, and urgency that is raised when somebody or some place comes up
-- again.
-- Statements are separated by lines that say "-- next".

ALTER TABLE signal_links ENABLE ROW LEVEL SECURITY
-- next
ALTER TABLE signal_links FORCE ROW LEVEL SECURITY
-- next
-- That two signals belong together is for who has work of both on that side at desks of their own: it tells of each that
-- the other is there.
CREATE POLICY signal_links_read ON signal_links FOR SELECT TO signaalbrug_app USING (
  EXISTS (SELECT FROM tasks t WHERE t.signal_id = signal_links.signal_id AND t.track = signal_links.compartment
    AND access.works_at(t.desk_id, t.track))
  AND EXISTS (SELECT FROM tasks o WHERE o.signal_id = signal_links.other_signal_id
    AND o.track = signal_links.compartment AND access.works_at(o.desk_id, o.track)))
-- next
-- Made from a task at an own desk to another, in one's own name and now. Work is merged by who has claimed it, at one
-- desk and into work that is going on; a signal with a responsible desk keeps one, and action points are not merged.
CREATE POLICY signal_links_make ON signal_links FOR INSERT TO signaalbrug_app WITH CHECK (
  (SELECT access.may('tasks:desk:triage'))
  AND linked_by = (SELECT access.actor()) AND linked_at = (SELECT access.moment()) AND ended_at IS NULL
  AND EXISTS (SELECT FROM tasks t, tasks o
    WHERE t.id = signal_links.task_id AND o.id = signal_links.other_task_id
      AND t.signal_id = signal_links.signal_id AND t.track = signal_links.compartment AND access.works_at(t.desk_id, t.track)
      AND o.signal_id = signal_links.other_signal_id
      AND o.track = signal_links.compartment AND access.works_at(o.desk_id, o.track)
      AND (signal_links.kind <> 'merged'
        OR (t.claimed_by = (SELECT access.actor()) AND t.status <> 'done' AND o.status <> 'done'
          AND o.desk_id = t.desk_id AND t.involvement <> 'action'
          AND (o.involvement = 'responsible' OR o.involvement = t.involvement)))))
-- next
-- It is ended once, by who may read it and works there.
CREATE POLICY signal_links_end ON signal_links FOR UPDATE TO signaalbrug_app
USING ((SELECT access.may('tasks:desk:triage')) AND ended_at IS NULL
  AND EXISTS (SELECT FROM tasks t WHERE t.signal_id = signal_links.signal_id AND t.track = signal_links.compartment
    AND access.works_at(t.desk_id, t.track))
  AND EXISTS (SELECT FROM tasks o WHERE o.signal_id = signal_links.other_signal_id
    AND o.track = signal_links.compartment AND access.works_at(o.desk_id, o.track)))
WITH CHECK (ended_by = (SELECT access.actor()) AND ended_at = (SELECT access.moment()))
-- next
-- The functions of this file act as the owner, whom forced row-level security binds too.
CREATE POLICY signal_links_look ON signal_links FOR SELECT TO CURRENT_USER USING (true)
-- next
-- A link is told in nobody's timeline: of each of its signals it tells that there is another.
CREATE POLICY events_of_links ON events FOR INSERT TO signaalbrug_app WITH CHECK (
  num_nonnulls(signal_id, municipality_code, compartment) = 0
  AND EXISTS (SELECT FROM signal_links l WHERE l.id = events.subject_id
    AND ((events.type = 'signals.linked' AND l.linked_by = (SELECT access.actor()))
      OR (events.type = 'signals.unlinked' AND l.ended_by = (SELECT access.actor())))))
-- next
-- Why a task became more urgent tells that there are other signals, and when it went up follows from it: both are for
-- the desk of the task. Whoever submitted is not told.
CREATE POLICY events_for_desks ON events AS RESTRICTIVE FOR SELECT TO signaalbrug_app USING (
  type NOT IN ('task.urgency_raised', 'task.escalated')
  OR EXISTS (SELECT FROM tasks t WHERE t.id = events.subject_id AND access.works_at(t.desk_id, t.track)))
-- next
-- The functions of this file tell that a task became more urgent.
CREATE POLICY events_of_raising ON events FOR INSERT TO CURRENT_USER WITH CHECK (
  type = 'task.urgency_raised' AND signal_id IS NOT NULL AND compartment IN ('care', 'security')
  AND delivered_at IS NULL)
-- next
-- Finds the tasks at the actor's own desks of other signals with the same evidence in them as the signal of a task at an
-- own desk, on the side of that task: with both the actor works already.
CREATE FUNCTION access.duplicates_of(p_task uuid) RETURNS TABLE (task_id uuid, kinds text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
  SELECT o.id, array_agg(DISTINCT b.kind)
  FROM public.tasks t
  JOIN public.identity_tokens a ON a.signal_id = t.signal_id AND a.compartment = t.track
  JOIN public.identity_tokens b ON b.value = a.value AND b.compartment = t.track AND b.signal_id <> t.signal_id
  JOIN public.tasks o ON o.signal_id = b.signal_id AND o.track = t.track
  WHERE t.id = p_task AND access.may('tasks:desk:read')
    AND access.works_at(t.desk_id, t.track) AND access.works_at(o.desk_id, o.track)
  GROUP BY o.id ORDER BY o.id DESC LIMIT 200
$$
-- next
-- A task ends as merged by a link that says so, and in no other way.
CREATE FUNCTION access.guard_merged() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
  IF NOT EXISTS (SELECT FROM public.signal_links l
    WHERE l.task_id = NEW.id AND l.kind = 'merged' AND l.ended_at IS NULL) THEN
    RAISE check_violation USING MESSAGE = 'this task was not merged';
  END IF;
  RETURN NULL;
END
$$
-- next
CREATE TRIGGER tasks_guard_merged AFTER UPDATE OF status, outcome ON tasks
FOR EACH ROW WHEN (NEW.outcome = 'merged') EXECUTE FUNCTION access.guard_merged()
-- next
-- Work into which other work was merged stays where it is: another desk would not know the signals of the latter.
CREATE FUNCTION access.guard_leading() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
  IF EXISTS (SELECT FROM public.signal_links l
    WHERE l.other_task_id = NEW.task_id AND l.kind = 'merged' AND l.ended_at IS NULL) THEN
    RAISE check_violation USING MESSAGE = 'other work was merged into this task';
  END IF;
  RETURN NEW;
END
$$
-- next
CREATE TRIGGER referrals_guard_leading BEFORE INSERT ON referrals
FOR EACH ROW EXECUTE FUNCTION access.guard_leading()
-- next
-- Work into which more urgent work is merged becomes as urgent, and is due as early. What it was routed with stays known.
CREATE FUNCTION access.hasten_leading() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
  v_words constant text[] := array['acute', 'high', 'normal'];
  v_before public.tasks;
  v_merged public.tasks;
BEGIN
  SELECT t.* INTO v_merged FROM public.tasks t WHERE t.id = NEW.task_id;
  SELECT t.* INTO v_before FROM public.tasks t WHERE t.id = NEW.other_task_id FOR UPDATE;
  UPDATE public.tasks t SET routed_urgency = coalesce(t.routed_urgency, t.urgency),
    urgency = least(t.urgency, v_merged.urgency), due_at = least(t.due_at, v_merged.due_at), version = t.version + 1
  WHERE t.id = NEW.other_task_id AND (t.urgency > v_merged.urgency OR t.due_at > v_merged.due_at);
  IF v_before.urgency > v_merged.urgency THEN
    INSERT INTO public.events (id, type, occurred_at, actor_id, signal_id, municipality_code, compartment, subject_id,
      data)
    VALUES (access.new_id(NEW.linked_at), 'task.urgency_raised', NEW.linked_at, NEW.linked_by, v_before.signal_id,
      v_before.municipality_code, v_before.track, v_before.id, jsonb_build_object('desk', v_before.desk_id,
        'reason', 'merged', 'from', v_words[v_before.urgency + 1], 'to', v_words[v_merged.urgency + 1]));
  END IF;
  RETURN NULL;
END
$$
-- next
CREATE TRIGGER signal_links_hasten_leading AFTER INSERT ON signal_links
FOR EACH ROW WHEN (NEW.kind = 'merged') EXECUTE FUNCTION access.hasten_leading()
-- next
-- What a task was routed with goes along to the desk of the same side that accepts it; across the wall only that goes.
CREATE FUNCTION access.keep_routed_urgency() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
  NEW.routed_urgency := (SELECT t.routed_urgency FROM public.referrals r JOIN public.tasks t ON t.id = r.task_id
    WHERE r.id = NEW.referral_id AND r.to_track = r.track);
  RETURN NEW;
END
$$
-- next
CREATE TRIGGER tasks_keep_routed_urgency BEFORE INSERT ON tasks
FOR EACH ROW WHEN (NEW.referral_id IS NOT NULL) EXECUTE FUNCTION access.keep_routed_urgency()
-- next
-- Signals on one person, telephone or address that come in at once must count each other: the one waits for the other.
CREATE FUNCTION access.wait_for_repeated(p_signal uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
  v_lock bigint;
BEGIN
  FOR v_lock IN
    SELECT DISTINCT hashtextextended('repeated ' || i.compartment || encode(i.value, 'hex'), 0)
    FROM public.identity_tokens i JOIN public.urgency_rules r ON i.kind = ANY (r.kinds)
    WHERE i.signal_id = p_signal ORDER BY 1
  LOOP
    PERFORM pg_advisory_xact_lock(v_lock);
  END LOOP;
END
$$
-- next
-- Raises the urgency of the tasks of a signal that was just received where the same person, telephone or address came up
-- often of late, by the rules in `urgency_rules`. What counts for a task are the signals with a task at the same desk on
-- the same side, so that it tells the desk nothing that it could not count itself. Nobody who submits is told.
CREATE FUNCTION access.raise_repeated() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
  v_now constant timestamptz := access.moment();
  v_task record;
BEGIN
  PERFORM access.wait_for_repeated(NEW.signal_id);
  FOR v_task IN
    SELECT DISTINCT ON (c.id) c.* FROM (
      SELECT t.id, t.signal_id, t.municipality_code, t.track, t.desk_id, r.basis, r.days,
        1 + count(DISTINCT o.signal_id) AS number
      FROM public.tasks t
      JOIN public.identity_tokens a ON a.signal_id = t.signal_id AND a.compartment = t.track
      JOIN public.urgency_rules r ON a.kind = ANY (r.kinds)
      JOIN public.identity_tokens b ON b.value = a.value AND b.compartment = t.track AND b.signal_id <> t.signal_id
      JOIN public.tasks o ON o.signal_id = b.signal_id AND o.track = t.track AND o.desk_id = t.desk_id
        AND o.opened_at > v_now - r.days * interval '1 day'
      WHERE t.signal_id = NEW.signal_id AND t.status <> 'done' AND t.urgency > 1
      GROUP BY t.id, r.basis, r.days, r.signals, a.subject_id
      HAVING 1 + count(DISTINCT o.signal_id) >= r.signals
    ) c ORDER BY c.id, c.number DESC, c.basis
  LOOP
    UPDATE public.tasks t SET routed_urgency = t.urgency, urgency = 1, due_at = least(t.due_at, NEW.high_due_at),
      version = t.version + 1
    WHERE t.id = v_task.id;
    INSERT INTO public.events (id, type, occurred_at, actor_id, signal_id, municipality_code, compartment, subject_id,
      data)
    VALUES (access.new_id(v_now), 'task.urgency_raised', v_now, NEW.actor_id, v_task.signal_id,
      v_task.municipality_code, v_task.track, v_task.id, jsonb_build_object('desk', v_task.desk_id,
        'reason', 'repeated_' || v_task.basis, 'signals', v_task.number, 'days', v_task.days,
        'from', 'normal', 'to', 'high'));
  END LOOP;
  RETURN NULL;
END
$$
-- next
-- At the commit: by then the tasks of the signal are there with their deadlines, whatever order they were written in.
CREATE CONSTRAINT TRIGGER identity_lookups_raise_repeated AFTER INSERT ON identity_lookups
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION access.raise_repeated()
-- next
REVOKE ALL ON FUNCTION access.duplicates_of(uuid), access.guard_merged(), access.guard_leading(),
  access.hasten_leading(), access.keep_routed_urgency(), access.wait_for_repeated(uuid), access.raise_repeated()
  FROM PUBLIC
-- next
GRANT EXECUTE ON FUNCTION access.duplicates_of(uuid) TO signaalbrug_app
-- next
GRANT SELECT ON urgency_rules TO signaalbrug_app
-- next
GRANT SELECT, INSERT ON signal_links TO signaalbrug_app
-- next
-- A link is ended once; nothing else of it changes, and nothing is deleted.
GRANT UPDATE (ended_by, ended_by_name, ended_at) ON signal_links TO signaalbrug_app
