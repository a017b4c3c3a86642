-- Assessments that fall due: tasks of the desk that logged the intervention, opened by the worker.
-- Statements are separated by lines that say "-- next".

-- Tasks of a submission come from its routing, and those of an assessment from the worker alone.
ALTER POLICY tasks_open ON tasks WITH CHECK (
  (SELECT access.may('signals:own:submit')) AND municipality_code = ANY ((SELECT access.submits_for())::text[])
  AND status = 'open' AND referral_id IS NULL AND agenda_item_id IS NULL AND intervention_id IS NULL)
-- next
-- The function below acts as the owner, whom the policies bind too.
CREATE POLICY interventions_watch ON interventions FOR SELECT TO CURRENT_USER USING (true)
-- next
CREATE POLICY effects_watch ON effects FOR SELECT TO CURRENT_USER USING (true)
-- next
CREATE POLICY tasks_assess ON tasks FOR INSERT TO CURRENT_USER WITH CHECK (
  status = 'open' AND intervention_id IS NOT NULL)
-- next
ALTER POLICY events_of_worker ON events WITH CHECK (
  session_user = 'signaalbrug_worker' AND type IN ('task.opened', 'task.escalated', 'feedback.overdue',
    'referral.expired', 'desk.unstaffed', 'desk.staffed'))
-- next
-- Opens the task of each assessment that is due within two weeks, unless something was assessed for that moment; of an
-- intervention that has more than one such moment for the last, since an assessment counts for all before it. Each
-- moment has a task once, which the index holds, so that it does not matter how often and by how many this is called.
-- Whoever finds the task has two weeks at least.
CREATE FUNCTION access.open_assessments(p_now timestamptz, p_actor uuid, p_limit int) RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
  WITH due AS MATERIALIZED (
    SELECT i.id, i.signal_id, i.desk_id, i.compartment, max(i.started_on + 7 * w.weeks) AS moment
    FROM public.interventions i JOIN public.intervention_kinds k ON k.id = i.kind_id
    CROSS JOIN LATERAL unnest(k.assessed_after_weeks) AS w (weeks)
    WHERE i.started_on + 7 * w.weeks <= (p_now AT TIME ZONE 'Europe/Amsterdam')::date + 14
    GROUP BY i.id
    HAVING NOT EXISTS (SELECT FROM public.effects e WHERE e.intervention_id = i.id
        AND e.assessed_on >= max(i.started_on + 7 * w.weeks) - 14)
      AND NOT EXISTS (SELECT FROM public.tasks t WHERE t.intervention_id = i.id
        AND (t.status <> 'done' OR t.assessed_for >= max(i.started_on + 7 * w.weeks)))
    ORDER BY moment, i.id LIMIT p_limit
  ), opened AS (
    INSERT INTO public.tasks (id, signal_id, desk_id, track, layer, involvement, status, urgency, due_at, opened_at,
      reference, municipality_code, district_id, exploitation_forms, acute_danger, minor_involved, version,
      intervention_id, assessed_for)
    SELECT access.new_id(p_now), d.signal_id, d.desk_id, d.compartment, o.layer, 'assessment', 'open', 2,
      (greatest(d.moment, (p_now AT TIME ZONE 'Europe/Amsterdam')::date + 14) + 1)::timestamp
        AT TIME ZONE 'Europe/Amsterdam',
      p_now, o.reference, o.municipality_code, o.district_id, o.exploitation_forms, false, o.minor_involved, 1, d.id,
      d.moment
    FROM due d CROSS JOIN LATERAL (SELECT t.* FROM public.tasks t WHERE t.signal_id = d.signal_id
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
-- next
REVOKE ALL ON FUNCTION access.open_assessments(timestamptz, uuid, int) FROM PUBLIC
-- next
GRANT EXECUTE ON FUNCTION access.open_assessments(timestamptz, uuid, int) TO signaalbrug_worker
