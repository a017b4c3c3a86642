-- Interventions on a side of a signal, and the assessments of their effect.
-- Statements are separated by lines that say "-- next".

-- Kinds are words of the region, for everybody to read; a beheerder keeps them.
GRANT SELECT ON intervention_kinds TO signaalbrug_app
-- next
-- Adds a kind or changes it; null for who may not, or when another kind has the code, which never changes.
CREATE FUNCTION access.keep_intervention_kind(p_id uuid, p_code text, p_label_nl text, p_label_en text, p_domain text,
  p_pillar int, p_goal int, p_weeks smallint[], p_closed boolean) RETURNS uuid
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
  INSERT INTO public.intervention_kinds AS k (id, code, label_nl, label_en, domain, pillar, strategic_goal,
    assessed_after_weeks, changed_by, changed_at, closed_at)
  SELECT p_id, p_code, p_label_nl, p_label_en, p_domain, p_pillar, p_goal, p_weeks, access.actor(), access.moment(),
    CASE WHEN p_closed THEN access.moment() END
  WHERE access.may('intervention-kinds:all:manage')
    AND NOT EXISTS (SELECT FROM public.intervention_kinds o WHERE o.code = p_code AND o.id <> p_id)
  ON CONFLICT (id) DO UPDATE SET label_nl = excluded.label_nl, label_en = excluded.label_en, domain = excluded.domain,
    pillar = excluded.pillar, strategic_goal = excluded.strategic_goal,
    assessed_after_weeks = excluded.assessed_after_weeks, changed_by = excluded.changed_by,
    changed_at = excluded.changed_at, version = k.version + 1,
    closed_at = CASE WHEN p_closed THEN coalesce(k.closed_at, excluded.closed_at) END
  RETURNING id
$$
-- next
CREATE POLICY events_of_intervention_kinds ON events FOR INSERT TO signaalbrug_app WITH CHECK (
  num_nonnulls(signal_id, municipality_code, compartment) = 0
  AND type IN ('intervention_kind.added', 'intervention_kind.changed')
  AND EXISTS (SELECT FROM intervention_kinds k WHERE k.id = events.subject_id
    AND k.changed_by = (SELECT access.actor())))
-- next
ALTER TABLE interventions ENABLE ROW LEVEL SECURITY
-- next
ALTER TABLE interventions FORCE ROW LEVEL SECURITY
-- next
ALTER TABLE effects ENABLE ROW LEVEL SECURITY
-- next
ALTER TABLE effects FORCE ROW LEVEL SECURITY
-- next
-- What is done on a side of a signal is known to the desks that have or had a task on it there; not to who submitted, and
-- not to who breaks glass.
CREATE POLICY interventions_read ON interventions FOR SELECT TO signaalbrug_app USING (
  EXISTS (SELECT FROM tasks t WHERE t.signal_id = interventions.signal_id AND t.track = interventions.compartment
    AND access.works_at(t.desk_id, t.track)))
-- next
-- A desk logs it by a task of its own, in its own name, aimed at somebody or something of that side, or at neither.
CREATE POLICY interventions_log ON interventions FOR INSERT TO signaalbrug_app WITH CHECK (
  (SELECT access.may('interventions:desk:log')) AND logged_by = (SELECT access.actor())
  AND access.works_at(desk_id, compartment)
  AND EXISTS (SELECT FROM tasks t WHERE t.signal_id = interventions.signal_id AND t.desk_id = interventions.desk_id
    AND t.track = interventions.compartment AND t.district_id = interventions.district_id)
  AND (person_id IS NULL OR EXISTS (SELECT FROM persons p WHERE p.id = interventions.person_id
    AND p.signal_id = interventions.signal_id AND p.compartment = interventions.compartment))
  AND (location_id IS NULL OR EXISTS (SELECT FROM locations l WHERE l.id = interventions.location_id
    AND l.signal_id = interventions.signal_id AND l.compartment = interventions.compartment)))
-- next
-- The desk that logged it takes the steps with it.
CREATE POLICY interventions_step ON interventions FOR UPDATE TO signaalbrug_app USING (
  (SELECT access.may('interventions:desk:log')) AND access.works_at(desk_id, compartment))
-- next
CREATE POLICY effects_read ON effects FOR SELECT TO signaalbrug_app USING (
  EXISTS (SELECT FROM interventions i WHERE i.id = effects.intervention_id AND i.compartment = effects.compartment))
-- next
-- Whoever knows of an intervention may assess what it did, once it has started.
CREATE POLICY effects_assess ON effects FOR INSERT TO signaalbrug_app WITH CHECK (
  (SELECT access.may('interventions:desk:log')) AND assessed_by = (SELECT access.actor())
  AND EXISTS (SELECT FROM interventions i WHERE i.id = effects.intervention_id AND i.signal_id = effects.signal_id
    AND i.compartment = effects.compartment AND i.started_on IS NOT NULL))
-- next
-- What is done with an intervention stands in nobody's timeline: whoever submitted hears of it by feedback alone.
CREATE POLICY events_of_interventions ON events FOR INSERT TO signaalbrug_app WITH CHECK (
  num_nonnulls(signal_id, municipality_code, compartment) = 0 AND (SELECT access.may('interventions:desk:log'))
  AND EXISTS (SELECT FROM interventions i WHERE i.id = events.subject_id
    AND ((events.type = 'intervention.logged' AND i.logged_by = (SELECT access.actor()))
      OR (events.type = 'intervention.started' AND i.status = 'started'
        AND access.works_at(i.desk_id, i.compartment))
      OR (events.type = 'intervention.ended' AND i.status = 'ended' AND access.works_at(i.desk_id, i.compartment))
      OR (events.type = 'intervention.stopped' AND i.status = 'stopped'
        AND access.works_at(i.desk_id, i.compartment))
      OR (events.type = 'effect.assessed' AND EXISTS (SELECT FROM effects e WHERE e.intervention_id = i.id
        AND e.assessed_by = (SELECT access.actor()))))))
-- next
REVOKE ALL ON FUNCTION
  access.keep_intervention_kind(uuid, text, text, text, text, int, int, smallint[], boolean) FROM PUBLIC
-- next
GRANT EXECUTE ON FUNCTION
  access.keep_intervention_kind(uuid, text, text, text, text, int, int, smallint[], boolean) TO signaalbrug_app
-- next
GRANT SELECT, INSERT ON interventions, effects TO signaalbrug_app
-- next
GRANT UPDATE (status, started_on, ended_on, stop_reason, version) ON interventions TO signaalbrug_app
