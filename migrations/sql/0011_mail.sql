-- Mail: what actors want to be mailed of and where, and what the worker sends, through functions and in no other way.
-- Statements are separated by lines that say "-- next".

ALTER TABLE notification_preferences ENABLE ROW LEVEL SECURITY
-- next
ALTER TABLE notification_preferences FORCE ROW LEVEL SECURITY
-- next
ALTER TABLE mails ENABLE ROW LEVEL SECURITY
-- next
ALTER TABLE mails FORCE ROW LEVEL SECURITY
-- next
ALTER TABLE mail_items ENABLE ROW LEVEL SECURITY
-- next
ALTER TABLE mail_items FORCE ROW LEVEL SECURITY
-- next
-- Preferences are their actor's alone.
CREATE POLICY notification_preferences_read ON notification_preferences FOR SELECT TO signaalbrug_app
USING (actor_id = (SELECT access.actor()))
-- next
CREATE POLICY notification_preferences_make ON notification_preferences FOR INSERT TO signaalbrug_app
WITH CHECK (actor_id = (SELECT access.actor()))
-- next
CREATE POLICY notification_preferences_change ON notification_preferences FOR UPDATE TO signaalbrug_app
USING (actor_id = (SELECT access.actor()))
-- next
-- The triggers and the functions of the worker act as the owner, whom forced row-level security binds too.
CREATE POLICY notification_preferences_know ON notification_preferences FOR SELECT TO CURRENT_USER USING (true)
-- next
CREATE POLICY mails_keep ON mails TO CURRENT_USER USING (true) WITH CHECK (true)
-- next
CREATE POLICY mail_items_keep ON mail_items TO CURRENT_USER USING (true) WITH CHECK (true)
-- next
-- For the login of the worker only, the owner reads who is notified of what, and keeps that an address was refused.
CREATE POLICY notifications_mail ON notifications FOR SELECT TO CURRENT_USER
USING (session_user = 'signaalbrug_worker')
-- next
CREATE POLICY notification_preferences_refuse ON notification_preferences FOR UPDATE TO CURRENT_USER
USING (session_user = 'signaalbrug_worker')
-- next
-- What is notified is to be mailed where its actor wants that, in the transaction of the notification: what is undone is
-- never mailed. A constraint keeps acute danger from being muted.
CREATE FUNCTION access.announce() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
  INSERT INTO public.mail_items (notification_id, actor_id, kind)
  SELECT NEW.id, NEW.actor_id, CASE NEW.kind WHEN 'acute_danger' THEN 'acute' ELSE 'work' END FROM public.notification_preferences p
  WHERE p.actor_id = NEW.actor_id AND p.address IS NOT NULL AND NEW.kind <> ALL (p.muted);
  RETURN NULL;
END
$$
-- next
CREATE TRIGGER notifications_announce AFTER INSERT ON notifications FOR EACH ROW EXECUTE FUNCTION access.announce()
-- next
-- A code is mailed in the transaction that makes it.
CREATE FUNCTION access.mail_code() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
  INSERT INTO public.mails (id, actor_id, kind, made_at, at)
  VALUES (gen_random_uuid(), NEW.actor_id, 'code', NEW.code_made_at, NEW.code_made_at);
  RETURN NULL;
END
$$
-- next
CREATE TRIGGER notification_preferences_mail_code AFTER UPDATE OF code ON notification_preferences FOR EACH ROW
WHEN (NEW.code IS NOT NULL AND NEW.code IS DISTINCT FROM OLD.code) EXECUTE FUNCTION access.mail_code()
-- next
-- Whether a mail still has a reason: a code that confirms something, or an address and a notification that was not read,
-- is of a kind that is mailed, and still is for its actor, as the policy of notifications has it. A clock that was set
-- back to before the notification does not take its people away.
CREATE FUNCTION access.mail_has_reason(p_mail uuid, p_now timestamptz) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
  SELECT EXISTS (SELECT FROM public.mails m JOIN public.notification_preferences p ON p.actor_id = m.actor_id
    WHERE m.id = p_mail AND (
      (m.kind = 'code' AND p.code IS NOT NULL AND p_now < p.code_expires_at)
      OR (p.address IS NOT NULL AND EXISTS (
        SELECT FROM public.mail_items i JOIN public.notifications n ON n.id = i.notification_id
        WHERE i.mail_id = m.id AND n.read_at IS NULL AND n.kind <> ALL (p.muted)
          AND n.actor_id IN (SELECT h.actor_id FROM access.people_of(n.audience, n.desk_id, n.track,
            n.municipality_code, n.district_id, greatest(p_now, n.created_at)) h)
          AND (n.kind <> 'referral_offered' OR EXISTS (SELECT FROM public.referrals r
            LEFT JOIN public.sharing_decisions d ON d.id = r.sharing_decision_id
            WHERE r.id = n.subject_id
              AND (r.track = r.to_track OR (d.status = 'approved' AND p_now < d.valid_until))))))))
$$
-- next
-- Puts what is to be mailed into mails, lets those lapse that have no reason any more, and tells whether any is due.
-- A mail that the server has not seen takes in what is new; otherwise there is a mail of a kind for an actor once the one
-- before it is done with, and for other than acute danger when it was sent some time ago. Of workers at once, one waits.
CREATE FUNCTION access.bundle_mails(p_now timestamptz, p_gap interval, p_longest interval, p_kept interval)
RETURNS boolean LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
  LOCK TABLE public.mails IN SHARE ROW EXCLUSIVE MODE;
  UPDATE public.mail_items i SET mail_id = m.id FROM public.mails m
  WHERE i.mail_id IS NULL AND m.actor_id = i.actor_id AND m.kind = i.kind AND m.state = 'due' AND m.attempts = 0;
  WITH made AS (
    INSERT INTO public.mails (id, actor_id, kind, made_at, at)
    SELECT gen_random_uuid(), w.actor_id, w.kind, p_now, p_now
    FROM (SELECT DISTINCT i.actor_id, i.kind FROM public.mail_items i WHERE i.mail_id IS NULL) w
    WHERE NOT EXISTS (SELECT FROM public.mails m WHERE m.actor_id = w.actor_id AND m.kind = w.kind
      AND (m.state = 'due'
        OR (m.kind = 'work' AND m.sent_at > p_now - p_gap AND m.sent_at <= p_now)))
    RETURNING id, actor_id, kind
  )
  UPDATE public.mail_items i SET mail_id = n.id FROM made n
  WHERE i.mail_id IS NULL AND n.actor_id = i.actor_id AND n.kind = i.kind;
  UPDATE public.mails m SET state = 'lapsed' WHERE m.state = 'due' AND NOT access.mail_has_reason(m.id, p_now);
  DELETE FROM public.mail_items i USING public.mails m WHERE m.id = i.mail_id AND m.state <> 'due';
  DELETE FROM public.mails m WHERE m.state <> 'due' AND m.made_at < p_now - p_kept;
  RETURN EXISTS (SELECT FROM public.mails m WHERE m.state = 'due' AND (m.at <= p_now OR m.at > p_now + p_longest));
END
$$
-- next
-- Hands some mails that are due to a worker, the urgent ones first, with what they go to. They come up again after the
-- lease, whatever becomes of the worker, and at once when they would wait longer than any mail does: then the clock was
-- set back.
CREATE FUNCTION access.take_mails(p_now timestamptz, p_lease interval, p_longest interval, p_limit int)
RETURNS TABLE (id uuid, kind text, preference_id uuid, attempts smallint, tried_since timestamptz, wrapped_key bytea,
  address bytea, code bytea)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
  WITH taken AS MATERIALIZED (
    SELECT m.id FROM public.mails m
    WHERE m.state = 'due' AND (m.at <= p_now OR m.at > p_now + p_longest) AND access.mail_has_reason(m.id, p_now)
    ORDER BY m.kind = 'work', m.at, m.id LIMIT p_limit FOR UPDATE SKIP LOCKED
  ), marked AS (
    UPDATE public.mails m SET attempts = least(m.attempts + 1, 1000), at = p_now + p_lease,
      tried_since = coalesce(least(m.tried_since, p_now), p_now)
    FROM taken t WHERE m.id = t.id RETURNING m.id, m.actor_id, m.kind, m.attempts, m.tried_since
  )
  SELECT k.id, k.kind, p.id, k.attempts, k.tried_since, p.wrapped_key,
    CASE k.kind WHEN 'code' THEN p.proposed_address ELSE p.address END, CASE k.kind WHEN 'code' THEN p.code END
  FROM marked k JOIN public.notification_preferences p ON p.actor_id = k.actor_id
  ORDER BY k.kind = 'work', k.id
$$
-- next
-- Keeps what came of a mail: sent, refused for good, or to be tried later, at a moment.
CREATE FUNCTION access.settle_mail(p_mail uuid, p_outcome text, p_now timestamptz, p_later timestamptz) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
  WITH settled AS (
    UPDATE public.mails m SET state = CASE p_outcome WHEN 'later' THEN 'due' ELSE p_outcome END,
      at = coalesce(p_later, m.at), sent_at = CASE p_outcome WHEN 'sent' THEN p_now END
    WHERE m.id = p_mail AND m.state = 'due' RETURNING m.actor_id
  ), done AS (
    DELETE FROM public.mail_items i WHERE i.mail_id = p_mail AND p_outcome <> 'later'
      AND EXISTS (SELECT FROM settled)
  )
  UPDATE public.notification_preferences p SET refused_at = CASE p_outcome WHEN 'refused' THEN p_now END,
    version = p.version + 1
  FROM settled s WHERE p.actor_id = s.actor_id
    AND (p_outcome = 'refused' OR (p_outcome = 'sent' AND p.refused_at IS NOT NULL))
$$
-- next
REVOKE ALL ON FUNCTION access.announce(), access.mail_code(), access.mail_has_reason(uuid, timestamptz),
  access.bundle_mails(timestamptz, interval, interval, interval),
  access.take_mails(timestamptz, interval, interval, int),
  access.settle_mail(uuid, text, timestamptz, timestamptz) FROM PUBLIC
-- next
GRANT EXECUTE ON FUNCTION access.bundle_mails(timestamptz, interval, interval, interval),
  access.take_mails(timestamptz, interval, interval, int),
  access.settle_mail(uuid, text, timestamptz, timestamptz) TO signaalbrug_worker
-- next
GRANT SELECT ON notification_preferences TO signaalbrug_app
-- next
GRANT INSERT (id, actor_id, muted, wrapped_key, changed_at) ON notification_preferences TO signaalbrug_app
-- next
GRANT UPDATE (muted, address, proposed_address, code, code_made_at, code_expires_at, code_tries, codes_made, codes_since,
  refused_at, changed_at, version) ON notification_preferences TO signaalbrug_app
