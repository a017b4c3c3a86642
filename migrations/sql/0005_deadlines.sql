-- Deadlines that come up, the steps that late work takes, and the functions with which the worker takes them.
-- Statements are separated by lines that say "-- next".

ALTER TABLE deadlines ENABLE ROW LEVEL SECURITY
-- next
ALTER TABLE deadlines FORCE ROW LEVEL SECURITY
-- next
ALTER TABLE escalations ENABLE ROW LEVEL SECURITY
-- next
ALTER TABLE escalations FORCE ROW LEVEL SECURITY
-- next
-- The districts for which the actor is appointed to a role; every district for an appointment for the region. As in
-- access.begin, an appointment counts when it was approved, has begun, has not ended and was not withdrawn; one that was
-- lent, only while the same holds for the one that it was lent from.
CREATE FUNCTION access.districts_of(p_role text) RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
  SELECT coalesce(array_agg(DISTINCT d.id), '{}')
  FROM public.appointments a LEFT JOIN public.appointments o ON o.id = a.lent_from, public.districts d
  WHERE a.actor_id = access.actor() AND a.role = p_role
    AND a.municipality_code IS NULL AND coalesce(a.district_id, d.id) = d.id
    AND a.approved_at <= access.moment() AND a.valid_from <= access.moment()
    AND (a.valid_until IS NULL OR access.moment() < a.valid_until)
    AND (a.withdrawn_at IS NULL OR access.moment() < a.withdrawn_at)
    AND (a.lent_from IS NULL OR (o.approved_at <= access.moment() AND o.valid_from <= access.moment()
      AND (o.valid_until IS NULL OR access.moment() < o.valid_until)
      AND (o.withdrawn_at IS NULL OR access.moment() < o.withdrawn_at)))
$$
-- next
-- Whether anybody holds a role that counts at a moment, for an area; for a desk, the area is the desk's own.
CREATE FUNCTION access.has_people(p_role text, p_municipality text, p_district text, p_now timestamptz)
RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
  SELECT EXISTS (SELECT FROM public.appointments a LEFT JOIN public.appointments o ON o.id = a.lent_from
    WHERE a.role = p_role AND a.municipality_code IS NOT DISTINCT FROM p_municipality
      AND a.district_id IS NOT DISTINCT FROM p_district
      AND a.approved_at <= p_now AND a.valid_from <= p_now
      AND (a.valid_until IS NULL OR p_now < a.valid_until) AND (a.withdrawn_at IS NULL OR p_now < a.withdrawn_at)
      AND (a.lent_from IS NULL OR (o.approved_at <= p_now AND o.valid_from <= p_now
        AND (o.valid_until IS NULL OR p_now < o.valid_until) AND (o.withdrawn_at IS NULL OR p_now < o.withdrawn_at))))
$$
-- next
-- The desk sees each step of its own tasks; the coördinator and the ketenregisseur what has come up to them; who appoints
-- people, the desks where nobody is.
CREATE POLICY escalations_read ON escalations FOR SELECT TO signaalbrug_app USING (
  (task_id IS NULL AND (SELECT access.may('appointments:all:manage')))
  OR (track = 'care' AND desk_id = ANY ((SELECT access.care_desks())::text[]))
  OR (track = 'security' AND desk_id = ANY ((SELECT access.security_desks())::text[]))
  OR (step >= 2 AND district_id = ANY ((SELECT access.districts_of('districtelijk_coordinator'))::text[]))
  OR (step >= 3 AND district_id = ANY ((SELECT access.districts_of('ketenregisseur'))::text[])))
-- next
-- Whoever looks after it says so, once and in their own name.
CREATE POLICY escalations_acknowledge ON escalations FOR UPDATE TO signaalbrug_app
USING ((SELECT access.may('escalations:known:acknowledge')) AND acknowledged_at IS NULL
  AND ((task_id IS NULL AND (SELECT access.may('appointments:all:manage')))
    OR (track = 'care' AND desk_id = ANY ((SELECT access.care_desks())::text[]))
    OR (track = 'security' AND desk_id = ANY ((SELECT access.security_desks())::text[]))
    OR (step >= 2 AND district_id = ANY ((SELECT access.districts_of('districtelijk_coordinator'))::text[]))
    OR (step >= 3 AND district_id = ANY ((SELECT access.districts_of('ketenregisseur'))::text[]))))
WITH CHECK (acknowledged_by = (SELECT access.actor()) AND acknowledged_at = (SELECT access.moment()))
-- next
CREATE POLICY events_of_escalations ON events FOR INSERT TO signaalbrug_app WITH CHECK (
  num_nonnulls(signal_id, municipality_code, compartment) = 0 AND type = 'escalation.acknowledged'
  AND EXISTS (SELECT FROM escalations e WHERE e.id = events.subject_id
    AND e.acknowledged_by = (SELECT access.actor())))
-- next
-- The triggers and the functions of the worker act as the owner, whom forced row-level security binds too.
CREATE POLICY deadlines_keep ON deadlines TO CURRENT_USER USING (true) WITH CHECK (true)
-- next
CREATE POLICY escalations_keep ON escalations TO CURRENT_USER USING (true) WITH CHECK (true)
-- next
-- Of steps the owner tells for the login of the worker only, which no login of the API can become: session_user is who
-- logged in, whatever was set after.
CREATE POLICY events_of_worker ON events FOR INSERT TO CURRENT_USER WITH CHECK (
  session_user = 'signaalbrug_worker' AND type IN ('task.escalated', 'desk.unstaffed', 'desk.staffed'))
-- next
-- Keeps with each task that is not done when it comes up, in the same transaction, and with each of its escalations how
-- it stands. The row of the deadline is locked first: a worker that is taking a step of this task is waited for, so that
-- what it wrote is seen here, or it sees what was done.
CREATE FUNCTION access.keep_deadline() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.status <> 'done' THEN
      INSERT INTO public.deadlines (task_id, step, at) VALUES (NEW.id, 1, NEW.due_at);
    END IF;
    RETURN NULL;
  END IF;
  PERFORM FROM public.deadlines d WHERE d.task_id = NEW.id FOR UPDATE;
  IF NEW.status = 'done' THEN
    DELETE FROM public.deadlines d WHERE d.task_id = NEW.id;
  ELSIF OLD.status = 'done' THEN
    INSERT INTO public.deadlines (task_id, step, at) VALUES (NEW.id, 1, NEW.due_at) ON CONFLICT DO NOTHING;
  ELSIF NEW.due_at <> OLD.due_at THEN
    -- It comes up at its new deadline; what step that is the time for, the worker decides then.
    UPDATE public.deadlines d SET at = NEW.due_at WHERE d.task_id = NEW.id AND d.at < 'infinity';
  END IF;
  UPDATE public.escalations e SET task_status = NEW.status, desk_id = NEW.desk_id, district_id = NEW.district_id,
    due_at = NEW.due_at, urgency = NEW.urgency,
    resolved_at = CASE WHEN NEW.status = 'done' THEN coalesce(e.resolved_at, NEW.completed_at, access.moment()) END
  WHERE e.task_id = NEW.id;
  RETURN NULL;
END
$$
-- next
CREATE TRIGGER tasks_keep_deadline
AFTER INSERT OR UPDATE OF status, due_at, desk_id, district_id, urgency ON tasks
FOR EACH ROW EXECUTE FUNCTION access.keep_deadline()
-- next
-- What has come up, locked until the worker's transaction ends; another worker passes it by.
CREATE FUNCTION access.due_deadlines(p_now timestamptz, p_limit int)
RETURNS TABLE (task_id uuid, step smallint, urgency smallint, due_at timestamptz, without_waiting boolean)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
  SELECT d.task_id, d.step, t.urgency, t.due_at, d.without_waiting
  FROM public.deadlines d JOIN public.tasks t ON t.id = d.task_id
  WHERE d.at <= p_now ORDER BY d.at, d.task_id LIMIT p_limit FOR UPDATE OF d SKIP LOCKED
$$
-- next
-- Takes the steps that were planned, each once whatever happens, tells of those that were taken now, and lets the work
-- come up for its next. Where nobody is appointed at the next step's own post, it goes up without waiting.
CREATE FUNCTION access.escalate(p_now timestamptz, p_actor uuid, p_planned jsonb) RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
  WITH planned AS MATERIALIZED (
    SELECT x.*, d.without_waiting FROM jsonb_to_recordset(p_planned) AS x (task_id uuid, step smallint,
      takes_step boolean, id uuid, event_id uuid, next_step smallint, next_at timestamptz)
    JOIN public.deadlines d ON d.task_id = x.task_id AND d.step = x.step AND d.at <= p_now
  ), raised AS (
    INSERT INTO public.escalations (id, kind, task_id, step, desk_id, district_id, track, municipality_code, reference,
      urgency, task_status, due_at, raised_at)
    SELECT p.id, CASE WHEN p.without_waiting THEN 'unstaffed' ELSE 'late' END, t.id, p.step, t.desk_id, t.district_id,
      t.track, t.municipality_code, t.reference, t.urgency, t.status, t.due_at, p_now
    FROM planned p JOIN public.tasks t ON t.id = p.task_id WHERE p.takes_step AND t.status <> 'done'
    ON CONFLICT (task_id, step) DO NOTHING
    RETURNING id, task_id, step, kind
  ), told AS (
    INSERT INTO public.events (id, type, occurred_at, actor_id, signal_id, municipality_code, compartment, subject_id,
      data)
    SELECT p.event_id, 'task.escalated', p_now, p_actor, t.signal_id, t.municipality_code, t.track, t.id,
      jsonb_build_object('desk', t.desk_id, 'kind', r.kind,
        'step', (array['desk', 'districtelijk_coordinator', 'ketenregisseur'])[r.step])
    FROM raised r JOIN planned p ON p.id = r.id JOIN public.tasks t ON t.id = r.task_id
  ), absent AS MATERIALIZED (
    SELECT d.id FROM public.districts d WHERE NOT access.has_people('districtelijk_coordinator', NULL, d.id, p_now)
  ), moved AS (
    UPDATE public.deadlines d SET step = coalesce(p.next_step, d.step),
      without_waiting = p.takes_step AND p.step = 2 AND t.district_id IN (SELECT a.id FROM absent a),
      at = CASE WHEN p.next_step IS NULL THEN 'infinity'
        WHEN p.takes_step AND p.step = 2 AND t.district_id IN (SELECT a.id FROM absent a) THEN p_now
        ELSE p.next_at END
    FROM planned p JOIN public.tasks t ON t.id = p.task_id WHERE d.task_id = p.task_id
  )
  SELECT count(*) FROM raised
$$
-- next
-- The desks with work where nobody is appointed, by whether that was told; and those that were told of and have people
-- again, or no work. Work of a later moment does not count: then the clock was set back, to before people were appointed.
CREATE FUNCTION access.empty_desks(p_now timestamptz)
RETURNS TABLE (desk_id text, district_id text, is_empty boolean, is_told boolean)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
  SELECT * FROM (
    SELECT d.id, coalesce(d.district_id, (SELECT m.district_id FROM public.district_memberships m
        WHERE m.municipality_code = d.municipality_code AND m.valid_from <= p_now::date
          AND (m.valid_until IS NULL OR p_now::date < m.valid_until) LIMIT 1)),
      EXISTS (SELECT FROM public.tasks t WHERE t.desk_id = d.id AND t.status <> 'done' AND t.opened_at <= p_now)
        AND NOT EXISTS (SELECT FROM public.role_rights r WHERE r.desk_kind = d.kind
          AND r.reach IN ('desk', 'labour_desk')
          AND access.has_people(r.role, d.municipality_code, d.district_id, p_now)) AS is_empty,
      EXISTS (SELECT FROM public.escalations e WHERE e.desk_id = d.id AND e.task_id IS NULL
        AND e.resolved_at IS NULL) AS is_told
    FROM public.desks d
  ) found WHERE is_empty OR is_told
$$
-- next
-- Tells of the desks where nobody is, ends what was told of those where somebody is again, and lets the work of the
-- former come up for the step above the desk without waiting.
CREATE FUNCTION access.watch_desks(p_now timestamptz, p_actor uuid, p_desks jsonb) RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
  WITH given AS MATERIALIZED (
    SELECT x.* FROM jsonb_to_recordset(p_desks) AS x (desk_id text, id uuid, event_id uuid)
  ), found AS MATERIALIZED (
    SELECT f.* FROM access.empty_desks(p_now) f
  ), raised AS (
    INSERT INTO public.escalations (id, kind, desk_id, district_id, raised_at)
    SELECT g.id, 'desk_unstaffed', f.desk_id, f.district_id, p_now
    FROM found f JOIN given g ON g.desk_id = f.desk_id WHERE f.is_empty AND NOT f.is_told
    ON CONFLICT (desk_id) WHERE task_id IS NULL AND resolved_at IS NULL DO NOTHING
    RETURNING id, desk_id
  ), resolved AS (
    UPDATE public.escalations e SET resolved_at = p_now FROM found f
    WHERE e.desk_id = f.desk_id AND e.task_id IS NULL AND e.resolved_at IS NULL AND f.is_told AND NOT f.is_empty
    RETURNING e.id, e.desk_id
  ), told AS (
    INSERT INTO public.events (id, type, occurred_at, actor_id, subject_id, data)
    SELECT g.event_id, x.type, p_now, p_actor, x.id, jsonb_build_object('desk', x.desk_id)
    FROM (SELECT 'desk.unstaffed' AS type, * FROM raised UNION ALL SELECT 'desk.staffed', * FROM resolved) x
    JOIN given g ON g.desk_id = x.desk_id
  ), hastened AS (
    UPDATE public.deadlines d SET step = 2, at = p_now, without_waiting = true
    FROM public.tasks t, found f WHERE t.id = d.task_id AND d.step = 1 AND t.desk_id = f.desk_id AND f.is_empty
      AND t.opened_at <= p_now
    RETURNING 1
  )
  SELECT (SELECT count(*) FROM raised) + (SELECT count(*) FROM resolved) + (SELECT count(*) FROM hastened)
$$
-- next
-- Lets tasks come up whose deadline was lost, and those that were there before deadlines were kept: the truth is in the
-- tasks.
CREATE FUNCTION access.find_lost_deadlines() RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
  WITH found AS (
    INSERT INTO public.deadlines (task_id, step, at)
    SELECT t.id, 1, t.due_at FROM public.tasks t
    WHERE t.status <> 'done' AND NOT EXISTS (SELECT FROM public.deadlines d WHERE d.task_id = t.id)
    ON CONFLICT DO NOTHING
    RETURNING 1
  )
  SELECT count(*) FROM found
$$
-- next
REVOKE ALL ON FUNCTION access.districts_of(text), access.has_people(text, text, text, timestamptz),
  access.keep_deadline(), access.due_deadlines(timestamptz, int), access.escalate(timestamptz, uuid, jsonb),
  access.empty_desks(timestamptz), access.watch_desks(timestamptz, uuid, jsonb), access.find_lost_deadlines()
  FROM PUBLIC
-- next
GRANT EXECUTE ON FUNCTION access.districts_of(text) TO signaalbrug_app
-- next
-- The worker calls these and can do nothing else: it reads no table.
GRANT USAGE ON SCHEMA access TO signaalbrug_worker
-- next
GRANT EXECUTE ON FUNCTION access.due_deadlines(timestamptz, int), access.escalate(timestamptz, uuid, jsonb),
  access.empty_desks(timestamptz), access.watch_desks(timestamptz, uuid, jsonb), access.find_lost_deadlines()
  TO signaalbrug_worker
-- next
GRANT SELECT ON escalations TO signaalbrug_app
-- next
-- An escalation is acknowledged once; nothing else of it changes. Deadlines are nobody's to read or write.
GRANT UPDATE (acknowledged_by, acknowledged_by_name, acknowledged_at) ON escalations TO signaalbrug_app
