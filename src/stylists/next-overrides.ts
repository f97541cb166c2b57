import { usableStylistZone, usableZone, usableZones } from '../calendar/stylist-zone.js';
import { type LocalDate, todayIn } from '../calendar/wall-clock.js';
import type { Tx } from '../database/transaction.js';
import { branchOf, withBranchNames } from '../schedules/branches.js';
import { OVERRIDE_COLUMNS, overrideOf, type OverrideRow } from '../schedules/overrides/override-rows.js';
import type { OverrideDto } from '../schedules/overrides/overrides.dto.js';

/** The first by start of those that match, and have not ended on a date; each through its index. */
const first = (condition: string, today: string): string => `
  (SELECT o.*
     FROM public.schedule_overrides o
    WHERE ${condition} AND o.end_date >= ${today}
    ORDER BY o.start_date, o.end_date, o.id
    LIMIT 1)`;

const TODAY = `(now() AT TIME ZONE ${usableStylistZone('p', '$3')})::date`;
/** `$2` is the business's zone. */
const BUSINESS_TODAY = '(now() AT TIME ZONE $2)::date';

/** Of those for the stylist alone, for the branch and for all the earliest; at the same start the narrowest. */
const NEXT = `
  SELECT p.user_id AS "ofStylist", p.timezone AS zone, next.*
    FROM public.stylist_profiles p
   CROSS JOIN LATERAL (
         SELECT ${OVERRIDE_COLUMNS}
           FROM (${first('o.stylist_user_id = p.user_id', TODAY)}
                 UNION ALL
                 ${first(`o.branch_id = ${branchOf('p.user_id')}`, BUSINESS_TODAY)}
                 UNION ALL
                 ${first('o.applies_to_all_stylists', BUSINESS_TODAY)}) AS o
          ORDER BY o.start_date, o.applies_to_all_stylists, o.branch_id IS NOT NULL
          LIMIT 1) AS next
   WHERE p.user_id = ANY($1::uuid[])`;

type NextRow = OverrideRow & { ofStylist: string; zone: string | null };

/**
 * The override of each stylist that is under way or comes next: for the stylist alone, for the branch, or for all. As the
 * engine; the caller is an admin, who reads every override.
 *
 * @param now epoch milliseconds.
 */
export async function nextOverrides(
  tx: Tx,
  stylistUserIds: readonly string[],
  { businessTimezone, now }: { businessTimezone: string; now: number },
): Promise<Map<string, OverrideDto>> {
  const found = await tx.engine<NextRow>(NEXT, [stylistUserIds, businessTimezone, usableZones()]);
  const rows = await withBranchNames(tx, found);
  const today = (stylistUserId: string | null, zone: string | null): LocalDate =>
    todayIn(stylistUserId === null || zone === null ? businessTimezone : usableZone(zone), now);
  return new Map(
    rows.map(({ ofStylist, zone, ...row }) => [ofStylist, overrideOf(row, today(row.stylistUserId, zone))]),
  );
}
