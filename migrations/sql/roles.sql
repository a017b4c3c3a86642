-- The roles of Signaalbrug. A superuser runs this on each server before the first migration, and again for a version
-- that adds a role; doing it again changes nothing else.
--   signaalbrug_owner  owns the database and its tables; only migrations log in as it
--   signaalbrug_app    holds every grant of the API; nobody logs in as it
--   signaalbrug_api    the login of the API: owns nothing, and row-level security binds it
--   signaalbrug_worker the login of the background worker: calls a few functions, and reads no table
-- Give the logins a password where they are reached over a network.
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'signaalbrug_owner') THEN
    CREATE ROLE signaalbrug_owner LOGIN;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'signaalbrug_app') THEN
    CREATE ROLE signaalbrug_app NOLOGIN;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'signaalbrug_api') THEN
    CREATE ROLE signaalbrug_api LOGIN IN ROLE signaalbrug_app;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'signaalbrug_worker') THEN
    CREATE ROLE signaalbrug_worker LOGIN;
  END IF;
END $$;
