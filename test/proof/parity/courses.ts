import type supertest from 'supertest';
import { addHold, addOffer, type TestOffer } from '../../support/offers.js';
import { outcomeOf, PROFILE, recording } from '../../support/promotions.js';
import { addBooking, addService } from '../../support/stylists.js';
import type { World } from './world.js';

/** What shows in the outcome of several requests alone; each says whether it was so. */
export const COURSES: Record<string, (world: World) => Promise<boolean>> = {
  'bookings and holds take their time': async (world) => {
    const { owner } = world.app;
    const offer = await addOffer(owner);
    const date = offer.stylist.day(40);
    await addBooking(owner, offer.stylist, date, ['10:00', '11:00']);
    await addHold(owner, offer, date, ['12:00', '13:00'], 600);
    const { body } = await slots(world, offer, date);
    const { days } = body as { days?: { slots: { status: string }[] }[] };
    const statuses = days?.[0]?.slots.map(({ status }) => status);
    return statuses?.[0] === 'booked' && statuses[4] === 'reserved' && statuses[6] === 'available';
  },
  'days are kept until they change, and kept anew': async (world) => {
    const { owner } = world.app;
    const offer = await addOffer(owner);
    const date = offer.stylist.day(40);
    await owner.query('TRUNCATE private.availability_feed');
    if (!(await isKept(world, offer, date))) return false;
    await addBooking(owner, offer.stylist, date, ['10:00', '11:00']);
    return isKept(world, offer, date);
  },
  'the own schedule is changed, which is on record, and changed back': async (world) => {
    const { id } = await world.stylist();
    const day = `/v1/me/availability/${world.date()}`;
    await world.app.as(id).put(day).send({ isClosed: true });
    const { body } = await world.app.as(id).get('/v1/me/schedule-changes');
    const { status } = await world.app.as(id).delete(day);
    const { rowCount } = await world.app.owner.query(
      'SELECT FROM public.schedule_overrides WHERE stylist_user_id = $1',
      [id],
    );
    return (body as { total?: number }).total === 1 && status === 200 && rowCount === 0;
  },
  'a stylist comes, goes and comes back': async (world) => {
    const { app } = world;
    const services = [await addService(app.owner), await addService(app.owner)];
    const userId = await world.user();
    const path = await promote(world, userId, { profile: PROFILE, serviceIds: services });
    const stylist = { id: userId, zone: 'Asia/Kathmandu', day: () => '' };
    // Who was not made a stylist cannot be booked, which shows below.
    await addBooking(app.owner, stylist, world.laterDate(), ['10:00', '11:00']).catch(() => undefined);
    const { body } = await app.as('admin').post(`${path}/revoke`).send({ reason: 'Left' });
    const gone = await outcomeOf(app, userId);
    await promote(world, userId, { profile: { ...PROFILE, title: 'Senior' }, serviceIds: services.slice(1) });
    const back = await outcomeOf(app, userId);
    const { rows } = await app.owner.query<{ title: string; offered: string[] }>(
      `SELECT title, ARRAY(SELECT s.service_id::text FROM public.stylist_services s
                            WHERE s.stylist_user_id = p.user_id AND s.is_available) AS offered
         FROM public.stylist_profiles p WHERE user_id = $1`,
      [userId],
    );
    return (
      (body as { futureBookingsTotal?: number }).futureBookingsTotal === 1 &&
      gone.activeRoles + gone.activeProfiles === 0 &&
      back.activeRoles + back.activeProfiles === 2 &&
      rows[0]?.title === 'Senior' &&
      rows[0].offered.join() === services[1]
    );
  },
};

function slots({ app }: World, offer: TestOffer, date: string): supertest.Test {
  return app.as(undefined).get(`/v1/availability?${offer.query({ date })}`);
}

/** Whether what was just computed is what the next one gets. */
async function isKept(world: World, offer: TestOffer, date: string): Promise<boolean> {
  const { status, headers } = await slots(world, offer, date);
  const next = await slots(world, offer, date);
  return (
    status === 200 && /fwd=miss/.test(headers['cache-status'] ?? '') && /hit/.test(next.headers['cache-status'] ?? '')
  );
}

/** The whole way to an approval. @returns the promotion's path. */
async function promote({ app }: World, userId: string, body: object): Promise<string> {
  const opened = await app.as('admin').post('/v1/promotions').send({ userId });
  const path = `/v1/promotions/${(opened.body as { id?: string }).id}`;
  await app.as('admin').patch(`${path}/checks`).send(recording());
  await app.as('admin').post(`${path}/submit`);
  await app.as('second-admin').post(`${path}/approve`).send(body);
  return path;
}
