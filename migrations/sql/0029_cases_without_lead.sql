-- Cases that nobody of their desk is in any more: a colleague there sees that there is one, and takes it up.
-- Statements are separated by lines that say "-- next".

-- The cases of the actor's own desks that nobody holds: their lead is no member now, or not by a role that reaches them,
-- and no other member works at the desk, who could take the lead over. It tells that there is such a case, and nothing
-- of what is in it.
CREATE FUNCTION access.cases_without_lead() RETURNS TABLE (id uuid, reference text, compartment text, district_id text,
  desk_id text, status text, opened_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
  SELECT c.id, c.reference, c.compartment, c.district_id, c.desk_id, c.status, c.opened_at FROM public.cases c
  WHERE access.may('cases:desk:open') AND access.works_at(c.desk_id, c.compartment)
    AND NOT EXISTS (SELECT FROM public.case_members m
      WHERE m.case_id = c.id AND m.since <= access.moment() AND access.moment() < m.until AND m.removed_at IS NULL
        AND access.reaches_case(m.actor_id, c.compartment, c.district_id, access.moment())
        AND (m.actor_id = c.lead_id
          OR access.desk_until(m.actor_id, c.desk_id, c.compartment, access.moment()) IS NOT NULL))
$$
-- next
-- Who comes back has another row, and one row counts: what is over, or was to come, is put away first. Nobody removes
-- themselves from what is going on.
ALTER TABLE case_members DROP CONSTRAINT ck_case_members_not_oneself
-- next
ALTER TABLE case_members ADD CONSTRAINT ck_case_members_not_oneself CHECK (
  removed_by <> actor_id OR removed_at < since OR until <= removed_at)
-- next
-- What access.take_up_case does as the owner, in the name of who takes the case up.
CREATE POLICY case_members_put_away ON case_members FOR UPDATE TO CURRENT_USER USING (
  actor_id = (SELECT access.actor()) AND removed_at IS NULL)
WITH CHECK (removed_by = (SELECT access.actor()) AND removed_at = (SELECT access.moment()))
-- next
-- Lets the actor into a case of its desk that is without a lead; null for any other case. The lead is taken in the same
-- transaction, as by any member who works at that desk.
CREATE FUNCTION access.take_up_case(p_case uuid, p_member uuid, p_until timestamptz) RETURNS uuid[]
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
  v_side text;
  v_name text;
  v_cases uuid[];
BEGIN
  -- Of two who do so at once the second looks when the first is in.
  PERFORM pg_advisory_xact_lock(hashtextextended('case without lead ' || c.id, 0))
  FROM access.cases_without_lead() c WHERE c.id = p_case;
  v_side := (SELECT c.compartment FROM access.cases_without_lead() c WHERE c.id = p_case);
  IF v_side IS NULL THEN
    RETURN NULL;
  END IF;
  v_name := (SELECT a.name FROM public.actors a WHERE a.id = access.actor());
  UPDATE public.case_members SET removed_by = access.actor(), removed_by_name = v_name, removed_at = access.moment()
  WHERE case_id = p_case AND actor_id = access.actor() AND removed_at IS NULL;
  INSERT INTO public.case_members (id, case_id, compartment, actor_id, actor_name, since, until, added_by, added_by_name,
    added_at)
  VALUES (p_member, p_case, v_side, access.actor(), v_name, access.moment(), p_until, access.actor(), v_name,
    access.moment());
  v_cases := access.member_cases(access.actor(), access.moment());
  PERFORM set_config('signaalbrug.cases', v_cases::text, true);
  RETURN v_cases;
END
$$
-- next
REVOKE ALL ON FUNCTION access.cases_without_lead(), access.take_up_case(uuid, uuid, timestamptz) FROM PUBLIC
-- next
GRANT EXECUTE ON FUNCTION access.cases_without_lead(), access.take_up_case(uuid, uuid, timestamptz) TO signaalbrug_app
