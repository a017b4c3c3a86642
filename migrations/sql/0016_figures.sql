-- Figures of periods that are over. The worker counts them, leaves out what is small, and publishes the rest once; the API
-- reads only what was published. Statements are separated by lines that say "-- next".

-- The sides of the wall of which the actor sees figures.
CREATE FUNCTION access.figures() RETURNS text[] LANGUAGE sql STABLE AS
$$ SELECT nullif(current_setting('signaalbrug.figures', true), '')::text[] $$
-- next
ALTER TABLE published_figures ENABLE ROW LEVEL SECURITY
-- next
ALTER TABLE published_figures FORCE ROW LEVEL SECURITY
-- next
-- Whoever sees the figures of a side; and, of the desks of their district, who oversees how timely those are.
CREATE POLICY published_figures_read ON published_figures FOR SELECT TO signaalbrug_app USING (
  (SELECT access.may('statistics:all:read')) AND (compartment = ANY ((SELECT access.figures())::text[])
    OR district_id = ANY ((SELECT access.oversees())::text[])))
-- next
-- The functions below act as the owner, whom the policies bind too.
CREATE POLICY published_figures_publish ON published_figures FOR INSERT TO CURRENT_USER WITH CHECK (true)
-- next
CREATE POLICY published_figures_find ON published_figures FOR SELECT TO CURRENT_USER USING (true)
-- next
-- One form of exploitation, or that there are several, so that each signal counts once.
CREATE FUNCTION access.one_form(p_forms text[]) RETURNS text LANGUAGE sql IMMUTABLE AS
$$ SELECT CASE WHEN cardinality(p_forms) = 1 THEN p_forms[1] ELSE 'several' END $$
-- next
-- What the functions below count from.
CREATE POLICY signals_count ON signals FOR SELECT TO CURRENT_USER USING (session_user = 'signaalbrug_worker')
-- next
CREATE POLICY signal_parts_count ON signal_parts FOR SELECT TO CURRENT_USER USING (session_user = 'signaalbrug_worker')
-- next
CREATE POLICY locations_count ON locations FOR SELECT TO CURRENT_USER USING (session_user = 'signaalbrug_worker')
-- next
CREATE POLICY feedback_count ON feedback FOR SELECT TO CURRENT_USER USING (session_user = 'signaalbrug_worker')
-- next
-- When the first signal came, which periods were published, and the groups that figures have: kinds of intervention with
-- their domain, districts, and municipalities with the district that they were last in.
CREATE FUNCTION access.figures_so_far() RETURNS TABLE (first_signal_at timestamptz, periods text[], kinds jsonb,
  districts text[], municipalities jsonb)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
  SELECT (SELECT s.received_at FROM public.signals s ORDER BY s.id LIMIT 1),
    (SELECT coalesce(array_agg(DISTINCT f.period), '{}') FROM public.published_figures f),
    (SELECT jsonb_object_agg(k.code, k.domain) FROM public.intervention_kinds k),
    (SELECT array_agg(d.id) FROM public.districts d), (SELECT jsonb_object_agg(m.municipality_code, m.district_id ORDER BY m.valid_from)
      FROM public.district_memberships m)
$$
-- next
-- The last assessment of each effect that was recorded within a period, on each scale, with how many weeks after the start
-- of the intervention it was made.
CREATE FUNCTION access.count_effects(p_from timestamptz, p_until timestamptz) RETURNS TABLE (compartment text,
  kind text, district text, form text, target text, scale text, outcome text, weeks int, size bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
  WITH made AS (
    SELECT DISTINCT ON (e.intervention_id, e.scale) e.intervention_id, e.scale, e.outcome, e.assessed_on
    FROM public.effects e WHERE e.recorded_at >= p_from AND e.recorded_at < p_until
    ORDER BY e.intervention_id, e.scale, e.id DESC)
  SELECT i.compartment, k.code, i.district_id, access.one_form(s.exploitation_forms), i.target, m.scale, m.outcome,
    greatest(0, m.assessed_on - i.started_on) / 7, count(*)
  FROM made m JOIN public.interventions i ON i.id = m.intervention_id
  JOIN public.intervention_kinds k ON k.id = i.kind_id JOIN public.signals s ON s.id = i.signal_id
  GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
$$
-- next
-- The assessments that fell due within a period, and whether they were made by its end. Two weeks early is in time.
CREATE FUNCTION access.count_assessments(p_from date, p_until date, p_at timestamptz) RETURNS TABLE (compartment text,
  kind text, district text, form text, target text, assessed boolean, size bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
  SELECT i.compartment, k.code, i.district_id, access.one_form(s.exploitation_forms), i.target,
    EXISTS (SELECT FROM public.effects e WHERE e.intervention_id = i.id AND e.recorded_at < p_at
      AND e.assessed_on >= i.started_on + 7 * w.weeks - 14), count(*)
  FROM public.interventions i JOIN public.intervention_kinds k ON k.id = i.kind_id
  JOIN public.signals s ON s.id = i.signal_id CROSS JOIN LATERAL unnest(k.assessed_after_weeks) AS w (weeks)
  WHERE i.started_on + 7 * w.weeks >= p_from AND i.started_on + 7 * w.weeks < p_until
  GROUP BY 1, 2, 3, 4, 5, 6
$$
-- next
-- The interventions that were logged within a period.
CREATE FUNCTION access.count_interventions(p_from timestamptz, p_until timestamptz) RETURNS TABLE (compartment text,
  kind text, district text, form text, target text, size bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
  SELECT i.compartment, k.code, i.district_id, access.one_form(s.exploitation_forms), i.target, count(*)
  FROM public.interventions i JOIN public.intervention_kinds k ON k.id = i.kind_id
  JOIN public.signals s ON s.id = i.signal_id
  WHERE i.logged_at >= p_from AND i.logged_at < p_until
  GROUP BY 1, 2, 3, 4, 5
$$
-- next
-- The signals that came within a period, of each side that has a part of them: by where and of which form; and how many
-- have an indicator or tell of a kind of place.
CREATE FUNCTION access.count_signals(p_from timestamptz, p_until timestamptz) RETURNS TABLE (compartment text,
  municipality text, district text, form text, size bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
  SELECT p.compartment, s.municipality_code, s.district_id, access.one_form(s.exploitation_forms), count(*)
  FROM public.signals s JOIN public.signal_parts p ON p.signal_id = s.id
  WHERE s.received_at >= p_from AND s.received_at < p_until
  GROUP BY 1, 2, 3, 4
$$
-- next
-- How many signals of a month have each two features together: a form, a district, an indicator, a kind of place. One
-- feature alone is paired with nothing.
CREATE FUNCTION access.count_features(p_from timestamptz, p_until timestamptz) RETURNS TABLE (compartment text,
  month text, feature text, other text, size bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
  WITH features AS MATERIALIZED (
    SELECT s.id, p.compartment, to_char(s.received_at AT TIME ZONE 'Europe/Amsterdam', 'YYYY-MM') AS month, f.feature
    FROM public.signals s JOIN public.signal_parts p ON p.signal_id = s.id
    CROSS JOIN LATERAL (
      SELECT 'district:' || s.district_id
      UNION SELECT 'form:' || x FROM unnest(s.exploitation_forms) x
      UNION SELECT 'indicator:' || x FROM unnest(p.indicators) x
      UNION SELECT 'location_kind:' || l.kind FROM public.locations l
        WHERE l.signal_id = s.id AND l.compartment = p.compartment) AS f (feature)
    WHERE s.received_at >= p_from AND s.received_at < p_until)
  SELECT a.compartment, a.month, a.feature, '', count(*) FROM features a GROUP BY 1, 2, 3
  UNION ALL
  SELECT a.compartment, a.month, a.feature, b.feature, count(*)
  FROM features a JOIN features b ON b.id = a.id AND b.compartment = a.compartment AND a.feature < b.feature
  WHERE split_part(a.feature, ':', 1) <> split_part(b.feature, ':', 1)
  GROUP BY 1, 2, 3, 4
$$
-- next
-- How timely the work of each desk was: triage and assessments of effects that fell due within a period, and feedback that
-- was first given within it, or of which it was first told that it was late.
CREATE FUNCTION access.count_timely(p_from timestamptz, p_until timestamptz) RETURNS TABLE (compartment text, work text,
  desk text, district text, timely boolean, size bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
  SELECT t.track, CASE t.involvement WHEN 'assessment' THEN 'assessment' ELSE 'triage' END, t.desk_id,
    nullif(split_part(t.desk_id, '.', 2), ''), coalesce(t.completed_at <= t.due_at, false), count(*)
  FROM public.tasks t
  WHERE t.due_at >= p_from AND t.due_at < p_until AND t.involvement IN ('responsible', 'assessment')
  GROUP BY 1, 2, 3, 4, 5
  UNION ALL
  SELECT x.compartment, 'feedback', x.desk_id, nullif(split_part(x.desk_id, '.', 2), ''), x.timely, count(*)
  FROM (
    SELECT DISTINCT ON (f.task_id) f.task_id, f.compartment, f.desk_id, f.given_at AS at, true AS timely
    FROM public.feedback f
    WHERE NOT EXISTS (SELECT FROM public.escalations e WHERE e.task_id = f.task_id AND e.about = 'first_feedback')
    ORDER BY f.task_id, f.id) x WHERE x.at >= p_from AND x.at < p_until
  GROUP BY 1, 2, 3, 4, 5
  UNION ALL
  SELECT e.track, 'feedback', e.desk_id, nullif(split_part(e.desk_id, '.', 2), ''), false, count(*)
  FROM public.escalations e
  WHERE e.about = 'first_feedback' AND e.step = 1 AND e.raised_at >= p_from AND e.raised_at < p_until
  GROUP BY 1, 2, 3, 4
$$
-- next
-- Publishes what may be seen of a period. What was published is never changed: publishing again does nothing.
CREATE FUNCTION access.publish_figures(p_now timestamptz, p_figures jsonb) RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
  WITH published AS (
    INSERT INTO public.published_figures (period, compartment, figure, grouping, name, size, answers, median_weeks,
      district_id, published_at)
    SELECT f.period, f.compartment, f.figure, f.grouping, f.name, f.size, f.answers, f.median_weeks, d.id, p_now
    FROM jsonb_to_recordset(p_figures) AS f (period text, compartment text, figure text, grouping text, name text,
      size int, answers int[], median_weeks smallint, district text)
    LEFT JOIN public.districts d ON d.id = f.district
    ON CONFLICT DO NOTHING RETURNING 1)
  SELECT count(*) FROM published
$$
-- next
REVOKE ALL ON FUNCTION access.figures_so_far(), access.count_effects(timestamptz, timestamptz),
  access.count_assessments(date, date, timestamptz), access.count_interventions(timestamptz, timestamptz),
  access.count_signals(timestamptz, timestamptz), access.count_features(timestamptz, timestamptz),
  access.count_timely(timestamptz, timestamptz), access.publish_figures(timestamptz, jsonb) FROM PUBLIC
-- next
GRANT EXECUTE ON FUNCTION access.figures_so_far(), access.count_effects(timestamptz, timestamptz),
  access.count_assessments(date, date, timestamptz), access.count_interventions(timestamptz, timestamptz),
  access.count_signals(timestamptz, timestamptz), access.count_features(timestamptz, timestamptz),
  access.count_timely(timestamptz, timestamptz), access.publish_figures(timestamptz, jsonb) TO signaalbrug_worker
-- next
GRANT SELECT ON published_figures TO signaalbrug_app
