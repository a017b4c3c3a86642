#!/bin/sh
# Runs once, when the PostgreSQL of compose.yaml is new: passwords for the logins, and the database.
set -eu
psql -v ON_ERROR_STOP=1 -U "${POSTGRES_USER:-postgres}" -v owner="$SIGNAALBRUG_OWNER_PASSWORD" -v api="$SIGNAALBRUG_API_PASSWORD" \
  -v worker="$SIGNAALBRUG_WORKER_PASSWORD" <<'SQL'
ALTER ROLE signaalbrug_owner PASSWORD :'owner';
ALTER ROLE signaalbrug_api PASSWORD :'api';
ALTER ROLE signaalbrug_worker PASSWORD :'worker';
CREATE DATABASE signaalbrug OWNER signaalbrug_owner;
SQL
psql -v ON_ERROR_STOP=1 -U "${POSTGRES_USER:-postgres}" -d signaalbrug -f /opt/signaalbrug/database.sql
