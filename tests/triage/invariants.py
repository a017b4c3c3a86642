"""What always holds in triage, whatever anybody did: each returns the rows that break it, past every policy."""

from collections.abc import Mapping
from types import MappingProxyType

from tests.world import World

IN_ORDER = "a history begins with what was received"
"""Holds as long as nobody sets the clock back: a history is in the order of the clock."""

BROKEN: Mapping[str, str] = MappingProxyType(
    {
        "a signal has on each side a desk that is responsible, an outcome, or a partner that took over": """
            SELECT s.id, p.compartment FROM signals s JOIN signal_parts p ON p.signal_id = s.id
            WHERE NOT EXISTS (SELECT FROM tasks t WHERE t.signal_id = s.id AND t.track = p.compartment
              AND t.involvement = 'responsible'
              AND (t.status <> 'done' OR t.outcome <> 'handed_over'
                OR EXISTS (SELECT FROM referrals r WHERE r.task_id = t.id AND r.hands_over
                  AND r.to_partner_id IS NOT NULL)))""",
        "what is handed over was accepted, by a partner or with a task of its own": """
            SELECT t.id FROM tasks t WHERE t.outcome = 'handed_over' AND NOT EXISTS (
              SELECT FROM referrals r WHERE r.task_id = t.id AND r.status = 'accepted' AND r.hands_over
                AND (r.to_partner_id IS NOT NULL OR EXISTS (SELECT FROM tasks o WHERE o.id = r.opened_task_id
                  AND o.referral_id = r.id AND o.desk_id = r.to_desk_id AND o.signal_id = t.signal_id)))""",
        "an offer is of a task that is not done, and the only one": """
            SELECT r.id FROM referrals r JOIN tasks t ON t.id = r.task_id WHERE r.status = 'offered'
              AND (t.status = 'done' OR EXISTS (SELECT FROM referrals o WHERE o.task_id = r.task_id
                AND o.status = 'offered' AND o.id <> r.id))""",
        "a task is claimed by somebody or free": """
            SELECT id FROM tasks WHERE (status IN ('claimed', 'waiting')) <> (claimed_by IS NOT NULL)
              AND status <> 'done'""",
        "a task is traced to one of a routing decision, a referral and a meeting": """
            SELECT t.id FROM tasks t
            WHERE num_nonnulls(t.decision_id, t.referral_id, t.agenda_item_id, t.intervention_id) <> 1
              OR NOT EXISTS (SELECT FROM routing_decisions d WHERE d.id = t.decision_id AND d.signal_id = t.signal_id
                UNION ALL SELECT FROM referrals r WHERE r.id = t.referral_id AND r.signal_id = t.signal_id
                UNION ALL SELECT FROM agenda_items i WHERE i.id = t.agenda_item_id AND i.signal_id = t.signal_id
                UNION ALL SELECT FROM interventions i WHERE i.id = t.intervention_id AND i.signal_id = t.signal_id)""",
        "a history tells once of each task's beginning and of its end": """
            SELECT t.id FROM tasks t WHERE
              (SELECT count(*) FROM events e WHERE e.subject_id = t.id AND e.type = 'task.opened') <> 1
              OR (SELECT count(*) FROM events e WHERE e.subject_id = t.id AND e.type = 'task.completed')
                - (SELECT count(*) FROM signal_links l WHERE l.task_id = t.id AND l.ended_at IS NOT NULL)
                > (t.status = 'done' AND t.outcome <> 'merged')::int
              OR (t.status = 'done' AND t.outcome <> 'merged' AND NOT EXISTS (SELECT FROM events e
                WHERE e.subject_id = t.id AND e.type = 'task.completed'))""",
        "what was merged goes on in a task that is not done, at the same desk": """
            SELECT t.id FROM tasks t WHERE t.outcome = 'merged' AND NOT EXISTS (SELECT FROM signal_links l
              JOIN tasks o ON o.id = l.other_task_id WHERE l.task_id = t.id AND l.kind = 'merged'
                AND l.ended_at IS NULL AND o.status <> 'done' AND o.desk_id = t.desk_id)""",
        IN_ORDER: """
            SELECT s.id FROM signals s WHERE (SELECT e.type FROM events e WHERE e.signal_id = s.id
              ORDER BY e.occurred_at, e.id LIMIT 1) <> 'signal.received'""",
        "each task that is not done will come up, or went all the way up": """
            SELECT t.id FROM tasks t WHERE t.status <> 'done'
              AND NOT EXISTS (SELECT FROM deadlines d WHERE d.task_id = t.id)
              AND NOT EXISTS (SELECT FROM escalations e WHERE e.task_id = t.id AND e.about = 'work' AND e.step = 3)""",
        "nothing is told of a task twice": """
            SELECT task_id FROM escalations WHERE task_id IS NOT NULL GROUP BY task_id, about, step
            HAVING count(*) > 1""",
    }
)


async def broken(world: World) -> dict[str, list[str]]:
    """Return what does not hold, and for what."""
    async with world.as_superuser() as connection:
        found = {name: [str(row[0]) for row in await connection.fetch(query)] for name, query in BROKEN.items()}
    return {name: rows for name, rows in found.items() if rows}
