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
-- No signal is ever without a desk. It is looked for at the commit, when whoever submitted sees the tasks of the signal.
CREATE FUNCTION access.check_desk() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
  IF NOT EXISTS (SELECT FROM public.tasks t WHERE t.signal_id = NEW.id AND t.involvement = 'responsible') THEN
    RAISE check_violation USING MESSAGE = 'a signal has no desk that is responsible for it';
  END IF;
  RETURN NULL;
END
$$
-- next
CREATE CONSTRAINT TRIGGER signals_check_desk AFTER INSERT ON signals DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION access.check_desk()
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
-- Whoever appends an event tells of what they do themselves, now, and leaves its delivery to others. Of what they may
-- tell, the policies after this one say: one for each place from which the service does.
CREATE POLICY events_append ON events AS RESTRICTIVE FOR INSERT TO signaalbrug_app WITH CHECK (
  actor_id = (SELECT access.actor()) AND occurred_at = (SELECT access.moment()) AND delivered_at IS NULL)
-- next
-- A signal comes in with its tasks in one statement, of which a policy sees no row yet: that signal and municipality
-- belong together, the foreign key says.
CREATE POLICY events_of_submitters ON events FOR INSERT TO signaalbrug_app WITH CHECK (
  municipality_code = ANY ((SELECT access.submits_for())::text[]) AND signal_id IS NOT NULL
  AND ((type = 'signal.received' AND compartment IS NULL AND subject_id = signal_id
      AND (SELECT access.may('signals:own:submit')))
    OR (type = 'task.opened' AND compartment IN ('care', 'security') AND (SELECT access.may('signals:own:submit')))
    OR (type = 'signal.enriched' AND compartment IN ('care', 'security')
      AND (SELECT access.may('signals:own:enrich')))))
-- next
CREATE POLICY events_of_desks ON events FOR INSERT TO signaalbrug_app WITH CHECK (
  (SELECT access.may('tasks:desk:triage'))
  AND EXISTS (SELECT FROM tasks t WHERE t.id = events.subject_id AND t.signal_id = events.signal_id
    AND t.municipality_code = events.municipality_code AND t.track = events.compartment
    AND ((events.type = 'task.claimed' AND t.status = 'claimed' AND t.claimed_by = (SELECT access.actor()))
      OR (events.type = 'task.released' AND t.status = 'open')
      OR (events.type = 'task.completed' AND t.status = 'done' AND t.claimed_by = (SELECT access.actor())))
    AND ((t.track = 'care' AND t.desk_id = ANY ((SELECT access.care_desks())::text[]))
      OR (t.track = 'security' AND t.desk_id = ANY ((SELECT access.security_desks())::text[])))))
-- next
-- What belongs to no signal stands in nobody's timeline.
CREATE POLICY events_of_appointments ON events FOR INSERT TO signaalbrug_app WITH CHECK (
  num_nonnulls(signal_id, municipality_code, compartment) = 0
  AND EXISTS (SELECT FROM appointments a WHERE a.id = events.subject_id
    AND ((events.type IN ('appointment.proposed', 'appointment.lent', 'client.registered')
        AND a.proposed_by = (SELECT access.actor()))
      OR (events.type IN ('appointment.approved', 'client.approved') AND a.approved_by = (SELECT access.actor()))
      OR (events.type IN ('appointment.withdrawn', 'client.withdrawn')
        AND a.withdrawn_by = (SELECT access.actor())))))
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
REVOKE ALL ON FUNCTION access.routing_fact_counts(timestamptz, timestamptz), access.check_desk() FROM PUBLIC
-- next
GRANT EXECUTE ON FUNCTION access.routing_fact_counts(timestamptz, timestamptz) TO signaalbrug_app
-- next
GRANT SELECT, INSERT ON signals, submissions, data_keys, signal_parts, persons, locations, enrichments,
  routing_decisions, tasks, task_notes, events, idempotency_keys TO signaalbrug_app
-- next
-- Nothing is deleted, and only the state of a task changes.
GRANT UPDATE (status, claimed_by, claimed_at, outcome, completed_at, version) ON tasks TO signaalbrug_app
