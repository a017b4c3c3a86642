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
-- What is said of an intervention is put right while it is planned or going on, its kind until something was assessed, and
-- its start is told once, or put right while it goes on; each change is its next version.
CREATE FUNCTION access.guard_intervention() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
  IF NEW.version <> OLD.version + 1
    OR (ROW(NEW.kind_id, NEW.target, NEW.person_id, NEW.location_id, NEW.organisations, NEW.cost_band, NEW.planned_for,
        NEW.goal_id, NEW.content) IS DISTINCT FROM ROW(OLD.kind_id, OLD.target, OLD.person_id, OLD.location_id,
        OLD.organisations, OLD.cost_band, OLD.planned_for, OLD.goal_id, OLD.content)
      AND (NEW.status <> OLD.status OR OLD.status NOT IN ('planned', 'started')))
    OR (NEW.started_on IS DISTINCT FROM OLD.started_on
      AND (OLD.status, NEW.status) NOT IN (('planned', 'started'), ('started', 'started')))
    OR (NEW.kind_id <> OLD.kind_id AND EXISTS (SELECT FROM public.effects e WHERE e.intervention_id = NEW.id)) THEN
    RAISE insufficient_privilege USING MESSAGE = 'this intervention cannot change so';
  END IF;
  RETURN NEW;
END
$$
-- next
CREATE TRIGGER interventions_guard BEFORE UPDATE ON interventions
FOR EACH ROW WHEN (access.moment() IS NOT NULL) EXECUTE FUNCTION access.guard_intervention()
-- next
-- Nothing is put right or withdrawn but on the record: by the end of the transaction it tells of that version, and so
-- of what was done. Whoever changes it reads the record, so that this asks as them.
CREATE FUNCTION access.check_recorded() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
  IF NOT EXISTS (SELECT FROM public.intervention_changes c WHERE c.intervention_id = NEW.id
    AND c.version = NEW.version) THEN
    RAISE insufficient_privilege USING MESSAGE = 'what is put right or withdrawn is recorded';
  END IF;
  RETURN NULL;
END
$$
-- next
CREATE CONSTRAINT TRIGGER interventions_check_recorded AFTER UPDATE ON interventions DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW WHEN (access.moment() IS NOT NULL AND (NEW.status = 'logged_in_error' OR (NEW.status = OLD.status
  AND ROW(NEW.kind_id, NEW.target, NEW.person_id, NEW.location_id, NEW.organisations, NEW.cost_band, NEW.planned_for,
    NEW.goal_id, NEW.content, NEW.started_on) IS DISTINCT FROM ROW(OLD.kind_id, OLD.target, OLD.person_id,
    OLD.location_id, OLD.organisations, OLD.cost_band, OLD.planned_for, OLD.goal_id, OLD.content, OLD.started_on))))
EXECUTE FUNCTION access.check_recorded()
-- next
-- Nobody lets a task lapse by hand.
ALTER POLICY tasks_triage ON tasks WITH CHECK (
  ((track = 'care' AND desk_id = ANY ((SELECT access.care_desks())::text[]))
    OR (track = 'security' AND desk_id = ANY ((SELECT access.security_desks())::text[])))
  AND (claimed_by IS NULL OR claimed_by = (SELECT access.actor())) AND outcome IS DISTINCT FROM 'lapsed')
-- next
-- What the function below tells as the owner, whom the policies bind too. It may end a task by which no feedback is owed.
CREATE POLICY events_of_lapsed_tasks ON events FOR INSERT TO CURRENT_USER WITH CHECK (
  type = 'task.lapsed' AND signal_id IS NOT NULL AND compartment IN ('care', 'security') AND delivered_at IS NULL)
-- next
-- Ends the tasks that ask to assess what was logged in error, or for a moment that is none of the intervention any more
-- since its kind or its start was put right, wherever they are. Who has none claimed has none ended.
CREATE FUNCTION access.lapse_assessments() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
  v_task record;
  v_now timestamptz := access.moment();
BEGIN
  FOR v_task IN
    UPDATE public.tasks t SET status = 'done', outcome = 'lapsed', completed_at = v_now, claimed_until = NULL,
      waiting_until = NULL, waiting_reason = NULL, version = t.version + 1
    WHERE t.intervention_id = NEW.id AND t.status <> 'done'
      AND (NEW.status = 'logged_in_error' OR NOT EXISTS (SELECT FROM public.intervention_kinds k
        CROSS JOIN LATERAL unnest(k.assessed_after_weeks) AS w (weeks)
        WHERE k.id = NEW.kind_id AND NEW.started_on + 7 * w.weeks = t.assessed_for))
    RETURNING t.id, t.signal_id, t.municipality_code, t.track, t.desk_id
  LOOP
    INSERT INTO public.events (id, type, occurred_at, actor_id, signal_id, municipality_code, compartment, subject_id,
      data)
    VALUES (access.new_id(v_now), 'task.lapsed', v_now, access.actor(), v_task.signal_id, v_task.municipality_code,
      v_task.track, v_task.id, jsonb_build_object('desk', v_task.desk_id));
  END LOOP;
  RETURN NULL;
END
$$
-- next
CREATE TRIGGER interventions_lapse_assessments AFTER UPDATE OF status, kind_id, started_on ON interventions
FOR EACH ROW WHEN (access.moment() IS NOT NULL AND (NEW.status = 'logged_in_error' OR NEW.kind_id <> OLD.kind_id
  OR NEW.started_on IS DISTINCT FROM OLD.started_on)) EXECUTE FUNCTION access.lapse_assessments()
-- next
-- Of what was shared it is marked that it was logged in error, and nothing else: whoever was let to read it is not to go by
-- it. The item stays as it was shared.
CREATE POLICY shared_items_find ON shared_items FOR SELECT TO CURRENT_USER USING (kind = 'intervention')
-- next
CREATE POLICY shared_items_mark ON shared_items FOR UPDATE TO CURRENT_USER
USING (kind = 'intervention') WITH CHECK (logged_in_error)
-- next
CREATE FUNCTION access.mark_shared() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
  UPDATE public.shared_items s SET logged_in_error = true WHERE s.kind = 'intervention' AND s.item_id = NEW.id;
  RETURN NULL;
END
$$
-- next
CREATE TRIGGER interventions_mark_shared AFTER UPDATE OF status ON interventions
FOR EACH ROW WHEN (NEW.status = 'logged_in_error') EXECUTE FUNCTION access.mark_shared()
-- next
-- The assessments to ask for, within two weeks, of all interventions or of some: of each the last moment that nothing was
-- assessed for and that is not asked for. What was logged in error is not asked of; what lapsed stands in no way.
CREATE FUNCTION access.due_assessments(p_now timestamptz, p_limit int, p_held uuid[])
RETURNS TABLE (id uuid, signal_id uuid, desk_id text, compartment text, case_id uuid, moment date)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS
$$
  SELECT i.id, i.signal_id, coalesce(c.desk_id, i.desk_id), i.compartment, i.case_id,
    max(i.started_on + 7 * w.weeks) AS moment
  FROM public.interventions i JOIN public.intervention_kinds k ON k.id = i.kind_id
  LEFT JOIN public.cases c ON c.id = i.case_id
  CROSS JOIN LATERAL unnest(k.assessed_after_weeks) AS w (weeks)
  WHERE i.status <> 'logged_in_error' AND i.started_on + 7 * w.weeks <= (p_now AT TIME ZONE 'Europe/Amsterdam')::date + 14
    AND (p_held IS NULL OR i.id = ANY (p_held))
  GROUP BY i.id, c.desk_id
  HAVING NOT EXISTS (SELECT FROM public.effects e WHERE e.intervention_id = i.id
      AND e.assessed_on >= max(i.started_on + 7 * w.weeks) - 14)
    AND NOT EXISTS (SELECT FROM public.tasks t WHERE t.intervention_id = i.id AND t.outcome IS DISTINCT FROM 'lapsed'
      AND (t.status <> 'done' OR t.assessed_for >= max(i.started_on + 7 * w.weeks)))
  ORDER BY moment, i.id LIMIT p_limit
$$
-- next
-- When a task that lapsed was due, if one for this moment takes its place: none did yet, and this moment was to be asked
-- for already when that lapsed. What is put right gives nobody more time, and takes back no escalation.
CREATE FUNCTION access.due_of_lapsed(p_intervention uuid, p_moment date) RETURNS timestamptz
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS
$$
  SELECT min(t.due_at) FROM public.tasks t
  WHERE t.intervention_id = p_intervention AND t.outcome = 'lapsed'
    AND p_moment - 14 <= (t.completed_at AT TIME ZONE 'Europe/Amsterdam')::date
    AND NOT EXISTS (SELECT FROM public.tasks n WHERE n.intervention_id = t.intervention_id AND n.id <> t.id
      AND n.opened_at >= t.completed_at)
$$
-- next
-- What somebody is assessing, putting right or withdrawing just now is passed by and comes up next round: nobody waits
-- for the worker's other work, nor it for theirs. What is due is read anew once it is held: it may have changed before.
CREATE OR REPLACE FUNCTION access.open_assessments(p_now timestamptz, p_actor uuid, p_limit int) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
  v_held uuid[];
  v_opened bigint;
BEGIN
  v_held := ARRAY(SELECT d.id FROM access.due_assessments(p_now, p_limit, NULL) d
    WHERE pg_try_advisory_xact_lock(hashtextextended('assessing ' || d.id, 0)));
  WITH due AS MATERIALIZED (
    SELECT * FROM access.due_assessments(p_now, p_limit, v_held)
  ), opened AS (
    INSERT INTO public.tasks (id, signal_id, desk_id, track, layer, involvement, status, urgency, due_at, opened_at,
      reference, municipality_code, district_id, exploitation_forms, acute_danger, minor_involved, version,
      intervention_id, assessed_for)
    SELECT access.new_id(p_now), o.signal_id, d.desk_id, d.compartment, o.layer, 'assessment', 'open', 2,
      least((greatest(d.moment, (p_now AT TIME ZONE 'Europe/Amsterdam')::date + 14) + 1)::timestamp
        AT TIME ZONE 'Europe/Amsterdam', access.due_of_lapsed(d.id, d.moment)),
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
  SELECT count(*) INTO v_opened FROM opened;
  RETURN v_opened;
END
$$
-- next
REVOKE ALL ON FUNCTION access.lapse_assessments(), access.guard_intervention(), access.check_recorded(), access.mark_shared(),
  access.due_assessments(timestamptz, int, uuid[]), access.due_of_lapsed(uuid, date) FROM PUBLIC
