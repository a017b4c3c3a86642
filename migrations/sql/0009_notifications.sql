-- Notifications: which event makes which kind of notification for whom, and who reads it.
-- Statements are separated by lines that say "-- next".

ALTER TABLE notifications ENABLE ROW LEVEL SECURITY
-- next
ALTER TABLE notifications FORCE ROW LEVEL SECURITY
-- next
-- The one table of what is notified. Of several rules for one event, an actor is notified by the first that reaches it.
CREATE FUNCTION access.notification_rules()
RETURNS TABLE (number int, event_type text, in_case text, kind text, audience text)
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS
$$
  VALUES
    (1, 'task.opened', 'acute', 'acute_danger', 'desk'),
    (2, 'task.opened', 'other', 'new_work', 'desk'),
    (3, 'task.assigned', NULL, 'assigned', 'assignee'),
    (4, 'task.escalated', 'desk', 'escalated', 'desk'),
    (5, 'task.escalated', 'districtelijk_coordinator', 'escalated', 'coordinators'),
    (6, 'task.escalated', 'ketenregisseur', 'escalated', 'chain'),
    (7, 'feedback.overdue', 'desk', 'feedback_overdue', 'desk'),
    (8, 'feedback.overdue', 'districtelijk_coordinator', 'feedback_overdue', 'coordinators'),
    (9, 'desk.unstaffed', NULL, 'desk_unstaffed', 'beheerders'),
    (10, 'referral.offered', NULL, 'referral_offered', 'desk'),
    (11, 'referral.returned', NULL, 'referral_returned', 'desk'),
    (12, 'referral.expired', NULL, 'referral_returned', 'desk'),
    (13, 'referral.looped', NULL, 'referrals_looped', 'desk'),
    (14, 'referral.looped', NULL, 'referrals_looped', 'coordinators'),
    (15, 'feedback.given', NULL, 'feedback_given', 'submitters')
$$
-- next
-- The people of an audience at a moment; the same appointments count as in access.begin. Machine clients have events.
CREATE FUNCTION access.people_of(p_audience text, p_desk text, p_track text, p_municipality text, p_district text,
  p_now timestamptz) RETURNS TABLE (actor_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
  SELECT DISTINCT h.id
  FROM public.appointments a
  JOIN public.actors h ON h.id = a.actor_id AND h.kind = 'person'
  LEFT JOIN public.appointments o ON o.id = a.lent_from
  WHERE (p_audience = 'desk' AND EXISTS (SELECT FROM public.role_rights r WHERE r.role = a.role
        AND r.compartment = p_track AND r.reach IN ('desk', 'labour_desk')
        AND r.desk_kind || coalesce('.' || a.municipality_code, '.' || a.district_id, '') = p_desk)
      OR p_audience = 'submitters' AND a.municipality_code = p_municipality
        AND EXISTS (SELECT FROM public.role_rights r WHERE r.role = a.role AND r.reach = 'own_submissions')
      OR p_audience = 'coordinators' AND a.role = 'districtelijk_coordinator' AND a.municipality_code IS NULL
        AND coalesce(a.district_id, p_district) = p_district
      OR p_audience = 'chain' AND a.role = 'ketenregisseur' AND a.municipality_code IS NULL
        AND coalesce(a.district_id, p_district) = p_district
      OR p_audience = 'beheerders' AND EXISTS (SELECT FROM public.role_actions x WHERE x.role = a.role
        AND x.action = 'appointments:all:manage' AND (a.scopes IS NULL OR x.action = ANY (a.scopes))))
    AND a.approved_at <= p_now AND a.valid_from <= p_now
    AND (a.valid_until IS NULL OR p_now < a.valid_until) AND (a.withdrawn_at IS NULL OR p_now < a.withdrawn_at)
    AND (a.lent_from IS NULL OR (o.approved_at <= p_now AND o.valid_from <= p_now
      AND (o.valid_until IS NULL OR p_now < o.valid_until) AND (o.withdrawn_at IS NULL OR p_now < o.withdrawn_at)))
$$
-- next
-- Works out who is notified of an event, in the transaction that appends it: each actor once, whatever happens after.
-- Nobody is notified of what they did themselves, but for acute danger.
CREATE FUNCTION access.notify() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
  v_subject uuid := NEW.subject_id;
  v_desk text := NEW.data ->> 'desk';
  v_track text := NEW.compartment;
  v_district text;
  v_case text := NEW.data ->> 'step';
  v_assignee uuid;
BEGIN
  IF NEW.type IN ('task.opened', 'task.assigned') THEN
    SELECT t.desk_id, t.track, t.claimed_by, CASE WHEN t.acute_danger THEN 'acute' ELSE 'other' END
    INTO v_desk, v_track, v_assignee, v_case FROM public.tasks t WHERE t.id = NEW.subject_id;
  ELSIF NEW.type = 'referral.offered' THEN
    SELECT r.to_desk_id, r.to_track INTO v_desk, v_track FROM public.referrals r WHERE r.id = NEW.subject_id;
  ELSIF NEW.type IN ('referral.returned', 'referral.expired') THEN
    SELECT r.from_desk_id, r.track INTO v_desk, v_track FROM public.referrals r WHERE r.id = NEW.subject_id;
  ELSIF NEW.type = 'feedback.given' THEN
    v_subject := NEW.signal_id;
  ELSE
    -- Whoever oversees sees the escalation and not the task, so the escalation is what is told of.
    SELECT e.id, e.desk_id, e.track, e.district_id INTO v_subject, v_desk, v_track, v_district
    FROM public.escalations e
    WHERE (NEW.type = 'desk.unstaffed' AND e.id = NEW.subject_id
      OR NEW.type = 'referral.looped' AND e.about = 'referrals'
        AND e.task_id = (SELECT r.task_id FROM public.referrals r WHERE r.id = NEW.subject_id)
      OR NEW.type IN ('task.escalated', 'feedback.overdue') AND e.task_id = NEW.subject_id
        AND e.raised_at = NEW.occurred_at AND e.kind = NEW.data ->> 'kind'
        AND e.step = CASE v_case WHEN 'desk' THEN 1 WHEN 'districtelijk_coordinator' THEN 2 ELSE 3 END)
    ORDER BY e.id DESC LIMIT 1;
  END IF;
  IF v_subject IS NULL THEN
    RETURN NULL;
  END IF;
  INSERT INTO public.notifications (id, event_id, actor_id, kind, subject_id, audience, desk_id, track,
    municipality_code, district_id, created_at)
  SELECT DISTINCT ON (p.actor_id) gen_random_uuid(), NEW.id, p.actor_id, n.kind, v_subject,
    CASE n.audience WHEN 'assignee' THEN 'desk' ELSE n.audience END, v_desk, v_track,
    CASE n.audience WHEN 'submitters' THEN NEW.municipality_code END,
    CASE WHEN n.audience IN ('coordinators', 'chain') THEN v_district END, NEW.occurred_at
  FROM access.notification_rules() n
  CROSS JOIN LATERAL access.people_of(CASE n.audience WHEN 'assignee' THEN 'desk' ELSE n.audience END, v_desk, v_track,
    NEW.municipality_code, v_district, NEW.occurred_at) p
  WHERE n.event_type = NEW.type AND (n.in_case IS NULL OR n.in_case = v_case)
    AND (n.audience <> 'assignee' OR p.actor_id = v_assignee)
    AND (p.actor_id <> NEW.actor_id OR n.kind = 'acute_danger')
  ORDER BY p.actor_id, n.number;
  RETURN NULL;
END
$$
-- next
CREATE TRIGGER events_notify AFTER INSERT ON events FOR EACH ROW
WHEN (NEW.type IN ('task.opened', 'task.assigned', 'task.escalated', 'feedback.overdue', 'desk.unstaffed',
  'referral.offered', 'referral.returned', 'referral.expired', 'referral.looped', 'feedback.given'))
EXECUTE FUNCTION access.notify()
-- next
-- A notification is its actor's, and only while what it was made for still holds: the desk on that side, the municipality,
-- the district that is overseen, or that one appoints people. An offer across the wall goes with its sharing decision.
CREATE POLICY notifications_read ON notifications FOR SELECT TO signaalbrug_app USING (
  actor_id = (SELECT access.actor()) AND (
    (audience = 'desk'
      AND ((track = 'care' AND desk_id = ANY ((SELECT access.care_desks())::text[]))
        OR (track = 'security' AND desk_id = ANY ((SELECT access.security_desks())::text[])))
      AND (kind <> 'referral_offered' OR EXISTS (SELECT FROM referrals r WHERE r.id = notifications.subject_id)))
    OR (audience = 'submitters' AND municipality_code = ANY ((SELECT access.submits_for())::text[]))
    OR (audience = 'coordinators'
      AND district_id = ANY ((SELECT access.districts_of('districtelijk_coordinator'))::text[]))
    OR (audience = 'chain' AND district_id = ANY ((SELECT access.districts_of('ketenregisseur'))::text[]))
    OR (audience = 'beheerders' AND (SELECT access.may('appointments:all:manage')))))
-- next
-- Whoever reads it says that it was read, now, or that it was not.
CREATE POLICY notifications_mark ON notifications FOR UPDATE TO signaalbrug_app
USING (
  actor_id = (SELECT access.actor()) AND (
    (audience = 'desk'
      AND ((track = 'care' AND desk_id = ANY ((SELECT access.care_desks())::text[]))
        OR (track = 'security' AND desk_id = ANY ((SELECT access.security_desks())::text[])))
      AND (kind <> 'referral_offered' OR EXISTS (SELECT FROM referrals r WHERE r.id = notifications.subject_id)))
    OR (audience = 'submitters' AND municipality_code = ANY ((SELECT access.submits_for())::text[]))
    OR (audience = 'coordinators'
      AND district_id = ANY ((SELECT access.districts_of('districtelijk_coordinator'))::text[]))
    OR (audience = 'chain' AND district_id = ANY ((SELECT access.districts_of('ketenregisseur'))::text[]))
    OR (audience = 'beheerders' AND (SELECT access.may('appointments:all:manage')))))
WITH CHECK (read_at IS NULL OR read_at = (SELECT access.moment()))
-- next
-- The trigger acts as the owner, whom forced row-level security binds too. It makes notifications, and reads none.
CREATE POLICY notifications_make ON notifications FOR INSERT TO CURRENT_USER WITH CHECK (read_at IS NULL)
-- next
REVOKE ALL ON FUNCTION access.notification_rules(), access.notify(),
  access.people_of(text, text, text, text, text, timestamptz) FROM PUBLIC
-- next
GRANT SELECT ON notifications TO signaalbrug_app
-- next
GRANT UPDATE (read_at) ON notifications TO signaalbrug_app
