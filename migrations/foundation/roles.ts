import type { Step } from './steps.js';

/**
 * The roles of the server, where they are missing (docs/database.md "Roles"). They belong to all databases of the server,
 * so a revert keeps them. The operator sets the password.
 */
export const roles: Step[] = [
  {
    sql: `
DO $$
DECLARE
  wanted text;
BEGIN
  FOREACH wanted IN ARRAY ARRAY['anon', 'authenticated', 'service_engine'] LOOP
    BEGIN
      IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = wanted) THEN
        EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
      END IF;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN
      NULL; -- another database of this cluster was quicker
    END;
  END LOOP;
  BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'service_engine_api') THEN
      CREATE ROLE service_engine_api LOGIN NOINHERIT;
    END IF;
  EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL;
  END;
  FOREACH wanted IN ARRAY ARRAY['anon', 'authenticated', 'service_engine'] LOOP
    IF NOT pg_catalog.pg_has_role('service_engine_api', wanted, 'MEMBER') THEN
      EXECUTE format('GRANT %I TO service_engine_api', wanted);
    END IF;
  END LOOP;
END
$$`,
  },
];
