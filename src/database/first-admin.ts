import { withClient } from './data-source.js';

const MAKE = `
  INSERT INTO public.user_roles (user_id, role_id, is_active)
  SELECT p.id, r.id, true FROM public.user_profiles p JOIN public.roles r ON r.name = 'admin' WHERE p.id = $1
  ON CONFLICT (user_id, role_id) DO UPDATE SET is_active = true, expires_at = NULL
  RETURNING user_id`;

/**
 * Makes a user an admin, which no call of the API does: the first one, on a database of one's own. The log records it.
 *
 * @returns what happened, for the operator.
 */
export async function makeAdmin(ownerUrl: string, userId: string): Promise<string> {
  const { rowCount } = await withClient(ownerUrl, (client) => client.query(MAKE, [userId]));
  if (rowCount === 0) throw new Error(`No user has the profile ${userId}; sign in to the marketplace once`);
  return `${userId} is an admin.`;
}
