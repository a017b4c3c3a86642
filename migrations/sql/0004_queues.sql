-- Queues: work that waits, claims that end with an appointment, assignment to colleagues, views and searches.
-- Statements are separated by lines that say "-- next".

-- The owner is held by the policies too, and the tasks there are must learn what their routing went by.
ALTER TABLE tasks NO FORCE ROW LEVEL SECURITY
-- next
ALTER TABLE routing_decisions NO FORCE ROW LEVEL SECURITY
-- next
UPDATE tasks t SET minor_involved = true FROM routing_decisions d
WHERE d.id = t.decision_id AND d.facts ->> 'minor_involved' = 'true'
-- next
ALTER TABLE tasks FORCE ROW LEVEL SECURITY
-- next
ALTER TABLE routing_decisions FORCE ROW LEVEL SECURITY
-- next
-- An id ordered by time (UUIDv7), for the few events that the database itself appends.
CREATE FUNCTION access.new_id(p_moment timestamptz) RETURNS uuid LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS
$$
  SELECT encode(set_byte(overlay(uuid_send(gen_random_uuid())
      PLACING substring(int8send((extract(epoch FROM p_moment) * 1000)::bigint) FROM 3) FROM 1 FOR 6), 6,
    (get_byte(uuid_send(gen_random_uuid()), 6) & 15) | 112), 'hex')::uuid
$$
-- next
-- Until when somebody works at a desk on a side, from a moment on without a gap: null for who does not work there then,
-- infinity for who does without an end. The same appointments count as in access.begin.
CREATE FUNCTION access.desk_until(p_actor uuid, p_desk text, p_track text, p_moment timestamptz) RETURNS timestamptz
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
  v_until timestamptz := p_moment;
  v_next timestamptz;
BEGIN
  LOOP
    SELECT max(h.until) INTO v_next FROM (
      SELECT least(coalesce(a.valid_until, 'infinity'), coalesce(a.withdrawn_at, 'infinity'),
          coalesce(o.valid_until, 'infinity'), coalesce(o.withdrawn_at, 'infinity')) AS until,
        greatest(a.valid_from, a.approved_at, o.valid_from, o.approved_at) AS since
      FROM public.appointments a
      LEFT JOIN public.appointments o ON o.id = a.lent_from
      JOIN public.role_rights r ON r.role = a.role AND r.compartment = p_track AND r.reach IN ('desk', 'labour_desk')
      JOIN public.desks d ON d.id = r.desk_kind || coalesce('.' || a.municipality_code, '.' || a.district_id, '')
      WHERE a.actor_id = p_actor AND d.id = p_desk AND a.approved_at IS NOT NULL
        AND (a.lent_from IS NULL OR o.approved_at IS NOT NULL)
    ) h WHERE h.since <= v_until AND h.until > v_until;
    EXIT WHEN v_next IS NULL;
    v_until := v_next;
    EXIT WHEN v_until = 'infinity';
  END LOOP;
  RETURN CASE WHEN v_until > p_moment THEN v_until END;
END
$$
-- next
-- A claim ends at the latest when its holder no longer works at the desk. Kept with the claim, so that a queue tells
-- from its own rows which tasks are free again.
CREATE FUNCTION access.bind_claim() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
  IF NEW.status IN ('claimed', 'waiting') THEN
    NEW.claimed_until := access.desk_until(NEW.claimed_by, NEW.desk_id, NEW.track, access.moment());
    IF NEW.claimed_until IS NULL THEN
      RAISE insufficient_privilege USING MESSAGE = 'a task is claimed by who works at its desk';
    END IF;
    NEW.claimed_until := nullif(NEW.claimed_until, 'infinity');
  ELSE
    NEW.claimed_until := NULL;
  END IF;
  IF NEW.status <> 'waiting' THEN
    NEW.waiting_until := NULL;
    NEW.waiting_reason := NULL;
  END IF;
  RETURN NEW;
END
$$
-- next
CREATE TRIGGER tasks_bind_claim BEFORE UPDATE OF status, claimed_by ON tasks
FOR EACH ROW WHEN (access.moment() IS NOT NULL) EXECUTE FUNCTION access.bind_claim()
-- next
-- The functions of this file find tasks, and free or assign what is not done. The wall is in what each of them asks for.
CREATE POLICY tasks_settle_read ON tasks FOR SELECT TO CURRENT_USER USING (true)
-- next
CREATE POLICY tasks_settle ON tasks FOR UPDATE TO CURRENT_USER USING (status <> 'done') WITH CHECK (status <> 'done')
-- next
CREATE POLICY events_of_settling ON events FOR INSERT TO CURRENT_USER WITH CHECK (
  type = 'task.released' AND signal_id IS NOT NULL AND compartment IN ('care', 'security') AND delivered_at IS NULL)
-- next
-- When an appointment is approved or withdrawn, the claims of its holder, and of whoever it was lent to, are bound anew:
-- those of somebody who no longer works at the desk are released, on the record, in the same transaction.
CREATE FUNCTION access.settle_claims() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
  v_now constant timestamptz := coalesce(access.moment(), NEW.withdrawn_at, NEW.approved_at);
  v_task record;
BEGIN
  FOR v_task IN
    SELECT t.* FROM public.tasks t
    WHERE t.status IN ('claimed', 'waiting') AND t.claimed_by IN (
      SELECT NEW.actor_id UNION SELECT l.actor_id FROM public.appointments l WHERE l.lent_from = NEW.id)
    ORDER BY t.id FOR UPDATE
  LOOP
    IF access.desk_until(v_task.claimed_by, v_task.desk_id, v_task.track, v_now) IS NOT NULL THEN
      UPDATE public.tasks t SET claimed_until = nullif(
        access.desk_until(v_task.claimed_by, v_task.desk_id, v_task.track, v_now), 'infinity')
      WHERE t.id = v_task.id;
    ELSE
      UPDATE public.tasks t SET status = 'open', claimed_by = NULL, claimed_at = NULL, claimed_until = NULL,
        waiting_until = NULL, waiting_reason = NULL, version = t.version + 1
      WHERE t.id = v_task.id;
      INSERT INTO public.events (id, type, occurred_at, actor_id, signal_id, municipality_code, compartment, subject_id,
        data)
      VALUES (access.new_id(v_now), 'task.released', v_now, coalesce(access.actor(), NEW.withdrawn_by, NEW.actor_id),
        v_task.signal_id, v_task.municipality_code, v_task.track, v_task.id,
        jsonb_build_object('desk', v_task.desk_id));
    END IF;
  END LOOP;
  RETURN NULL;
END
$$
-- next
CREATE TRIGGER appointments_settle_claims AFTER UPDATE OF approved_at, withdrawn_at ON appointments
FOR EACH ROW EXECUTE FUNCTION access.settle_claims()
-- next
-- Gives tasks on the actor's own desks to somebody who works at the same desk; returns those that were given. A task is
-- the actor's to give when nobody has it, when its claim has lapsed, or when the claim is the actor's own.
CREATE FUNCTION access.assign_tasks(p_tasks uuid[], p_to uuid) RETURNS uuid[]
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
  WITH given AS (
    UPDATE public.tasks t SET status = CASE WHEN t.claimed_by = access.actor() THEN t.status ELSE 'claimed' END,
      claimed_by = p_to, claimed_at = access.moment(), version = t.version + 1
    WHERE t.id = ANY (p_tasks) AND t.status <> 'done' AND access.may('tasks:desk:triage')
      AND ((t.track = 'care' AND t.desk_id = ANY (access.care_desks()))
        OR (t.track = 'security' AND t.desk_id = ANY (access.security_desks())))
      AND (t.claimed_by IS NULL OR t.claimed_by = access.actor() OR t.claimed_until <= access.moment())
      AND access.desk_until(p_to, t.desk_id, t.track, access.moment()) IS NOT NULL
    RETURNING t.id)
  SELECT coalesce(array_agg(given.id), '{}') FROM given
$$
-- next
-- Who works at the actor's own desks now, on the side that the actor works on there.
CREATE FUNCTION access.colleagues() RETURNS TABLE (actor_id uuid, name text, desk_id text, track text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
  SELECT DISTINCT h.id, h.name, d.id, r.compartment
  FROM public.role_rights r
  JOIN public.appointments a ON a.role = r.role
  JOIN public.desks d ON d.id = r.desk_kind || coalesce('.' || a.municipality_code, '.' || a.district_id, '')
  JOIN public.actors h ON h.id = a.actor_id AND h.kind = 'person'
  WHERE r.reach IN ('desk', 'labour_desk') AND access.may('tasks:desk:triage')
    AND ((r.compartment = 'care' AND d.id = ANY (access.care_desks()))
      OR (r.compartment = 'security' AND d.id = ANY (access.security_desks())))
    AND access.desk_until(h.id, d.id, r.compartment, access.moment()) IS NOT NULL
$$
-- next
CREATE POLICY events_of_work ON events FOR INSERT TO signaalbrug_app WITH CHECK (
  (SELECT access.may('tasks:desk:triage'))
  AND EXISTS (SELECT FROM tasks t WHERE t.id = events.subject_id AND t.signal_id = events.signal_id
    AND t.municipality_code = events.municipality_code AND t.track = events.compartment
    AND ((events.type = 'task.assigned' AND t.status IN ('claimed', 'waiting'))
      OR (events.type = 'task.waiting' AND t.status = 'waiting' AND t.claimed_by = (SELECT access.actor()))
      OR (events.type = 'task.resumed' AND t.status = 'claimed' AND t.claimed_by = (SELECT access.actor())))
    AND ((t.track = 'care' AND t.desk_id = ANY ((SELECT access.care_desks())::text[]))
      OR (t.track = 'security' AND t.desk_id = ANY ((SELECT access.security_desks())::text[])))))
-- next
ALTER TABLE saved_views ENABLE ROW LEVEL SECURITY
-- next
ALTER TABLE saved_views FORCE ROW LEVEL SECURITY
-- next
CREATE POLICY saved_views_own ON saved_views FOR ALL TO signaalbrug_app
USING (actor_id = (SELECT access.actor())) WITH CHECK (actor_id = (SELECT access.actor()))
-- next
ALTER TABLE search_tokens ENABLE ROW LEVEL SECURITY
-- next
ALTER TABLE search_tokens FORCE ROW LEVEL SECURITY
-- next
CREATE POLICY search_tokens_keep ON search_tokens FOR INSERT TO signaalbrug_app WITH CHECK (
  (SELECT access.may('signals:own:submit')) AND municipality_code = ANY ((SELECT access.submits_for())::text[]))
-- next
CREATE POLICY search_tokens_find ON search_tokens FOR SELECT TO CURRENT_USER USING (true)
-- next
ALTER TABLE task_searches ENABLE ROW LEVEL SECURITY
-- next
ALTER TABLE task_searches FORCE ROW LEVEL SECURITY
-- next
CREATE POLICY task_searches_own ON task_searches FOR SELECT TO signaalbrug_app USING (
  actor_id = (SELECT access.actor()))
-- next
CREATE POLICY task_searches_count ON task_searches FOR SELECT TO CURRENT_USER USING (
  actor_id = (SELECT access.actor()))
-- next
CREATE POLICY task_searches_make ON task_searches FOR INSERT TO CURRENT_USER WITH CHECK (
  (SELECT access.may('tasks:desk:read')) AND actor_id = access.actor() AND asked_at = access.moment())
-- next
CREATE POLICY events_of_searches ON events FOR INSERT TO signaalbrug_app WITH CHECK (
  num_nonnulls(signal_id, municipality_code, compartment) = 0 AND type = 'task_search.made'
  AND EXISTS (SELECT FROM task_searches s WHERE s.id = events.subject_id))
-- next
-- Finds tasks on the actor's own desks by tokens of their signal on the side of the task, the last opened first and one
-- more than are shown, and keeps that it was asked.
-- Null when the actor asked too much within the hour: nothing is kept or found then.
CREATE FUNCTION access.search_tasks(p_id uuid, p_kind text, p_values bytea[]) RETURNS uuid[]
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
  v_limit constant int := 120;
  v_found uuid[];
BEGIN
  IF NOT access.may('tasks:desk:read') THEN
    RETURN NULL;
  END IF;
  -- Searches of one actor come one after another, so that many at once are counted as well.
  PERFORM pg_advisory_xact_lock(hashtextextended('task search ' || access.actor(), 0));
  IF (SELECT count(*) FROM (SELECT FROM public.task_searches s WHERE s.actor_id = access.actor()
      AND s.asked_at > access.moment() - interval '1 hour' LIMIT v_limit) recent) >= v_limit THEN
    RETURN NULL;
  END IF;
  INSERT INTO public.task_searches (id, actor_id, asked_at, kind)
  VALUES (p_id, access.actor(), access.moment(), p_kind);
  WITH known AS (
    SELECT i.signal_id, i.compartment FROM public.identity_tokens i WHERE i.value = ANY (p_values)
    UNION SELECT s.signal_id, s.compartment FROM public.search_tokens s WHERE s.value = ANY (p_values)
  )
  SELECT coalesce(array_agg(f.id), '{}') INTO v_found FROM (
    SELECT t.id FROM known k JOIN public.tasks t ON t.signal_id = k.signal_id AND t.track = k.compartment
    WHERE (t.track = 'care' AND t.desk_id = ANY (access.care_desks()))
      OR (t.track = 'security' AND t.desk_id = ANY (access.security_desks()))
    ORDER BY t.opened_at DESC, t.id DESC LIMIT 101
  ) f;
  RETURN v_found;
END
$$
-- next
REVOKE ALL ON FUNCTION access.new_id(timestamptz), access.desk_until(uuid, text, text, timestamptz),
  access.bind_claim(), access.settle_claims(), access.assign_tasks(uuid[], uuid), access.colleagues(),
  access.search_tasks(uuid, text, bytea[]) FROM PUBLIC
-- next
GRANT EXECUTE ON FUNCTION access.assign_tasks(uuid[], uuid), access.colleagues(),
  access.search_tasks(uuid, text, bytea[]) TO signaalbrug_app
-- next
GRANT UPDATE (waiting_until, waiting_reason) ON tasks TO signaalbrug_app
-- next
GRANT INSERT ON search_tokens TO signaalbrug_app
-- next
GRANT SELECT ON task_searches TO signaalbrug_app
-- next
-- Views are their owner's settings and nothing of a case: the one table from which rows go.
GRANT SELECT, INSERT, DELETE ON saved_views TO signaalbrug_app
-- next
GRANT UPDATE (name, filters, sort, changed_at, version) ON saved_views TO signaalbrug_app
