import { stylistZone, usableZone } from '../calendar/stylist-zone.js';
import type { Tx } from '../database/transaction.js';
import type { Access } from '../http/endpoint.js';
import { Problem, type ProblemName } from '../http/problem.js';

/** Roles the service knows. A host may have more; they open nothing here. */
export type RoleName = 'admin' | 'auditor' | 'super_auditor' | 'stylist' | 'candidate' | 'customer' | (string & {});

/** The acting user, as the database knows it during this request (docs/rules.md "Who may do what"). */
export interface Caller {
  userId: string;
  displayName: string;
  /** Granted, active and not expired. */
  roles: ReadonlySet<RoleName>;
  /** The stylist profile, active or not. */
  stylist: { isActive: boolean; timezone: string; displayName: string } | null;
}

/** Whether a caller may call a route of this access: the only place that decides it (docs/rules.md "Who may do what"). */
export function mayCall(access: Access, caller: Caller): boolean {
  const has = (role: RoleName): boolean => caller.roles.has(role);
  switch (access) {
    case 'public':
    case 'signed-in':
      return true;
    case 'stylist':
      return has('stylist') && caller.stylist?.isActive === true;
    case 'admin':
      return has('admin');
    case 'admin-or-stylist':
      return mayCall('admin', caller) || mayCall('stylist', caller);
    case 'auditor':
      return has('auditor') || has('super_auditor');
    case 'audit-reader':
      return has('admin') || mayCall('auditor', caller);
  }
}

type CallerRow = Omit<Caller, 'userId' | 'roles'> & { roles: string[] };

const CALLER = {
  name: 'caller',
  text: `
    SELECT coalesce(p.display_name, p.username, '') AS "displayName",
           ARRAY(SELECT r.name
                   FROM public.user_roles ur
                   JOIN public.roles r ON r.id = ur.role_id
                  WHERE ur.user_id = p.id
                    AND ur.is_active
                    AND (ur.expires_at IS NULL OR ur.expires_at > now())
                  ORDER BY r.name) AS roles,
           (SELECT json_build_object('isActive', coalesce(s.is_active, true),
                                     'timezone', ${stylistZone('s')},
                                     'displayName', s.display_name)
              FROM public.stylist_profiles s
             WHERE s.user_id = p.id) AS stylist
      FROM public.user_profiles p
     WHERE p.id = $1`,
};

/** A user as a caller; undefined without a profile. */
export async function findCaller(tx: Tx, userId: string): Promise<Caller | undefined> {
  const [row] = await tx.engine<CallerRow>(CALLER, [userId]);
  if (row === undefined) return undefined;
  const stylist = row.stylist && { ...row.stylist, timezone: usableZone(row.stylist.timezone) };
  return { userId, ...row, stylist, roles: new Set(row.roles) };
}

/**
 * The problem of a row that an admin does not reach: row level security hides it from one whose role ended while the
 * request waited for a lock.
 *
 * @param otherwise the problem of a caller who still is an admin.
 */
export async function hiddenFrom(tx: Tx, { userId }: Caller, otherwise: ProblemName): Promise<Problem> {
  const caller = await findCaller(tx, userId);
  return new Problem(caller !== undefined && mayCall('admin', caller) ? otherwise : 'FORBIDDEN');
}
