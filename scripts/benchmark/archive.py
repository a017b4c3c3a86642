"""The rows of an archive to count figures from: of two years, on both sides, with work, interventions and effects.

Each signal has a part on the side of care and every second one of security. Of every ten, three have an intervention,
with an effect on the exploitation and one for whom it was aimed at. Each part gave a task, and feedback.
"""

import asyncpg

YEARS = 2
SECONDS = YEARS * 360 * 24 * 3600
ANYBODY = "(SELECT id FROM actors WHERE kind = 'person' LIMIT 1)"

SIGNALS = """
INSERT INTO signals (id, reference, municipality_code, district_id, exploitation_forms, acute_danger, observed_from,
  received_at)
SELECT access.new_id(received_at), 'ZWB-' || n, m.municipality_code, m.district_id,
  (ARRAY['sexual', 'labour', 'criminal'])[1 + n % 3 : 1 + n % 3], false, '2025-01-01', received_at
FROM (SELECT n, $2::timestamptz - $3 * n AS received_at FROM generate_series(1, $1::int) n) x
JOIN (SELECT *, row_number() OVER (ORDER BY municipality_code) - 1 AS place FROM district_memberships) m
  ON m.place = n % 37
"""
RECEIVED = f"""
INSERT INTO events (id, type, occurred_at, actor_id, signal_id, municipality_code, subject_id, data)
SELECT access.new_id(received_at), 'signal.received', received_at, {ANYBODY}, id, municipality_code, id, '{{}}'
FROM signals
"""
PARTS = """
INSERT INTO signal_parts (signal_id, compartment, municipality_code, narrative, indicators, organised, sector)
SELECT id, side, municipality_code, '', ARRAY['A1', 'B' || 1 + hashtext(reference) % 3], false,
  (ARRAY['agriculture', 'hospitality', 'sex_work'])[1 + abs(hashtext(reference)) % 4]
FROM signals, unnest(ARRAY['care', 'security']) side
WHERE side = 'care' OR hashtext(reference) % 2 = 0
"""
LOCATIONS = """
INSERT INTO locations (id, signal_id, compartment, municipality_code, kind, record)
SELECT gen_random_uuid(), signal_id, compartment, municipality_code,
  (ARRAY['dwelling', 'business'])[1 + abs(hashtext(signal_id::text)) % 2], ''
FROM signal_parts WHERE hashtext(signal_id::text) % 3 <> 0
"""
TASKS = f"""
INSERT INTO tasks (id, signal_id, decision_id, desk_id, track, layer, involvement, status, urgency, due_at, opened_at,
  reference, municipality_code, district_id, exploitation_forms, acute_danger, claimed_by, claimed_at, outcome,
  completed_at)
SELECT access.new_id(s.received_at), s.id, s.id,
  CASE p.compartment WHEN 'care' THEN 'zorgcoordinator.' || s.district_id ELSE 'avim' END, p.compartment, 1,
  'responsible', 'done', 2, s.received_at + interval '3 days', s.received_at, s.reference, s.municipality_code,
  s.district_id, s.exploitation_forms, false, {ANYBODY}, s.received_at, 'taken_up',
  s.received_at + interval '1 day' * (abs(hashtext(s.reference)) % 4)
FROM signals s JOIN signal_parts p ON p.signal_id = s.id
"""
FEEDBACK = f"""
INSERT INTO feedback (id, task_id, signal_id, municipality_code, compartment, desk_id, standard_text, given_by,
  given_by_name, given_at)
SELECT access.new_id(opened_at), id, signal_id, municipality_code, track, desk_id, 'taken_up', {ANYBODY}, 'Somebody',
  opened_at + interval '2 days' FROM tasks
"""
INTERVENTIONS = f"""
INSERT INTO interventions (id, signal_id, municipality_code, district_id, compartment, desk_id, kind_id, target,
  organisations, cost_band, status, started_on, content, logged_by, logged_by_name, logged_at)
SELECT access.new_id(s.received_at), s.id, s.municipality_code, s.district_id, x.side,
  CASE x.side WHEN 'care' THEN 'zorgcoordinator.' || s.district_id ELSE 'avim' END, k.id,
  CASE x.side WHEN 'care' THEN 'victim' ELSE 'perpetrator' END,
  CASE k.code WHEN 'labour_inspection' THEN ARRAY['labour_inspectorate'] ELSE ARRAY['police'] END,
  'unknown', 'started', s.received_at::date, '', {ANYBODY}, 'Somebody', s.received_at
FROM (SELECT *, row_number() OVER (ORDER BY id) AS n FROM signals) s
CROSS JOIN LATERAL (SELECT CASE WHEN hashtext(s.reference) % 2 = 0 THEN 'security' ELSE 'care' END AS side) x
JOIN (SELECT id, code, row_number() OVER (ORDER BY code) - 1 AS place, count(*) OVER () AS places
  FROM intervention_kinds) k ON k.place = (s.n / 10) % k.places
WHERE s.n % 10 < 3
"""
EFFECTS = """
INSERT INTO effects (id, intervention_id, signal_id, compartment, scale, outcome, source, confidence, content,
  assessed_on, assessed_by, assessed_by_name, recorded_at)
SELECT gen_random_uuid(), i.id, i.signal_id, i.compartment, e.scale,
  e.outcomes[1 + abs(hashtext(i.id::text || e.scale)) % cardinality(e.outcomes)], 'partner', 'high', '',
  i.started_on + 42, i.logged_by, 'Somebody', i.logged_at + interval '42 days'
FROM interventions i
JOIN (VALUES ('exploitation', NULL, ARRAY['stopped', 'disturbed', 'none', 'unknown']),
  ('victim', 'victim', ARRAY['safe', 'in_care', 'revictimised', 'unknown']),
  ('perpetrator', 'perpetrator', ARRAY['desisted', 'in_view', 'reoffended', 'unknown'])) e (scale, target, outcomes)
  ON e.target IS NULL OR e.target = i.target
WHERE hashtext(i.id::text) % 5 <> 0 AND i.logged_at < $1::timestamptz - interval '42 days'
"""
PROPOSALS = f"""
INSERT INTO dsp_proposals (id, case_id, compartment, district_id, case_reference, exploitation_forms, status, number,
  wrapped_key, drafted_by, drafted_by_name, drafted_at, submitted_at, decided_at, changed_by, changed_at)
SELECT access.new_id(received_at), gen_random_uuid(), 'security', district_id, reference, exploitation_forms,
  'accepted', 1, '', {ANYBODY}, 'Somebody', received_at, received_at, received_at, {ANYBODY}, received_at
FROM signals WHERE hashtext(reference) % 500 = 0
"""
INSTALLED = "UPDATE routing_tables SET created_at = (SELECT min(received_at) FROM signals)"
"""Figures are told since then."""


async def fill_archive(connection: asyncpg.Connection, signals: int, now: object) -> None:
    """Make so many signals of the last two years, with all that figures are counted from."""
    await connection.execute("SET session_replication_role = replica")  # no foreign keys: only figures are made of it
    await connection.execute("TRUNCATE tasks, signals, cases CASCADE")
    await connection.execute(SIGNALS.replace("$3", f"interval '{SECONDS / signals} seconds'"), signals, now)
    for statement in (RECEIVED, PARTS, LOCATIONS, TASKS, FEEDBACK, INTERVENTIONS):
        await connection.execute(statement)
    await connection.execute(EFFECTS, now)
    await connection.execute(PROPOSALS)
    await connection.execute(INSTALLED)
    await connection.execute("SET session_replication_role = origin")
    await connection.execute("ANALYZE")
