-- The ways across the wall, each behind policies of its own.
-- Statements are separated by lines that say "-- next".

ALTER TABLE sharing_decisions ENABLE ROW LEVEL SECURITY
-- next
ALTER TABLE sharing_decisions FORCE ROW LEVEL SECURITY
-- next
-- The desks of the giving side that decide on sharing, while the signal is theirs; and, from its approval until its end
-- or revocation, the receiving desk.
CREATE POLICY sharing_decisions_read ON sharing_decisions FOR SELECT TO signaalbrug_app USING (
  EXISTS (SELECT FROM tasks t WHERE t.signal_id = sharing_decisions.signal_id
    AND t.track = sharing_decisions.compartment
    AND ((t.track = 'care' AND t.desk_id = ANY ((SELECT access.care_sharing_desks())::text[]))
      OR (t.track = 'security' AND t.desk_id = ANY ((SELECT access.security_sharing_desks())::text[]))))
  OR (status = 'approved' AND (SELECT access.moment()) < valid_until
    AND ((compartment = 'care' AND receiving_desk_id = ANY ((SELECT access.security_desks())::text[]))
      OR (compartment = 'security' AND receiving_desk_id = ANY ((SELECT access.care_desks())::text[])))))
-- next
CREATE POLICY sharing_decisions_propose ON sharing_decisions FOR INSERT TO signaalbrug_app WITH CHECK (
  (SELECT access.may('sharing-decisions:desk:propose'))
  AND status = 'proposed' AND proposed_by = (SELECT access.actor())
  AND EXISTS (SELECT FROM tasks t WHERE t.signal_id = sharing_decisions.signal_id
    AND t.track = sharing_decisions.compartment
    AND ((t.track = 'care' AND t.desk_id = ANY ((SELECT access.care_sharing_desks())::text[]))
      OR (t.track = 'security' AND t.desk_id = ANY ((SELECT access.security_sharing_desks())::text[])))))
-- next
CREATE POLICY sharing_decisions_decide ON sharing_decisions FOR UPDATE TO signaalbrug_app
USING ((SELECT access.may('sharing-decisions:desk:decide'))
  AND EXISTS (SELECT FROM tasks t WHERE t.signal_id = sharing_decisions.signal_id
    AND t.track = sharing_decisions.compartment
    AND ((t.track = 'care' AND t.desk_id = ANY ((SELECT access.care_sharing_desks())::text[]))
      OR (t.track = 'security' AND t.desk_id = ANY ((SELECT access.security_sharing_desks())::text[])))))
WITH CHECK ((status = 'approved' AND approved_by = (SELECT access.actor()))
  OR (status = 'revoked' AND revoked_by = (SELECT access.actor())))
-- next
ALTER TABLE shared_items ENABLE ROW LEVEL SECURITY
-- next
ALTER TABLE shared_items FORCE ROW LEVEL SECURITY
-- next
-- Whoever may read a decision may read what it names.
CREATE POLICY shared_items_read ON shared_items FOR SELECT TO signaalbrug_app USING (
  EXISTS (SELECT FROM sharing_decisions d WHERE d.id = shared_items.decision_id
    AND d.compartment = shared_items.compartment))
-- next
-- Items are named when the decision is proposed, by who proposes it, and never after.
CREATE POLICY shared_items_name ON shared_items FOR INSERT TO signaalbrug_app WITH CHECK (
  (SELECT access.may('sharing-decisions:desk:propose'))
  AND EXISTS (SELECT FROM sharing_decisions d WHERE d.id = shared_items.decision_id
    AND d.compartment = shared_items.compartment
    AND d.status = 'proposed' AND d.proposed_by = (SELECT access.actor())))
-- next
ALTER TABLE identity_tokens ENABLE ROW LEVEL SECURITY
-- next
ALTER TABLE identity_tokens FORCE ROW LEVEL SECURITY
-- next
ALTER TABLE identity_lookups ENABLE ROW LEVEL SECURITY
-- next
ALTER TABLE identity_lookups FORCE ROW LEVEL SECURITY
-- next
ALTER TABLE matches ENABLE ROW LEVEL SECURITY
-- next
ALTER TABLE matches FORCE ROW LEVEL SECURITY
-- next
CREATE POLICY identity_tokens_keep ON identity_tokens FOR INSERT TO signaalbrug_app WITH CHECK (
  (SELECT access.may('signals:own:submit')) AND municipality_code = ANY ((SELECT access.submits_for())::text[]))
-- next
CREATE POLICY identity_lookups_ask ON identity_lookups FOR INSERT TO signaalbrug_app WITH CHECK (
  (SELECT access.may('signals:own:submit')) AND municipality_code = ANY ((SELECT access.submits_for())::text[])
  AND actor_id = (SELECT access.actor()) AND compared_at IS NULL)
-- next
-- A bridge is told of matches of the signals on its own desk, on its own side.
CREATE POLICY matches_read ON matches FOR SELECT TO signaalbrug_app USING (
  EXISTS (SELECT FROM tasks t WHERE t.signal_id = matches.signal_id AND t.track = matches.compartment
    AND ((t.track = 'care' AND t.desk_id = ANY ((SELECT access.care_bridges())::text[]))
      OR (t.track = 'security' AND t.desk_id = ANY ((SELECT access.security_bridges())::text[])))))
-- next
-- The matching function acts as the owner, whom forced row-level security binds too.
CREATE POLICY identity_tokens_compare ON identity_tokens FOR SELECT TO CURRENT_USER USING (true)
-- next
CREATE POLICY identity_lookups_compare ON identity_lookups TO CURRENT_USER USING (true) WITH CHECK (true)
-- next
CREATE POLICY matches_compare ON matches TO CURRENT_USER USING (true) WITH CHECK (true)
-- next
-- Compares the identities of a signal with those of the other side, and keeps the fact that there is a match, once for
-- each side: its strength, and the desk of the other side to call. Nothing is returned to whoever submits.
--
-- It fires when a lookup is written down, which is the only way to compare: with a signal that was submitted. Above as
-- many lookups of one actor within the hour as the trigger names, a signal waits, and is compared when a later
-- submission finds room for it.
CREATE FUNCTION access.compare_identities() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
  v_limit constant int := TG_ARGV[0]::int;
  v_now constant timestamptz := access.moment();
  v_strengths constant text[] := array['strong', 'probable', 'possible'];
  v_signal uuid;
  v_token record;
BEGIN
  FOR v_signal IN
    SELECT l.signal_id FROM (
      SELECT NEW.signal_id, NEW.actor_id
      UNION ALL
      SELECT * FROM (SELECT w.signal_id, w.actor_id FROM public.identity_lookups w
        WHERE w.compared_at IS NULL AND w.asked_at <= v_now - interval '1 hour'
        ORDER BY w.asked_at, w.signal_id LIMIT 1 FOR UPDATE SKIP LOCKED) waiting
    ) l
    WHERE (SELECT count(*) FROM (SELECT FROM public.identity_lookups p WHERE p.actor_id = l.actor_id
      AND p.compared_at > v_now - interval '1 hour' LIMIT v_limit) recent) < v_limit
  LOOP
    UPDATE public.identity_lookups SET compared_at = v_now WHERE signal_id = v_signal;
    -- Two signals on one person that come in on both sides at once must find each other: the one waits for the other.
    FOR v_token IN
      SELECT hashtextextended(encode(value, 'hex'), 0) AS lock, bool_or(compartment = 'security') AS security
      FROM public.identity_tokens WHERE signal_id = v_signal GROUP BY 1 ORDER BY 1
    LOOP
      IF v_token.security THEN
        PERFORM pg_advisory_xact_lock(v_token.lock);
      ELSE
        PERFORM pg_advisory_xact_lock_shared(v_token.lock);
      END IF;
    END LOOP;
    INSERT INTO public.matches AS m (signal_id, compartment, desk_id, strength, found_at)
    WITH pairs AS (
      SELECT a.signal_id, a.compartment, a.district_id, b.signal_id AS other_id, b.compartment AS other_side,
        b.district_id AS other_district,
        array_position(v_strengths, a.strength) AS rank
      FROM public.identity_tokens a
      JOIN public.identity_tokens b ON b.value = a.value AND b.compartment <> a.compartment
      WHERE a.signal_id = v_signal
    ), told AS (
      SELECT signal_id, compartment, other_side, other_district, rank FROM pairs
      UNION ALL SELECT other_id, other_side, compartment, district_id, rank FROM pairs
    )
    SELECT t.signal_id, t.compartment, d.id, v_strengths[min(t.rank)], v_now
    FROM told t
    JOIN public.role_rights r ON r.reach = 'matches' AND r.compartment = t.compartment
    JOIN public.desks d ON d.kind = r.desk_kind AND coalesce(d.district_id, t.other_district) = t.other_district
      AND d.municipality_code IS NULL
    GROUP BY t.signal_id, t.compartment, d.id
    ON CONFLICT (signal_id, compartment, desk_id) DO UPDATE SET strength = excluded.strength
    WHERE array_position(v_strengths, excluded.strength)
      < array_position(v_strengths, m.strength);
  END LOOP;
  RETURN NULL;
END
$$
-- next
CREATE TRIGGER identity_lookups_compare AFTER INSERT ON identity_lookups
FOR EACH ROW EXECUTE FUNCTION access.compare_identities(120)
-- next
ALTER TABLE break_glass_sessions ENABLE ROW LEVEL SECURITY
-- next
ALTER TABLE break_glass_sessions FORCE ROW LEVEL SECURITY
-- next
CREATE POLICY break_glass_sessions_read ON break_glass_sessions FOR SELECT TO signaalbrug_app USING (
  actor_id = (SELECT access.actor()) OR district_id = ANY ((SELECT access.oversees())::text[]))
-- next
CREATE POLICY break_glass_sessions_review ON break_glass_sessions FOR UPDATE TO signaalbrug_app
USING ((SELECT access.may('break-glass-sessions:area:review'))
  AND district_id = ANY ((SELECT access.oversees())::text[]) AND actor_id <> (SELECT access.actor())
  AND ends_at <= (SELECT access.moment()))
WITH CHECK (reviewed_by = (SELECT access.actor()))
-- next
-- The context of access.begin and the opening of sessions act as the owner, whom forced row-level security binds too.
CREATE POLICY break_glass_sessions_enter ON break_glass_sessions FOR SELECT TO CURRENT_USER USING (true)
-- next
CREATE POLICY break_glass_sessions_open ON break_glass_sessions FOR INSERT TO CURRENT_USER WITH CHECK (
  (SELECT access.may('break-glass-sessions:area:open')) AND actor_id = access.actor()
  AND opened_at = access.moment() AND district_id = ANY (access.breaks_glass_in()))
-- next
CREATE POLICY signals_open ON signals FOR SELECT TO CURRENT_USER USING (
  (SELECT access.may('break-glass-sessions:area:open')) AND district_id = ANY ((SELECT access.breaks_glass_in())::text[]))
-- next
-- Opens a signal of the actor's area, found by its reference, for an hour. Null when there is none: no row is kept.
CREATE FUNCTION access.open_break_glass(p_id uuid, p_name text, p_reference text, p_reason bytea, p_key bytea)
RETURNS uuid LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
  INSERT INTO public.break_glass_sessions (id, actor_id, actor_name, signal_id, reference, municipality_code,
    district_id, reason, wrapped_key, opened_at, ends_at)
  SELECT p_id, access.actor(), p_name, s.id, s.reference, s.municipality_code, s.district_id, p_reason, p_key,
    access.moment(), access.moment() + interval '1 hour'
  FROM public.signals s WHERE s.reference = p_reference AND s.district_id = ANY (access.breaks_glass_in())
  RETURNING signal_id
$$
-- next
CREATE POLICY events_of_sharing ON events FOR INSERT TO signaalbrug_app WITH CHECK (
  num_nonnulls(signal_id, municipality_code, compartment) = 0
  AND EXISTS (SELECT FROM sharing_decisions d WHERE d.id = events.subject_id
    AND ((events.type = 'sharing.proposed' AND d.proposed_by = (SELECT access.actor()))
      OR (events.type = 'sharing.approved' AND d.approved_by = (SELECT access.actor()))
      OR (events.type = 'sharing.revoked' AND d.revoked_by = (SELECT access.actor())))))
-- next
-- An attempt to break glass that found no signal leaves no session behind, and is told all the same.
CREATE POLICY events_of_break_glass ON events FOR INSERT TO signaalbrug_app WITH CHECK (
  num_nonnulls(signal_id, municipality_code, compartment) = 0
  AND ((type = 'break_glass.refused' AND (SELECT access.may('break-glass-sessions:area:open')))
    OR EXISTS (SELECT FROM break_glass_sessions s WHERE s.id = events.subject_id
      AND ((events.type = 'break_glass.opened' AND s.actor_id = (SELECT access.actor()))
        OR (events.type = 'break_glass.reviewed' AND s.reviewed_by = (SELECT access.actor()))))))
-- next
REVOKE ALL ON FUNCTION access.compare_identities(), access.open_break_glass(uuid, text, text, bytea, bytea) FROM PUBLIC
-- next
GRANT EXECUTE ON FUNCTION access.open_break_glass(uuid, text, text, bytea, bytea) TO signaalbrug_app
-- next
GRANT SELECT, INSERT ON sharing_decisions, shared_items TO signaalbrug_app
-- next
-- Tokens and lookups are written and never read; matches and sessions come from functions alone.
GRANT INSERT ON identity_tokens, identity_lookups TO signaalbrug_app
-- next
GRANT SELECT ON matches, break_glass_sessions TO signaalbrug_app
-- next
-- A decision is approved once and revoked once, a session is reviewed once; nothing else of them changes.
GRANT UPDATE (status, approved_by, approved_by_name, approved_at, revoked_by, revoked_by_name, revoked_at)
  ON sharing_decisions TO signaalbrug_app
-- next
GRANT UPDATE (verdict, remark, reviewed_by, reviewed_by_name, reviewed_at) ON break_glass_sessions TO signaalbrug_app
