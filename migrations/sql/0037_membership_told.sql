-- Who is let into a case, stays longer, leads it or has to go hears of that; so does the desk of one that nobody leads.
-- Statements are separated by lines that say "-- next".

-- Whether a case has a lead at a moment: the lead is a member by a role that reaches it, or somebody else is who works at
-- its desk and could take the lead over.
CREATE FUNCTION access.is_led(p_case uuid, p_now timestamptz) RETURNS boolean LANGUAGE sql STABLE AS
$$
  SELECT EXISTS (SELECT FROM public.cases c JOIN public.case_members m ON m.case_id = c.id
    WHERE c.id = p_case AND m.since <= p_now AND p_now < m.until AND m.removed_at IS NULL
      AND access.reaches_case(m.actor_id, c.compartment, c.district_id, p_now)
      AND (m.actor_id = c.lead_id
        OR access.desk_until(m.actor_id, c.desk_id, c.compartment, p_now) IS NOT NULL))
$$
-- next
-- Whether a person may hear of a case at a moment: as a member; as one who was and still could be; or, of one that nobody
-- leads, as who opens cases at its desk. Only functions that act as the owner may call this one and the one above.
CREATE FUNCTION access.hears_of_case(p_case uuid, p_audience text, p_actor uuid, p_now timestamptz) RETURNS boolean
LANGUAGE sql STABLE AS
$$
  SELECT EXISTS (SELECT FROM public.cases c, public.actors h
    WHERE c.id = p_case AND h.id = p_actor AND h.kind = 'person'
      AND ((p_audience = 'member' AND c.id = ANY (access.member_cases(h.id, p_now)))
        OR (p_audience = 'former_member' AND access.reaches_case(h.id, c.compartment, c.district_id, p_now))
        OR (p_audience = 'openers' AND NOT access.is_led(c.id, p_now)
          AND h.id IN (SELECT o.actor_id FROM access.people_of('opening', NULL, NULL, NULL, NULL, p_now) o)
          AND h.id IN (SELECT d.actor_id
            FROM access.people_of('desk', c.desk_id, c.compartment, NULL, NULL, p_now) d))))
$$
-- next
-- Whether the roles of the actor reach cases of a side in a district now, of which it may not be a member any more.
CREATE FUNCTION access.may_be_member(p_side text, p_district text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$ SELECT access.reaches_case(access.actor(), p_side, p_district, access.moment()) $$
-- next
-- That a membership ended is read without the case, of which it tells nothing else; all else, with what it is of.
CREATE POLICY notifications_read_of_cases ON notifications FOR SELECT TO signaalbrug_app USING (
  actor_id = (SELECT access.actor())
  AND ((audience = 'member' AND subject_id = ANY ((SELECT access.cases())::uuid[]))
    OR (audience = 'former_member' AND access.may_be_member(track, district_id))
    OR (audience = 'openers' AND subject_id IN (SELECT c.id FROM access.cases_without_lead() c))))
-- next
CREATE POLICY notifications_mark_of_cases ON notifications FOR UPDATE TO signaalbrug_app USING (
  actor_id = (SELECT access.actor())
  AND ((audience = 'member' AND subject_id = ANY ((SELECT access.cases())::uuid[]))
    OR (audience = 'former_member' AND access.may_be_member(track, district_id))
    OR (audience = 'openers' AND subject_id IN (SELECT c.id FROM access.cases_without_lead() c))))
WITH CHECK (read_at IS NULL OR read_at = (SELECT access.moment()))
-- next
CREATE TRIGGER events_notify_of_cases AFTER INSERT ON events FOR EACH ROW
WHEN (NEW.type IN ('case.member_added', 'case.member_extended', 'case.member_removed', 'case.lead_changed',
  'case.membership_ending', 'case.left_without_lead'))
EXECUTE FUNCTION access.notify()
-- next
-- For the login of the worker only, the owner keeps of what it told, and tells of it.
CREATE POLICY case_members_remind ON case_members FOR UPDATE TO CURRENT_USER
USING (session_user = 'signaalbrug_worker' AND removed_at IS NULL)
WITH CHECK (session_user = 'signaalbrug_worker' AND removed_at IS NULL)
-- next
CREATE POLICY cases_watch ON cases FOR UPDATE TO CURRENT_USER
USING (session_user = 'signaalbrug_worker') WITH CHECK (session_user = 'signaalbrug_worker')
-- next
CREATE POLICY events_of_watching_cases ON events FOR INSERT TO CURRENT_USER WITH CHECK (
  session_user = 'signaalbrug_worker' AND type IN ('case.membership_ending', 'case.left_without_lead'))
-- next
-- Reminds of some memberships of cases that are not closed that end before a moment, each once for every end that it is
-- given. One that is shorter than the notice is not worth any, so that all have begun. What somebody holds is passed by.
CREATE FUNCTION access.remind_of_memberships(p_now timestamptz, p_before timestamptz, p_actor uuid, p_limit int)
RETURNS bigint LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
  WITH due AS MATERIALIZED (
    SELECT m.id FROM public.case_members m JOIN public.cases c ON c.id = m.case_id
    WHERE m.removed_at IS NULL AND p_now < m.until AND m.until <= p_before AND c.status <> 'closed'
      AND m.until - m.since > p_before - p_now AND m.reminded_for IS DISTINCT FROM m.until
    ORDER BY m.until, m.id LIMIT p_limit FOR UPDATE OF m SKIP LOCKED
  ), reminded AS (
    UPDATE public.case_members m SET reminded_for = m.until FROM due d WHERE m.id = d.id RETURNING m.id, m.case_id
  ), told AS (
    INSERT INTO public.events (id, type, occurred_at, actor_id, subject_id, data)
    SELECT access.new_id(p_now), 'case.membership_ending', p_now, p_actor, c.id,
      jsonb_build_object('desk', c.desk_id, 'district', c.district_id, 'member', r.id)
    FROM reminded r JOIN public.cases c ON c.id = r.case_id
  )
  SELECT count(*) FROM reminded
$$
-- next
-- Tells of some cases that are not closed and came to be without a lead, each once for every time that it comes to be so.
CREATE FUNCTION access.watch_cases(p_now timestamptz, p_actor uuid, p_limit int) RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
  WITH led AS (
    UPDATE public.cases c SET unled_since = NULL WHERE c.unled_since IS NOT NULL AND access.is_led(c.id, p_now)
  ), due AS MATERIALIZED (
    SELECT c.id FROM public.cases c
    WHERE c.status <> 'closed' AND c.unled_since IS NULL AND NOT access.is_led(c.id, p_now)
    ORDER BY c.id LIMIT p_limit FOR UPDATE SKIP LOCKED
  ), kept AS (
    UPDATE public.cases c SET unled_since = p_now FROM due d WHERE c.id = d.id RETURNING c.id, c.desk_id, c.district_id
  ), told AS (
    INSERT INTO public.events (id, type, occurred_at, actor_id, subject_id, data)
    SELECT access.new_id(p_now), 'case.left_without_lead', p_now, p_actor, k.id,
      jsonb_build_object('desk', k.desk_id, 'district', k.district_id)
    FROM kept k
  )
  SELECT count(*) FROM kept
$$
-- next
REVOKE ALL ON FUNCTION access.is_led(uuid, timestamptz), access.hears_of_case(uuid, text, uuid, timestamptz),
  access.may_be_member(text, text), access.remind_of_memberships(timestamptz, timestamptz, uuid, int),
  access.watch_cases(timestamptz, uuid, int) FROM PUBLIC
-- next
GRANT EXECUTE ON FUNCTION access.may_be_member(text, text) TO signaalbrug_app
-- next
GRANT EXECUTE ON FUNCTION access.remind_of_memberships(timestamptz, timestamptz, uuid, int),
  access.watch_cases(timestamptz, uuid, int) TO signaalbrug_worker
