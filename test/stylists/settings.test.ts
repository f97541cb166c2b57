import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { startApp, type TestApp, versionIn } from '../support/app.js';
import { loggedActions } from '../support/logs.js';
import { addOffer, type TestOffer } from '../support/offers.js';
import { promotionIn } from '../support/promotions.js';
import { addBooking, addService, addStylist, addUser } from '../support/stylists.js';

let app: TestApp;

beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

const admin = (): Promise<string> => addUser(app.owner, 'Boss', 'admin');
const path = (id: string): string => `/v1/stylists/${id}`;

/** What the log says of changes by this admin. */
async function logOf(who: string) {
  const rows = await loggedActions(app.owner, who);
  return rows.map(({ action, category, severity, targetType, targetId, details }) => ({
    action,
    category,
    severity,
    targetType,
    targetId,
    details,
  }));
}

/** The slots of a date: their starts, and the first price and length. */
async function slots(one: TestOffer, offset = 3) {
  const { body } = await app
    .as(undefined)
    .get(`/v1/availability?${one.query({ date: one.stylist.day(offset), status: 'available' })}`)
    .expect(200);
  const [day] = body.days as { slots: { startTime: string; priceCents: number }[] }[];
  return {
    starts: day?.slots.map(({ startTime }) => startTime.slice(11, 16)) ?? [],
    price: day?.slots[0]?.priceCents,
    minutes: body.durationMinutes as number,
    timezone: body.timezone as string,
  };
}

async function addBranch(name: string, isActive = true): Promise<string> {
  const id = randomUUID();
  await app.owner.query('INSERT INTO public.kb_branches (id, name, is_active) VALUES ($1, $2, $3)', [
    id,
    `${name} ${id}`,
    isActive,
  ]);
  return id;
}

describe('One stylist in full', () => {
  it('One stylist in full is profile, settings, offers, budget and promotion', async () => {
    const { userId, id } = await promotionIn(app, 'approved');
    const serviceId = await addService(app.owner);
    await app.owner.query(
      `INSERT INTO public.stylist_services (stylist_user_id, service_id, custom_price_cents) VALUES ($1, $2, 77)`,
      [userId, serviceId],
    );
    const { body, headers } = await app.as('admin').get(path(userId)).expect(200);
    expect(body).toEqual({
      userId,
      displayName: 'Test Candidate',
      title: 'Stylist',
      bio: null,
      yearsExperience: null,
      specialties: [],
      timezone: 'Asia/Kathmandu',
      bookingBufferMinutes: 15,
      maxDailyBookings: 8,
      branchId: null,
      branchName: null,
      isActive: true,
      isFormer: false,
      services: [
        {
          serviceId,
          name: `service-${serviceId}`,
          priceCents: 77,
          durationMinutes: 60,
          customPriceCents: 77,
          customDurationMinutes: null,
        },
      ],
      budget: expect.objectContaining({ stylistUserId: userId, monthlyLimit: 10, monthlyUsed: 0 }),
      promotionId: id,
    });
    expect(headers['cache-control']).toBe('private, no-cache');
    const own = await app.as(userId).get(path(userId)).expect(200);
    expect(own.body).toEqual(body);
    const tag = headers['etag'] ?? '';
    await app.as('admin').get(path(userId)).set('If-None-Match', tag).expect(304);
  });

  it('One stylist in full is shown by a tag of everything, and matched by a version without the budget', async () => {
    const stylist = await addStylist(app.owner);
    const read = async () => (await app.as('admin').get(path(stylist.id)).expect(200)).headers['etag'] ?? '';
    const before = await read();
    await app.owner.query(
      'UPDATE public.stylist_override_budgets SET current_month_overrides = 3 WHERE stylist_user_id = $1',
      [stylist.id],
    );
    const after = await read();
    expect(after).not.toBe(before);
    expect(versionIn(after)).toBe(versionIn(before));
  });

  it('A former stylist is shown as one, and services that are off are not offered', async () => {
    const { userId } = await promotionIn(app, 'revoked');
    const { body } = await app.as('admin').get(path(userId)).expect(200);
    expect(body).toMatchObject({ isActive: false, isFormer: true, promotionId: null });
    const one = await addOffer(app.owner);
    await app.owner.query('UPDATE public.services SET is_active = false WHERE id = $1', [one.serviceId]);
    expect((await app.as('admin').get(path(one.stylist.id)).expect(200)).body.services).toEqual([]);
    const missing = await app.as('admin').get(path(randomUUID())).expect(404);
    expect(missing.body.code).toBe('STYLIST_NOT_FOUND');
  });
});

describe('A change of profile and settings', () => {
  it('A change of settings moves the slots at once, keeps bookings and leaves one row without the biography', async () => {
    const boss = await admin();
    const one = await addOffer(app.owner, { hours: ['10:00', '14:00'] });
    const { stylist } = one;
    const booking = await addBooking(app.owner, stylist, stylist.day(3), ['11:00', '12:00']);
    expect((await slots(one)).starts).toEqual(['10:00', '12:00', '12:30', '13:00']);

    const changes = { bookingBufferMinutes: 30, bio: 'Born in a small town.', title: 'Art director' };
    const { body } = await app
      .as(boss)
      .patch(path(stylist.id))
      .send({ ...changes, reason: 'Agreed' })
      .expect(200);
    expect(body).toMatchObject(changes);
    expect((await slots(one)).starts).toEqual(['12:30', '13:00']);

    await app.as(boss).patch(path(stylist.id)).send({ maxDailyBookings: 1 }).expect(200);
    expect((await slots(one)).starts).toEqual([]);
    const london = { timezone: 'Europe/London', maxDailyBookings: 8 };
    await app.as(boss).patch(path(stylist.id)).send(london).expect(200);
    expect(await slots(one)).toMatchObject({ timezone: 'Europe/London', starts: expect.arrayContaining(['10:00']) });

    const base = { action: 'UPDATE_STYLIST', category: 'configuration', severity: 'info' };
    const target = { targetType: 'stylist_profile', targetId: stylist.id };
    expect(await logOf(boss)).toEqual([
      {
        ...base,
        ...target,
        details: {
          fields: ['title', 'bio', 'bookingBufferMinutes'],
          oldValues: { title: null, bookingBufferMinutes: 0 },
          newValues: { title: 'Art director', bookingBufferMinutes: 30 },
          reason: 'Agreed',
        },
      },
      {
        ...base,
        ...target,
        details: {
          fields: ['maxDailyBookings'],
          oldValues: { maxDailyBookings: 8 },
          newValues: { maxDailyBookings: 1 },
          reason: null,
        },
      },
      {
        ...base,
        ...target,
        details: {
          fields: ['timezone', 'maxDailyBookings'],
          oldValues: { timezone: 'Asia/Kathmandu', maxDailyBookings: 1 },
          newValues: london,
          reason: null,
        },
      },
    ]);
    const { rows } = await app.owner.query(
      'SELECT status, updated_at = created_at AS same FROM public.bookings WHERE id = $1',
      [booking],
    );
    expect(rows).toEqual([{ status: 'confirmed', same: true }]);
    const { rows: leaks } = await app.owner.query(
      `SELECT FROM private.service_management_log WHERE details::text ~ 'small town|@'`,
    );
    expect(leaks).toEqual([]);
  });

  it('A change without a difference writes and logs nothing', async () => {
    const boss = await admin();
    const { id } = await addStylist(app.owner, { name: 'Rekha' });
    const { rows: before } = await app.owner.query('SELECT xmin FROM public.stylist_profiles WHERE user_id = $1', [id]);
    await app.as(boss).patch(path(id)).send({ displayName: 'Rekha', title: null, branchId: null }).expect(200);
    const { rows: after } = await app.owner.query('SELECT xmin FROM public.stylist_profiles WHERE user_id = $1', [id]);
    expect(after).toEqual(before);
    expect(await logOf(boss)).toEqual([]);
  });

  it('Null clears what may be missing', async () => {
    const { id } = await addStylist(app.owner);
    const full = {
      title: 'T',
      bio: 'B',
      yearsExperience: 3,
      specialties: ['curls'],
      branchId: await addBranch('Patan'),
    };
    expect((await app.as('admin').patch(path(id)).send(full).expect(200)).body).toMatchObject(full);
    const cleared = { title: null, bio: null, yearsExperience: null, specialties: null, branchId: null };
    const { body } = await app.as('admin').patch(path(id)).send(cleared).expect(200);
    expect(body).toMatchObject({ ...cleared, specialties: [], branchName: null });
  });

  it.each([
    [{}, '', 'REQUIRED'],
    [{ reason: 'Only that' }, '', 'REQUIRED'],
    [{ bookingBufferMinutes: 241 }, 'bookingBufferMinutes', 'OUT_OF_RANGE'],
    [{ bookingBufferMinutes: -1 }, 'bookingBufferMinutes', 'OUT_OF_RANGE'],
    [{ maxDailyBookings: 0 }, 'maxDailyBookings', 'OUT_OF_RANGE'],
    [{ maxDailyBookings: 101 }, 'maxDailyBookings', 'OUT_OF_RANGE'],
    [{ maxDailyBookings: null }, 'maxDailyBookings', 'REQUIRED'],
    [{ displayName: null }, 'displayName', 'REQUIRED'],
    [{ timezone: 'Mars/Olympus' }, 'timezone', 'INVALID_TIMEZONE'],
    [{ branchId: 'Patan' }, 'branchId', 'INVALID_ID'],
    [{ isActive: false }, 'isActive', 'UNKNOWN_FIELD'],
  ])('The body %j is refused at %j with %s', async (body, field, code) => {
    const { id } = await addStylist(app.owner);
    const answer = await app.as('admin').patch(path(id)).send(body).expect(400);
    expect(answer.body).toMatchObject({ code: 'VALIDATION_FAILED', errors: [{ path: field, code }] });
  });

  it('A branch must be active to be named anew, and keeps its stylists when it is switched off', async () => {
    const boss = await admin();
    const { id } = await addStylist(app.owner);
    const [patan, closed] = [await addBranch('Patan'), await addBranch('Closed', false)];
    for (const branchId of [closed, randomUUID()]) {
      const answer = await app.as(boss).patch(path(id)).send({ branchId }).expect(404);
      expect(answer.body.code).toBe('BRANCH_NOT_FOUND');
    }
    const { body } = await app.as(boss).patch(path(id)).send({ branchId: patan }).expect(200);
    expect(body).toMatchObject({ branchId: patan, branchName: `Patan ${patan}` });
    await app.owner.query('UPDATE public.kb_branches SET is_active = false WHERE id = $1', [patan]);
    const kept = await app.as(boss).patch(path(id)).send({ branchId: patan, title: 'Same' }).expect(200);
    expect(kept.body).toMatchObject({ branchId: patan, title: 'Same' });
    expect((await logOf(boss)).map(({ details }) => details['newValues'])).toEqual([
      { branchId: patan },
      { title: 'Same' },
    ]);
  });

  it('Of two admins who read the same, the second gets 412, for each kind of change', async () => {
    const { id } = await addStylist(app.owner);
    const read = async () => (await app.as('admin').get(path(id)).expect(200)).headers['etag'] ?? '';
    const tag = await read();
    await app.as('admin').patch(path(id)).set('If-Match', tag).send({ title: 'One' }).expect(200);
    const stale = (request: ReturnType<ReturnType<TestApp['as']>['patch']>, body: object) =>
      request.set('If-Match', tag).send(body).expect(412);
    await stale(app.as('second-admin').patch(path(id)), { title: 'Two' });
    await stale(app.as('second-admin').put(`${path(id)}/services`), { services: [] });
    await stale(app.as('second-admin').post(`${path(id)}/deactivate`), { reason: 'Late' });
    expect((await app.as('admin').get(path(id))).body).toMatchObject({ title: 'One', isActive: true });
    const fresh = await read();
    await app.as('second-admin').patch(path(id)).set('If-Match', fresh).send({ title: 'Two' }).expect(200);
  });
});

describe('What a stylist offers', () => {
  it('The offers are replaced, slots follow at once, and one row holds the old and the new', async () => {
    const boss = await admin();
    const one = await addOffer(app.owner);
    const other = await addService(app.owner);
    const { stylist, serviceId } = one;
    const put = (services: object[], reason?: string) =>
      app
        .as(boss)
        .put(`${path(stylist.id)}/services`)
        .send({ services, reason });
    expect(await slots(one)).toMatchObject({ price: 100_000, minutes: 60 });
    const own = { serviceId, customPriceCents: 120_000, customDurationMinutes: 90 };
    const { body } = await put([own, { serviceId: other }], 'Dashain').expect(200);
    expect(body.services).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ ...own, priceCents: 120_000, durationMinutes: 90 }),
        expect.objectContaining({ serviceId: other, priceCents: 100_000, customPriceCents: null }),
      ]),
    );
    expect(await slots(one)).toMatchObject({ price: 120_000, minutes: 90 });

    await put([{ serviceId: other }]).expect(200);
    const gone = await app
      .as(undefined)
      .get(`/v1/availability?${one.query({ date: stylist.day(3) })}`)
      .expect(404);
    expect(gone.body.code).toBe('SERVICE_NOT_OFFERED');

    await put([{ serviceId }, { serviceId: other }]).expect(200);
    expect(await slots(one)).toMatchObject({ price: 100_000, minutes: 60 });
    await put([{ serviceId: other }, { serviceId }]).expect(200);
    await put([]).expect(200);

    const plain = (id: string) => ({ serviceId: id, customPriceCents: null, customDurationMinutes: null });
    const byId = (...offers: { serviceId: string }[]) => offers.sort((a, b) => (a.serviceId < b.serviceId ? -1 : 1));
    const rows = await logOf(boss);
    expect(rows.map(({ action, details }) => [action, details])).toEqual([
      [
        'SET_SERVICES',
        {
          oldValues: { services: [plain(serviceId)] },
          newValues: { services: byId(own, plain(other)) },
          reason: 'Dashain',
        },
      ],
      [
        'SET_SERVICES',
        { oldValues: { services: byId(own, plain(other)) }, newValues: { services: [plain(other)] }, reason: null },
      ],
      [
        'SET_SERVICES',
        {
          oldValues: { services: [plain(other)] },
          newValues: { services: byId(plain(serviceId), plain(other)) },
          reason: null,
        },
      ],
      [
        'SET_SERVICES',
        {
          oldValues: { services: byId(plain(serviceId), plain(other)) },
          newValues: { services: [] },
          reason: null,
        },
      ],
    ]);
    expect(rows[0]).toMatchObject({ category: 'configuration', severity: 'info', targetId: stylist.id });
  });

  it('Unknown and inactive services, repetitions and impossible values are refused, and nothing changes', async () => {
    const boss = await admin();
    const { stylist, serviceId } = await addOffer(app.owner);
    const off = await addService(app.owner);
    await app.owner.query('UPDATE public.services SET is_active = false WHERE id = $1', [off]);
    const put = (services: object[]) =>
      app
        .as(boss)
        .put(`${path(stylist.id)}/services`)
        .send({ services });
    const unknown = randomUUID();
    const refused = await put([{ serviceId }, { serviceId: off }, { serviceId: unknown }]).expect(422);
    expect(refused.body).toMatchObject({ code: 'SERVICE_NOT_FOUND', unknown: expect.arrayContaining([off, unknown]) });
    const twice = await put([{ serviceId }, { serviceId }]).expect(400);
    expect(twice.body.errors).toEqual([expect.objectContaining({ path: 'services.1.serviceId', code: 'NOT_UNIQUE' })]);
    for (const wrong of [{ customPriceCents: -1 }, { customPriceCents: 2 ** 31 }, { customDurationMinutes: 481 }]) {
      await put([{ serviceId, ...wrong }]).expect(400);
    }
    const missing = await app
      .as(boss)
      .put(`${path(randomUUID())}/services`)
      .send({ services: [] })
      .expect(404);
    expect(missing.body.code).toBe('STYLIST_NOT_FOUND');
    const { body } = await app.as(boss).get(path(stylist.id)).expect(200);
    expect(body.services).toHaveLength(1);
    expect(await logOf(boss)).toEqual([]);
  });

  it('Twenty changes at once each see the one before', async () => {
    const boss = await admin();
    const { id } = await addStylist(app.owner);
    const titles = Array.from({ length: 20 }, (_, index) => `Title ${index}`);
    await Promise.all(titles.map((title) => app.as(boss).patch(path(id)).send({ title }).expect(200)));
    const rows = await logOf(boss);
    expect(rows).toHaveLength(20);
    const chain = rows.map(({ details }) => details as Record<'oldValues' | 'newValues', { title: string | null }>);
    expect(chain.map(({ oldValues }) => oldValues.title)).toEqual([
      null,
      ...chain.slice(0, -1).map(({ newValues }) => newValues.title),
    ]);
  });
});
