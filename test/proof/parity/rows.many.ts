import { each, type Row, type Statement, STYLISTS } from './row.js';
import { INSERT_OVERRIDE, stylistOf } from './rows.schedules.js';

/** Many stylists, overrides or bookings in one call. */
export const MANY_ROWS: Row[] = [
  {
    route: 'GET /v1/effective-schedules',
    targets: { all: { admin: 'done' } },
    play: () => ({ path: '/v1/effective-schedules?from=2027-01-04&to=2027-01-05' }),
  },
  {
    route: 'POST /v1/schedule-overrides/batch',
    targets: { 'of all': { admin: 'done' }, "another's": { admin: 'done' }, missing: { admin: 404 } },
    play: async (world, cell) => {
      const { target, userId } = cell;
      const stylistUserId = target === 'of all' ? undefined : await stylistOf(world, cell);
      const date = world.laterDate();
      const scope = stylistUserId === undefined ? { appliesToAllStylists: true } : { stylistUserId };
      const range = { startDate: date, endDate: date };
      const times = { isClosed: false, startTime: '10:00', endTime: '12:00' };
      const body = { overrides: [{ overrideType: 'special_event', ...scope, ...range, ...times }] };
      const statement: Statement = [INSERT_OVERRIDE, stylistUserId ?? null, date, userId, null];
      return { path: '/v1/schedule-overrides/batch', body, statements: target === 'missing' ? [] : [statement] };
    },
  },
  {
    route: 'POST /v1/schedule-overrides/batch/preview',
    targets: { anything: { admin: 'done' } },
    play: (world) => {
      const date = world.laterDate();
      const range = { startDate: date, endDate: date };
      const closure = { overrideType: 'business_closure', appliesToAllStylists: true, ...range, isClosed: true };
      return { path: '/v1/schedule-overrides/batch/preview', body: { overrides: [closure] } };
    },
  },
  {
    route: 'GET /v1/booking-conflicts',
    targets: { all: { admin: 'done' } },
    play: () => ({ path: '/v1/booking-conflicts?limit=1' }),
  },
  {
    route: 'GET /v1/me/booking-conflicts',
    targets: { own: each(STYLISTS) },
    play: () => ({ path: '/v1/me/booking-conflicts?limit=1' }),
  },
];
