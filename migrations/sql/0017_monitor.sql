-- What is written in the monitor of the programme, and the counts of its norms. Nothing of it is of a case.
-- Statements are separated by lines that say "-- next".

ALTER TABLE monitor_entries ENABLE ROW LEVEL SECURITY
-- next
ALTER TABLE monitor_entries FORCE ROW LEVEL SECURITY
-- next
-- For which area the actor writes in the monitor: whoever sees statistics for all, whoever oversees a district for that.
CREATE FUNCTION access.keeps_monitor_of(p_district text) RETURNS boolean LANGUAGE sql STABLE AS
$$
  SELECT access.may('monitor:all:keep') AND (access.sees_statistics() OR coalesce(p_district = ANY (access.oversees()), false))
$$
-- next
CREATE POLICY monitor_entries_read ON monitor_entries FOR SELECT TO signaalbrug_app USING (
  (SELECT access.may('monitor:all:read')))
-- next
CREATE POLICY monitor_entries_write ON monitor_entries FOR INSERT TO signaalbrug_app WITH CHECK (
  written_by = (SELECT access.actor()) AND written_at = (SELECT access.moment())
  AND access.keeps_monitor_of(district_id))
-- next
CREATE POLICY events_of_monitor ON events FOR INSERT TO signaalbrug_app WITH CHECK (
  num_nonnulls(signal_id, municipality_code, compartment) = 0
  AND type IN ('monitor.evidence_written', 'monitor.light_written', 'monitor.evaluation_written')
  AND EXISTS (SELECT FROM monitor_entries m WHERE m.id = events.subject_id
    AND m.written_by = (SELECT access.actor())))
-- next
-- How often what the norms ask for was done in each district, between two days; for who reads the monitor.
CREATE FUNCTION access.norm_counts(p_from date, p_until date) RETURNS TABLE (norm text, district_id text, size bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
  SELECT 'labour_inspections', i.district_id, count(*)
  FROM public.interventions i JOIN public.intervention_kinds k ON k.id = i.kind_id
  WHERE access.may('monitor:all:read') AND k.code = 'labour_inspection' AND i.signal_id IS NOT NULL
    AND 'labour_inspectorate' = ANY (i.organisations) AND i.started_on >= p_from AND i.started_on < p_until
  GROUP BY i.district_id
$$
-- next
REVOKE ALL ON FUNCTION access.norm_counts(date, date) FROM PUBLIC
-- next
GRANT EXECUTE ON FUNCTION access.norm_counts(date, date) TO signaalbrug_app
-- next
GRANT SELECT, INSERT ON monitor_entries TO signaalbrug_app
