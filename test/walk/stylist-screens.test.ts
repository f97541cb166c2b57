import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';
import { offer } from '../support/offers.js';
import { recording } from '../support/promotions.js';
import { type Schemas, Screen } from '../support/screens.js';
import { addBooking, addService, addStylist } from '../support/stylists.js';

let app: TestApp;

beforeAll(async () => {
  app = await startApp();
});

afterAll(() => app.close());

/** The salon's local date that many days from today: what a person picks from a calendar. */
function day(offset: number): string {
  return new Date(Date.now() + offset * 86_400_000).toLocaleDateString('en-CA', { timeZone: 'Asia/Kathmandu' });
}

test('From a name typed to a stylist who can be booked', async () => {
  const screen = new Screen(app, 'Promote from a name typed to a bookable stylist');
  const found = await screen.call<Schemas['CandidatePage']>('admin', 'GET /v1/candidates?q=prak');
  const candidate = found.items[0]!;
  expect(found.total).toBe(1);
  expect(candidate).toMatchObject({ displayName: 'Prakash Magar', isStylist: false, openPromotionId: null });

  const { id } = await screen.call<Schemas['Promotion']>('admin', 'POST /v1/promotions', { userId: candidate.userId });
  await screen.call('admin', `PATCH /v1/promotions/${id}/checks`, recording());
  const ready = await screen.call<Schemas['Promotion']>('admin', `POST /v1/promotions/${id}/submit`);
  expect(ready.status).toBe('pending_approval');

  const services = await screen.call<Schemas['ServicePage']>('second-admin', 'GET /v1/services?category=hair');
  const serviceIds = services.items.map((one) => one.id);
  const profile = { displayName: candidate.displayName, title: 'Stylist' };
  await screen.call('second-admin', `POST /v1/promotions/${id}/approve`, { profile, serviceIds });

  const days = [0, 1, 2, 3, 4, 5, 6].map((dayOfWeek) => ({ dayOfWeek, startTime: '10:00', endTime: '18:00' }));
  const stylist: `/${string}` = `/v1/stylists/${candidate.userId}`;
  await screen.call('admin', `PUT ${stylist}/schedule`, { effectiveFrom: day(0), days });
  const shown = await screen.call<Schemas['Stylist']>('admin', `GET ${stylist}`);
  expect(shown).toMatchObject({ isActive: true, isFormer: false, promotionId: id });
  expect(new Set(shown.services.map((one) => one.serviceId))).toEqual(new Set(serviceIds));

  const next = await screen.call<Schemas['NextAvailability']>(
    undefined,
    `GET /v1/availability/next?serviceId=${serviceIds[0]}&stylistId=${candidate.userId}`,
  );
  const query = new URLSearchParams({
    stylistId: candidate.userId,
    serviceId: serviceIds[0]!,
    startTime: next.slot.startTime,
  });
  const checked = await screen.call<Schemas['AvailabilityCheck']>(
    undefined,
    `GET /v1/availability/check?${query.toString()}`,
  );
  expect(checked).toMatchObject({ isBookable: true, reason: null });
  expect(screen.end()).toBe(10);
});

test('A stylist is taken out for a month and back, and whom to call is known', async () => {
  const stylist = await addStylist(app.owner, { name: 'Purnima Rana' });
  const service = await addService(app.owner);
  await offer(app.owner, stylist.id, service);
  const bookings = [];
  for (const offset of [2, 9, 40]) {
    bookings.push(await addBooking(app.owner, stylist, stylist.day(offset), ['12:00', '13:00']));
  }

  const screen = new Screen(app, 'Take a stylist out for a month and back');
  const found = await screen.call<Schemas['StylistPage']>('admin', 'GET /v1/stylists?q=purnima&active=true');
  const id = found.items[0]!.userId;
  const week = await screen.call<Schemas['Weeks']>('admin', `GET /v1/stylists/${id}/schedule`);
  const out = await screen.call<Schemas['DeactivatedStylist']>('admin', `POST /v1/stylists/${id}/deactivate`, {
    reason: 'A month in Pokhara',
  });
  expect(out.futureBookings.map((one) => one.id)).toEqual(bookings);
  const toCall = await screen.call<Schemas['StylistBookingPage']>(
    'admin',
    `GET /v1/stylists/${id}/bookings?from=${day(0)}&to=${day(30)}`,
  );
  expect(toCall.items.map((one) => [one.id, one.inConflict])).toEqual([
    [bookings[0], true],
    [bookings[1], true],
  ]);
  const without = await screen.call<Schemas['PublicStylistPage']>(
    undefined,
    `GET /v1/public/stylists?serviceId=${service}`,
  );
  expect(without.total).toBe(0);

  const back = await screen.call<Schemas['Stylist']>('admin', `POST /v1/stylists/${id}/reactivate`, {
    reason: 'Back from Pokhara',
  });
  expect(back.isActive).toBe(true);
  expect(await screen.call<Schemas['Weeks']>('admin', `GET /v1/stylists/${id}/schedule`)).toEqual(week);
  const left = await screen.call<Schemas['StylistBookingPage']>(
    'admin',
    `GET /v1/stylists/${id}/bookings?from=${day(0)}&to=${day(60)}`,
  );
  expect(left.items.map((one) => [one.id, one.inConflict])).toEqual(bookings.map((one) => [one, false]));
  const again = await screen.call<Schemas['NextAvailability']>(
    undefined,
    `GET /v1/availability/next?serviceId=${service}&stylistId=${id}`,
  );
  expect(again.stylistUserId).toBe(id);
  expect(screen.end()).toBe(9);
});

test('A slot is found among 60 stylists', async () => {
  const service = await addService(app.owner);
  await app.owner.query(`UPDATE public.services SET name = 'Threading', category = 'threading' WHERE id = $1`, [
    service,
  ]);
  for (let n = 0; n < 60; n++) {
    // Only one of them, whose name comes late, works in the evening.
    const hours: [string, string] = n === 57 ? ['19:00', '21:00'] : ['10:00', '18:00'];
    const { id } = await addStylist(app.owner, { name: `Threader ${String(n).padStart(2, '0')}`, hours });
    await offer(app.owner, id, service);
  }

  const screen = new Screen(app, 'Find a slot among 60 stylists');
  const services = await screen.call<Schemas['ServicePage']>(undefined, 'GET /v1/services?q=threading');
  const serviceId = services.items[0]!.id;
  const evening: { stylistUserId: string; startTime: string }[] = [];
  let cursor = '';
  let total = 0;
  for (;;) {
    const range = `from=${day(1)}&to=${day(1)}&status=available&limit=50`;
    const page = await screen.call<Schemas['AvailabilitySearch']>(
      undefined,
      `GET /v1/availability/search?serviceId=${serviceId}&${range}${cursor}`,
    );
    total = page.total;
    for (const { stylistUserId, days } of page.stylists) {
      for (const { startTime } of days.flatMap((one) => one.slots)) {
        if (startTime.slice(11, 16) >= '19:00') evening.push({ stylistUserId, startTime });
      }
    }
    if (page.nextCursor === null) break;
    cursor = `&cursor=${page.nextCursor}`;
  }
  expect(total).toBe(60);
  expect(evening.map(({ startTime }) => startTime.slice(11, 16))).toEqual(['19:00', '19:30', '20:00']);
  const [{ stylistUserId, startTime } = { stylistUserId: '', startTime: '' }] = evening;
  const who = await screen.call<Schemas['PublicStylistPage']>(undefined, 'GET /v1/public/stylists?q=threader%2057');
  expect(who.items).toMatchObject([{ stylistUserId, services: [{ serviceId, priceCents: 100_000 }] }]);
  const query = new URLSearchParams({ stylistId: stylistUserId, serviceId, startTime });
  const checked = await screen.call<Schemas['AvailabilityCheck']>(
    undefined,
    `GET /v1/availability/check?${query.toString()}`,
  );
  expect(checked.isBookable).toBe(true);
  expect(screen.end()).toBe(5);
});
