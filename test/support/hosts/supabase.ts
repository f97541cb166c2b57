export const PASSWORD = 'a password of the tests';

/** As on Supabase: the role that migrates is no superuser, and owns neither the accounts nor the callers' roles. */
export const SUPABASE_ROLES = `
CREATE ROLE anon NOLOGIN;
CREATE ROLE authenticated NOLOGIN;
CREATE ROLE service_role NOLOGIN BYPASSRLS;
CREATE ROLE auth_admin NOLOGIN;
CREATE ROLE host_owner LOGIN CREATEROLE BYPASSRLS PASSWORD '${PASSWORD}';
GRANT anon, authenticated, service_role TO host_owner WITH ADMIN OPTION;`;

/** A Supabase project without accounts, as a superuser makes it. */
export const SUPABASE_SCHEMAS = `
ALTER SCHEMA public OWNER TO host_owner;
GRANT USAGE ON SCHEMA public TO anon, authenticated, service_role;
ALTER DEFAULT PRIVILEGES FOR ROLE host_owner IN SCHEMA public GRANT ALL ON TABLES TO anon, authenticated, service_role;
ALTER DEFAULT PRIVILEGES FOR ROLE host_owner IN SCHEMA public GRANT ALL ON SEQUENCES TO anon, authenticated, service_role;
ALTER DEFAULT PRIVILEGES FOR ROLE host_owner IN SCHEMA public GRANT ALL ON FUNCTIONS TO anon, authenticated, service_role;
CREATE SCHEMA extensions;
GRANT USAGE ON SCHEMA extensions TO PUBLIC;
CREATE SCHEMA auth AUTHORIZATION auth_admin;
CREATE TABLE auth.users (id uuid PRIMARY KEY, email varchar(255), raw_user_meta_data jsonb, created_at timestamptz);
ALTER TABLE auth.users OWNER TO auth_admin;
CREATE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql STABLE AS $$
  SELECT coalesce(nullif(current_setting('request.jwt.claim.sub', true), ''),
                  (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub'))::uuid
$$;
ALTER FUNCTION auth.uid() OWNER TO auth_admin;
GRANT USAGE ON SCHEMA auth TO anon, authenticated, service_role, host_owner;
GRANT SELECT, REFERENCES, TRIGGER ON auth.users TO host_owner;`;
