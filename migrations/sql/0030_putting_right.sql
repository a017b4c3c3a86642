-- Interventions that are put right while they go on, or withdrawn as logged in error.
-- Statements are separated by lines that say "-- next".

ALTER TABLE intervention_changes ENABLE ROW LEVEL SECURITY
-- next
ALTER TABLE intervention_changes FORCE ROW LEVEL SECURITY
-- next
-- What was put right is read with the intervention.
CREATE POLICY intervention_changes_read ON intervention_changes FOR SELECT TO signaalbrug_app USING (
  EXISTS (SELECT FROM interventions i WHERE i.id = intervention_changes.intervention_id
    AND i.compartment = intervention_changes.compartment))
-- next
-- It is told now and in one's own name, of the intervention as it stands with it, by whoever takes the steps with that.
CREATE POLICY intervention_changes_write ON intervention_changes FOR INSERT TO signaalbrug_app WITH CHECK (
  changed_by = (SELECT access.actor()) AND changed_at = (SELECT access.moment())
  AND EXISTS (SELECT FROM interventions i WHERE i.id = intervention_changes.intervention_id
    AND i.compartment = intervention_changes.compartment AND i.version = intervention_changes.version
    AND (i.status = 'logged_in_error') = (intervention_changes.step = 'withdraw')
    AND ((i.case_id IS NULL AND (SELECT access.may('interventions:desk:log'))
        AND access.works_at(i.desk_id, i.compartment))
      OR (i.case_id IS NOT NULL AND (SELECT access.may('cases:member:contribute'))))))
-- next
GRANT SELECT, INSERT ON intervention_changes TO signaalbrug_app
-- next
-- What was logged in error is never changed again; what is put right is aimed at somebody or something of that side, as
-- when it was logged. The desk that logged it stays that.
ALTER POLICY interventions_step ON interventions USING (
  case_id IS NULL AND status <> 'logged_in_error' AND (SELECT access.may('interventions:desk:log'))
  AND access.works_at(desk_id, compartment))
WITH CHECK (
  case_id IS NULL AND access.works_at(desk_id, compartment)
  AND (person_id IS NULL OR EXISTS (SELECT FROM persons p WHERE p.id = interventions.person_id
    AND p.signal_id = interventions.signal_id AND p.compartment = interventions.compartment))
  AND (location_id IS NULL OR EXISTS (SELECT FROM locations l WHERE l.id = interventions.location_id
    AND l.signal_id = interventions.signal_id AND l.compartment = interventions.compartment)))
-- next
ALTER POLICY interventions_step_in_case ON interventions USING (
  status <> 'logged_in_error' AND (SELECT access.may('cases:member:contribute'))
  AND case_id = ANY ((SELECT access.cases())::uuid[]))
WITH CHECK (
  case_id = ANY ((SELECT access.cases())::uuid[])
  AND (person_id IS NULL OR EXISTS (SELECT FROM case_persons p WHERE p.id = interventions.person_id
    AND p.case_id = interventions.case_id))
  AND (location_id IS NULL OR EXISTS (SELECT FROM case_locations l WHERE l.id = interventions.location_id
    AND l.case_id = interventions.case_id)))
-- next
GRANT UPDATE (kind_id, target, person_id, location_id, organisations, cost_band, planned_for, goal_id, content)
  ON interventions TO signaalbrug_app
-- next
-- Nothing is logged for a goal that was dropped.
ALTER POLICY interventions_log_in_case ON interventions WITH CHECK (
  (SELECT access.may('cases:member:contribute')) AND logged_by = (SELECT access.actor())
  AND EXISTS (SELECT FROM cases c WHERE c.id = interventions.case_id AND c.district_id = interventions.district_id
    AND (c.desk_id = interventions.desk_id OR access.works_at(interventions.desk_id, interventions.compartment)))
  AND (person_id IS NULL OR EXISTS (SELECT FROM case_persons p WHERE p.id = interventions.person_id
    AND p.case_id = interventions.case_id))
  AND (location_id IS NULL OR EXISTS (SELECT FROM case_locations l WHERE l.id = interventions.location_id
    AND l.case_id = interventions.case_id))
  AND (goal_id IS NULL OR EXISTS (SELECT FROM case_goals g WHERE g.id = interventions.goal_id
    AND g.status <> 'dropped')))
-- next
-- What never was has no effect.
ALTER POLICY effects_assess ON effects WITH CHECK (
  (SELECT access.may('interventions:desk:log')) AND assessed_by = (SELECT access.actor())
  AND EXISTS (SELECT FROM interventions i WHERE i.id = effects.intervention_id
    AND i.signal_id IS NOT DISTINCT FROM effects.signal_id AND i.status <> 'logged_in_error'
    AND i.compartment = effects.compartment AND i.started_on IS NOT NULL))
-- next
-- What the function below tells as the owner, whom the policies bind too. It may end a task by which no feedback is owed.
CREATE POLICY events_of_lapsed_tasks ON events FOR INSERT TO CURRENT_USER WITH CHECK (
  type = 'task.lapsed' AND signal_id IS NOT NULL AND compartment IN ('care', 'security') AND delivered_at IS NULL)
-- next
-- Ends the tasks that ask to assess what was logged in error, or for a moment that is none of the intervention any more,
-- wherever they are. The worker that opens tasks is waited for, and waits, so that it opens none by what held before.
CREATE FUNCTION access.lapse_assessments() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
  v_task record;
BEGIN
  PERFORM pg_advisory_xact_lock_shared(hashtextextended('assessments', 0));
  FOR v_task IN
    UPDATE public.tasks t SET status = 'done', outcome = 'lapsed', completed_at = NEW.changed_at,
      claimed_by = coalesce(t.claimed_by, NEW.changed_by), claimed_at = coalesce(t.claimed_at, NEW.changed_at),
      claimed_until = NULL, waiting_until = NULL, waiting_reason = NULL, version = t.version + 1
    FROM public.interventions i JOIN public.intervention_kinds k ON k.id = i.kind_id
    WHERE i.id = NEW.intervention_id AND t.intervention_id = i.id AND t.status <> 'done'
      AND (i.status = 'logged_in_error' OR NOT EXISTS (SELECT FROM unnest(k.assessed_after_weeks) AS w (weeks)
        WHERE i.started_on + 7 * w.weeks = t.assessed_for))
    RETURNING t.id, t.signal_id, t.municipality_code, t.track, t.desk_id
  LOOP
    INSERT INTO public.events (id, type, occurred_at, actor_id, signal_id, municipality_code, compartment, subject_id,
      data)
    VALUES (access.new_id(NEW.changed_at), 'task.lapsed', NEW.changed_at, NEW.changed_by, v_task.signal_id,
      v_task.municipality_code, v_task.track, v_task.id, jsonb_build_object('desk', v_task.desk_id));
  END LOOP;
  RETURN NULL;
END
$$
-- next
CREATE TRIGGER intervention_changes_lapse_assessments AFTER INSERT ON intervention_changes
FOR EACH ROW EXECUTE FUNCTION access.lapse_assessments()
-- next
REVOKE ALL ON FUNCTION access.lapse_assessments() FROM PUBLIC
