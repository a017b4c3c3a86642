-- How assessments were asked for before interventions were put right, to go back to.
CREATE OR REPLACE FUNCTION access.open_assessments(p_now timestamptz, p_actor uuid, p_limit int) RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
  WITH due AS MATERIALIZED (
    SELECT i.id, i.signal_id, coalesce(c.desk_id, i.desk_id) AS desk_id, i.compartment, i.case_id, max(i.started_on + 7 * w.weeks) AS moment
    FROM public.interventions i JOIN public.intervention_kinds k ON k.id = i.kind_id
    LEFT JOIN public.cases c ON c.id = i.case_id
    CROSS JOIN LATERAL unnest(k.assessed_after_weeks) AS w (weeks)
    WHERE i.started_on + 7 * w.weeks <= (p_now AT TIME ZONE 'Europe/Amsterdam')::date + 14
    GROUP BY i.id, c.desk_id
    HAVING NOT EXISTS (SELECT FROM public.effects e WHERE e.intervention_id = i.id
        AND e.assessed_on >= max(i.started_on + 7 * w.weeks) - 14)
      AND NOT EXISTS (SELECT FROM public.tasks t WHERE t.intervention_id = i.id
        AND (t.status <> 'done' OR t.assessed_for >= max(i.started_on + 7 * w.weeks)))
    ORDER BY moment, i.id LIMIT p_limit
  ), opened AS (
    INSERT INTO public.tasks (id, signal_id, desk_id, track, layer, involvement, status, urgency, due_at, opened_at,
      reference, municipality_code, district_id, exploitation_forms, acute_danger, minor_involved, version,
      intervention_id, assessed_for)
    SELECT access.new_id(p_now), o.signal_id, d.desk_id, d.compartment, o.layer, 'assessment', 'open', 2,
      (greatest(d.moment, (p_now AT TIME ZONE 'Europe/Amsterdam')::date + 14) + 1)::timestamp
        AT TIME ZONE 'Europe/Amsterdam',
      p_now, o.reference, o.municipality_code, o.district_id, o.exploitation_forms, false, o.minor_involved, 1, d.id,
      d.moment
    FROM due d CROSS JOIN LATERAL (SELECT t.* FROM public.tasks t WHERE (t.signal_id = d.signal_id OR t.signal_id IN (
        SELECT s.signal_id FROM public.case_signals s WHERE s.case_id = d.case_id))
      AND t.desk_id = d.desk_id AND t.track = d.compartment ORDER BY t.opened_at, t.id LIMIT 1) o
    ON CONFLICT DO NOTHING
    RETURNING id, signal_id, municipality_code, track, desk_id
  ), told AS (
    INSERT INTO public.events (id, type, occurred_at, actor_id, signal_id, municipality_code, compartment, subject_id,
      data)
    SELECT access.new_id(p_now), 'task.opened', p_now, p_actor, o.signal_id, o.municipality_code, o.track, o.id,
      jsonb_build_object('desk', o.desk_id)
    FROM opened o
  )
  SELECT count(*) FROM opened
$$
