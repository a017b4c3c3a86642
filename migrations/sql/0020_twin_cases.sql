-- A sharing decision may name a case of each side: the one that it comes from, and the one whose members receive it, too.
-- What the giving side names of the other side is what somebody there told it: nothing here tells whether there is such
-- a case, and nobody is let in by a name that no case has.
DROP POLICY sharing_decisions_read ON sharing_decisions
-- next
CREATE POLICY sharing_decisions_read ON sharing_decisions FOR SELECT TO signaalbrug_app USING (
  EXISTS (SELECT FROM tasks t WHERE t.signal_id = sharing_decisions.signal_id
    AND t.track = sharing_decisions.compartment
    AND ((t.track = 'care' AND t.desk_id = ANY ((SELECT access.care_sharing_desks())::text[]))
      OR (t.track = 'security' AND t.desk_id = ANY ((SELECT access.security_sharing_desks())::text[]))))
  OR (status = 'approved' AND (SELECT access.moment()) < valid_until
    AND ((compartment = 'care' AND receiving_desk_id = ANY ((SELECT access.security_desks())::text[]))
      OR (compartment = 'security' AND receiving_desk_id = ANY ((SELECT access.care_desks())::text[]))
      OR EXISTS (SELECT FROM cases c WHERE c.reference = sharing_decisions.receiving_case_reference
        AND c.compartment <> sharing_decisions.compartment))))
-- next
DROP POLICY sharing_decisions_propose ON sharing_decisions
-- next
CREATE POLICY sharing_decisions_propose ON sharing_decisions FOR INSERT TO signaalbrug_app WITH CHECK (
  (SELECT access.may('sharing-decisions:desk:propose'))
  AND status = 'proposed' AND proposed_by = (SELECT access.actor())
  AND EXISTS (SELECT FROM tasks t WHERE t.signal_id = sharing_decisions.signal_id
    AND t.track = sharing_decisions.compartment
    AND ((t.track = 'care' AND t.desk_id = ANY ((SELECT access.care_sharing_desks())::text[]))
      OR (t.track = 'security' AND t.desk_id = ANY ((SELECT access.security_sharing_desks())::text[]))))
  AND (case_reference IS NULL OR EXISTS (SELECT FROM cases c WHERE c.reference = sharing_decisions.case_reference
    AND c.compartment = sharing_decisions.compartment)))
