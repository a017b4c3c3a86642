-- The DSP hears what waits for it; whoever proposed to it, or to share, hears the answer.
-- Statements are separated by lines that say "-- next".

-- A proposal waits until it is decided on, and is not reminded of twice for one moment.
ALTER TABLE dsp_proposals ADD CONSTRAINT ck_dsp_proposals_due CHECK ((due_at IS NOT NULL) = (status = 'submitted'))
-- next
-- The functions below act as the owner, whom the policies bind too: they find who is to be told of a proposal.
DROP POLICY dsp_proposals_count ON dsp_proposals
-- next
CREATE POLICY dsp_proposals_look ON dsp_proposals FOR SELECT TO CURRENT_USER USING (true)
-- next
CREATE POLICY dsp_proposal_steps_sent ON dsp_proposal_steps FOR SELECT TO CURRENT_USER USING (step = 'submit')
-- next
-- For the login of the worker only, the owner keeps that it reminded of what waits, and tells of it.
CREATE POLICY dsp_proposals_remind ON dsp_proposals FOR UPDATE TO CURRENT_USER
USING (session_user = 'signaalbrug_worker' AND status = 'submitted')
WITH CHECK (session_user = 'signaalbrug_worker' AND status = 'submitted')
-- next
CREATE POLICY events_of_reminding ON events FOR INSERT TO CURRENT_USER WITH CHECK (
  session_user = 'signaalbrug_worker' AND type = 'dsp_proposal.overdue')
-- next
-- What people do with a proposal is guarded; that it was reminded of is none of that.
CREATE OR REPLACE TRIGGER dsp_proposals_guard BEFORE UPDATE OF status, number, exploitation_forms, submitted_at, due_at,
  decided_at, changed_by, changed_at, version ON dsp_proposals
FOR EACH ROW WHEN (access.actor() IS NOT NULL) EXECUTE FUNCTION access.guard_dsp_proposal()
-- next
-- Who proposed: to the DSP, whoever drafted it, submitted it at any time, or leads its case; to share, who did so. Only
-- functions that act as the owner may call this one and the next.
CREATE FUNCTION access.askers_of(p_subject uuid) RETURNS TABLE (actor_id uuid) LANGUAGE sql STABLE AS
$$
  SELECT p.drafted_by FROM public.dsp_proposals p WHERE p.id = p_subject
  UNION
  SELECT c.lead_id FROM public.dsp_proposals p JOIN public.cases c ON c.id = p.case_id WHERE p.id = p_subject
  UNION
  SELECT s.taken_by FROM public.dsp_proposal_steps s WHERE s.proposal_id = p_subject AND s.step = 'submit'
  UNION
  SELECT d.proposed_by FROM public.sharing_decisions d WHERE d.id = p_subject
$$
-- next
-- Whether a person may know at a moment what became of a proposal, as the policies of it have it: a member of its case, the
-- DSP of the district from its first submission on; of one to share, who decides on sharing that side of the signal.
CREATE FUNCTION access.sees_answer(p_subject uuid, p_actor uuid, p_now timestamptz) RETURNS boolean
LANGUAGE sql STABLE AS
$$
  SELECT EXISTS (SELECT FROM public.actors h WHERE h.id = p_actor AND h.kind = 'person')
    AND (EXISTS (SELECT FROM public.dsp_proposals p WHERE p.id = p_subject
        AND (p.case_id = ANY (access.member_cases(p_actor, p_now))
          OR (p.submitted_at IS NOT NULL AND p_actor IN (SELECT h.actor_id
            FROM access.people_of('desk', 'dsp.' || p.district_id, p.compartment, NULL, NULL, p_now) h))))
      OR EXISTS (SELECT FROM public.sharing_decisions d
        JOIN public.tasks t ON t.signal_id = d.signal_id AND t.track = d.compartment
        WHERE d.id = p_subject AND p_actor IN (SELECT h.actor_id
          FROM access.people_of('sharers', t.desk_id, t.track, NULL, NULL, p_now) h)))
$$
-- next
-- What was told to who proposed is read, and marked, by them while they may know what became of it.
CREATE POLICY notifications_read_answers ON notifications FOR SELECT TO signaalbrug_app USING (
  actor_id = (SELECT access.actor()) AND audience = 'askers'
  AND (EXISTS (SELECT FROM dsp_proposals p WHERE p.id = notifications.subject_id)
    OR EXISTS (SELECT FROM sharing_decisions d JOIN tasks t ON t.signal_id = d.signal_id AND t.track = d.compartment
      WHERE d.id = notifications.subject_id
        AND ((t.track = 'care' AND t.desk_id = ANY ((SELECT access.care_sharing_desks())::text[]))
          OR (t.track = 'security' AND t.desk_id = ANY ((SELECT access.security_sharing_desks())::text[]))))))
-- next
CREATE POLICY notifications_mark_answers ON notifications FOR UPDATE TO signaalbrug_app USING (
  actor_id = (SELECT access.actor()) AND audience = 'askers'
  AND (EXISTS (SELECT FROM dsp_proposals p WHERE p.id = notifications.subject_id)
    OR EXISTS (SELECT FROM sharing_decisions d JOIN tasks t ON t.signal_id = d.signal_id AND t.track = d.compartment
      WHERE d.id = notifications.subject_id
        AND ((t.track = 'care' AND t.desk_id = ANY ((SELECT access.care_sharing_desks())::text[]))
          OR (t.track = 'security' AND t.desk_id = ANY ((SELECT access.security_sharing_desks())::text[]))))))
WITH CHECK (read_at IS NULL OR read_at = (SELECT access.moment()))
-- next
CREATE TRIGGER events_notify_of_proposals AFTER INSERT ON events FOR EACH ROW
WHEN (NEW.type IN ('dsp_proposal.submitted', 'dsp_proposal.overdue', 'dsp_proposal.accepted', 'dsp_proposal.returned',
  'dsp_proposal.refused', 'dsp_proposal.withdrawn'))
EXECUTE FUNCTION access.notify()
-- next
-- Reminds of some proposals that wait longer than they should, each once for every time that it was submitted. What another
-- worker, or somebody who decides, is holding is passed by; where nobody is at the DSP, it waits until somebody is.
CREATE FUNCTION access.remind_of_proposals(p_now timestamptz, p_actor uuid, p_limit int) RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
  WITH due AS MATERIALIZED (
    SELECT p.id FROM public.dsp_proposals p
    WHERE p.status = 'submitted' AND p.due_at <= p_now AND p.reminded_for IS DISTINCT FROM p.due_at
      AND EXISTS (SELECT FROM access.people_of('desk', 'dsp.' || p.district_id, p.compartment, NULL, NULL, p_now))
    ORDER BY p.due_at, p.id LIMIT p_limit FOR UPDATE SKIP LOCKED
  ), reminded AS (
    UPDATE public.dsp_proposals p SET reminded_for = p.due_at FROM due d WHERE p.id = d.id
    RETURNING p.id, p.case_id, p.district_id
  ), told AS (
    INSERT INTO public.events (id, type, occurred_at, actor_id, subject_id, data)
    SELECT access.new_id(p_now), 'dsp_proposal.overdue', p_now, p_actor, r.id,
      jsonb_build_object('case', r.case_id, 'district', r.district_id)
    FROM reminded r
  )
  SELECT count(*) FROM reminded
$$
-- next
REVOKE ALL ON FUNCTION access.askers_of(uuid), access.sees_answer(uuid, uuid, timestamptz),
  access.remind_of_proposals(timestamptz, uuid, int) FROM PUBLIC
-- next
GRANT EXECUTE ON FUNCTION access.remind_of_proposals(timestamptz, uuid, int) TO signaalbrug_worker
-- next
GRANT UPDATE (due_at) ON dsp_proposals TO signaalbrug_app
