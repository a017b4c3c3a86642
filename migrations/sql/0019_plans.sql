-- Interventions in cases, and the goals that they can be tied to.
-- Statements are separated by lines that say "-- next".

ALTER TABLE case_goals ENABLE ROW LEVEL SECURITY
-- next
ALTER TABLE case_goals FORCE ROW LEVEL SECURITY
-- next
ALTER TABLE case_goal_changes ENABLE ROW LEVEL SECURITY
-- next
ALTER TABLE case_goal_changes FORCE ROW LEVEL SECURITY
-- next
CREATE POLICY case_goals_read ON case_goals FOR SELECT TO signaalbrug_app USING (
  case_id = ANY ((SELECT access.cases())::uuid[]))
-- next
CREATE POLICY case_goals_set ON case_goals FOR INSERT TO signaalbrug_app WITH CHECK (
  (SELECT access.may('cases:member:contribute')) AND status = 'open' AND set_by = (SELECT access.actor())
  AND set_at = (SELECT access.moment()) AND case_id = ANY ((SELECT access.cases())::uuid[]))
-- next
CREATE POLICY case_goals_change ON case_goals FOR UPDATE TO signaalbrug_app USING (
  (SELECT access.may('cases:member:contribute')) AND case_id = ANY ((SELECT access.cases())::uuid[]))
-- next
CREATE POLICY case_goal_changes_read ON case_goal_changes FOR SELECT TO signaalbrug_app USING (
  case_id = ANY ((SELECT access.cases())::uuid[]))
-- next
-- A step of a goal is told as it stands after it.
CREATE POLICY case_goal_changes_write ON case_goal_changes FOR INSERT TO signaalbrug_app WITH CHECK (
  (SELECT access.may('cases:member:contribute')) AND changed_by = (SELECT access.actor())
  AND changed_at = (SELECT access.moment())
  AND EXISTS (SELECT FROM case_goals g WHERE g.id = case_goal_changes.goal_id
    AND g.status = case_goal_changes.status))
-- next
CREATE POLICY events_of_plans ON events FOR INSERT TO signaalbrug_app WITH CHECK (
  num_nonnulls(signal_id, municipality_code, compartment) = 0 AND (SELECT access.may('cases:member:contribute'))
  AND type IN ('case.goal_set', 'case.goal_changed')
  AND EXISTS (SELECT FROM cases c WHERE c.id = events.subject_id))
-- next
GRANT SELECT, INSERT ON case_goals, case_goal_changes TO signaalbrug_app
-- next
GRANT UPDATE (status, version) ON case_goals TO signaalbrug_app
-- next
-- What is done in a case is known to its members, and to nobody by a task.
ALTER POLICY interventions_read ON interventions USING (
  case_id = ANY ((SELECT access.cases())::uuid[])
  OR EXISTS (SELECT FROM tasks t WHERE t.signal_id = interventions.signal_id AND t.track = interventions.compartment
    AND access.works_at(t.desk_id, t.track)))
-- next
-- A member logs it for the desk of the case or for a desk of their own on that side, in the district of the case, aimed at
-- somebody or something of the case, or at neither.
CREATE POLICY interventions_log_in_case ON interventions FOR INSERT TO signaalbrug_app WITH CHECK (
  (SELECT access.may('cases:member:contribute')) AND logged_by = (SELECT access.actor())
  AND EXISTS (SELECT FROM cases c WHERE c.id = interventions.case_id AND c.district_id = interventions.district_id
    AND (c.desk_id = interventions.desk_id OR access.works_at(interventions.desk_id, interventions.compartment)))
  AND (person_id IS NULL OR EXISTS (SELECT FROM case_persons p WHERE p.id = interventions.person_id
    AND p.case_id = interventions.case_id))
  AND (location_id IS NULL OR EXISTS (SELECT FROM case_locations l WHERE l.id = interventions.location_id
    AND l.case_id = interventions.case_id)))
-- next
-- The desk that logged what is done on a signal takes the steps with it; in a case any member does.
ALTER POLICY interventions_step ON interventions USING (
  case_id IS NULL AND (SELECT access.may('interventions:desk:log')) AND access.works_at(desk_id, compartment))
-- next
CREATE POLICY interventions_step_in_case ON interventions FOR UPDATE TO signaalbrug_app USING (
  (SELECT access.may('cases:member:contribute')) AND case_id = ANY ((SELECT access.cases())::uuid[]))
-- next
ALTER POLICY effects_assess ON effects WITH CHECK (
  (SELECT access.may('interventions:desk:log')) AND assessed_by = (SELECT access.actor())
  AND EXISTS (SELECT FROM interventions i WHERE i.id = effects.intervention_id
    AND i.signal_id IS NOT DISTINCT FROM effects.signal_id
    AND i.compartment = effects.compartment AND i.started_on IS NOT NULL))
-- next
ALTER POLICY events_of_interventions ON events WITH CHECK (
  num_nonnulls(signal_id, municipality_code, compartment) = 0 AND (SELECT access.may('interventions:desk:log'))
  AND EXISTS (SELECT FROM interventions i WHERE i.id = events.subject_id
    AND ((events.type = 'intervention.logged' AND i.logged_by = (SELECT access.actor()))
      OR (events.type IN ('intervention.started', 'intervention.ended', 'intervention.stopped')
        AND events.type = 'intervention.' || i.status
        AND (i.case_id IS NOT NULL OR access.works_at(i.desk_id, i.compartment)))
      OR (events.type = 'effect.assessed' AND EXISTS (SELECT FROM effects e WHERE e.intervention_id = i.id
        AND e.assessed_by = (SELECT access.actor()))))))
-- next
-- The form that figures count an intervention under: that of its signal, or of all signals of its case together.
CREATE FUNCTION access.form_of(p_signal_id uuid, p_case_id uuid) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS
$$
  SELECT access.one_form(array_agg(DISTINCT f.form))
  FROM public.signals s CROSS JOIN LATERAL unnest(s.exploitation_forms) AS f (form)
  WHERE s.id IN (SELECT p_signal_id UNION ALL SELECT c.signal_id FROM public.case_signals c WHERE c.case_id = p_case_id)
$$
-- next
REVOKE ALL ON FUNCTION access.form_of(uuid, uuid) FROM PUBLIC
