-- What events tell: the policies by which people append to the log of what happened, and who is notified of it.
-- Statements are separated by lines that say "-- next".
--
-- PostgreSQL makes every policy of a table ready for each statement, with the policies of every table that it looks at,
-- whether it is asked or not: for the log that was a third of the work of taking in a signal. A function is made ready
-- when it is called. These act as whoever appends, whom the policies of what they look at bind as before.

CREATE FUNCTION access.tells_of_task(event public.events) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
  RETURN EXISTS (SELECT FROM public.tasks t WHERE t.id = event.subject_id AND t.signal_id = event.signal_id
    AND t.municipality_code = event.municipality_code AND t.track = event.compartment
    AND ((event.type = 'task.claimed' AND t.status = 'claimed' AND t.claimed_by = (SELECT access.actor()))
      OR (event.type = 'task.released' AND t.status = 'open')
      OR (event.type = 'task.completed' AND t.status = 'done' AND t.claimed_by = (SELECT access.actor()))
      OR (event.type = 'task.assigned' AND t.status IN ('claimed', 'waiting'))
      OR (event.type = 'task.waiting' AND t.status = 'waiting' AND t.claimed_by = (SELECT access.actor()))
      OR (event.type = 'task.resumed' AND t.status = 'claimed' AND t.claimed_by = (SELECT access.actor())))
    AND ((t.track = 'care' AND t.desk_id = ANY ((SELECT access.care_desks())::text[]))
      OR (t.track = 'security' AND t.desk_id = ANY ((SELECT access.security_desks())::text[]))));
END
$$
-- next
ALTER POLICY events_of_desks ON events WITH CHECK (
  (SELECT access.may('tasks:desk:triage')) AND access.tells_of_task(events))
-- next
CREATE FUNCTION access.tells_of_appointment(event public.events) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
  RETURN EXISTS (SELECT FROM public.appointments a WHERE a.id = event.subject_id
    AND ((event.type IN ('appointment.proposed', 'appointment.lent', 'client.registered')
        AND a.proposed_by = (SELECT access.actor()))
      OR (event.type IN ('appointment.approved', 'client.approved') AND a.approved_by = (SELECT access.actor()))
      OR (event.type IN ('appointment.withdrawn', 'client.withdrawn')
        AND a.withdrawn_by = (SELECT access.actor()))));
END
$$
-- next
ALTER POLICY events_of_appointments ON events WITH CHECK (
  num_nonnulls(signal_id, municipality_code, compartment) = 0 AND access.tells_of_appointment(events))
-- next
CREATE FUNCTION access.tells_of_sharing(event public.events) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
  RETURN EXISTS (SELECT FROM public.sharing_decisions d WHERE d.id = event.subject_id
    AND ((event.type = 'sharing.proposed' AND d.proposed_by = (SELECT access.actor()))
      OR (event.type = 'sharing.approved' AND d.approved_by = (SELECT access.actor()))
      OR (event.type = 'sharing.revoked' AND d.revoked_by = (SELECT access.actor()))));
END
$$
-- next
ALTER POLICY events_of_sharing ON events WITH CHECK (
  num_nonnulls(signal_id, municipality_code, compartment) = 0 AND access.tells_of_sharing(events))
-- next
CREATE FUNCTION access.tells_of_break_glass(event public.events) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
  RETURN EXISTS (SELECT FROM public.break_glass_sessions s WHERE s.id = event.subject_id
    AND ((event.type = 'break_glass.opened' AND s.actor_id = (SELECT access.actor()))
      OR (event.type = 'break_glass.reviewed' AND s.reviewed_by = (SELECT access.actor()))));
END
$$
-- next
ALTER POLICY events_of_break_glass ON events WITH CHECK (
  num_nonnulls(signal_id, municipality_code, compartment) = 0
  AND ((type = 'break_glass.refused' AND (SELECT access.may('break-glass-sessions:area:open')))
    OR access.tells_of_break_glass(events)))
-- next
CREATE FUNCTION access.tells_of_escalation(event public.events) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
  RETURN EXISTS (SELECT FROM public.escalations e WHERE e.id = event.subject_id
    AND e.acknowledged_by = (SELECT access.actor()));
END
$$
-- next
ALTER POLICY events_of_escalations ON events WITH CHECK (
  num_nonnulls(signal_id, municipality_code, compartment) = 0 AND type = 'escalation.acknowledged'
  AND access.tells_of_escalation(events))
-- next
CREATE FUNCTION access.tells_of_feedback(event public.events) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
  RETURN EXISTS (SELECT FROM public.feedback f WHERE f.id = event.subject_id AND f.signal_id = event.signal_id
    AND f.municipality_code = event.municipality_code AND f.compartment = event.compartment
    AND ((event.type = 'feedback.given' AND f.given_by = (SELECT access.actor()))
      OR (event.type = 'feedback.read' AND f.read_by = (SELECT access.actor()))));
END
$$
-- next
ALTER POLICY events_of_feedback ON events WITH CHECK (access.tells_of_feedback(events))
-- next
CREATE FUNCTION access.tells_of_referral(event public.events) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
  RETURN EXISTS (SELECT FROM public.referrals r WHERE r.signal_id = event.signal_id
    AND r.municipality_code = event.municipality_code
    AND coalesce(r.ended_by, r.offered_by) = (SELECT access.actor())
    AND ((event.subject_id = r.id AND event.compartment = r.track
        AND (event.type = 'referral.' || r.status OR (event.type = 'referral.looped' AND r.looped)))
      OR (event.type = 'task.completed' AND event.subject_id = r.task_id AND event.compartment = r.track
        AND r.hands_over)
      OR (event.type = 'task.opened' AND event.subject_id = r.opened_task_id
        AND event.compartment = r.to_track)));
END
$$
-- next
ALTER POLICY events_of_referrals ON events WITH CHECK (access.tells_of_referral(events))
-- next
CREATE FUNCTION access.tells_of_action(event public.events) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
  RETURN EXISTS (SELECT FROM public.tasks t JOIN public.agenda_items i ON i.id = t.agenda_item_id
    WHERE t.id = event.subject_id AND t.signal_id = event.signal_id AND t.municipality_code = event.municipality_code
    AND t.track = event.compartment);
END
$$
-- next
ALTER POLICY events_of_actions ON events WITH CHECK (
  type = 'task.opened' AND (SELECT access.may('meetings:desk:hold')) AND access.tells_of_action(events))
-- next
CREATE FUNCTION access.tells_of_meeting(event public.events) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
  RETURN EXISTS (SELECT FROM public.meetings m WHERE m.id = event.subject_id
    AND ((event.type = 'meeting.planned' AND m.planned_by = (SELECT access.actor()))
      OR (event.type = 'meeting.held' AND m.status = 'held' AND m.closed_by = (SELECT access.actor()))
      OR (event.type = 'meeting.cancelled' AND m.status = 'cancelled' AND m.closed_by = (SELECT access.actor()))
      OR event.type IN ('meeting.agenda_changed', 'meeting.decided', 'meeting.minuted')));
END
$$
-- next
ALTER POLICY events_of_meetings ON events WITH CHECK (
  num_nonnulls(signal_id, municipality_code, compartment) = 0 AND (SELECT access.may('meetings:desk:hold'))
  AND access.tells_of_meeting(events))
-- next
CREATE FUNCTION access.tells_of_link(event public.events) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
  RETURN EXISTS (SELECT FROM public.signal_links l WHERE l.id = event.subject_id
    AND ((event.type = 'signals.linked' AND l.linked_by = (SELECT access.actor()))
      OR (event.type = 'signals.unlinked' AND l.ended_by = (SELECT access.actor()))));
END
$$
-- next
ALTER POLICY events_of_links ON events WITH CHECK (
  num_nonnulls(signal_id, municipality_code, compartment) = 0 AND access.tells_of_link(events))
-- next
CREATE FUNCTION access.tells_of_intervention(event public.events) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
  RETURN EXISTS (SELECT FROM public.interventions i WHERE i.id = event.subject_id
    AND ((event.type = 'intervention.logged' AND i.logged_by = (SELECT access.actor()))
      OR (event.type IN ('intervention.started', 'intervention.ended', 'intervention.stopped')
        AND event.type = 'intervention.' || i.status
        AND (i.case_id IS NOT NULL OR access.works_at(i.desk_id, i.compartment)))
      OR (event.type = 'effect.assessed' AND EXISTS (SELECT FROM public.effects e WHERE e.intervention_id = i.id
        AND e.assessed_by = (SELECT access.actor())))));
END
$$
-- next
ALTER POLICY events_of_interventions ON events WITH CHECK (
  num_nonnulls(signal_id, municipality_code, compartment) = 0 AND (SELECT access.may('interventions:desk:log'))
  AND access.tells_of_intervention(events))
-- next
CREATE FUNCTION access.tells_of_case(event public.events) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
  RETURN EXISTS (SELECT FROM public.cases c WHERE c.id = event.subject_id
    AND ((event.type = 'case.opened' AND c.opened_by = (SELECT access.actor()))
      OR (event.type IN ('case.member_added', 'case.member_extended', 'case.member_removed', 'case.closed',
          'case.reopened') AND c.lead_id = (SELECT access.actor()))
      OR event.type IN ('case.signal_added', 'case.noted', 'case.suspended', 'case.resumed', 'case.lead_changed')));
END
$$
-- next
ALTER POLICY events_of_cases ON events WITH CHECK (
  num_nonnulls(signal_id, municipality_code, compartment) = 0 AND (SELECT access.may('cases:member:contribute'))
  AND access.tells_of_case(events))
-- next
CREATE FUNCTION access.tells_of_dsp_proposal(event public.events) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
  RETURN EXISTS (SELECT FROM public.dsp_proposals p WHERE p.id = event.subject_id
    AND event.type = 'dsp_proposal.' || p.status AND p.changed_by = (SELECT access.actor())
    AND p.changed_at = (SELECT access.moment()));
END
$$
-- next
ALTER POLICY events_of_dsp_proposals ON events WITH CHECK (
  num_nonnulls(signal_id, municipality_code, compartment) = 0 AND access.tells_of_dsp_proposal(events))
-- next
DROP POLICY events_of_work ON events
-- next
-- The people of an audience at a moment; the same appointments count as in access.begin. Machine clients have events.
-- Only functions that act as the owner may call it; with no settings of its own it becomes part of their queries. Each
-- audience is asked for apart, so that the people of one desk are not looked for among all.
CREATE OR REPLACE FUNCTION access.people_of(p_audience text, p_desk text, p_track text, p_municipality text,
  p_district text, p_now timestamptz) RETURNS TABLE (actor_id uuid) LANGUAGE sql STABLE AS
$$
  SELECT DISTINCT h.id
  FROM (
    SELECT a.* FROM public.role_rights r JOIN public.appointments a ON a.role = r.role
      AND r.desk_kind || coalesce('.' || a.municipality_code, '.' || a.district_id, '') = p_desk
    WHERE p_audience = 'desk' AND r.compartment = p_track AND r.reach IN ('desk', 'labour_desk')
      AND r.desk_kind = split_part(p_desk, '.', 1)
    UNION ALL
    SELECT a.* FROM public.role_rights r JOIN public.appointments a ON a.role = r.role
    WHERE p_audience = 'submitters' AND r.reach = 'own_submissions' AND a.municipality_code = p_municipality
    UNION ALL
    SELECT a.* FROM public.appointments a
    WHERE ((p_audience = 'coordinators' AND a.role = 'districtelijk_coordinator')
        OR (p_audience = 'chain' AND a.role = 'ketenregisseur'))
      AND a.municipality_code IS NULL AND coalesce(a.district_id, p_district) = p_district
    UNION ALL
    SELECT a.* FROM public.role_actions x JOIN public.appointments a ON a.role = x.role
      AND (a.scopes IS NULL OR x.action = ANY (a.scopes))
    WHERE p_audience = 'beheerders' AND x.action = 'appointments:all:manage'
  ) a
  JOIN public.actors h ON h.id = a.actor_id AND h.kind = 'person'
  LEFT JOIN public.appointments o ON o.id = a.lent_from
  WHERE a.approved_at <= p_now AND a.valid_from <= p_now
    AND (a.valid_until IS NULL OR p_now < a.valid_until) AND (a.withdrawn_at IS NULL OR p_now < a.withdrawn_at)
    AND (a.lent_from IS NULL OR (o.approved_at <= p_now AND o.valid_from <= p_now
      AND (o.valid_until IS NULL OR p_now < o.valid_until) AND (o.withdrawn_at IS NULL OR p_now < o.withdrawn_at)))
$$
-- next
-- The table of what is notified becomes part of the query that asks for it too.
ALTER FUNCTION access.notification_rules() RESET search_path
-- next
REVOKE ALL ON FUNCTION access.tells_of_task(events), access.tells_of_appointment(events),
  access.tells_of_sharing(events), access.tells_of_break_glass(events), access.tells_of_escalation(events),
  access.tells_of_feedback(events), access.tells_of_referral(events), access.tells_of_action(events),
  access.tells_of_meeting(events), access.tells_of_link(events), access.tells_of_intervention(events),
  access.tells_of_case(events), access.tells_of_dsp_proposal(events) FROM PUBLIC
-- next
GRANT EXECUTE ON FUNCTION access.tells_of_task(events), access.tells_of_appointment(events),
  access.tells_of_sharing(events), access.tells_of_break_glass(events), access.tells_of_escalation(events),
  access.tells_of_feedback(events), access.tells_of_referral(events), access.tells_of_action(events),
  access.tells_of_meeting(events), access.tells_of_link(events), access.tells_of_intervention(events),
  access.tells_of_case(events), access.tells_of_dsp_proposal(events) TO signaalbrug_app
