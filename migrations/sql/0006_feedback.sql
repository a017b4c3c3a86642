-- Feedback to who submitted: what desks let them know, and reminders when nothing was heard in time.
-- Statements are separated by lines that say "-- next".

ALTER TABLE feedback ENABLE ROW LEVEL SECURITY
-- next
ALTER TABLE feedback FORCE ROW LEVEL SECURITY
-- next
-- Feedback is of a side, as what a desk may tell is: for the submitter's side, and for who may read a task of that side.
CREATE POLICY feedback_read ON feedback FOR SELECT TO signaalbrug_app USING (
  municipality_code = ANY ((SELECT access.submits_for())::text[])
  OR EXISTS (SELECT FROM tasks t WHERE t.signal_id = feedback.signal_id AND t.track = feedback.compartment))
-- next
-- Given by who works at the desk of the task, on the side of the task, in their own name and now; nobody has read it yet.
CREATE POLICY feedback_give ON feedback FOR INSERT TO signaalbrug_app WITH CHECK (
  (SELECT access.may('tasks:desk:triage')) AND given_by = (SELECT access.actor())
  AND given_at = (SELECT access.moment()) AND read_at IS NULL
  AND EXISTS (SELECT FROM tasks t WHERE t.id = feedback.task_id AND t.track = feedback.compartment
    AND t.signal_id = feedback.signal_id AND t.desk_id = feedback.desk_id
    AND ((t.track = 'care' AND t.desk_id = ANY ((SELECT access.care_desks())::text[]))
      OR (t.track = 'security' AND t.desk_id = ANY ((SELECT access.security_desks())::text[])))))
-- next
-- Whoever submits for the municipality says that it was read, once.
CREATE POLICY feedback_mark ON feedback FOR UPDATE TO signaalbrug_app
USING ((SELECT access.may('feedback:own:mark')) AND read_at IS NULL
  AND municipality_code = ANY ((SELECT access.submits_for())::text[]))
WITH CHECK (read_by = (SELECT access.actor()) AND read_at = (SELECT access.moment()))
-- next
CREATE POLICY events_of_feedback ON events FOR INSERT TO signaalbrug_app WITH CHECK (
  EXISTS (SELECT FROM feedback f WHERE f.id = events.subject_id AND f.signal_id = events.signal_id
    AND f.municipality_code = events.municipality_code AND f.compartment = events.compartment
    AND ((events.type = 'feedback.given' AND f.given_by = (SELECT access.actor()))
      OR (events.type = 'feedback.read' AND f.read_by = (SELECT access.actor())))))
-- next
DROP POLICY events_of_worker ON events
-- next
CREATE POLICY events_of_worker ON events FOR INSERT TO CURRENT_USER WITH CHECK (
  session_user = 'signaalbrug_worker'
  AND type IN ('task.escalated', 'feedback.overdue', 'desk.unstaffed', 'desk.staffed'))
-- next
-- Feedback settles what its task owed the submitter. A task that is done can owe it too: of such a task the owner changes
-- nothing but that nothing is owed any more.
CREATE POLICY tasks_settle_feedback ON tasks FOR UPDATE TO CURRENT_USER
USING (feedback_due_at IS NOT NULL) WITH CHECK (feedback_due_at IS NULL)
-- next
CREATE FUNCTION access.settle_feedback() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
  UPDATE public.tasks t SET feedback_due_at = NULL WHERE t.id = NEW.task_id AND t.feedback_due_at IS NOT NULL;
  RETURN NULL;
END
$$
-- next
CREATE TRIGGER feedback_settle AFTER INSERT ON feedback FOR EACH ROW EXECUTE FUNCTION access.settle_feedback()
-- next
-- As before, of the work itself only.
CREATE OR REPLACE FUNCTION access.keep_deadline() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.status <> 'done' THEN
      INSERT INTO public.deadlines (task_id, about, step, at) VALUES (NEW.id, 'work', 1, NEW.due_at);
    END IF;
    RETURN NULL;
  END IF;
  PERFORM FROM public.deadlines d WHERE d.task_id = NEW.id AND d.about = 'work' FOR UPDATE;
  IF NEW.status = 'done' THEN
    DELETE FROM public.deadlines d WHERE d.task_id = NEW.id AND d.about = 'work';
  ELSIF OLD.status = 'done' THEN
    INSERT INTO public.deadlines (task_id, about, step, at) VALUES (NEW.id, 'work', 1, NEW.due_at)
    ON CONFLICT DO NOTHING;
  ELSIF NEW.due_at <> OLD.due_at THEN
    -- It comes up at its new deadline; what step that is the time for, the worker decides then.
    UPDATE public.deadlines d SET at = NEW.due_at WHERE d.task_id = NEW.id AND d.about = 'work' AND d.at < 'infinity';
  END IF;
  UPDATE public.escalations e SET task_status = NEW.status, desk_id = NEW.desk_id, district_id = NEW.district_id,
    due_at = NEW.due_at, urgency = NEW.urgency,
    resolved_at = CASE WHEN NEW.status = 'done' THEN coalesce(e.resolved_at, NEW.completed_at, access.moment()) END
  WHERE e.task_id = NEW.id AND e.about = 'work';
  RETURN NULL;
END
$$
-- next
-- Keeps with each task that owes its submitter feedback when a reminder comes up, and with each of its reminders how the
-- task stands. The first feedback and the one after a task was done are two things to be reminded of. The row is locked
-- first, for the same reason as that of the work.
CREATE FUNCTION access.keep_feedback_due() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
  v_about constant text := CASE WHEN NEW.status = 'done' THEN 'closing_feedback' ELSE 'first_feedback' END;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    PERFORM FROM public.deadlines d WHERE d.task_id = NEW.id AND d.about <> 'work' ORDER BY d.about FOR UPDATE;
    DELETE FROM public.deadlines d WHERE d.task_id = NEW.id AND d.about <> 'work'
      AND (d.about <> v_about OR NEW.feedback_due_at IS NULL);
    UPDATE public.escalations e SET task_status = NEW.status, desk_id = NEW.desk_id, district_id = NEW.district_id,
      urgency = NEW.urgency,
      resolved_at = CASE WHEN e.about <> v_about OR NEW.feedback_due_at IS NULL
        THEN coalesce(e.resolved_at, access.moment(), NEW.completed_at) END
    WHERE e.task_id = NEW.id AND e.about <> 'work';
  END IF;
  IF NEW.feedback_due_at IS NOT NULL THEN
    INSERT INTO public.deadlines (task_id, about, step, at) VALUES (NEW.id, v_about, 1, NEW.feedback_due_at)
    ON CONFLICT DO NOTHING;
  END IF;
  RETURN NULL;
END
$$
-- next
CREATE TRIGGER tasks_keep_feedback_due
AFTER INSERT OR UPDATE OF status, feedback_due_at, desk_id, district_id, urgency ON tasks
FOR EACH ROW EXECUTE FUNCTION access.keep_feedback_due()
-- next
DROP FUNCTION access.due_deadlines(timestamptz, int)
-- next
-- What has come up, of the work itself or of feedback that is owed, locked until the worker's transaction ends; another
-- worker passes it by.
CREATE FUNCTION access.due_deadlines(p_now timestamptz, p_limit int)
RETURNS TABLE (task_id uuid, about text, step smallint, urgency smallint, due_at timestamptz, without_waiting boolean)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
  SELECT d.task_id, d.about, d.step, t.urgency,
    CASE WHEN d.about = 'work' THEN t.due_at ELSE coalesce(t.feedback_due_at, d.at) END, d.without_waiting
  FROM public.deadlines d JOIN public.tasks t ON t.id = d.task_id
  WHERE d.at <= p_now ORDER BY d.at, d.task_id, d.about LIMIT p_limit FOR UPDATE OF d SKIP LOCKED
$$
-- next
-- Takes the steps that were planned, each once whatever happens, tells of those that were taken now, and lets the work
-- come up for its next. Where nobody is appointed at the next step's own post, it goes up without waiting; a reminder of
-- feedback does not.
CREATE OR REPLACE FUNCTION access.escalate(p_now timestamptz, p_actor uuid, p_planned jsonb) RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
  WITH planned AS MATERIALIZED (
    SELECT x.*, d.without_waiting FROM jsonb_to_recordset(p_planned) AS x (task_id uuid, about text, step smallint,
      takes_step boolean, id uuid, event_id uuid, next_step smallint, next_at timestamptz)
    JOIN public.deadlines d ON d.task_id = x.task_id AND d.about = x.about AND d.step = x.step AND d.at <= p_now
  ), raised AS (
    INSERT INTO public.escalations (id, kind, task_id, about, step, desk_id, district_id, track, municipality_code,
      reference, urgency, task_status, due_at, raised_at)
    SELECT p.id,
      CASE WHEN p.about <> 'work' THEN 'feedback_overdue' WHEN p.without_waiting THEN 'unstaffed' ELSE 'late' END,
      t.id, p.about, p.step, t.desk_id, t.district_id, t.track, t.municipality_code, t.reference, t.urgency, t.status,
      CASE WHEN p.about = 'work' THEN t.due_at ELSE t.feedback_due_at END, p_now
    FROM planned p JOIN public.tasks t ON t.id = p.task_id
    WHERE p.takes_step AND CASE WHEN p.about = 'work' THEN t.status <> 'done' ELSE t.feedback_due_at IS NOT NULL END
    ON CONFLICT (task_id, about, step) DO NOTHING
    RETURNING id, task_id, step, kind
  ), told AS (
    INSERT INTO public.events (id, type, occurred_at, actor_id, signal_id, municipality_code, compartment, subject_id,
      data)
    SELECT p.event_id, CASE WHEN p.about = 'work' THEN 'task.escalated' ELSE 'feedback.overdue' END, p_now, p_actor,
      t.signal_id, t.municipality_code, t.track, t.id,
      jsonb_build_object('desk', t.desk_id, 'kind', r.kind,
        'step', (array['desk', 'districtelijk_coordinator', 'ketenregisseur'])[r.step])
    FROM raised r JOIN planned p ON p.id = r.id JOIN public.tasks t ON t.id = r.task_id
  ), absent AS MATERIALIZED (
    SELECT d.id FROM public.districts d WHERE NOT access.has_people('districtelijk_coordinator', NULL, d.id, p_now)
  ), moved AS (
    UPDATE public.deadlines d SET step = coalesce(p.next_step, d.step),
      without_waiting = p.about = 'work' AND p.takes_step AND p.step = 2
        AND t.district_id IN (SELECT a.id FROM absent a),
      at = CASE WHEN p.next_step IS NULL THEN 'infinity'
        WHEN p.takes_step AND p.step = 2 AND t.district_id IN (SELECT a.id FROM absent a) THEN p_now
        ELSE p.next_at END
    FROM planned p JOIN public.tasks t ON t.id = p.task_id WHERE d.task_id = p.task_id AND d.about = p.about
  )
  SELECT count(*) FROM raised
$$
-- next
CREATE OR REPLACE FUNCTION access.watch_desks(p_now timestamptz, p_actor uuid, p_desks jsonb) RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
  WITH given AS MATERIALIZED (
    SELECT x.* FROM jsonb_to_recordset(p_desks) AS x (desk_id text, id uuid, event_id uuid)
  ), found AS MATERIALIZED (
    SELECT f.* FROM access.empty_desks(p_now) f
  ), raised AS (
    INSERT INTO public.escalations (id, kind, desk_id, district_id, raised_at)
    SELECT g.id, 'desk_unstaffed', f.desk_id, f.district_id, p_now
    FROM found f JOIN given g ON g.desk_id = f.desk_id WHERE f.is_empty AND NOT f.is_told
    ON CONFLICT (desk_id) WHERE task_id IS NULL AND resolved_at IS NULL DO NOTHING
    RETURNING id, desk_id
  ), resolved AS (
    UPDATE public.escalations e SET resolved_at = p_now FROM found f
    WHERE e.desk_id = f.desk_id AND e.task_id IS NULL AND e.resolved_at IS NULL AND f.is_told AND NOT f.is_empty
    RETURNING e.id, e.desk_id
  ), told AS (
    INSERT INTO public.events (id, type, occurred_at, actor_id, subject_id, data)
    SELECT g.event_id, x.type, p_now, p_actor, x.id, jsonb_build_object('desk', x.desk_id)
    FROM (SELECT 'desk.unstaffed' AS type, * FROM raised UNION ALL SELECT 'desk.staffed', * FROM resolved) x
    JOIN given g ON g.desk_id = x.desk_id
  ), hastened AS (
    UPDATE public.deadlines d SET step = 2, at = p_now, without_waiting = true
    FROM public.tasks t, found f WHERE t.id = d.task_id AND d.about = 'work' AND d.step = 1 AND t.desk_id = f.desk_id
      AND f.is_empty AND t.opened_at <= p_now
    RETURNING 1
  )
  SELECT (SELECT count(*) FROM raised) + (SELECT count(*) FROM resolved) + (SELECT count(*) FROM hastened)
$$
-- next
CREATE OR REPLACE FUNCTION access.find_lost_deadlines() RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
  WITH found AS (
    INSERT INTO public.deadlines (task_id, about, step, at)
    SELECT t.id, 'work', 1, t.due_at FROM public.tasks t
    WHERE t.status <> 'done' AND NOT EXISTS (SELECT FROM public.deadlines d
      WHERE d.task_id = t.id AND d.about = 'work')
    UNION ALL
    SELECT t.id, CASE WHEN t.status = 'done' THEN 'closing_feedback' ELSE 'first_feedback' END, 1, t.feedback_due_at
    FROM public.tasks t
    WHERE t.feedback_due_at IS NOT NULL AND NOT EXISTS (SELECT FROM public.deadlines d
      WHERE d.task_id = t.id AND d.about <> 'work')
    ON CONFLICT DO NOTHING
    RETURNING 1
  )
  SELECT count(*) FROM found
$$
-- next
REVOKE ALL ON FUNCTION access.settle_feedback(), access.keep_feedback_due(), access.due_deadlines(timestamptz, int)
  FROM PUBLIC
-- next
GRANT EXECUTE ON FUNCTION access.due_deadlines(timestamptz, int) TO signaalbrug_worker
-- next
GRANT SELECT, INSERT ON feedback TO signaalbrug_app
-- next
-- What was let known is never changed; that it was read is said once.
GRANT UPDATE (read_by, read_at) ON feedback TO signaalbrug_app
-- next
GRANT UPDATE (feedback_due_at) ON tasks TO signaalbrug_app
