-- Persons and places that are taken over into cases, and how safe the persons are.
-- Statements are separated by lines that say "-- next".

ALTER TABLE case_persons ENABLE ROW LEVEL SECURITY
-- next
ALTER TABLE case_persons FORCE ROW LEVEL SECURITY
-- next
ALTER TABLE case_locations ENABLE ROW LEVEL SECURITY
-- next
ALTER TABLE case_locations FORCE ROW LEVEL SECURITY
-- next
ALTER TABLE safety_assessments ENABLE ROW LEVEL SECURITY
-- next
ALTER TABLE safety_assessments FORCE ROW LEVEL SECURITY
-- next
CREATE POLICY case_persons_read ON case_persons FOR SELECT TO signaalbrug_app USING (
  case_id = ANY ((SELECT access.cases())::uuid[]))
-- next
CREATE POLICY case_locations_read ON case_locations FOR SELECT TO signaalbrug_app USING (
  case_id = ANY ((SELECT access.cases())::uuid[]))
-- next
CREATE POLICY safety_assessments_read ON safety_assessments FOR SELECT TO signaalbrug_app USING (
  case_id = ANY ((SELECT access.cases())::uuid[]))
-- next
-- Somebody is taken over by a member who has work, at an own desk on the side of the case, of the signal that tells of them;
-- the signal is in the case. To have broken glass or to have submitted the signal is not enough.
CREATE POLICY case_persons_take ON case_persons FOR INSERT TO signaalbrug_app WITH CHECK (
  (SELECT access.may('cases:member:contribute')) AND added_by = (SELECT access.actor())
  AND added_at = (SELECT access.moment())
  AND EXISTS (SELECT FROM case_signals s, tasks t WHERE s.case_id = case_persons.case_id
    AND s.signal_id = case_persons.signal_id AND t.signal_id = s.signal_id AND t.track = s.compartment
    AND access.works_at(t.desk_id, t.track))
  AND EXISTS (SELECT FROM persons p WHERE p.id = case_persons.person_id AND p.signal_id = case_persons.signal_id
    AND p.compartment = case_persons.compartment))
-- next
CREATE POLICY case_locations_take ON case_locations FOR INSERT TO signaalbrug_app WITH CHECK (
  (SELECT access.may('cases:member:contribute')) AND added_by = (SELECT access.actor())
  AND added_at = (SELECT access.moment())
  AND EXISTS (SELECT FROM case_signals s, tasks t WHERE s.case_id = case_locations.case_id
    AND s.signal_id = case_locations.signal_id AND t.signal_id = s.signal_id AND t.track = s.compartment
    AND access.works_at(t.desk_id, t.track))
  AND EXISTS (SELECT FROM locations l WHERE l.id = case_locations.location_id
    AND l.signal_id = case_locations.signal_id AND l.compartment = case_locations.compartment))
-- next
-- How safe somebody is, is assessed by any member, and never changed: the last assessment counts.
CREATE POLICY safety_assessments_add ON safety_assessments FOR INSERT TO signaalbrug_app WITH CHECK (
  (SELECT access.may('cases:member:contribute')) AND assessed_by = (SELECT access.actor())
  AND assessed_at = (SELECT access.moment()) AND case_id = ANY ((SELECT access.cases())::uuid[]))
-- next
CREATE POLICY events_of_pictures ON events FOR INSERT TO signaalbrug_app WITH CHECK (
  num_nonnulls(signal_id, municipality_code, compartment) = 0 AND (SELECT access.may('cases:member:contribute'))
  AND type IN ('case.person_added', 'case.location_added', 'case.safety_assessed')
  AND EXISTS (SELECT FROM cases c WHERE c.id = events.subject_id))
-- next
GRANT SELECT, INSERT ON case_persons, case_locations, safety_assessments TO signaalbrug_app
