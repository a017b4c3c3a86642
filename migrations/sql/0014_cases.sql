-- Cases: open to their members only, for as long as their roles reach the side and the district of the case.
-- Statements are separated by lines that say "-- next".

-- The cases of the actor: those of which it is a member now. Found once, on entering.
CREATE FUNCTION access.cases() RETURNS uuid[] LANGUAGE sql STABLE AS
$$ SELECT nullif(current_setting('signaalbrug.cases', true), '')::uuid[] $$
-- next
-- Whether a municipality lies in a district on a day.
CREATE FUNCTION access.lies_in(p_municipality text, p_district text, p_day date) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS
$$
  SELECT EXISTS (SELECT FROM public.district_memberships d
    WHERE d.municipality_code = p_municipality AND d.district_id = p_district AND d.valid_from <= p_day
      AND (d.valid_until IS NULL OR p_day < d.valid_until))
$$
-- next
-- Whether the roles of somebody reach cases of a side in a district: a role that reads cases as a member there, for the
-- region, the district, or a municipality of it. The same appointments count as in access.begin.
CREATE FUNCTION access.reaches_case(p_actor uuid, p_side text, p_district text, p_now timestamptz) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
  SELECT EXISTS (SELECT FROM public.appointments a
    JOIN public.role_rights r ON r.role = a.role AND r.compartment = p_side AND r.reach = 'member'
    LEFT JOIN public.appointments o ON o.id = a.lent_from
    WHERE a.actor_id = p_actor
      AND (a.district_id = p_district OR num_nonnulls(a.municipality_code, a.district_id) = 0
        OR access.lies_in(a.municipality_code, p_district, (p_now AT TIME ZONE 'Europe/Amsterdam')::date))
      AND a.approved_at <= p_now AND a.valid_from <= p_now
      AND (a.valid_until IS NULL OR p_now < a.valid_until) AND (a.withdrawn_at IS NULL OR p_now < a.withdrawn_at)
      AND (a.lent_from IS NULL OR (o.approved_at <= p_now AND o.valid_from <= p_now
        AND (o.valid_until IS NULL OR p_now < o.valid_until) AND (o.withdrawn_at IS NULL OR p_now < o.withdrawn_at))))
$$
-- next
-- The cases of which somebody is a member at a moment, and that their roles reach then.
CREATE FUNCTION access.member_cases(p_actor uuid, p_now timestamptz) RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
  SELECT coalesce(array_agg(m.case_id), '{}') FROM public.case_members m JOIN public.cases c ON c.id = m.case_id
  WHERE m.actor_id = p_actor AND m.since <= p_now AND p_now < m.until AND m.removed_at IS NULL
    AND access.reaches_case(p_actor, c.compartment, c.district_id, p_now)
$$
-- next
ALTER TABLE cases ENABLE ROW LEVEL SECURITY
-- next
ALTER TABLE cases FORCE ROW LEVEL SECURITY
-- next
ALTER TABLE case_members ENABLE ROW LEVEL SECURITY
-- next
ALTER TABLE case_members FORCE ROW LEVEL SECURITY
-- next
ALTER TABLE case_signals ENABLE ROW LEVEL SECURITY
-- next
ALTER TABLE case_signals FORCE ROW LEVEL SECURITY
-- next
ALTER TABLE case_notes ENABLE ROW LEVEL SECURITY
-- next
ALTER TABLE case_notes FORCE ROW LEVEL SECURITY
-- next
ALTER TABLE case_status_changes ENABLE ROW LEVEL SECURITY
-- next
ALTER TABLE case_status_changes FORCE ROW LEVEL SECURITY
-- next
-- The functions of this file find who is a member of what; the owner is held by the policies too.
CREATE POLICY cases_find ON cases FOR SELECT TO CURRENT_USER USING (true)
-- next
CREATE POLICY case_members_find ON case_members FOR SELECT TO CURRENT_USER USING (true)
-- next
CREATE POLICY case_signals_find ON case_signals FOR SELECT TO CURRENT_USER USING (true)
-- next
CREATE POLICY cases_read ON cases FOR SELECT TO signaalbrug_app USING (id = ANY ((SELECT access.cases())::uuid[]))
-- next
CREATE POLICY case_members_read ON case_members FOR SELECT TO signaalbrug_app USING (
  case_id = ANY ((SELECT access.cases())::uuid[]))
-- next
CREATE POLICY case_signals_read ON case_signals FOR SELECT TO signaalbrug_app USING (
  case_id = ANY ((SELECT access.cases())::uuid[]))
-- next
CREATE POLICY case_notes_read ON case_notes FOR SELECT TO signaalbrug_app USING (
  case_id = ANY ((SELECT access.cases())::uuid[]))
-- next
CREATE POLICY case_status_changes_read ON case_status_changes FOR SELECT TO signaalbrug_app USING (
  case_id = ANY ((SELECT access.cases())::uuid[]))
-- next
-- What access.open_case does as the owner, in the name of who opens the case.
CREATE POLICY cases_open ON cases FOR INSERT TO CURRENT_USER WITH CHECK (
  opened_by = (SELECT access.actor()) AND lead_id = (SELECT access.actor()))
-- next
CREATE POLICY case_members_open ON case_members FOR INSERT TO CURRENT_USER WITH CHECK (
  actor_id = (SELECT access.actor()) AND until <= (SELECT access.moment()) + interval '367 days')
-- next
-- Opens a case at a desk of the actor, who becomes its lead and first member; null for who may not. Its signals are added
-- in the same transaction, in which the case is the actor's own from here on.
CREATE FUNCTION access.open_case(p_id uuid, p_reference text, p_side text, p_desk text, p_district text, p_title bytea,
  p_wrapped_key bytea, p_member uuid, p_until timestamptz) RETURNS uuid[]
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
  v_name text;
  v_cases uuid[];
BEGIN
  IF NOT EXISTS (SELECT WHERE access.may('cases:desk:open') AND access.works_at(p_desk, p_side)
    AND access.reaches_case(access.actor(), p_side, p_district, access.moment())) THEN
    RETURN NULL;
  END IF;
  v_name := (SELECT a.name FROM public.actors a WHERE a.id = access.actor());
  INSERT INTO public.cases (id, reference, compartment, district_id, desk_id, exploitation_forms, title, wrapped_key,
    status, lead_id, opened_by, opened_by_name, opened_at)
  VALUES (p_id, p_reference, p_side, p_district, p_desk, '{}', p_title, p_wrapped_key, 'open', access.actor(),
    access.actor(), v_name, access.moment());
  INSERT INTO public.case_members (id, case_id, compartment, actor_id, actor_name, since, until, added_by, added_by_name,
    added_at)
  VALUES (p_member, p_id, p_side, access.actor(), v_name, access.moment(), p_until, access.actor(), v_name,
    access.moment());
  v_cases := access.member_cases(access.actor(), access.moment());
  PERFORM set_config('signaalbrug.cases', v_cases::text, true);
  RETURN v_cases;
END
$$
-- next
-- A member changes the state of a case; the trigger below holds what only its lead does.
CREATE POLICY cases_change ON cases FOR UPDATE TO signaalbrug_app USING (
  (SELECT access.may('cases:member:contribute')) AND id = ANY ((SELECT access.cases())::uuid[]))
-- next
-- A policy does not see what a row was before. A case is closed and reopened by its lead. The lead goes to somebody of
-- whom the case is, from the lead itself, or to a member who may open cases at the desk that opened this one.
CREATE FUNCTION access.guard_case() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
  IF NEW.status <> OLD.status AND 'closed' IN (NEW.status, OLD.status) AND OLD.lead_id <> access.actor() THEN
    RAISE insufficient_privilege USING MESSAGE = 'a case is closed and reopened by its lead';
  END IF;
  IF NEW.lead_id <> OLD.lead_id AND NOT EXISTS (SELECT
    WHERE NEW.id = ANY (access.member_cases(NEW.lead_id, access.moment()))
      AND (OLD.lead_id = access.actor() OR (NEW.lead_id = access.actor() AND access.may('cases:desk:open')
        AND access.works_at(NEW.desk_id, NEW.compartment)))) THEN
    RAISE insufficient_privilege USING MESSAGE = 'this member cannot become the lead so';
  END IF;
  RETURN NEW;
END
$$
-- next
CREATE TRIGGER cases_guard BEFORE UPDATE OF status, lead_id ON cases
FOR EACH ROW WHEN (access.actor() IS NOT NULL) EXECUTE FUNCTION access.guard_case()
-- next
-- The lead adds members, each for a year at most, removes them and extends their time; a constraint keeps the lead in.
CREATE POLICY case_members_add ON case_members FOR INSERT TO signaalbrug_app WITH CHECK (
  (SELECT access.may('cases:member:contribute')) AND added_by = (SELECT access.actor())
  AND added_at = (SELECT access.moment()) AND removed_at IS NULL
  AND until <= (SELECT access.moment()) + interval '367 days'
  AND EXISTS (SELECT FROM cases c WHERE c.id = case_members.case_id AND c.lead_id = (SELECT access.actor())))
-- next
CREATE POLICY case_members_change ON case_members FOR UPDATE TO signaalbrug_app USING (
  (SELECT access.may('cases:member:contribute')) AND removed_at IS NULL
  AND EXISTS (SELECT FROM cases c WHERE c.id = case_members.case_id AND c.lead_id = (SELECT access.actor())))
WITH CHECK ((removed_at IS NULL AND until <= (SELECT access.moment()) + interval '367 days')
  OR (removed_by = (SELECT access.actor()) AND removed_at = (SELECT access.moment())))
-- next
-- The name of a member is that by which the actor is known.
CREATE FUNCTION access.name_member() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
  NEW.actor_name := (SELECT a.name FROM public.actors a WHERE a.id = NEW.actor_id);
  RETURN NEW;
END
$$
-- next
CREATE TRIGGER case_members_name BEFORE INSERT ON case_members
FOR EACH ROW WHEN (access.actor() IS NOT NULL) EXECUTE FUNCTION access.name_member()
-- next
-- Nobody becomes a member whose roles do not reach the case. It is looked for after the policy let the row in, so that it
-- tells nothing of a case that is not one's own.
CREATE FUNCTION access.guard_member() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
  IF NOT EXISTS (SELECT FROM public.cases c WHERE c.id = NEW.case_id
    AND access.reaches_case(NEW.actor_id, c.compartment, c.district_id, access.moment())) THEN
    RAISE insufficient_privilege USING MESSAGE = 'this actor cannot be a member of the case';
  END IF;
  RETURN NULL;
END
$$
-- next
CREATE TRIGGER case_members_guard AFTER INSERT ON case_members
FOR EACH ROW WHEN (access.actor() IS NOT NULL) EXECUTE FUNCTION access.guard_member()
-- next
-- Who could be a member of a case of the actor's.
CREATE FUNCTION access.case_candidates(p_case uuid) RETURNS TABLE (actor_id uuid, name text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
  SELECT a.id, a.name FROM public.cases c CROSS JOIN public.actors a
  WHERE c.id = p_case AND c.id = ANY (access.cases()) AND access.may('cases:member:contribute')
    AND access.reaches_case(a.id, c.compartment, c.district_id, access.moment())
$$
-- next
-- A signal comes to a case by a member who has work of it at a desk, on the side of the case: of the district of the case,
-- by the signal or by that desk.
CREATE POLICY case_signals_add ON case_signals FOR INSERT TO signaalbrug_app WITH CHECK (
  (SELECT access.may('cases:member:contribute')) AND added_by = (SELECT access.actor())
  AND added_at = (SELECT access.moment())
  AND EXISTS (SELECT FROM cases c, tasks t WHERE c.id = case_signals.case_id
    AND t.signal_id = case_signals.signal_id AND t.track = c.compartment AND access.works_at(t.desk_id, t.track)
    AND (t.district_id = c.district_id OR split_part(t.desk_id, '.', 2) = c.district_id)))
-- next
-- The envelope of the signal is copied as it is, whatever is sent along, and the case has the forms of its signals.
CREATE FUNCTION access.copy_envelope() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
  v_signal record;
BEGIN
  SELECT s.* INTO v_signal FROM public.signals s WHERE s.id = NEW.signal_id;
  IF NOT FOUND THEN
    RAISE insufficient_privilege USING MESSAGE = 'this signal cannot be added to a case';
  END IF;
  NEW.municipality_code := v_signal.municipality_code;
  NEW.reference := v_signal.reference;
  NEW.exploitation_forms := v_signal.exploitation_forms;
  NEW.acute_danger := v_signal.acute_danger;
  NEW.observed_from := v_signal.observed_from;
  NEW.observed_until := v_signal.observed_until;
  NEW.received_at := v_signal.received_at;
  UPDATE public.cases c SET exploitation_forms = (SELECT array_agg(DISTINCT f.form ORDER BY f.form)
    FROM unnest(c.exploitation_forms || v_signal.exploitation_forms) f (form))
  WHERE c.id = NEW.case_id;
  RETURN NEW;
END
$$
-- next
CREATE TRIGGER case_signals_copy BEFORE INSERT ON case_signals
FOR EACH ROW WHEN (access.actor() IS NOT NULL) EXECUTE FUNCTION access.copy_envelope()
-- next
-- No case without a signal of the desk that opened it. It is looked for at the commit, when it has its signals.
CREATE FUNCTION access.check_case() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
  IF NOT EXISTS (SELECT FROM public.case_signals s JOIN public.tasks t ON t.signal_id = s.signal_id
    WHERE s.case_id = NEW.id AND t.track = NEW.compartment AND t.desk_id = NEW.desk_id) THEN
    RAISE check_violation USING MESSAGE = 'a case has no signal of the desk that opened it';
  END IF;
  RETURN NULL;
END
$$
-- next
CREATE CONSTRAINT TRIGGER cases_check AFTER INSERT ON cases DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION access.check_case()
-- next
CREATE POLICY case_notes_write ON case_notes FOR INSERT TO signaalbrug_app WITH CHECK (
  (SELECT access.may('cases:member:contribute')) AND written_by = (SELECT access.actor())
  AND written_at = (SELECT access.moment()) AND case_id = ANY ((SELECT access.cases())::uuid[]))
-- next
CREATE POLICY case_status_changes_write ON case_status_changes FOR INSERT TO signaalbrug_app WITH CHECK (
  (SELECT access.may('cases:member:contribute')) AND changed_by = (SELECT access.actor())
  AND changed_at = (SELECT access.moment())
  AND EXISTS (SELECT FROM cases c WHERE c.id = case_status_changes.case_id
    AND (case_status_changes.step IN ('suspend', 'resume') OR c.lead_id = (SELECT access.actor()))))
-- next
-- What is done with a case belongs to no signal, and stands in nobody's timeline.
CREATE POLICY events_of_cases ON events FOR INSERT TO signaalbrug_app WITH CHECK (
  num_nonnulls(signal_id, municipality_code, compartment) = 0 AND (SELECT access.may('cases:member:contribute'))
  AND EXISTS (SELECT FROM cases c WHERE c.id = events.subject_id
    AND ((events.type = 'case.opened' AND c.opened_by = (SELECT access.actor()))
      OR (events.type IN ('case.member_added', 'case.member_extended', 'case.member_removed', 'case.closed',
          'case.reopened') AND c.lead_id = (SELECT access.actor()))
      OR events.type IN ('case.signal_added', 'case.noted', 'case.suspended', 'case.resumed', 'case.lead_changed'))))
-- next
REVOKE ALL ON FUNCTION access.lies_in(text, text, date), access.reaches_case(uuid, text, text, timestamptz),
  access.member_cases(uuid, timestamptz), access.guard_case(), access.guard_member(), access.name_member(), access.copy_envelope(),
  access.check_case(), access.case_candidates(uuid),
  access.open_case(uuid, text, text, text, text, bytea, bytea, uuid, timestamptz) FROM PUBLIC
-- next
GRANT EXECUTE ON FUNCTION access.case_candidates(uuid),
  access.open_case(uuid, text, text, text, text, bytea, bytea, uuid, timestamptz) TO signaalbrug_app
-- next
GRANT SELECT ON cases TO signaalbrug_app
-- next
GRANT SELECT, INSERT ON case_members, case_signals, case_notes, case_status_changes TO signaalbrug_app
-- next
-- Notes are superseded and never changed; nothing is deleted.
GRANT UPDATE (status, closed_at, outcome, lead_id, exploitation_forms, version) ON cases TO signaalbrug_app
-- next
GRANT UPDATE (until, removed_by, removed_by_name, removed_at) ON case_members TO signaalbrug_app
