import { randomUUID } from 'node:crypto';
import { DEMO } from '../../../src/examples/ids.js';
import { PERSONAS } from '../../../src/examples/personas.js';
import { DEFAULT_ZONE } from '../../../src/calendar/stylist-zone.js';
import { addDays, todayIn } from '../../../src/calendar/wall-clock.js';
import type { PromotionStatus } from '../../../src/promotions/promotion.states.js';
import { startApp, type TestApp } from '../../support/app.js';
import { settingChecks } from '../../support/promotions.js';
import { addOverride, addStylist, addUser, type TestStylist } from '../../support/stylists.js';

export const ROLES = [
  'anonymous',
  'customer',
  'candidate',
  'stylist',
  'other stylist',
  'inactive stylist',
  'expired roles',
  'admin',
  'auditor',
  'super-auditor',
] as const;

export type Role = (typeof ROLES)[number];

/** Days from today: after all rows of the demo salon, up to the last that a stylist may set (docs/rules.md "Layers"). */
const FIRST_DAY = 41;
const LAST_DAY = 365;

/** The demo salon with a user in every role, and helpers that make rows for one cell of the table. */
export interface World {
  app: TestApp;
  /** Null: anonymous. */
  idOf: Record<Role, string | null>;
  /** A promotion of a user in a state, opened by the second admin; another that was open is rejected. */
  promotionOf(userId: string, status: PromotionStatus): Promise<string>;
  user(): Promise<string>;
  /** A stylist who works every day. */
  stylist(): Promise<TestStylist>;
  /** A closure of one day to come, of a stylist or of all. */
  closure(stylist?: TestStylist): Promise<string>;
  branchId: string;
  /** A closure of one day to come, of the branch. */
  branchClosure(): Promise<string>;
  /** A day that the stylist set. */
  ownDay(stylistUserId: string): Promise<{ id: string; date: string }>;
  /** A future date that every stylist works, may set, and no other cell gets. There are not many of them. */
  date(): string;
  /** A date that no other cell gets, beyond those that stylists may set. */
  laterDate(): string;
  /** Removes days set from this date on and refunds them; later cells get the dates anew. */
  renew(from: string): Promise<void>;
  close(): Promise<void>;
}

export async function createWorld(settings: Record<string, string> = {}): Promise<World> {
  const app = await startApp(settings);
  const { owner } = app;
  const days = Array.from({ length: LAST_DAY - FIRST_DAY }, (_, index) => dayFromToday(FIRST_DAY + index));
  let given = 0;
  let laterDates = 0;
  const date = (): string => {
    const day = days[given++];
    if (day === undefined) throw new Error('every date that a stylist may set is in use');
    return day;
  };
  const laterDate = (): string => dayFromToday(LAST_DAY + 35 + laterDates++);
  // Closing a day off would be a change without effect, so the demo stylists work every day.
  await owner.query(`
    INSERT INTO public.stylist_schedules (stylist_user_id, day_of_week, start_time_local, end_time_local,
                                          start_time_utc, end_time_utc, effective_from, effective_until)
    SELECT w.stylist_user_id, missing.day, min(w.start_time_local), max(w.end_time_local),
           min(w.start_time_utc), max(w.end_time_utc), w.effective_from, w.effective_until
      FROM public.stylist_schedules w, generate_series(0, 6) AS missing(day)
     WHERE w.is_active
     GROUP BY w.stylist_user_id, w.effective_from, w.effective_until, missing.day
    HAVING NOT bool_or(w.day_of_week = missing.day)`);
  const inactive = await addStylist(owner, { isActive: false });
  const expired = await addStylist(owner);
  // A marketplace lets stylists write their week and offers; the service's restrictive policies forbid it. INSERT and
  // UPDATE of offers are granted to the service already, and its grant is to be missed where it is taken away.
  await owner.query(`
    CREATE POLICY own_week ON public.stylist_schedules FOR ALL TO authenticated
      USING (stylist_user_id = (SELECT auth.uid()));
    GRANT DELETE ON public.stylist_services TO authenticated;
    CREATE POLICY own_offers ON public.stylist_services FOR ALL TO authenticated
      USING (stylist_user_id = (SELECT auth.uid()))`);
  // And its triggers ask who is acting, whoever writes.
  await owner.query(`
    CREATE FUNCTION public.who_acts() RETURNS trigger LANGUAGE plpgsql
    AS $$ BEGIN PERFORM public.user_has_role(auth.uid(), 'admin'); RETURN NULL; END $$;
    CREATE TRIGGER who_acts AFTER INSERT OR UPDATE ON public.user_roles
      FOR EACH ROW EXECUTE FUNCTION public.who_acts()`);
  await owner.query(
    `INSERT INTO public.user_roles (user_id, role_id, expires_at, is_active)
     SELECT $1, id, now() - interval '1 minute', true FROM public.roles
     ON CONFLICT (user_id, role_id) DO UPDATE SET expires_at = excluded.expires_at`,
    [expired.id],
  );
  return {
    app,
    idOf: {
      anonymous: null,
      customer: PERSONAS.customer,
      candidate: PERSONAS.candidate,
      stylist: PERSONAS.stylist,
      'other stylist': PERSONAS['other-stylist'],
      'inactive stylist': inactive.id,
      'expired roles': expired.id,
      admin: PERSONAS.admin,
      auditor: PERSONAS.auditor,
      'super-auditor': PERSONAS['super-auditor'],
    },
    promotionOf: (userId, status) => promotionOf(app, userId, status),
    user: () => addUser(owner, 'Somebody'),
    stylist: () => addStylist(owner),
    closure: (stylist) => {
      // Beyond the dates that stylists may set, so that no change of theirs is without effect.
      const day = laterDate();
      const type = stylist === undefined ? 'business_closure' : 'stylist_vacation';
      const scope = stylist === undefined ? {} : { stylist };
      return addOverride(owner, { type, ...scope, range: [day, day], closed: true, priority: 50 });
    },
    branchId: DEMO.branches.thamel,
    branchClosure: () => {
      const day = laterDate();
      return addOverride(owner, { type: 'business_closure', branch: DEMO.branches.thamel, range: [day, day] });
    },
    ownDay: async (stylistUserId) => {
      const day = date();
      const { rows } = await owner.query<{ id: string }>(
        `INSERT INTO public.schedule_overrides
                (override_type, applies_to_all_stylists, stylist_user_id, start_date, end_date, is_closed, priority,
                 origin, set_for_day, created_by)
         VALUES ('stylist_vacation', false, $1, $2, $2, true, 60, 'stylist', true, $1)
         RETURNING id`,
        [stylistUserId, day],
      );
      return { id: rows[0]?.id ?? '', date: day };
    },
    date,
    laterDate,
    renew: async (from) => {
      given = days.indexOf(from);
      // The closures after them stay, since statements that are made once name them.
      await owner.query('DELETE FROM public.schedule_overrides WHERE end_date BETWEEN $1 AND $2', [from, days.at(-1)]);
      await owner.query(
        `UPDATE public.stylist_override_budgets
            SET current_month_overrides = 0, emergency_overrides_remaining = 3, budget_reset_at = now() + interval '1 day'`,
      );
    },
    close: () => app.close(),
  };
}

function dayFromToday(offset: number): string {
  return addDays(todayIn(DEFAULT_ZONE, Date.now()), offset);
}

async function promotionOf({ owner }: TestApp, userId: string, status: PromotionStatus): Promise<string> {
  const id = randomUUID();
  await owner.query(
    `UPDATE public.stylist_promotions SET status = 'rejected', rejected_at = now(), rejection_reason = 'Another is opened'
      WHERE user_id = $1 AND status NOT IN ('approved', 'rejected', 'revoked')`,
    [userId],
  );
  await owner.query('INSERT INTO public.stylist_promotions (id, user_id, requested_by) VALUES ($1, $2, $3)', [
    id,
    userId,
    PERSONAS['super-auditor'],
  ]);
  if (status === 'draft') return id;
  await owner.query(
    `UPDATE public.stylist_promotions
        SET ${settingChecks()}, status = 'pending_approval'
      WHERE id = $1`,
    [id],
  );
  if (status === 'pending_approval') return id;
  await owner.query(
    `UPDATE public.stylist_promotions SET status = 'revoked', revoked_at = now(), revocation_reason = 'Another is approved'
      WHERE user_id = $1 AND status = 'approved'`,
    [userId],
  );
  await owner.query(
    `UPDATE public.stylist_promotions SET status = 'approved', approved_by = $2, approved_at = now() WHERE id = $1`,
    [id, PERSONAS['second-admin']],
  );
  return id;
}
