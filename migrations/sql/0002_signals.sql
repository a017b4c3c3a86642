-- Case data behind the wall: forced row-level security on every table, and the grants of the API's role.
-- Statements are separated by lines that say "-- next".

ALTER TABLE tasks ENABLE ROW LEVEL SECURITY
-- next
ALTER TABLE tasks FORCE ROW LEVEL SECURITY
-- next
CREATE POLICY tasks_read ON tasks FOR SELECT TO signaalbrug_app USING (
  municipality_code = ANY ((SELECT access.submits_for())::text[])
  OR (track = 'care' AND desk_id = ANY ((SELECT access.care_desks())::text[]))
  OR (track = 'security' AND desk_id = ANY ((SELECT access.security_desks())::text[]))
  OR signal_id = ANY ((SELECT access.opened())::uuid[]))
-- next
CREATE POLICY tasks_open ON tasks FOR INSERT TO signaalbrug_app WITH CHECK (
  (SELECT access.may('signals:own:submit')) AND municipality_code = ANY ((SELECT access.submits_for())::text[]) AND status = 'open')
-- next
CREATE POLICY tasks_triage ON tasks FOR UPDATE TO signaalbrug_app USING (
  (SELECT access.may('tasks:desk:triage'))
  AND ((track = 'care' AND desk_id = ANY ((SELECT access.care_desks())::text[]))
    OR (track = 'security' AND desk_id = ANY ((SELECT access.security_desks())::text[]))))
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
  (SELECT access.may('signals:own:submit')) AND municipality_code = ANY ((SELECT access.submits_for())::text[]))
-- next
ALTER TABLE submissions ENABLE ROW LEVEL SECURITY
-- next
ALTER TABLE submissions FORCE ROW LEVEL SECURITY
-- next
CREATE POLICY submissions_read ON submissions FOR SELECT TO signaalbrug_app USING (
  municipality_code = ANY ((SELECT access.submits_for())::text[]))
-- next
CREATE POLICY submissions_submit ON submissions FOR INSERT TO signaalbrug_app WITH CHECK (
  (SELECT access.may('signals:own:submit')) AND municipality_code = ANY ((SELECT access.submits_for())::text[]) AND submitted_by = (SELECT access.actor()))
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
  ((SELECT access.may('signals:own:submit')) AND municipality_code = ANY ((SELECT access.submits_for())::text[]))
  OR ((SELECT access.may('tasks:desk:triage'))
    AND EXISTS (SELECT FROM tasks t WHERE t.signal_id = data_keys.signal_id AND t.track = data_keys.compartment
      AND ((t.track = 'care' AND t.desk_id = ANY ((SELECT access.care_desks())::text[]))
        OR (t.track = 'security' AND t.desk_id = ANY ((SELECT access.security_desks())::text[]))))))
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
  (SELECT access.may('signals:own:submit')) AND municipality_code = ANY ((SELECT access.submits_for())::text[]))
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
  (SELECT access.may('signals:own:submit')) AND municipality_code = ANY ((SELECT access.submits_for())::text[]))
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
  (SELECT access.may('signals:own:submit')) AND municipality_code = ANY ((SELECT access.submits_for())::text[]))
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
  (SELECT access.may('signals:own:enrich')) AND municipality_code = ANY ((SELECT access.submits_for())::text[]) AND added_by = (SELECT access.actor()))
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
  (SELECT access.may('signals:own:submit')) AND municipality_code = ANY ((SELECT access.submits_for())::text[]))
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
  (SELECT access.may('tasks:desk:triage')) AND written_by = (SELECT access.actor())
  AND EXISTS (SELECT FROM tasks t WHERE t.id = task_notes.task_id AND t.track = task_notes.compartment
    AND t.signal_id = task_notes.signal_id
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
REVOKE ALL ON FUNCTION access.routing_fact_counts(timestamptz, timestamptz) FROM PUBLIC
-- next
GRANT EXECUTE ON FUNCTION access.routing_fact_counts(timestamptz, timestamptz) TO signaalbrug_app
-- next
GRANT SELECT, INSERT ON signals, submissions, data_keys, signal_parts, persons, locations, enrichments,
  routing_decisions, tasks, task_notes, events, idempotency_keys TO signaalbrug_app
-- next
-- Nothing is deleted, and only the state of a task changes.
GRANT UPDATE (status, claimed_by, claimed_at, outcome, completed_at, version) ON tasks TO signaalbrug_app
