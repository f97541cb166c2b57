/**
 * Who may call a route (rules.md §9 Who may do what). `stylist` needs the role and an active profile, `audit-reader` is
 * an admin or an auditor of either kind.
 */
export type Access = 'public' | 'signed-in' | 'stylist' | 'admin' | 'admin-or-stylist' | 'auditor' | 'audit-reader';
