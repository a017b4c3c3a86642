-- What counted for the norms, for who may see it, and how often, for who reads the monitor: by one rule.
-- Statements are separated by lines that say "-- next".

-- What counts for the norms of the programme between two days, as far as whoever asks may read it: proposals that were
-- submitted and not withdrawn, by their first submission, and inspections that were not logged in error, by the day on which
-- they began. What is counted as the same counts once: an inspection once a day at one signal, whoever logged it.
CREATE FUNCTION access.counted_for_norms(p_from date, p_until date)
RETURNS TABLE (norm text, district_id text, id uuid, counted_as text, counted_on date) LANGUAGE sql STABLE AS
$$
  SELECT 'labour_inspections', i.district_id, i.id, concat_ws(' ', coalesce(i.signal_id, (SELECT c.signal_id
    FROM public.case_signals c WHERE c.case_id = i.case_id ORDER BY c.signal_id LIMIT 1)), i.started_on), i.started_on
  FROM public.interventions i JOIN public.intervention_kinds k ON k.id = i.kind_id
  WHERE k.code = 'labour_inspection' AND 'labour_inspectorate' = ANY (i.organisations) AND i.status <> 'logged_in_error'
    AND i.started_on >= p_from AND i.started_on < p_until
  UNION ALL
  SELECT 'dsp_proposals', p.district_id, p.id, p.id::text, (p.submitted_at AT TIME ZONE 'Europe/Amsterdam')::date
  FROM public.dsp_proposals p
  WHERE p.status <> 'withdrawn' AND p.exploitation_forms && ARRAY['sexual', 'criminal']
    AND (p.submitted_at AT TIME ZONE 'Europe/Amsterdam')::date >= p_from
    AND (p.submitted_at AT TIME ZONE 'Europe/Amsterdam')::date < p_until
$$
-- next
-- How often that was, of all that there is, for who reads the monitor.
CREATE OR REPLACE FUNCTION access.norm_counts(p_from date, p_until date)
RETURNS TABLE (norm text, district_id text, size bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
  SELECT c.norm, c.district_id, count(DISTINCT c.counted_as) FROM access.counted_for_norms(p_from, p_until) c
  WHERE access.may('monitor:all:read') GROUP BY c.norm, c.district_id
$$
-- next
REVOKE ALL ON FUNCTION access.counted_for_norms(date, date) FROM PUBLIC
-- next
GRANT EXECUTE ON FUNCTION access.counted_for_norms(date, date) TO signaalbrug_app
