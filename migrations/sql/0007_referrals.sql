-- Referrals: work that is offered to another desk or to a partner outside, and what becomes of it.
-- Statements are separated by lines that say "-- next".

-- Partners are organisations, for everybody to read; who may refer finds them, and a beheerder keeps them.
GRANT SELECT ON partners TO signaalbrug_app
-- next
-- Adds a partner or changes it; null for who may not. A partner is closed and opened again, never removed.
CREATE FUNCTION access.keep_partner(p_id uuid, p_kind text, p_name text, p_closed boolean) RETURNS uuid
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
  INSERT INTO public.partners AS p (id, kind, name, changed_by, changed_at, closed_at)
  SELECT p_id, p_kind, p_name, access.actor(), access.moment(), CASE WHEN p_closed THEN access.moment() END
  WHERE access.may('partners:all:manage')
  ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, name = excluded.name, changed_by = excluded.changed_by,
    changed_at = excluded.changed_at, version = p.version + 1,
    closed_at = CASE WHEN p_closed THEN coalesce(p.closed_at, excluded.closed_at) END
  RETURNING id
$$
-- next
CREATE POLICY events_of_partners ON events FOR INSERT TO signaalbrug_app WITH CHECK (
  num_nonnulls(signal_id, municipality_code, compartment) = 0 AND type IN ('partner.added', 'partner.changed')
  AND EXISTS (SELECT FROM partners p WHERE p.id = events.subject_id AND p.changed_by = (SELECT access.actor())))
-- next
ALTER TABLE referrals ENABLE ROW LEVEL SECURITY
-- next
ALTER TABLE referrals FORCE ROW LEVEL SECURITY
-- next
-- The desk that offers, on the side of its task, and the desk that it is offered to, on its own side. What crosses the
-- wall is read there as long as the sharing decision that lets it through.
CREATE POLICY referrals_read ON referrals FOR SELECT TO signaalbrug_app USING (
  (track = 'care' AND from_desk_id = ANY ((SELECT access.care_desks())::text[]))
  OR (track = 'security' AND from_desk_id = ANY ((SELECT access.security_desks())::text[]))
  OR (((to_track = 'care' AND to_desk_id = ANY ((SELECT access.care_desks())::text[]))
      OR (to_track = 'security' AND to_desk_id = ANY ((SELECT access.security_desks())::text[])))
    AND (to_track = track
      OR EXISTS (SELECT FROM sharing_decisions d WHERE d.id = referrals.sharing_decision_id))))
-- next
-- Whoever has claimed a task at an own desk offers it, in their own name and now. Across the wall, only by a sharing
-- decision in force on the side of the task that names the desk.
CREATE POLICY referrals_offer ON referrals FOR INSERT TO signaalbrug_app WITH CHECK (
  (SELECT access.may('referrals:desk:offer'))
  AND status = 'offered' AND offered_by = (SELECT access.actor()) AND offered_at = (SELECT access.moment())
  AND EXISTS (SELECT FROM tasks t WHERE t.id = referrals.task_id AND t.signal_id = referrals.signal_id
    AND t.track = referrals.track AND t.desk_id = referrals.from_desk_id
    AND t.status <> 'done' AND t.claimed_by = (SELECT access.actor())
    AND ((t.track = 'care' AND t.desk_id = ANY ((SELECT access.care_desks())::text[]))
      OR (t.track = 'security' AND t.desk_id = ANY ((SELECT access.security_desks())::text[]))))
  AND (to_track = track OR EXISTS (SELECT FROM sharing_decisions d WHERE d.id = referrals.sharing_decision_id
    AND d.signal_id = referrals.signal_id AND d.compartment = referrals.track
    AND d.receiving_desk_id = referrals.to_desk_id
    AND d.status = 'approved' AND (SELECT access.moment()) < d.valid_until)))
-- next
-- The functions of this file act as the owner, whom forced row-level security binds too. The wall is in what they ask.
CREATE POLICY referrals_keep ON referrals TO CURRENT_USER USING (true) WITH CHECK (true)
-- next
CREATE POLICY sharing_decisions_look ON sharing_decisions FOR SELECT TO CURRENT_USER USING (true)
-- next
CREATE POLICY tasks_hand_over ON tasks FOR UPDATE TO CURRENT_USER
USING (status <> 'done') WITH CHECK (outcome = 'handed_over')
-- next
CREATE POLICY tasks_receive ON tasks FOR INSERT TO CURRENT_USER WITH CHECK (
  status = 'open' AND referral_id IS NOT NULL)
-- next
-- Tasks of a submission come from its routing; those of a referral, from accepting it.
ALTER POLICY tasks_open ON tasks WITH CHECK (
  (SELECT access.may('signals:own:submit')) AND municipality_code = ANY ((SELECT access.submits_for())::text[])
  AND status = 'open' AND referral_id IS NULL)
-- next
-- While a task is offered it does not end, and it is handed over by a referral that was accepted and in no other way.
CREATE FUNCTION access.guard_offered() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
  IF EXISTS (SELECT FROM public.referrals r WHERE r.task_id = NEW.id AND r.status = 'offered')
    OR (NEW.outcome = 'handed_over') <> EXISTS (SELECT FROM public.referrals r
      WHERE r.task_id = NEW.id AND r.hands_over) THEN
    RAISE check_violation USING MESSAGE = 'this task cannot end so';
  END IF;
  RETURN NULL;
END
$$
-- next
CREATE TRIGGER tasks_guard_offered AFTER UPDATE OF status, outcome ON tasks
FOR EACH ROW WHEN (NEW.status = 'done') EXECUTE FUNCTION access.guard_offered()
-- next
-- Marks a referral that goes round: offered back to the desk that handed the same work over, or the second that was
-- returned of one signal on one side.
CREATE FUNCTION access.mark_loop() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
  IF TG_OP = 'INSERT' THEN
    NEW.looped := EXISTS (SELECT FROM public.referrals r WHERE r.signal_id = NEW.signal_id AND r.track = NEW.track
      AND r.status = 'accepted' AND r.from_desk_id = NEW.to_desk_id AND r.to_desk_id = NEW.from_desk_id);
  ELSIF NEW.status = 'returned' THEN
    NEW.looped := OLD.looped OR EXISTS (SELECT FROM public.referrals r WHERE r.signal_id = NEW.signal_id
      AND r.track = NEW.track AND r.status = 'returned' AND r.id <> NEW.id);
  END IF;
  RETURN NEW;
END
$$
-- next
CREATE TRIGGER referrals_mark_loop BEFORE INSERT OR UPDATE OF status ON referrals
FOR EACH ROW EXECUTE FUNCTION access.mark_loop()
-- next
-- What goes round goes up: the desk that has it and the coördinator of its district see it, once for each task.
CREATE FUNCTION access.raise_loop() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
  INSERT INTO public.escalations (id, kind, task_id, about, step, desk_id, district_id, track, municipality_code, reference,
    urgency, task_status, due_at, raised_at)
  SELECT access.new_id(coalesce(NEW.ended_at, NEW.offered_at)), 'looped', t.id, 'referrals', 2, t.desk_id, t.district_id, t.track,
    t.municipality_code, t.reference, t.urgency, t.status, t.due_at, coalesce(NEW.ended_at, NEW.offered_at)
  FROM public.tasks t WHERE t.id = NEW.task_id
  ON CONFLICT (task_id, about, step) DO NOTHING;
  RETURN NULL;
END
$$
-- next
CREATE TRIGGER referrals_raise_loop AFTER INSERT OR UPDATE OF status ON referrals
FOR EACH ROW WHEN (NEW.looped) EXECUTE FUNCTION access.raise_loop()
-- next
-- Ends a referral that is still offered, in the actor's own name; null when there is none that is the actor's to end so.
-- The sending desk withdraws, and tells what a partner outside answered; the desk that it was offered to answers, across
-- the wall as long as the sharing decision is in force. Accepting hands the work over in this very transaction: the task
-- of the sender ends and that of the receiver begins, so that the signal always has a desk. What the submitter is owed
-- goes with the work to a desk of the same side; across the wall it stays with the sender; and who hands over to a partner
-- tells how it ended, by `p_closing` at the latest.
CREATE FUNCTION access.end_referral(p_id uuid, p_status text, p_reason text, p_answer bytea, p_name text, p_task uuid,
  p_layer int, p_due timestamptz, p_hands_over boolean, p_closing timestamptz) RETURNS uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
  v_ended public.referrals;
BEGIN
  UPDATE public.referrals r SET status = p_status, ended_by = access.actor(), ended_by_name = p_name,
    ended_at = access.moment(), return_reason = p_reason, answer = p_answer, version = r.version + 1,
    hands_over = p_status = 'accepted' AND (r.to_desk_id IS NOT NULL OR p_hands_over),
    opened_task_id = CASE WHEN p_status = 'accepted' AND r.to_desk_id IS NOT NULL THEN p_task END
  WHERE r.id = p_id AND r.status = 'offered'
    AND ((((r.track = 'care' AND r.from_desk_id = ANY (access.care_desks()))
        OR (r.track = 'security' AND r.from_desk_id = ANY (access.security_desks())))
      AND ((p_status = 'withdrawn' AND access.may('referrals:desk:offer'))
        OR (p_status IN ('accepted', 'returned') AND access.may('referrals:desk:answer') AND r.to_desk_id IS NULL)))
    OR (((r.to_track = 'care' AND r.to_desk_id = ANY (access.care_desks()))
        OR (r.to_track = 'security' AND r.to_desk_id = ANY (access.security_desks())))
      AND p_status IN ('accepted', 'returned') AND access.may('referrals:desk:answer')
      AND (r.to_track = r.track OR EXISTS (SELECT FROM public.sharing_decisions d WHERE d.id = r.sharing_decision_id
        AND d.status = 'approved' AND access.moment() < d.valid_until))))
  RETURNING r.* INTO v_ended;
  IF v_ended.id IS NULL OR NOT v_ended.hands_over THEN
    RETURN v_ended.id;
  END IF;
  IF v_ended.to_desk_id IS NOT NULL THEN
    -- The envelope is that of the offer: across the wall nothing shows of how the task of the sender stands by now.
    INSERT INTO public.tasks (id, signal_id, referral_id, desk_id, track, layer, involvement, status, urgency, due_at,
      opened_at, reference, municipality_code, district_id, exploitation_forms, acute_danger, minor_involved,
      feedback_due_at, version)
    SELECT p_task, v_ended.signal_id, v_ended.id, d.id, v_ended.to_track, p_layer,
      CASE WHEN v_ended.to_track = t.track THEN t.involvement ELSE 'responsible' END, 'open', v_ended.urgency, p_due,
      access.moment(), v_ended.reference, v_ended.municipality_code, coalesce(d.district_id, v_ended.district_id),
      v_ended.exploitation_forms, v_ended.acute_danger, v_ended.to_track = t.track AND t.minor_involved,
      CASE WHEN v_ended.to_track = t.track THEN t.feedback_due_at END, 1
    FROM public.tasks t JOIN public.desks d ON d.id = v_ended.to_desk_id WHERE t.id = v_ended.task_id;
  END IF;
  UPDATE public.tasks t SET status = 'done', outcome = 'handed_over', completed_at = access.moment(),
    claimed_by = coalesce(t.claimed_by, v_ended.offered_by), claimed_at = coalesce(t.claimed_at, v_ended.offered_at),
    feedback_due_at = CASE
      WHEN v_ended.to_desk_id IS NULL AND t.involvement = 'responsible' THEN least(t.feedback_due_at, p_closing)
      WHEN v_ended.to_track <> v_ended.track THEN t.feedback_due_at END,
    version = t.version + 1
  WHERE t.id = v_ended.task_id;
  RETURN v_ended.id;
END
$$
-- next
-- What became of a referral is told with it, by who did it; and the end and the beginning of the tasks that it moves,
-- which its receiver does to a task that is not on a desk of theirs.
CREATE POLICY events_of_referrals ON events FOR INSERT TO signaalbrug_app WITH CHECK (
  EXISTS (SELECT FROM referrals r WHERE r.signal_id = events.signal_id
    AND r.municipality_code = events.municipality_code
    AND coalesce(r.ended_by, r.offered_by) = (SELECT access.actor())
    AND ((events.subject_id = r.id AND events.compartment = r.track
        AND (events.type = 'referral.' || r.status OR (events.type = 'referral.looped' AND r.looped)))
      OR (events.type = 'task.completed' AND events.subject_id = r.task_id AND events.compartment = r.track
        AND r.hands_over)
      OR (events.type = 'task.opened' AND events.subject_id = r.opened_task_id
        AND events.compartment = r.to_track))))
-- next
-- Ends the offers whose term has passed, each once, and tells of it; another worker passes by what this one holds.
CREATE FUNCTION access.expire_referrals(p_now timestamptz, p_actor uuid, p_limit int) RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
  WITH due AS MATERIALIZED (
    SELECT r.id FROM public.referrals r WHERE r.status = 'offered' AND r.expires_at <= p_now
    ORDER BY r.expires_at, r.id LIMIT p_limit FOR UPDATE SKIP LOCKED
  ), expired AS (
    UPDATE public.referrals r SET status = 'expired', ended_by = p_actor, ended_at = p_now, version = r.version + 1
    FROM due WHERE r.id = due.id RETURNING r.*
  ), told AS (
    INSERT INTO public.events (id, type, occurred_at, actor_id, signal_id, municipality_code, compartment, subject_id,
      data)
    SELECT access.new_id(p_now), 'referral.expired', p_now, p_actor, e.signal_id, e.municipality_code, e.track, e.id,
      jsonb_build_object('desk', e.from_desk_id)
    FROM expired e
  )
  SELECT count(*) FROM expired
$$
-- next
ALTER POLICY events_of_worker ON events WITH CHECK (
  session_user = 'signaalbrug_worker'
  AND type IN ('task.escalated', 'feedback.overdue', 'referral.expired', 'desk.unstaffed', 'desk.staffed'))
-- next
REVOKE ALL ON FUNCTION access.keep_partner(uuid, text, text, boolean), access.guard_offered(), access.mark_loop(),
  access.raise_loop(),
  access.end_referral(uuid, text, text, bytea, text, uuid, int, timestamptz, boolean, timestamptz),
  access.expire_referrals(timestamptz, uuid, int) FROM PUBLIC
-- next
GRANT EXECUTE ON FUNCTION access.keep_partner(uuid, text, text, boolean),
  access.end_referral(uuid, text, text, bytea, text, uuid, int, timestamptz, boolean, timestamptz) TO signaalbrug_app
-- next
GRANT EXECUTE ON FUNCTION access.expire_referrals(timestamptz, uuid, int) TO signaalbrug_worker
-- next
-- A referral is offered, and from then on ended by the function alone.
GRANT SELECT, INSERT ON referrals TO signaalbrug_app
