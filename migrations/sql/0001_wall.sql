-- The wall in PostgreSQL: the actor context, forced row-level security, and the grants of the API's role.
-- Statements are separated by lines that say "-- next".

CREATE SCHEMA access
-- next
-- The context of a transaction: who acts, and what the appointments of that actor give. Set by access.begin only;
-- after a commit the settings are empty strings, so each is compared through nullif.
CREATE FUNCTION access.actor() RETURNS uuid LANGUAGE sql STABLE AS
$$ SELECT nullif(current_setting('signaalbrug.actor', true), '')::uuid $$
-- next
CREATE FUNCTION access.submits_for() RETURNS text[] LANGUAGE sql STABLE AS
$$ SELECT nullif(current_setting('signaalbrug.submits_for', true), '')::text[] $$
-- next
CREATE FUNCTION access.care_desks() RETURNS text[] LANGUAGE sql STABLE AS
$$ SELECT nullif(current_setting('signaalbrug.care_desks', true), '')::text[] $$
-- next
CREATE FUNCTION access.security_desks() RETURNS text[] LANGUAGE sql STABLE AS
$$ SELECT nullif(current_setting('signaalbrug.security_desks', true), '')::text[] $$
-- next
CREATE FUNCTION access.sees_statistics() RETURNS boolean LANGUAGE sql STABLE AS
$$ SELECT coalesce(nullif(current_setting('signaalbrug.statistics', true), '')::boolean, false) $$
-- next
-- Enters a transaction: finds the actor, sets the context for this transaction, and returns what was set. Null, and an
-- empty context, for an identity that is no actor or has no valid appointment.
CREATE FUNCTION access.begin(p_issuer text, p_subject text, p_now timestamptz) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
  v_actor public.actors;
  v_appointments jsonb;
  v_submits_for text[];
  v_care_desks text[];
  v_security_desks text[];
  v_statistics boolean;
BEGIN
  SELECT * INTO v_actor FROM public.actors a WHERE a.issuer = p_issuer AND a.subject = p_subject;
  WITH held AS MATERIALIZED (
    SELECT * FROM public.appointments a
    WHERE a.actor_id = v_actor.id AND a.valid_from <= p_now AND (a.valid_until IS NULL OR p_now < a.valid_until)
  ), reach AS MATERIALIZED (
    SELECT h.municipality_code, r.compartment, r.reach, d.id AS desk_id
    FROM held h
    JOIN public.role_rights r ON r.role = h.role
    LEFT JOIN public.desks d ON r.reach IN ('desk', 'labour_desk') AND d.kind = r.desk_kind
      AND d.municipality_code IS NOT DISTINCT FROM h.municipality_code
      AND d.district_id IS NOT DISTINCT FROM h.district_id
  )
  SELECT
    (SELECT jsonb_agg(jsonb_build_object('role', h.role, 'municipalityCode', h.municipality_code,
        'districtId', h.district_id, 'validFrom', h.valid_from, 'validUntil', h.valid_until)
        ORDER BY h.valid_from, h.id) FROM held h),
    coalesce(array_agg(DISTINCT municipality_code) FILTER (WHERE reach = 'own_submissions'), '{}'),
    coalesce(array_agg(DISTINCT desk_id) FILTER (WHERE compartment = 'care' AND desk_id IS NOT NULL), '{}'),
    coalesce(array_agg(DISTINCT desk_id) FILTER (WHERE compartment = 'security' AND desk_id IS NOT NULL), '{}'),
    coalesce(bool_or(reach = 'statistics'), false)
  INTO v_appointments, v_submits_for, v_care_desks, v_security_desks, v_statistics
  FROM reach;
  IF v_appointments IS NULL THEN
    v_actor.id := NULL;
  END IF;
  PERFORM set_config('signaalbrug.actor', coalesce(v_actor.id::text, ''), true),
    set_config('signaalbrug.submits_for', v_submits_for::text, true),
    set_config('signaalbrug.care_desks', v_care_desks::text, true),
    set_config('signaalbrug.security_desks', v_security_desks::text, true),
    set_config('signaalbrug.statistics', v_statistics::text, true);
  IF v_appointments IS NULL THEN
    RETURN NULL;
  END IF;
  RETURN jsonb_build_object('actor', v_actor.id, 'name', v_actor.name, 'appointments', v_appointments,
    'submitsFor', v_submits_for, 'desks', jsonb_build_object('care', v_care_desks, 'security', v_security_desks));
END
$$
-- next
-- Lets the service refuse to start on a database with actors of the demo issuer in it.
CREATE FUNCTION access.has_actors_of(p_issuer text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$ SELECT EXISTS (SELECT FROM public.actors a WHERE a.issuer = p_issuer) $$
-- next
ALTER TABLE tasks ENABLE ROW LEVEL SECURITY
-- next
ALTER TABLE tasks FORCE ROW LEVEL SECURITY
-- next
CREATE POLICY tasks_read ON tasks FOR SELECT TO signaalbrug_app USING (
  municipality_code = ANY ((SELECT access.submits_for())::text[])
  OR (track = 'care' AND desk_id = ANY ((SELECT access.care_desks())::text[]))
  OR (track = 'security' AND desk_id = ANY ((SELECT access.security_desks())::text[])))
-- next
CREATE POLICY tasks_open ON tasks FOR INSERT TO signaalbrug_app WITH CHECK (
  municipality_code = ANY ((SELECT access.submits_for())::text[]) AND status = 'open')
-- next
CREATE POLICY tasks_triage ON tasks FOR UPDATE TO signaalbrug_app USING (
  (track = 'care' AND desk_id = ANY ((SELECT access.care_desks())::text[]))
  OR (track = 'security' AND desk_id = ANY ((SELECT access.security_desks())::text[])))
WITH CHECK (
  ((track = 'care' AND desk_id = ANY ((SELECT access.care_desks())::text[]))
  OR (track = 'security' AND desk_id = ANY ((SELECT access.security_desks())::text[])))
  AND (claimed_by IS NULL OR claimed_by = (SELECT access.actor())))
-- next
ALTER TABLE signals ENABLE ROW LEVEL SECURITY
-- next
ALTER TABLE signals FORCE ROW LEVEL SECURITY
-- next
CREATE POLICY signals_read ON signals FOR SELECT TO signaalbrug_app USING (
  municipality_code = ANY ((SELECT access.submits_for())::text[])
  OR EXISTS (SELECT FROM tasks t WHERE t.signal_id = signals.id))
-- next
CREATE POLICY signals_submit ON signals FOR INSERT TO signaalbrug_app WITH CHECK (
  municipality_code = ANY ((SELECT access.submits_for())::text[]))
-- next
ALTER TABLE submissions ENABLE ROW LEVEL SECURITY
-- next
ALTER TABLE submissions FORCE ROW LEVEL SECURITY
-- next
CREATE POLICY submissions_read ON submissions FOR SELECT TO signaalbrug_app USING (
  municipality_code = ANY ((SELECT access.submits_for())::text[]))
-- next
CREATE POLICY submissions_submit ON submissions FOR INSERT TO signaalbrug_app WITH CHECK (
  municipality_code = ANY ((SELECT access.submits_for())::text[]) AND submitted_by = (SELECT access.actor()))
-- next
ALTER TABLE data_keys ENABLE ROW LEVEL SECURITY
-- next
ALTER TABLE data_keys FORCE ROW LEVEL SECURITY
-- next
CREATE POLICY data_keys_read ON data_keys FOR SELECT TO signaalbrug_app USING (
  municipality_code = ANY ((SELECT access.submits_for())::text[])
  OR EXISTS (SELECT FROM tasks t WHERE t.signal_id = data_keys.signal_id AND t.track = data_keys.compartment))
-- next
CREATE POLICY data_keys_make ON data_keys FOR INSERT TO signaalbrug_app WITH CHECK (
  municipality_code = ANY ((SELECT access.submits_for())::text[])
  OR EXISTS (SELECT FROM tasks t WHERE t.signal_id = data_keys.signal_id AND t.track = data_keys.compartment))
-- next
ALTER TABLE signal_parts ENABLE ROW LEVEL SECURITY
-- next
ALTER TABLE signal_parts FORCE ROW LEVEL SECURITY
-- next
CREATE POLICY signal_parts_read ON signal_parts FOR SELECT TO signaalbrug_app USING (
  municipality_code = ANY ((SELECT access.submits_for())::text[])
  OR EXISTS (SELECT FROM tasks t WHERE t.signal_id = signal_parts.signal_id AND t.track = signal_parts.compartment))
-- next
CREATE POLICY signal_parts_submit ON signal_parts FOR INSERT TO signaalbrug_app WITH CHECK (
  municipality_code = ANY ((SELECT access.submits_for())::text[]))
-- next
ALTER TABLE persons ENABLE ROW LEVEL SECURITY
-- next
ALTER TABLE persons FORCE ROW LEVEL SECURITY
-- next
CREATE POLICY persons_read ON persons FOR SELECT TO signaalbrug_app USING (
  municipality_code = ANY ((SELECT access.submits_for())::text[])
  OR EXISTS (SELECT FROM tasks t WHERE t.signal_id = persons.signal_id AND t.track = persons.compartment))
-- next
CREATE POLICY persons_submit ON persons FOR INSERT TO signaalbrug_app WITH CHECK (
  municipality_code = ANY ((SELECT access.submits_for())::text[]))
-- next
ALTER TABLE locations ENABLE ROW LEVEL SECURITY
-- next
ALTER TABLE locations FORCE ROW LEVEL SECURITY
-- next
CREATE POLICY locations_read ON locations FOR SELECT TO signaalbrug_app USING (
  municipality_code = ANY ((SELECT access.submits_for())::text[])
  OR EXISTS (SELECT FROM tasks t WHERE t.signal_id = locations.signal_id AND t.track = locations.compartment))
-- next
CREATE POLICY locations_submit ON locations FOR INSERT TO signaalbrug_app WITH CHECK (
  municipality_code = ANY ((SELECT access.submits_for())::text[]))
-- next
ALTER TABLE enrichments ENABLE ROW LEVEL SECURITY
-- next
ALTER TABLE enrichments FORCE ROW LEVEL SECURITY
-- next
CREATE POLICY enrichments_read ON enrichments FOR SELECT TO signaalbrug_app USING (
  municipality_code = ANY ((SELECT access.submits_for())::text[])
  OR EXISTS (SELECT FROM tasks t WHERE t.signal_id = enrichments.signal_id AND t.track = enrichments.compartment))
-- next
CREATE POLICY enrichments_add ON enrichments FOR INSERT TO signaalbrug_app WITH CHECK (
  municipality_code = ANY ((SELECT access.submits_for())::text[]) AND added_by = (SELECT access.actor()))
-- next
ALTER TABLE routing_decisions ENABLE ROW LEVEL SECURITY
-- next
ALTER TABLE routing_decisions FORCE ROW LEVEL SECURITY
-- next
CREATE POLICY routing_decisions_read ON routing_decisions FOR SELECT TO signaalbrug_app USING (
  municipality_code = ANY ((SELECT access.submits_for())::text[])
  OR EXISTS (SELECT FROM tasks t
    WHERE t.signal_id = routing_decisions.signal_id AND t.track = routing_decisions.track))
-- next
CREATE POLICY routing_decisions_decide ON routing_decisions FOR INSERT TO signaalbrug_app WITH CHECK (
  municipality_code = ANY ((SELECT access.submits_for())::text[]))
-- next
-- The owner of the tables is held by the policies too. This one lets access.routing_fact_counts count, for an actor
-- whose appointments reach statistics.
CREATE POLICY routing_decisions_count ON routing_decisions FOR SELECT TO CURRENT_USER USING (
  (SELECT access.sees_statistics()))
-- next
ALTER TABLE task_notes ENABLE ROW LEVEL SECURITY
-- next
ALTER TABLE task_notes FORCE ROW LEVEL SECURITY
-- next
-- Notes are for the desks of the side they were written on; the submitter, who sees the task, does not see them.
CREATE POLICY task_notes_read ON task_notes FOR SELECT TO signaalbrug_app USING (
  EXISTS (SELECT FROM tasks t WHERE t.id = task_notes.task_id AND t.track = task_notes.compartment
    AND ((t.track = 'care' AND t.desk_id = ANY ((SELECT access.care_desks())::text[]))
      OR (t.track = 'security' AND t.desk_id = ANY ((SELECT access.security_desks())::text[])))))
-- next
CREATE POLICY task_notes_write ON task_notes FOR INSERT TO signaalbrug_app WITH CHECK (
  written_by = (SELECT access.actor())
  AND EXISTS (SELECT FROM tasks t WHERE t.id = task_notes.task_id AND t.track = task_notes.compartment
    AND ((t.track = 'care' AND t.desk_id = ANY ((SELECT access.care_desks())::text[]))
      OR (t.track = 'security' AND t.desk_id = ANY ((SELECT access.security_desks())::text[])))))
-- next
ALTER TABLE events ENABLE ROW LEVEL SECURITY
-- next
ALTER TABLE events FORCE ROW LEVEL SECURITY
-- next
CREATE POLICY events_read ON events FOR SELECT TO signaalbrug_app USING (
  municipality_code = ANY ((SELECT access.submits_for())::text[])
  OR EXISTS (SELECT FROM tasks t WHERE t.signal_id = events.signal_id
    AND (events.compartment IS NULL OR t.track = events.compartment)))
-- next
CREATE POLICY events_append ON events FOR INSERT TO signaalbrug_app WITH CHECK (
  actor_id = (SELECT access.actor()))
-- next
ALTER TABLE idempotency_keys ENABLE ROW LEVEL SECURITY
-- next
ALTER TABLE idempotency_keys FORCE ROW LEVEL SECURITY
-- next
CREATE POLICY idempotency_keys_own ON idempotency_keys FOR ALL TO signaalbrug_app
USING (actor_id = (SELECT access.actor())) WITH CHECK (actor_id = (SELECT access.actor()))
-- next
-- Counts of equal facts, never single signals, for the simulation of a draft table over whole months.
CREATE FUNCTION access.routing_fact_counts(p_from timestamptz, p_until timestamptz)
RETURNS TABLE (track text, facts jsonb, decisions bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$ SELECT d.track, d.facts, count(*) FROM public.routing_decisions d
   WHERE d.decided_at >= p_from AND d.decided_at < p_until GROUP BY d.track, d.facts $$
-- next
REVOKE ALL ON FUNCTION access.begin(text, text, timestamptz), access.has_actors_of(text),
  access.routing_fact_counts(timestamptz, timestamptz) FROM PUBLIC
-- next
GRANT USAGE ON SCHEMA access, public TO signaalbrug_app
-- next
GRANT EXECUTE ON FUNCTION access.begin(text, text, timestamptz), access.has_actors_of(text), access.actor(), access.submits_for(),
  access.care_desks(), access.security_desks(), access.sees_statistics(),
  access.routing_fact_counts(timestamptz, timestamptz) TO signaalbrug_app
-- next
GRANT SELECT ON alembic_version, districts, municipalities, district_memberships, desks, code_list_values,
  routing_tables, role_rights TO signaalbrug_app
-- next
GRANT SELECT, INSERT ON signals, submissions, data_keys, signal_parts, persons, locations, enrichments,
  routing_decisions, tasks, task_notes, events, idempotency_keys TO signaalbrug_app
-- next
-- Nothing is deleted, and only the state of a task changes.
GRANT UPDATE (status, claimed_by, claimed_at, outcome, completed_at, version) ON tasks TO signaalbrug_app
-- next
-- The permission matrix as the policies need it; app/access/matrix.py is its source and a test compares the two.
INSERT INTO role_rights (role, compartment, reach, desk_kind) VALUES
  ('aandachtsfunctionaris', 'care', 'own_submissions', NULL),
  ('aandachtsfunctionaris', 'security', 'own_submissions', NULL),
  ('zorgcoordinator', 'care', 'desk', 'zorgcoordinator'),
  ('zorgcoordinator', 'security', 'matches', 'zorgcoordinator'),
  ('zorgtafel', 'care', 'desk', 'zorgtafel'),
  ('zorgtafel', 'care', 'member', 'zorgtafel'),
  ('zorgtafel', 'security', 'desk', 'zorgtafel'),
  ('avim', 'care', 'matches', 'avim'),
  ('avim', 'security', 'desk', 'avim'),
  ('projectleider_ondermijning', 'security', 'desk', 'projectleider_ondermijning'),
  ('dsp', 'security', 'desk', 'dsp'),
  ('dsp', 'security', 'member', 'dsp'),
  ('arbeidsinspectie', 'security', 'labour_desk', 'arbeidsinspectie'),
  ('officier_van_justitie', 'security', 'member', NULL),
  ('riec', 'security', 'member', NULL),
  ('districtelijk_coordinator', 'care', 'process', NULL),
  ('districtelijk_coordinator', 'security', 'process', NULL),
  ('ketenregisseur', 'care', 'statistics', NULL),
  ('ketenregisseur', 'security', 'statistics', NULL),
  ('bestuurlijk_trekker', 'care', 'statistics', NULL),
  ('bestuurlijk_trekker', 'security', 'statistics', NULL),
  ('auditor', 'care', 'log', NULL),
  ('auditor', 'security', 'log', NULL),
  ('system', 'care', 'own_submissions', NULL),
  ('system', 'security', 'own_submissions', NULL)
