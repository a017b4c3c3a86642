-- Meetings: who plans them, what is on their agendas, decisions, action points and minutes.
-- Statements are separated by lines that say "-- next".

-- Whether the actor works at a desk on a side. Agendas are short: it may be asked of each row.
CREATE FUNCTION access.works_at(p_desk text, p_side text) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS
$$
  SELECT EXISTS (SELECT WHERE (p_side = 'care' AND p_desk = ANY (access.care_desks()))
    OR (p_side = 'security' AND p_desk = ANY (access.security_desks())))
$$
-- next
ALTER TABLE meetings ENABLE ROW LEVEL SECURITY
-- next
ALTER TABLE meetings FORCE ROW LEVEL SECURITY
-- next
ALTER TABLE agenda_items ENABLE ROW LEVEL SECURITY
-- next
ALTER TABLE agenda_items FORCE ROW LEVEL SECURITY
-- next
ALTER TABLE meeting_decisions ENABLE ROW LEVEL SECURITY
-- next
ALTER TABLE meeting_decisions FORCE ROW LEVEL SECURITY
-- next
ALTER TABLE meeting_minutes ENABLE ROW LEVEL SECURITY
-- next
ALTER TABLE meeting_minutes FORCE ROW LEVEL SECURITY
-- next
-- A meeting is of its desk: whoever works there, on either side, sees when it meets.
CREATE POLICY meetings_read ON meetings FOR SELECT TO signaalbrug_app USING (
  desk_id = ANY ((SELECT access.care_desks())::text[]) OR desk_id = ANY ((SELECT access.security_desks())::text[]))
-- next
CREATE POLICY meetings_plan ON meetings FOR INSERT TO signaalbrug_app WITH CHECK (
  (SELECT access.may('meetings:desk:hold')) AND status = 'planned' AND planned_by = (SELECT access.actor())
  AND (desk_id = ANY ((SELECT access.care_desks())::text[])
    OR desk_id = ANY ((SELECT access.security_desks())::text[])))
-- next
CREATE POLICY meetings_close ON meetings FOR UPDATE TO signaalbrug_app USING (
  (SELECT access.may('meetings:desk:hold')) AND (desk_id = ANY ((SELECT access.care_desks())::text[])
    OR desk_id = ANY ((SELECT access.security_desks())::text[])))
WITH CHECK (closed_by = (SELECT access.actor()))
-- next
-- What is on the agenda is of the side of its task: for who works at that desk on that side, and for nobody else. The
-- submitter, who sees the task, does not see it.
CREATE POLICY agenda_items_read ON agenda_items FOR SELECT TO signaalbrug_app USING (
  access.works_at(desk_id, track))
-- next
CREATE POLICY agenda_items_add ON agenda_items FOR INSERT TO signaalbrug_app WITH CHECK (
  (SELECT access.may('meetings:desk:hold')) AND status = 'listed' AND added_by = (SELECT access.actor())
  AND EXISTS (SELECT FROM meetings m WHERE m.id = agenda_items.meeting_id AND m.desk_id = agenda_items.desk_id
    AND m.status = 'planned')
  AND EXISTS (SELECT FROM tasks t WHERE t.id = agenda_items.task_id AND t.signal_id = agenda_items.signal_id
    AND t.desk_id = agenda_items.desk_id AND t.track = agenda_items.track AND t.status <> 'done')
  AND access.works_at(desk_id, track))
-- next
CREATE POLICY agenda_items_change ON agenda_items FOR UPDATE TO signaalbrug_app USING (
  (SELECT access.may('meetings:desk:hold'))
  AND access.works_at(desk_id, track))
-- next
-- The trigger below acts as the owner, whom the policies bind too.
CREATE POLICY agenda_items_lapse_read ON agenda_items FOR SELECT TO CURRENT_USER USING (true)
-- next
CREATE POLICY agenda_items_lapse ON agenda_items FOR UPDATE TO CURRENT_USER USING (status = 'listed')
WITH CHECK (status = 'lapsed')
-- next
CREATE POLICY meeting_decisions_read ON meeting_decisions FOR SELECT TO signaalbrug_app USING (
  EXISTS (SELECT FROM agenda_items i WHERE i.id = meeting_decisions.item_id
    AND i.track = meeting_decisions.compartment))
-- next
CREATE POLICY meeting_decisions_take ON meeting_decisions FOR INSERT TO signaalbrug_app WITH CHECK (
  (SELECT access.may('meetings:desk:hold')) AND decided_by = (SELECT access.actor())
  AND EXISTS (SELECT FROM agenda_items i WHERE i.id = meeting_decisions.item_id
    AND i.signal_id = meeting_decisions.signal_id AND i.track = meeting_decisions.compartment))
-- next
-- The minutes of a side are for who works at the desk on that side: a table that works on both has two documents.
CREATE POLICY meeting_minutes_read ON meeting_minutes FOR SELECT TO signaalbrug_app USING (
  access.works_at(desk_id, compartment))
-- next
CREATE POLICY meeting_minutes_write ON meeting_minutes FOR INSERT TO signaalbrug_app WITH CHECK (
  (SELECT access.may('meetings:desk:hold')) AND written_by = (SELECT access.actor())
  AND EXISTS (SELECT FROM meetings m WHERE m.id = meeting_minutes.meeting_id AND m.desk_id = meeting_minutes.desk_id
    AND m.status <> 'cancelled')
  AND access.works_at(desk_id, compartment))
-- next
-- An action point is a task of the desk, on the side and of the signal of its agenda item; who submits opens none.
ALTER POLICY tasks_open ON tasks WITH CHECK (
  (SELECT access.may('signals:own:submit')) AND municipality_code = ANY ((SELECT access.submits_for())::text[])
  AND status = 'open' AND referral_id IS NULL AND agenda_item_id IS NULL)
-- next
CREATE POLICY tasks_act ON tasks FOR INSERT TO signaalbrug_app WITH CHECK (
  (SELECT access.may('meetings:desk:hold')) AND status = 'open'
  AND EXISTS (SELECT FROM agenda_items i WHERE i.id = tasks.agenda_item_id AND i.signal_id = tasks.signal_id
    AND i.desk_id = tasks.desk_id AND i.track = tasks.track))
-- next
CREATE POLICY events_of_actions ON events FOR INSERT TO signaalbrug_app WITH CHECK (
  type = 'task.opened' AND (SELECT access.may('meetings:desk:hold'))
  AND EXISTS (SELECT FROM tasks t JOIN agenda_items i ON i.id = t.agenda_item_id WHERE t.id = events.subject_id
    AND t.signal_id = events.signal_id AND t.municipality_code = events.municipality_code
    AND t.track = events.compartment))
-- next
-- What is done with a meeting belongs to no signal, and stands in nobody's timeline.
CREATE POLICY events_of_meetings ON events FOR INSERT TO signaalbrug_app WITH CHECK (
  num_nonnulls(signal_id, municipality_code, compartment) = 0 AND (SELECT access.may('meetings:desk:hold'))
  AND EXISTS (SELECT FROM meetings m WHERE m.id = events.subject_id
    AND ((events.type = 'meeting.planned' AND m.planned_by = (SELECT access.actor()))
      OR (events.type = 'meeting.held' AND m.status = 'held' AND m.closed_by = (SELECT access.actor()))
      OR (events.type = 'meeting.cancelled' AND m.status = 'cancelled' AND m.closed_by = (SELECT access.actor()))
      OR events.type IN ('meeting.agenda_changed', 'meeting.decided', 'meeting.minuted'))))
-- next
CREATE POLICY events_of_lapsing ON events FOR INSERT TO CURRENT_USER WITH CHECK (
  num_nonnulls(signal_id, municipality_code, compartment) = 0 AND type = 'meeting.item_lapsed'
  AND delivered_at IS NULL)
-- next
-- What is done, or has left the desk, needs no more discussing there: its item lapses, on the record.
CREATE FUNCTION access.lapse_items() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
  v_item record;
  v_now timestamptz := coalesce(access.moment(), NEW.completed_at);
BEGIN
  FOR v_item IN
    UPDATE public.agenda_items i SET status = 'lapsed', version = i.version + 1
    WHERE i.task_id = NEW.id AND i.status = 'listed'
    RETURNING i.id, i.meeting_id, i.desk_id
  LOOP
    INSERT INTO public.events (id, type, occurred_at, actor_id, subject_id, data)
    VALUES (access.new_id(v_now), 'meeting.item_lapsed', v_now, coalesce(access.actor(), NEW.claimed_by),
      v_item.meeting_id, jsonb_build_object('desk', v_item.desk_id, 'item', v_item.id));
  END LOOP;
  RETURN NULL;
END
$$
-- next
CREATE TRIGGER tasks_lapse_items AFTER UPDATE OF status, desk_id ON tasks
FOR EACH ROW WHEN (NEW.status = 'done' OR NEW.desk_id <> OLD.desk_id) EXECUTE FUNCTION access.lapse_items()
-- next
REVOKE ALL ON FUNCTION access.works_at(text, text), access.lapse_items() FROM PUBLIC
-- next
GRANT EXECUTE ON FUNCTION access.works_at(text, text) TO signaalbrug_app
-- next
GRANT SELECT, INSERT ON meetings, agenda_items, meeting_decisions, meeting_minutes TO signaalbrug_app
-- next
-- Decisions and minutes are superseded and never changed; nothing is deleted.
GRANT UPDATE (status, closed_by, closed_by_name, closed_at, version) ON meetings TO signaalbrug_app
-- next
GRANT UPDATE (position, status, version) ON agenda_items TO signaalbrug_app
