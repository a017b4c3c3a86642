-- Nobody decides on a proposal of which they drafted, wrote or submitted any part.
-- Statements are separated by lines that say "-- next".

-- The function below acts as the owner, whom the policies bind too: it sees what the actor did, and nothing of others.
CREATE POLICY dsp_proposal_versions_own ON dsp_proposal_versions FOR SELECT TO CURRENT_USER USING (
  written_by = (SELECT access.actor()))
-- next
CREATE POLICY dsp_proposal_steps_own ON dsp_proposal_steps FOR SELECT TO CURRENT_USER USING (
  taken_by = (SELECT access.actor()))
-- next
-- Whether the actor drafted a proposal, wrote any version of it, or submitted it at any time. It acts as the owner because
-- who is no member of the case any more does not read the versions that were never submitted, their own included.
CREATE FUNCTION access.proposes(proposal public.dsp_proposals) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
  SELECT coalesce(proposal.drafted_by = access.actor(), false)
    OR coalesce(proposal.status = 'submitted' AND proposal.changed_by = access.actor(), false)
    OR EXISTS (SELECT FROM public.dsp_proposal_versions v
      WHERE v.proposal_id = proposal.id AND v.written_by = access.actor())
    OR EXISTS (SELECT FROM public.dsp_proposal_steps s
      WHERE s.proposal_id = proposal.id AND s.step = 'submit' AND s.taken_by = access.actor())
$$
-- next
REVOKE ALL ON FUNCTION access.proposes(dsp_proposals) FROM PUBLIC
-- next
GRANT EXECUTE ON FUNCTION access.proposes(dsp_proposals) TO signaalbrug_app
-- next
CREATE OR REPLACE FUNCTION access.guard_dsp_proposal() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
  IF NEW.status IN ('accepted', 'returned', 'refused') AND NOT (OLD.status = 'submitted'
    AND NOT access.proposes(OLD) AND access.may('dsp-proposals:desk:decide')
    AND access.works_at('dsp.' || OLD.district_id, 'security')) THEN
    RAISE insufficient_privilege USING MESSAGE = 'the DSP decides, on what others drafted, wrote and submitted';
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
