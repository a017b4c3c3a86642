-- Which interventions are to be assessed, for the worker to ask for one at a time where they cannot be asked for together.
CREATE FUNCTION access.waiting_assessments(p_now timestamptz, p_limit int) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$ SELECT d.id FROM access.due_assessments(p_now, p_limit, NULL) d $$
-- next
REVOKE ALL ON FUNCTION access.waiting_assessments(timestamptz, int) FROM PUBLIC
-- next
GRANT EXECUTE ON FUNCTION access.waiting_assessments(timestamptz, int) TO signaalbrug_worker
