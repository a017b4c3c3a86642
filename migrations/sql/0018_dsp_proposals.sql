-- Proposals of an integral approach for cases of the security side, which the DSP of the district decides on.
-- Statements are separated by lines that say "-- next".

ALTER TABLE dsp_proposals ENABLE ROW LEVEL SECURITY
-- next
ALTER TABLE dsp_proposals FORCE ROW LEVEL SECURITY
-- next
ALTER TABLE dsp_proposal_versions ENABLE ROW LEVEL SECURITY
-- next
ALTER TABLE dsp_proposal_versions FORCE ROW LEVEL SECURITY
-- next
ALTER TABLE dsp_proposal_steps ENABLE ROW LEVEL SECURITY
-- next
ALTER TABLE dsp_proposal_steps FORCE ROW LEVEL SECURITY
-- next
-- A proposal is read by the members of its case and, from the first submission on, by the DSP of the district.
CREATE POLICY dsp_proposals_read ON dsp_proposals FOR SELECT TO signaalbrug_app USING (
  case_id = ANY ((SELECT access.cases())::uuid[])
  OR (submitted_at IS NOT NULL AND 'dsp.' || district_id = ANY ((SELECT access.security_desks())::text[])))
-- next
-- What was taken with it is read with the proposal; the DSP reads no version that was not submitted.
CREATE POLICY dsp_proposal_steps_read ON dsp_proposal_steps FOR SELECT TO signaalbrug_app USING (
  EXISTS (SELECT FROM dsp_proposals p WHERE p.id = dsp_proposal_steps.proposal_id))
-- next
CREATE POLICY dsp_proposal_versions_read ON dsp_proposal_versions FOR SELECT TO signaalbrug_app USING (
  case_id = ANY ((SELECT access.cases())::uuid[])
  OR EXISTS (SELECT FROM dsp_proposal_steps s WHERE s.proposal_id = dsp_proposal_versions.proposal_id
    AND s.number = dsp_proposal_versions.number AND s.step = 'submit'))
-- next
-- It is drafted by the lead of the case, or by a member who may draft in any case: the RIEC.
CREATE POLICY dsp_proposals_draft ON dsp_proposals FOR INSERT TO signaalbrug_app WITH CHECK (
  (SELECT access.may('dsp-proposals:member:draft')) AND status = 'drafted' AND number = 1 AND submitted_at IS NULL
  AND drafted_by = (SELECT access.actor()) AND changed_by = (SELECT access.actor())
  AND changed_at = (SELECT access.moment())
  AND EXISTS (SELECT FROM cases c WHERE c.id = dsp_proposals.case_id AND c.district_id = dsp_proposals.district_id
    AND (c.lead_id = (SELECT access.actor()) OR (SELECT access.may('dsp-proposals:case:draft')))))
-- next
-- The same rewrite and submit it while nothing was decided; whoever drafted it withdraws it.
CREATE POLICY dsp_proposals_change ON dsp_proposals FOR UPDATE TO signaalbrug_app USING (
  (SELECT access.may('dsp-proposals:member:draft')) AND status IN ('drafted', 'submitted', 'returned')
  AND EXISTS (SELECT FROM cases c WHERE c.id = dsp_proposals.case_id
    AND (c.lead_id = (SELECT access.actor()) OR (SELECT access.may('dsp-proposals:case:draft')))))
WITH CHECK (changed_by = (SELECT access.actor()) AND changed_at = (SELECT access.moment())
  AND (status <> 'withdrawn' OR drafted_by = (SELECT access.actor())))
-- next
-- The DSP of the district decides on what somebody else submitted. A policy does not see what a row was before; the
-- trigger below keeps this way and the one above apart.
CREATE POLICY dsp_proposals_decide ON dsp_proposals FOR UPDATE TO signaalbrug_app USING (
  (SELECT access.may('dsp-proposals:desk:decide')) AND status = 'submitted'
  AND 'dsp.' || district_id = ANY ((SELECT access.security_desks())::text[]))
WITH CHECK (changed_by = (SELECT access.actor()) AND changed_at = (SELECT access.moment())
  AND status IN ('accepted', 'returned', 'refused'))
-- next
CREATE FUNCTION access.guard_dsp_proposal() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
  IF NEW.status IN ('accepted', 'returned', 'refused') AND NOT (OLD.status = 'submitted'
    AND OLD.changed_by <> access.actor() AND access.may('dsp-proposals:desk:decide')
    AND access.works_at('dsp.' || OLD.district_id, 'security')) THEN
    RAISE insufficient_privilege USING MESSAGE = 'the DSP decides, on what somebody else submitted';
  END IF;
  IF NEW.status IN ('drafted', 'submitted', 'withdrawn') AND NOT (access.may('dsp-proposals:member:draft')
    AND EXISTS (SELECT FROM public.cases c WHERE c.id = OLD.case_id
      AND (c.lead_id = access.actor() OR access.may('dsp-proposals:case:draft')))) THEN
    RAISE insufficient_privilege USING MESSAGE = 'the lead of the case or the RIEC drafts and submits';
  END IF;
  IF (NEW.status = 'submitted' AND OLD.status <> 'drafted') OR NEW.submitted_at <> OLD.submitted_at THEN
    RAISE insufficient_privilege USING MESSAGE = 'a draft is submitted, and its first submission is kept';
  END IF;
  RETURN NEW;
END
$$
-- next
CREATE TRIGGER dsp_proposals_guard BEFORE UPDATE ON dsp_proposals
FOR EACH ROW WHEN (access.actor() IS NOT NULL) EXECUTE FUNCTION access.guard_dsp_proposal()
-- next
-- A version is written with the proposal, by whoever took that step with it, and never changed.
CREATE POLICY dsp_proposal_versions_write ON dsp_proposal_versions FOR INSERT TO signaalbrug_app WITH CHECK (
  written_by = (SELECT access.actor()) AND written_at = (SELECT access.moment())
  AND EXISTS (SELECT FROM dsp_proposals p WHERE p.id = dsp_proposal_versions.proposal_id
    AND p.case_id = dsp_proposal_versions.case_id AND p.number = dsp_proposal_versions.number
    AND p.status = 'drafted' AND p.changed_by = (SELECT access.actor()) AND p.changed_at = (SELECT access.moment())))
-- next
-- A step is told by who took it, as the proposal stands after it.
CREATE POLICY dsp_proposal_steps_write ON dsp_proposal_steps FOR INSERT TO signaalbrug_app WITH CHECK (
  taken_by = (SELECT access.actor()) AND taken_at = (SELECT access.moment())
  AND EXISTS (SELECT FROM dsp_proposals p WHERE p.id = dsp_proposal_steps.proposal_id
    AND p.number = dsp_proposal_steps.number AND p.status = dsp_proposal_steps.status
    AND p.changed_by = (SELECT access.actor()) AND p.changed_at = (SELECT access.moment())))
-- next
CREATE POLICY events_of_dsp_proposals ON events FOR INSERT TO signaalbrug_app WITH CHECK (
  num_nonnulls(signal_id, municipality_code, compartment) = 0
  AND EXISTS (SELECT FROM dsp_proposals p WHERE p.id = events.subject_id
    AND events.type = 'dsp_proposal.' || p.status AND p.changed_by = (SELECT access.actor())
    AND p.changed_at = (SELECT access.moment())))
-- next
-- The norms of the programme count proposals, by their first submission, for who reads the monitor.
CREATE POLICY dsp_proposals_count ON dsp_proposals FOR SELECT TO CURRENT_USER USING (
  (SELECT access.may('monitor:all:read')))
-- next
CREATE OR REPLACE FUNCTION access.norm_counts(p_from date, p_until date)
RETURNS TABLE (norm text, district_id text, size bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
  SELECT 'labour_inspections', i.district_id, count(*)
  FROM public.interventions i JOIN public.intervention_kinds k ON k.id = i.kind_id
  WHERE access.may('monitor:all:read') AND k.code = 'labour_inspection'
    AND 'labour_inspectorate' = ANY (i.organisations) AND i.started_on >= p_from AND i.started_on < p_until
  GROUP BY i.district_id
  UNION ALL
  SELECT 'dsp_proposals', p.district_id, count(*)
  FROM public.dsp_proposals p
  WHERE access.may('monitor:all:read') AND p.exploitation_forms && ARRAY['sexual', 'criminal']
    AND (p.submitted_at AT TIME ZONE 'Europe/Amsterdam')::date >= p_from
    AND (p.submitted_at AT TIME ZONE 'Europe/Amsterdam')::date < p_until
  GROUP BY p.district_id
$$
-- next
GRANT SELECT, INSERT ON dsp_proposals, dsp_proposal_versions, dsp_proposal_steps TO signaalbrug_app
-- next
GRANT UPDATE (status, number, exploitation_forms, submitted_at, decided_at, changed_by, changed_at, version)
  ON dsp_proposals TO signaalbrug_app
