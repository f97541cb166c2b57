import { closedFunction, type Step } from './steps.js';

/**
 * What admins may know of accounts' e-mails: whose one is that they have typed whole, and a mask of the others, by which
 * two people of one name are told apart. The service itself has no right on `auth.users`.
 */
export const accounts: Step[] = [
  {
    sql: `
CREATE FUNCTION private.account_of(whole_email text) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
AS $$
  SELECT u.id
    FROM auth.users u
   WHERE lower(u.email::text) = lower(whole_email)
   ORDER BY u.id
   LIMIT 1
$$`,
    undo: 'DROP FUNCTION private.account_of(text)',
  },
  {
    // s***@k***.example
    sql: `
CREATE FUNCTION private.masked_emails(ids uuid[]) RETURNS TABLE (id uuid, email text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
AS $$
  SELECT u.id, left(u.email::text, 1) || '***@' || left(part.domain, 1) || '***'
               || coalesce(substring(part.domain FROM '[.][^.]*$'), '')
    FROM auth.users u
   CROSS JOIN LATERAL (SELECT split_part(u.email::text, '@', -1) AS domain) AS part
   WHERE u.id = ANY (ids) AND u.email::text LIKE '_%@%'
$$`,
    undo: 'DROP FUNCTION private.masked_emails(uuid[])',
  },
  ...['private.account_of(text)', 'private.masked_emails(uuid[])'].flatMap((signature) => [
    { sql: closedFunction(signature) },
    { sql: `GRANT EXECUTE ON FUNCTION ${signature} TO service_engine` },
  ]),
];
