import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PERSONAS } from '../../src/examples/personas.js';
import { weekdayOf } from '../../src/calendar/wall-clock.js';
import { startApp, type TestApp, versionIn } from '../support/app.js';
import { actionsOn, changesOf } from '../support/overrides.js';
import { addBooking, addStylist, type TestStylist } from '../support/stylists.js';

let app: TestApp;

beforeAll(async () => {
  app = await startApp();
  await app.owner.query('DELETE FROM public.schedule_overrides');
});
afterAll(() => app.close());

const EVERY_DAY = [0, 1, 2, 3, 4, 5, 6];
const week = (startTime: string, endTime: string, days = EVERY_DAY) =>
  days.map((dayOfWeek) => ({ dayOfWeek, startTime, endTime }));
const put = (stylist: TestStylist, body: object, who = 'admin') =>
  app.as(who).put(`/v1/stylists/${stylist.id}/schedule`).send(body);
const get = (stylist: TestStylist, who = 'admin') => app.as(who).get(`/v1/stylists/${stylist.id}/schedule`);

async function windowsOn(stylist: TestStylist, offset: number): Promise<string[]> {
  const date = stylist.day(offset);
  const { body } = await app
    .as('admin')
    .get(`/v1/stylists/${stylist.id}/effective-schedule?from=${date}&to=${date}`)
    .expect(200);
  return body.days[0].windows.map(({ start, end }: { start: string; end: string }) => `${start}–${end}`);
}

describe('A weekly schedule', () => {
  it('A weekly schedule reads as versions, with a tag', async () => {
    const stylist = await addStylist(app.owner, { days: [1, 3] });
    const { body, headers } = await get(stylist).expect(200);
    const hours = { startTime: '10:00', endTime: '18:00', breakStart: null, breakEnd: null };
    expect(body).toEqual({
      versions: [
        {
          effectiveFrom: '2020-01-01',
          effectiveUntil: null,
          days: [
            { dayOfWeek: 1, ...hours },
            { dayOfWeek: 3, ...hours },
          ],
        },
      ],
    });
    expect(versionIn(headers['etag'])).toMatch(/^"[\w-]{22}"$/);
    await get(stylist)
      .set('if-none-match', headers['etag'] ?? '')
      .expect(304);
  });

  it('Admins and its stylist may read a weekly schedule; another stylist gets 404, everybody else 403', async () => {
    const stylist = await addStylist(app.owner);
    await get(stylist, stylist.id).expect(200);
    const { body } = await get(stylist, 'stylist').expect(404);
    expect(body.code).toBe('STYLIST_NOT_FOUND');
    await get(stylist, 'customer').expect(403);
    await get(stylist, 'auditor').expect(403);
    await app.as('admin').get('/v1/stylists/7b1f6f0e-2222-4000-8000-000000000000/schedule').expect(404);
  });
});

describe('Replacing a week', () => {
  it('A week between two dates leaves the earlier version before and after it', async () => {
    const stylist = await addStylist(app.owner);
    const body = { effectiveFrom: stylist.day(10), effectiveUntil: stylist.day(19), days: week('12:00', '20:00') };
    const { body: answer, headers } = await put(stylist, body).expect(200);
    expect(answer).toMatchObject({
      versions: [
        { effectiveFrom: '2020-01-01', effectiveUntil: stylist.day(9) },
        { effectiveFrom: stylist.day(10), effectiveUntil: stylist.day(19) },
        { effectiveFrom: stylist.day(20), effectiveUntil: null },
      ],
      affectedBookings: [],
      affectedBookingsTotal: 0,
    });
    expect(answer.versions[0].days).toEqual(answer.versions[2].days);
    const read = await get(stylist).expect(200);
    expect(read.body.versions).toEqual(answer.versions);
    expect(versionIn(read.headers['etag'])).toBe(versionIn(headers['etag']));
    expect(await windowsOn(stylist, 9)).toEqual(['10:00–18:00']);
    expect(await windowsOn(stylist, 10)).toEqual(['12:00–20:00']);
    expect(await windowsOn(stylist, 19)).toEqual(['12:00–20:00']);
    expect(await windowsOn(stylist, 20)).toEqual(['10:00–18:00']);
  });

  it('A week from a date on ends the earlier one the day before, and may begin today', async () => {
    const stylist = await addStylist(app.owner);
    const days = [
      {
        dayOfWeek: weekdayOf(stylist.day(0)),
        startTime: '09:00',
        endTime: '24:00',
        breakStart: '12:00',
        breakEnd: '13:30',
      },
    ];
    const { body } = await put(stylist, { effectiveFrom: stylist.day(0), days }).expect(200);
    expect(body.versions).toEqual([
      expect.objectContaining({ effectiveUntil: stylist.day(-1) }),
      { effectiveFrom: stylist.day(0), effectiveUntil: null, days },
    ]);
    expect(await windowsOn(stylist, 0)).toEqual(['09:00–12:00', '13:30–24:00']);
    expect(await windowsOn(stylist, 1)).toEqual([]);
  });

  it('A week may be for a single date', async () => {
    const stylist = await addStylist(app.owner);
    const date = stylist.day(5);
    await put(stylist, { effectiveFrom: date, effectiveUntil: date, days: week('15:00', '16:00') }).expect(200);
    expect([await windowsOn(stylist, 4), await windowsOn(stylist, 5), await windowsOn(stylist, 6)]).toEqual([
      ['10:00–18:00'],
      ['15:00–16:00'],
      ['10:00–18:00'],
    ]);
  });

  it('A week with no days has every day of its range off', async () => {
    const stylist = await addStylist(app.owner);
    const { body } = await put(stylist, {
      effectiveFrom: stylist.day(3),
      effectiveUntil: stylist.day(5),
      days: [],
    }).expect(200);
    expect(body.versions[1]).toEqual({ effectiveFrom: stylist.day(3), effectiveUntil: stylist.day(5), days: [] });
    expect([await windowsOn(stylist, 3), await windowsOn(stylist, 6)]).toEqual([[], ['10:00–18:00']]);
    const open = await put(stylist, { effectiveFrom: stylist.day(10), days: [] }).expect(200);
    expect(open.body.versions.at(-1)).toEqual({ effectiveFrom: stylist.day(10), effectiveUntil: null, days: [] });
  });

  it('A week over several versions replaces those inside and cuts those at its ends', async () => {
    const stylist = await addStylist(app.owner);
    for (const [from, until, end] of [
      [5, 8, '11:00'],
      [9, 12, '12:00'],
      [13, 30, '13:00'],
    ] as const) {
      const body = { effectiveFrom: stylist.day(from), effectiveUntil: stylist.day(until), days: week('10:00', end) };
      await put(stylist, body).expect(200);
    }
    const { body } = await put(stylist, {
      effectiveFrom: stylist.day(7),
      effectiveUntil: stylist.day(15),
      days: week('08:00', '09:00', [2]),
    }).expect(200);
    const ranges = body.versions.map((one: { effectiveFrom: string; effectiveUntil: string }) => [
      one.effectiveFrom,
      one.effectiveUntil,
    ]);
    expect(ranges).toEqual([
      ['2020-01-01', stylist.day(4)],
      [stylist.day(5), stylist.day(6)],
      [stylist.day(7), stylist.day(15)],
      [stylist.day(16), stylist.day(30)],
      [stylist.day(31), null],
    ]);
  });

  it('A week is local wall clock in both kinds of columns, whatever the zone', async () => {
    const stylist = await addStylist(app.owner, { zone: 'America/New_York' });
    const days = [{ dayOfWeek: 2, startTime: '09:15', endTime: '17:45', breakStart: '12:00', breakEnd: '12:45' }];
    await put(stylist, { effectiveFrom: stylist.day(1), days }).expect(200);
    const { rows } = await app.owner.query(
      `SELECT start_time_local, end_time_local, start_time_utc, end_time_utc, break_start_time_utc, break_end_time_utc,
              break_duration_minutes, is_active
         FROM public.stylist_schedules WHERE stylist_user_id = $1 AND effective_until IS NULL`,
      [stylist.id],
    );
    expect(rows).toEqual([
      {
        start_time_local: '09:15:00',
        end_time_local: '17:45:00',
        start_time_utc: '09:15:00',
        end_time_utc: '17:45:00',
        break_start_time_utc: '12:00:00',
        break_end_time_utc: '12:45:00',
        break_duration_minutes: 45,
        is_active: true,
      },
    ]);
  });

  it('A replaced week leaves one row in each log, under the stylist', async () => {
    const stylist = await addStylist(app.owner);
    const body = { effectiveFrom: stylist.day(3), days: week('12:00', '20:00', [1]), reason: 'Agreed' };
    await put(stylist, body).expect(200);
    const newValues = {
      effectiveFrom: stylist.day(3),
      effectiveUntil: null,
      days: [{ dayOfWeek: 1, startTime: '12:00' }],
    };
    const oldValues = { versions: [{ effectiveFrom: '2020-01-01', effectiveUntil: null }] };
    expect(await changesOf(app.owner, stylist.id)).toMatchObject([
      {
        date: stylist.day(3),
        change_type: 'schedule_update',
        old_values: oldValues,
        new_values: newValues,
        reason: 'Agreed',
        is_emergency: false,
        actor: PERSONAS.admin,
      },
    ]);
    expect(await actionsOn(app.owner, stylist.id)).toMatchObject([
      {
        action: 'REPLACE_SCHEDULE',
        target_type: 'stylist_schedule',
        category: 'configuration',
        severity: 'info',
        details: { oldValues, newValues, reason: 'Agreed' },
      },
    ]);
    await put(stylist, body).expect(200);
    expect(await changesOf(app.owner, stylist.id)).toHaveLength(1);
  });

  it('A stylist without a budget row may get a first week', async () => {
    const stylist = await addStylist(app.owner, { days: [] });
    await app.owner.query(`DELETE FROM public.stylist_override_budgets WHERE stylist_user_id = $1`, [stylist.id]);
    expect((await get(stylist).expect(200)).body).toEqual({ versions: [] });
    const { body } = await put(stylist, { effectiveFrom: stylist.day(0), days: week('10:00', '18:00', [1]) }).expect(
      200,
    );
    expect(body.versions).toHaveLength(1);
  });

  it('A week lists the bookings that it affects, or is refused with them', async () => {
    const stylist = await addStylist(app.owner);
    const booking = await addBooking(app.owner, stylist, stylist.day(40), ['10:30', '11:30']);
    await addBooking(app.owner, stylist, stylist.day(40), ['13:00', '14:00']);
    await addBooking(app.owner, stylist, stylist.day(2), ['10:30', '11:30']);
    const body = { effectiveFrom: stylist.day(3), days: week('12:00', '20:00') };
    const list = { affectedBookings: [{ id: booking, stylistUserId: stylist.id }], affectedBookingsTotal: 1 };
    const refused = await put(stylist, { ...body, conflictPolicy: 'refuse' }).expect(409);
    expect(refused.body).toMatchObject({ code: 'BOOKINGS_AFFECTED', ...list });
    expect(await changesOf(app.owner, stylist.id)).toEqual([]);
    const { body: answer } = await put(stylist, body).expect(200);
    expect(answer).toMatchObject(list);
  });

  it('Replacing a week honours If-Match', async () => {
    const stylist = await addStylist(app.owner);
    const first = await get(stylist).expect(200);
    const tag = first.headers['etag'] ?? '';
    const body = { effectiveFrom: stylist.day(3), days: week('12:00', '20:00') };
    const second = await put(stylist, body).set('if-match', tag).expect(200);
    const late = await put(stylist, { ...body, days: [] })
      .set('if-match', tag)
      .expect(412);
    expect(late.body.code).toBe('VERSION_MISMATCH');
    expect(versionIn((await get(stylist)).headers['etag'])).toBe(versionIn(second.headers['etag']));
  });

  it('Twenty weeks at once leave one week, and one version for every date', async () => {
    const stylist = await addStylist(app.owner);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        put(stylist, {
          effectiveFrom: stylist.day(3 + (index % 4)),
          ...(index % 2 === 0 ? {} : { effectiveUntil: stylist.day(20 + index) }),
          days: week('08:00', `${10 + index > 23 ? 23 : 10 + index}:00`),
        }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    const { rows } = await app.owner.query(
      `SELECT FROM public.stylist_schedules a
         JOIN public.stylist_schedules b
           ON b.stylist_user_id = a.stylist_user_id AND b.day_of_week = a.day_of_week AND b.id > a.id
          AND daterange(a.effective_from, a.effective_until, '[]') && daterange(b.effective_from, b.effective_until, '[]')
        WHERE a.stylist_user_id = $1`,
      [stylist.id],
    );
    expect(rows).toHaveLength(0);
    const { body } = await get(stylist).expect(200);
    expect(body.versions.every(({ days }: { days: unknown[] }) => days.length === 7)).toBe(true);
  });
});

describe('A wrong week', () => {
  const day = { dayOfWeek: 1, startTime: '10:00', endTime: '18:00' };
  it.each<[string, object, string, string]>([
    ['a repeated weekday', { days: [day, { ...day, startTime: '11:00' }] }, 'days.1.dayOfWeek', 'NOT_UNIQUE'],
    ['a weekday that is none', { days: [{ ...day, dayOfWeek: 7 }] }, 'days.0.dayOfWeek', 'OUT_OF_RANGE'],
    ['an end not after the start', { days: [{ ...day, endTime: '10:00' }] }, 'days.0.endTime', 'END_NOT_AFTER_START'],
    ['a start at 24:00', { days: [{ ...day, startTime: '24:00' }] }, 'days.0.startTime', 'INVALID_TIME'],
    ['half a break', { days: [day, { ...day, dayOfWeek: 2, breakStart: '12:00' }] }, 'days.1.breakEnd', 'REQUIRED'],
    [
      'a break that begins before the hours',
      { days: [{ ...day, breakStart: '09:00', breakEnd: '11:00' }] },
      'days.0.breakStart',
      'OUT_OF_RANGE',
    ],
    [
      'a break that ends after the hours',
      { days: [{ ...day, breakStart: '17:00', breakEnd: '18:30' }] },
      'days.0.breakEnd',
      'OUT_OF_RANGE',
    ],
    [
      'a break that ends before it begins',
      { days: [{ ...day, breakStart: '13:00', breakEnd: '12:00' }] },
      'days.0.breakEnd',
      'END_NOT_AFTER_START',
    ],
    ['an unknown field of a day', { days: [{ ...day, breakMinutes: 30 }] }, 'days.0.breakMinutes', 'UNKNOWN_FIELD'],
    ['no list of days', { days: undefined }, 'days', 'REQUIRED'],
    ['a day that is none', { days: [7] }, 'days', 'INVALID_TYPE'],
    ['a date that does not exist', { effectiveFrom: '2027-02-30' }, 'effectiveFrom', 'INVALID_DATE'],
    ['a date without end', { effectiveUntil: '9999-12-31' }, 'effectiveUntil', 'DATE_TOO_FAR'],
  ])('A week is refused for %s by the field, and writes nothing', async (_name, fields, path, code) => {
    const stylist = await addStylist(app.owner);
    const before = await get(stylist);
    const { body } = await put(stylist, { effectiveFrom: stylist.day(3), days: [day], ...fields }).expect(400);
    expect(body.errors).toContainEqual(expect.objectContaining({ path, code }));
    expect((await get(stylist)).body).toEqual(before.body);
    expect(await changesOf(app.owner, stylist.id)).toEqual([]);
  });

  it('A week is refused for a start in the past of the stylist’s zone, and for an end before the start', async () => {
    const early = await addStylist(app.owner, { zone: 'Pacific/Kiritimati' });
    const late = await addStylist(app.owner, { zone: 'Pacific/Pago_Pago' });
    await put(late, { effectiveFrom: late.day(0), days: [day] }).expect(200);
    const { body } = await put(early, { effectiveFrom: early.day(-1), days: [day] }).expect(400);
    expect(body.errors).toEqual([expect.objectContaining({ path: 'effectiveFrom', code: 'DATE_IN_PAST' })]);
    const range = { effectiveFrom: late.day(5), effectiveUntil: late.day(4) };
    const inverted = await put(late, { ...range, days: [day] }).expect(400);
    expect(inverted.body.errors).toEqual([
      expect.objectContaining({ path: 'effectiveUntil', code: 'END_BEFORE_START' }),
    ]);
  });

  it('Only an admin may replace a week', async () => {
    const stylist = await addStylist(app.owner);
    const body = { effectiveFrom: stylist.day(3), days: [day] };
    for (const who of [stylist.id, 'stylist', 'customer', 'auditor']) await put(stylist, body, who).expect(403);
    await put({ ...stylist, id: '7b1f6f0e-2222-4000-8000-000000000000' }, body).expect(404);
  });
});
