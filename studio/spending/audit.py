"""The audit of money: what is counted against what the ledger and the open reservations add up to."""

_COUNTED = """
WITH entry AS (
    SELECT workspace_id, project_id, account_id, day, 0 AS held, actual AS spent FROM ledger_entries
    UNION ALL
    SELECT workspace_id, project_id, account_id, day, amount, 0 FROM reservations
    WHERE closed_at IS NULL
), counted AS (
    SELECT workspace_id, scope, scope_id, period, starts_on,
        sum(held)::bigint AS held, sum(spent)::bigint AS spent
    FROM entry
    CROSS JOIN LATERAL (VALUES
        ('WORKSPACE', workspace_id), ('PROJECT', project_id), ('ACCOUNT', account_id)
    ) AS place(scope, scope_id)
    CROSS JOIN LATERAL (VALUES
        ('TOTAL', DATE '1970-01-01'), ('MONTH', date_trunc('month', day)::date), ('DAY', day)
    ) AS span(period, starts_on)
    WHERE scope_id IS NOT NULL
    GROUP BY workspace_id, scope, scope_id, period, starts_on
)
"""

UNEQUAL = f"""
{_COUNTED}
SELECT scope_id, 'counts ' || coalesce(total.held, 0) || ' held and ' || coalesce(total.spent, 0)
    || ' spent (' || lower(scope) || ', ' || lower(period) || ' from ' || starts_on || '), the ledger '
    || coalesce(counted.held, 0) || ' and ' || coalesce(counted.spent, 0)
FROM counted FULL JOIN spending_totals AS total
    USING (workspace_id, scope, scope_id, period, starts_on)
WHERE coalesce(total.held, 0) <> coalesce(counted.held, 0)
   OR coalesce(total.spent, 0) <> coalesce(counted.spent, 0)
"""  # noqa: S608 (no input in it)
"""The scope and what is wrong, for each account whose sums are not those of the ledger."""

RECOUNT = f"""
{_COUNTED}
, cleared AS (
    UPDATE spending_totals AS total SET held = 0, spent = 0
    WHERE NOT EXISTS (
        SELECT FROM counted
        WHERE (counted.workspace_id, counted.scope, counted.scope_id, counted.period,
               counted.starts_on)
            = (total.workspace_id, total.scope, total.scope_id, total.period, total.starts_on))
)
INSERT INTO spending_totals (workspace_id, scope, scope_id, period, starts_on, held, spent)
SELECT workspace_id, scope, scope_id, period, starts_on, held, spent FROM counted
ON CONFLICT (workspace_id, scope, scope_id, period, starts_on)
DO UPDATE SET held = excluded.held, spent = excluded.spent
"""  # noqa: S608

FORGOTTEN = """
SELECT job_id, 'is over, and ' || reservations.amount || ' micro-units are still held for it'
FROM reservations JOIN render_jobs ON render_jobs.id = job_id
WHERE closed_at IS NULL AND render_jobs.finished_at IS NOT NULL
"""
"""Jobs that are over and for which something is held."""

UNCHARGED = """
SELECT attempts.job_id, 'has an attempt that ended without a line in the ledger'
FROM attempts JOIN reservations USING (job_id)
LEFT JOIN ledger_entries ON ledger_entries.attempt_id = attempts.id
WHERE attempts.ended_at IS NOT NULL AND ledger_entries.id IS NULL
  AND attempts.created_at >= reservations.created_at
"""
"""Jobs of which an attempt is over and was not charged, be it with nothing."""
