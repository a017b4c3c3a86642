-- Who acts: the actor context of a transaction, and the policies of actors and appointments.
-- Statements are separated by lines that say "-- next".

CREATE SCHEMA access
-- next
-- The context of a transaction: who acts, when, and what the appointments of that actor give. Set by access.begin
-- only; after a commit the settings are empty strings, so each is compared through nullif.
CREATE FUNCTION access.actor() RETURNS uuid LANGUAGE sql STABLE AS
$$ SELECT nullif(current_setting('signaalbrug.actor', true), '')::uuid $$
-- next
CREATE FUNCTION access.moment() RETURNS timestamptz LANGUAGE sql STABLE AS
$$ SELECT nullif(current_setting('signaalbrug.moment', true), '')::timestamptz $$
-- next
-- Whether some appointment of the actor gives an action.
CREATE FUNCTION access.may(p_action text) RETURNS boolean LANGUAGE sql STABLE AS
$$ SELECT coalesce(p_action = ANY (nullif(current_setting('signaalbrug.actions', true), '')::text[]), false) $$
-- next
-- The municipalities whose submissions are the actor's own.
CREATE FUNCTION access.submits_for() RETURNS text[] LANGUAGE sql STABLE AS
$$ SELECT nullif(current_setting('signaalbrug.submits_for', true), '')::text[] $$
-- next
-- The desks at which the actor works, by the side that it reads there.
CREATE FUNCTION access.care_desks() RETURNS text[] LANGUAGE sql STABLE AS
$$ SELECT nullif(current_setting('signaalbrug.care_desks', true), '')::text[] $$
-- next
CREATE FUNCTION access.security_desks() RETURNS text[] LANGUAGE sql STABLE AS
$$ SELECT nullif(current_setting('signaalbrug.security_desks', true), '')::text[] $$
-- next
-- The desks of the actor that decide on sharing what is on their own side.
CREATE FUNCTION access.care_sharing_desks() RETURNS text[] LANGUAGE sql STABLE AS
$$ SELECT nullif(current_setting('signaalbrug.care_sharing_desks', true), '')::text[] $$
-- next
CREATE FUNCTION access.security_sharing_desks() RETURNS text[] LANGUAGE sql STABLE AS
$$ SELECT nullif(current_setting('signaalbrug.security_sharing_desks', true), '')::text[] $$
-- next
-- The bridging desks of the actor: those of the care side that are told of matches in security, and the other way
-- around.
CREATE FUNCTION access.care_bridges() RETURNS text[] LANGUAGE sql STABLE AS
$$ SELECT nullif(current_setting('signaalbrug.care_bridges', true), '')::text[] $$
-- next
CREATE FUNCTION access.security_bridges() RETURNS text[] LANGUAGE sql STABLE AS
$$ SELECT nullif(current_setting('signaalbrug.security_bridges', true), '')::text[] $$
-- next
-- The districts in which the actor may break glass, and those in which it oversees that others do.
CREATE FUNCTION access.breaks_glass_in() RETURNS text[] LANGUAGE sql STABLE AS
$$ SELECT nullif(current_setting('signaalbrug.breaks_glass_in', true), '')::text[] $$
-- next
CREATE FUNCTION access.oversees() RETURNS text[] LANGUAGE sql STABLE AS
$$ SELECT nullif(current_setting('signaalbrug.oversees', true), '')::text[] $$
-- next
-- The signals that the actor has broken glass for within the hour.
CREATE FUNCTION access.opened() RETURNS uuid[] LANGUAGE sql STABLE AS
$$ SELECT nullif(current_setting('signaalbrug.opened', true), '')::uuid[] $$
-- next
CREATE FUNCTION access.sees_statistics() RETURNS boolean LANGUAGE sql STABLE AS
$$ SELECT coalesce(nullif(current_setting('signaalbrug.statistics', true), '')::boolean, false) $$
-- next
-- Enters a transaction: finds the actor, sets the context for this transaction, and returns what was set. Null, and an
-- empty context, for an identity that is no actor or has no valid appointment. What several appointments give may stand
-- in the context more than once.
--
-- An appointment counts when it was approved, has begun, has not ended and was not withdrawn; one that was lent, only
-- while the same holds for the one that it was lent from.
CREATE FUNCTION access.begin(p_issuer text, p_subject text, p_now timestamptz) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
  v_actor uuid;
  v_name text;
  v_today date := (p_now AT TIME ZONE 'UTC')::date;
  v record;
BEGIN
  SELECT a.id, a.name INTO v_actor, v_name FROM public.actors a
  WHERE a.issuer = p_issuer AND a.subject = p_subject;
  WITH held AS MATERIALIZED (
    SELECT a.* FROM public.appointments a LEFT JOIN public.appointments o ON o.id = a.lent_from
    WHERE a.actor_id = v_actor
      AND a.approved_at <= p_now AND a.valid_from <= p_now
      AND (a.valid_until IS NULL OR p_now < a.valid_until) AND (a.withdrawn_at IS NULL OR p_now < a.withdrawn_at)
      AND (a.lent_from IS NULL OR (o.approved_at <= p_now AND o.valid_from <= p_now
        AND (o.valid_until IS NULL OR p_now < o.valid_until) AND (o.withdrawn_at IS NULL OR p_now < o.withdrawn_at)))
  ), reach AS MATERIALIZED (
    -- The id of a desk is its kind and its area; an appointment for an area where there is no such desk gives none.
    SELECT h.municipality_code, h.district_id, r.compartment, r.reach, d.id AS desk_id
    FROM held h JOIN public.role_rights r ON r.role = h.role
    LEFT JOIN public.desks d ON d.id = r.desk_kind || coalesce('.' || h.municipality_code, '.' || h.district_id, '')
  )
  SELECT
    (SELECT array_agg(h.id) FROM held h) AS appointments,
    (SELECT bool_or(h.last_used_on IS DISTINCT FROM v_today) FROM held h) AS first_use_today,
    (SELECT coalesce(array_agg(x.action), '{}') FROM held h JOIN public.role_actions x ON x.role = h.role
      WHERE h.scopes IS NULL OR x.action = ANY (h.scopes) OR x.action = 'actors:own:read') AS actions,
    coalesce(array_agg(municipality_code) FILTER (WHERE reach = 'own_submissions'
      AND municipality_code IS NOT NULL), '{}') AS submits_for,
    coalesce(array_agg(desk_id) FILTER (WHERE desk_id IS NOT NULL AND reach IN ('desk', 'labour_desk')
      AND compartment = 'care'), '{}') AS care_desks,
    coalesce(array_agg(desk_id) FILTER (WHERE desk_id IS NOT NULL AND reach IN ('desk', 'labour_desk')
      AND compartment = 'security'), '{}') AS security_desks,
    coalesce(array_agg(desk_id) FILTER (WHERE desk_id IS NOT NULL AND reach = 'sharing'
      AND compartment = 'care'), '{}') AS care_sharing_desks,
    coalesce(array_agg(desk_id) FILTER (WHERE desk_id IS NOT NULL AND reach = 'sharing'
      AND compartment = 'security'), '{}') AS security_sharing_desks,
    -- A desk that is told of matches in the one compartment is a bridge of the other.
    coalesce(array_agg(desk_id) FILTER (WHERE desk_id IS NOT NULL AND reach = 'matches'
      AND compartment = 'security'), '{}') AS care_bridges,
    coalesce(array_agg(desk_id) FILTER (WHERE desk_id IS NOT NULL AND reach = 'matches'
      AND compartment = 'care'), '{}') AS security_bridges,
    -- An appointment for the region is one for every district.
    coalesce((SELECT array_agg(d.id) FROM reach r, public.districts d WHERE r.reach = 'break_glass'
      AND r.municipality_code IS NULL AND coalesce(r.district_id, d.id) = d.id), '{}') AS breaks_glass_in,
    coalesce((SELECT array_agg(d.id) FROM reach r, public.districts d WHERE r.reach IN ('process', 'log')
      AND r.municipality_code IS NULL AND coalesce(r.district_id, d.id) = d.id), '{}') AS oversees,
    coalesce(bool_or(reach = 'statistics'), false) AS statistics,
    '{}'::uuid[] AS opened
  INTO v FROM reach;
  IF v.appointments IS NULL THEN
    v_actor := NULL;
  ELSIF cardinality(v.breaks_glass_in) > 0 THEN
    SELECT coalesce(array_agg(s.signal_id), '{}') INTO v.opened FROM public.break_glass_sessions s
    WHERE s.actor_id = v_actor AND s.opened_at <= p_now AND p_now < s.ends_at
      AND s.district_id = ANY (v.breaks_glass_in);
  END IF;
  PERFORM set_config('signaalbrug.actor', coalesce(v_actor::text, ''), true),
    set_config('signaalbrug.moment', p_now::text, true),
    set_config('signaalbrug.actions', v.actions::text, true),
    set_config('signaalbrug.submits_for', v.submits_for::text, true),
    set_config('signaalbrug.care_desks', v.care_desks::text, true),
    set_config('signaalbrug.security_desks', v.security_desks::text, true),
    set_config('signaalbrug.care_sharing_desks', v.care_sharing_desks::text, true),
    set_config('signaalbrug.security_sharing_desks', v.security_sharing_desks::text, true),
    set_config('signaalbrug.care_bridges', v.care_bridges::text, true),
    set_config('signaalbrug.security_bridges', v.security_bridges::text, true),
    set_config('signaalbrug.breaks_glass_in', v.breaks_glass_in::text, true),
    set_config('signaalbrug.oversees', v.oversees::text, true),
    set_config('signaalbrug.opened', v.opened::text, true),
    set_config('signaalbrug.statistics', v.statistics::text, true);
  IF v.appointments IS NULL THEN
    RETURN NULL;
  END IF;
  IF v.first_use_today THEN
    -- For the yearly review of who still needs what. Somebody else's request may be writing the same: then it is done.
    UPDATE public.appointments SET last_used_on = v_today
    WHERE id IN (SELECT a.id FROM public.appointments a WHERE a.id = ANY (v.appointments) FOR UPDATE SKIP LOCKED);
  END IF;
  RETURN jsonb_build_object('actor', v_actor, 'name', v_name, 'appointments', v.appointments, 'actions', v.actions,
    'submitsFor', v.submits_for, 'desks', jsonb_build_object('care', v.care_desks, 'security', v.security_desks),
    'sharingDesks', jsonb_build_object('care', v.care_sharing_desks, 'security', v.security_sharing_desks),
    'bridges', jsonb_build_object('care', v.care_bridges, 'security', v.security_bridges),
    'breaksGlassIn', v.breaks_glass_in, 'oversees', v.oversees, 'opened', v.opened);
END
$$
-- next
-- Lets the service refuse to start on a database with actors of the demo issuer in it.
CREATE FUNCTION access.has_actors_of(p_issuer text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$ SELECT EXISTS (SELECT FROM public.actors a WHERE a.issuer = p_issuer) $$
-- next
ALTER TABLE actors ENABLE ROW LEVEL SECURITY
-- next
ALTER TABLE actors FORCE ROW LEVEL SECURITY
-- next
ALTER TABLE appointments ENABLE ROW LEVEL SECURITY
-- next
ALTER TABLE appointments FORCE ROW LEVEL SECURITY
-- next
-- access.begin and the installation act as the owner, whom forced row-level security binds too.
CREATE POLICY actors_enter ON actors TO CURRENT_USER USING (true) WITH CHECK (true)
-- next
CREATE POLICY appointments_enter ON appointments TO CURRENT_USER USING (true) WITH CHECK (true)
-- next
CREATE POLICY appointments_read ON appointments FOR SELECT TO signaalbrug_app USING (
  (SELECT access.may('appointments:all:manage'))
  OR actor_id = (SELECT access.actor()) OR proposed_by = (SELECT access.actor()))
-- next
-- Whoever lent an appointment sees to whom.
CREATE POLICY actors_read ON actors FOR SELECT TO signaalbrug_app USING (
  (SELECT access.may('appointments:all:manage')) OR id = (SELECT access.actor())
  OR EXISTS (SELECT FROM appointments a WHERE a.actor_id = actors.id AND a.proposed_by = (SELECT access.actor())))
-- next
CREATE POLICY appointments_propose ON appointments FOR INSERT TO signaalbrug_app WITH CHECK (
  proposed_by = (SELECT access.actor()) AND actor_id <> (SELECT access.actor())
  AND approved_by IS NULL AND approved_at IS NULL
  AND ((SELECT access.may('appointments:all:manage'))
    OR ((SELECT access.may('appointments:own:lend')) AND lent_from IS NOT NULL)))
-- next
CREATE POLICY appointments_decide ON appointments FOR UPDATE TO signaalbrug_app
USING ((SELECT access.may('appointments:all:manage')) AND withdrawn_at IS NULL)
WITH CHECK (approved_by = (SELECT access.actor()) OR withdrawn_by = (SELECT access.actor()))
-- next
-- A policy does not see what a row was before, so this sees to it that whoever decides fills in the fields of that one
-- decision, once, in their own name and at this moment, and leaves those of the other decision as they are. What the
-- installation does, without an actor, is its own.
CREATE FUNCTION access.check_decision() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
  IF NOT EXISTS (SELECT
    WHERE ((NEW.approved_by, NEW.approved_at) IS NOT DISTINCT FROM (OLD.approved_by, OLD.approved_at)
      OR (OLD.approved_at IS NULL AND NEW.approved_by = access.actor() AND NEW.approved_at = access.moment()))
    AND ((NEW.withdrawn_by, NEW.withdrawn_at) IS NOT DISTINCT FROM (OLD.withdrawn_by, OLD.withdrawn_at)
      OR (OLD.withdrawn_at IS NULL AND NEW.withdrawn_by = access.actor() AND NEW.withdrawn_at = access.moment()))) THEN
    RAISE insufficient_privilege USING MESSAGE = 'this appointment cannot be decided on so';
  END IF;
  RETURN NEW;
END
$$
-- next
CREATE TRIGGER appointments_check_decision
BEFORE UPDATE OF approved_by, approved_at, withdrawn_by, withdrawn_at ON appointments
FOR EACH ROW WHEN (access.actor() IS NOT NULL) EXECUTE FUNCTION access.check_decision()
-- next
-- What was lent is the lender's own and no more: the same role and area, for a part of its time. A loan is not lent on.
CREATE FUNCTION access.check_loan() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
  IF NOT EXISTS (SELECT FROM public.appointments o WHERE o.id = NEW.lent_from AND o.lent_from IS NULL
    AND o.role = NEW.role AND o.municipality_code IS NOT DISTINCT FROM NEW.municipality_code
    AND o.district_id IS NOT DISTINCT FROM NEW.district_id AND o.scopes IS NOT DISTINCT FROM NEW.scopes
    AND o.valid_from <= NEW.valid_from AND (o.valid_until IS NULL OR NEW.valid_until <= o.valid_until)
    AND o.withdrawn_at IS NULL AND o.actor_id <> NEW.actor_id
    AND (o.actor_id = NEW.proposed_by OR access.may('appointments:all:manage'))) THEN
    RAISE insufficient_privilege USING MESSAGE = 'this appointment cannot be lent so';
  END IF;
  RETURN NEW;
END
$$
-- next
CREATE TRIGGER appointments_check_loan BEFORE INSERT ON appointments
FOR EACH ROW WHEN (NEW.lent_from IS NOT NULL) EXECUTE FUNCTION access.check_loan()
-- next
-- Returns the actor of an issuer and subject, made where it is not there yet; null when it is of another kind. Whoever
-- names a deputy learns nothing of whether the deputy was known before.
CREATE FUNCTION access.actor_of(p_id uuid, p_issuer text, p_subject text, p_name text, p_kind text) RETURNS uuid
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
  INSERT INTO public.actors (id, issuer, subject, name, created_at, kind)
  SELECT p_id, p_issuer, p_subject, p_name, access.moment(), p_kind
  WHERE access.may('appointments:all:manage') OR (access.may('appointments:own:lend') AND p_kind = 'person')
  ON CONFLICT (issuer, subject) DO NOTHING;
  SELECT a.id FROM public.actors a WHERE a.issuer = p_issuer AND a.subject = p_subject AND a.kind = p_kind
    AND (access.may('appointments:all:manage') OR access.may('appointments:own:lend'))
$$
-- next
REVOKE ALL ON FUNCTION access.begin(text, text, timestamptz), access.has_actors_of(text), access.check_loan(),
  access.check_decision(), access.actor_of(uuid, text, text, text, text) FROM PUBLIC
-- next
GRANT USAGE ON SCHEMA access, public TO signaalbrug_app
-- next
GRANT EXECUTE ON FUNCTION access.begin(text, text, timestamptz), access.has_actors_of(text),
  access.actor_of(uuid, text, text, text, text) TO signaalbrug_app
-- next
GRANT SELECT ON alembic_version, districts, municipalities, district_memberships, desks, code_list_values,
  routing_tables, role_rights, role_actions TO signaalbrug_app
-- next
GRANT SELECT ON actors TO signaalbrug_app
-- next
GRANT SELECT, INSERT ON appointments TO signaalbrug_app
-- next
-- An appointment is approved once and withdrawn once; nothing else of it changes, and nothing is deleted.
GRANT UPDATE (approved_by, approved_at, withdrawn_by, withdrawn_at) ON appointments TO signaalbrug_app
