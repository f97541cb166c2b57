import type { Catalog } from './catalog.js';
import { hasMarketplace } from './host-check.js';
import { revokeDefaults, type Step } from './steps.js';

/** Whether the marketplace has branches: the table, and the column that puts stylists into them. Without one it has none. */
export function hasBranches(catalog: Catalog): boolean {
  if (!hasMarketplace(catalog)) return true;
  const column = catalog.tables['public.stylist_profiles']?.columns['branch_id'];
  return catalog.tables['public.kb_branches'] !== undefined && column !== undefined;
}

const NONE = 'WHERE false';

/**
 * The branches, and the branch of each stylist, under names that every database has: on a host without branches both views
 * are empty, so the service needs one text for each of its statements (docs/database.md "Host schema").
 */
export function branchViews(isThere: boolean): Step[] {
  const branches = isThere
    ? 'SELECT id, name::text AS name, coalesce(is_active, true) AS is_active FROM public.kb_branches'
    : `SELECT NULL::uuid AS id, NULL::text AS name, NULL::boolean AS is_active ${NONE}`;
  const stylists = isThere
    ? 'SELECT user_id AS stylist_user_id, branch_id FROM public.stylist_profiles WHERE branch_id IS NOT NULL'
    : `SELECT NULL::uuid AS stylist_user_id, NULL::uuid AS branch_id ${NONE}`;
  return [
    ...view('private.branches', branches, 'The branches of the marketplace; none where it has no branches'),
    ...view('private.stylist_branches', stylists, 'The stylists who belong to a branch'),
  ];
}

function view(name: string, select: string, comment: string): Step[] {
  return [
    { sql: `CREATE VIEW ${name} AS ${select}`, undo: `DROP VIEW ${name}` },
    { sql: `COMMENT ON VIEW ${name} IS '${comment}'` },
    { sql: revokeDefaults(name) },
    { sql: `GRANT SELECT ON ${name} TO service_engine` },
  ];
}
