-- Breaking glass for a case: who and what it is about is read for an hour, and nothing else of it.
-- Statements are separated by lines that say "-- next".

-- The cases that the actor has broken glass for within the hour. They are no cases of the actor, as access.cases() are:
-- nothing that asks of what somebody is a member looks here.
CREATE FUNCTION access.opened_cases() RETURNS uuid[] LANGUAGE sql STABLE AS
$$ SELECT nullif(current_setting('signaalbrug.opened_cases', true), '')::uuid[] $$
-- next
-- What a case is, for who broke glass for it. The table of cases itself stays with their members: many policies ask
-- whether a case is there, to know who may write in it.
CREATE FUNCTION access.opened_case(p_case uuid) RETURNS TABLE (id uuid, reference text, compartment text,
  district_id text, desk_id text, exploitation_forms text[], title bytea, wrapped_key bytea, status text,
  outcome text, opened_at timestamptz, closed_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
  SELECT c.id, c.reference, c.compartment, c.district_id, c.desk_id, c.exploitation_forms, c.title, c.wrapped_key,
    c.status, c.outcome, c.opened_at, c.closed_at
  FROM public.cases c WHERE c.id = p_case AND c.id = ANY (access.opened_cases())
$$
-- next
CREATE POLICY case_persons_read_opened ON case_persons FOR SELECT TO signaalbrug_app USING (
  case_id = ANY ((SELECT access.opened_cases())::uuid[]))
-- next
CREATE POLICY case_locations_read_opened ON case_locations FOR SELECT TO signaalbrug_app USING (
  case_id = ANY ((SELECT access.opened_cases())::uuid[]))
-- next
-- Of how safe somebody was, only what was assessed last is opened. To see which that is, the function reads as the owner,
-- whom forced row-level security binds too.
CREATE POLICY safety_assessments_compare ON safety_assessments FOR SELECT TO CURRENT_USER USING (
  case_id = ANY ((SELECT access.opened_cases())::uuid[]))
-- next
CREATE FUNCTION access.is_last_assessment(p_person uuid, p_id uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
  SELECT NOT EXISTS (SELECT FROM public.safety_assessments a WHERE a.person_id = p_person AND a.id > p_id)
$$
-- next
CREATE POLICY safety_assessments_read_opened ON safety_assessments FOR SELECT TO signaalbrug_app USING (
  case_id = ANY ((SELECT access.opened_cases())::uuid[]) AND access.is_last_assessment(person_id, id))
-- next
REVOKE ALL ON FUNCTION access.opened_case(uuid), access.is_last_assessment(uuid, uuid) FROM PUBLIC
-- next
GRANT EXECUTE ON FUNCTION access.opened_case(uuid), access.is_last_assessment(uuid, uuid) TO signaalbrug_app
