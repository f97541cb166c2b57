import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { startApp, type TestApp } from '../support/app.js';
import { offer } from '../support/offers.js';
import { addService, addStylist, addUser } from '../support/stylists.js';

let app: TestApp;
let admin: string;

beforeAll(async () => {
  app = await startApp({}, { demo: false });
  admin = await addUser(app.owner, 'Boss', 'admin');
});
afterAll(() => app.close());

const read = (path: string, query: Record<string, string> = {}, who?: string) =>
  app.as(who).get(`${path}?${new URLSearchParams(query).toString()}`);

/** All items of a list, page by page; `between` runs after each page. */
async function walk(path: string, query: Record<string, string>, between = async (): Promise<void> => undefined) {
  const items: Record<string, unknown>[] = [];
  let cursor: string | null = null;
  let total = 0;
  do {
    const page = cursor === null ? query : { ...query, cursor };
    const { body } = await read(path, page).expect(200);
    items.push(...(body.items as Record<string, unknown>[]));
    total = body.total as number;
    cursor = body.nextCursor as string | null;
    await between();
  } while (cursor !== null);
  return { items, total };
}

async function named(name: string, values: { category?: string; active?: boolean } = {}): Promise<string> {
  const id = await addService(app.owner);
  await app.owner.query('UPDATE public.services SET name = $2, category = $3, is_active = $4 WHERE id = $1', [
    id,
    name,
    values.category ?? 'hair',
    values.active ?? true,
  ]);
  return id;
}

describe('The services', () => {
  it('The services are the active ones by name, with what a booking needs', async () => {
    const id = await named('Alpha cut');
    const other = await named('Beta CUT', { category: 'beard' });
    await named('Gamma cut', { active: false });
    const { body } = await read('/v1/services', { q: ' cut' }).expect(200);
    expect(body).toEqual({
      items: [
        {
          id,
          name: 'Alpha cut',
          category: 'hair',
          description: null,
          durationMinutes: 60,
          priceCents: 100_000,
          minAdvanceHours: 2,
          maxAdvanceDays: 30,
        },
        expect.objectContaining({ id: other }),
      ],
      nextCursor: null,
      total: 2,
    });
    expect((await read('/v1/services', { q: ' cut' }, admin).expect(200)).body).toEqual(body);
    const beards = await read('/v1/services', { category: 'beard' }).expect(200);
    expect(beards.body).toMatchObject({ items: [{ id: other }], total: 1 });
    expect((await read('/v1/services', { category: 'Beard' }).expect(200)).body.items).toEqual([]);
    expect((await read('/v1/services', { q: '%' }).expect(200)).body.items).toEqual([]);
    await read('/v1/services', { q: 'x'.repeat(81) }).expect(400);
    await read('/v1/services', { active: 'false' }).expect(400);
  });

  it('The services page by name while others come and go before the cursor', async () => {
    for (let n = 0; n < 9; n++) await named(`Page ${n}`);
    let added = 0;
    const { items, total } = await walk('/v1/services', { q: 'page ', limit: '2' }, async () => {
      await named(`Page 0 more ${added++}`);
    });
    expect(items.map(({ name }) => name)).toEqual(Array.from({ length: 9 }, (_, n) => `Page ${n}`));
    expect(total).toBe(9 + added - 1);
  });
});

describe('The public directory of stylists', () => {
  it('The public directory shows active stylists with what they offer, and nothing else of them', async () => {
    const stylist = await addStylist(app.owner, { name: 'Zed Gurung' });
    await addStylist(app.owner, { name: 'Zed Away', isActive: false });
    const [cut, off, gone] = [
      await named('Zed cut'),
      await named('Zed off', { active: false }),
      await named('Zed gone'),
    ];
    for (const id of [cut, off, gone]) await offer(app.owner, stylist.id, id);
    await app.owner.query('UPDATE public.stylist_services SET is_available = false WHERE service_id = $1', [gone]);
    await app.owner.query('UPDATE public.stylist_services SET custom_price_cents = 5 WHERE service_id = $1', [cut]);
    const branch = randomUUID();
    await app.owner.query('INSERT INTO public.kb_branches (id, name) VALUES ($1, $2)', [branch, 'Zed branch']);
    await app.owner.query(
      `UPDATE public.stylist_profiles SET branch_id = $2, title = 'Artist', bio = 'Bio', specialties = '{curls}'
        WHERE user_id = $1`,
      [stylist.id, branch],
    );
    const { body } = await read('/v1/public/stylists', { q: 'zed' }).expect(200);
    expect(body).toEqual({
      items: [
        {
          stylistUserId: stylist.id,
          displayName: 'Zed Gurung',
          title: 'Artist',
          bio: 'Bio',
          specialties: ['curls'],
          branchId: branch,
          branchName: 'Zed branch',
          services: [{ serviceId: cut, name: 'Zed cut', priceCents: 5, durationMinutes: 60 }],
        },
      ],
      nextCursor: null,
      total: 1,
    });
    const only = async (query: Record<string, string>): Promise<number> =>
      (await read('/v1/public/stylists', query).expect(200)).body.total as number;
    expect(await only({ serviceId: cut })).toBe(1);
    expect(await only({ branchId: branch, serviceId: cut, q: 'ZED' })).toBe(1);
    for (const unknown of [{ serviceId: off }, { serviceId: gone }, { serviceId: randomUUID() }]) {
      expect(await only(unknown)).toBe(0);
    }
    expect(await only({ branchId: randomUUID() })).toBe(0);
    await read('/v1/public/stylists', { serviceId: 'cut' }).expect(400);
  });

  it('The public directory pages by name and id, where names are the same too', async () => {
    const cut = await named('Of the same');
    const ids: string[] = [];
    for (let n = 0; n < 7; n++) {
      const { id } = await addStylist(app.owner, { name: n < 5 ? 'Same' : `Same ${n}`, days: [1] });
      await offer(app.owner, id, cut);
      ids.push(id);
    }
    const { items, total } = await walk('/v1/public/stylists', { serviceId: cut, limit: '2' });
    expect(items.map(({ stylistUserId }) => stylistUserId)).toEqual([...ids.slice(0, 5).sort(), ids[5], ids[6]]);
    expect(total).toBe(7);
  });

  it('A deactivated stylist leaves the directory at once, and comes back at once', async () => {
    const { id } = await addStylist(app.owner, { name: 'Yes and no' });
    const total = async () => (await read('/v1/public/stylists', { q: 'Yes and no' }).expect(200)).body.total as number;
    expect(await total()).toBe(1);
    await app.as(admin).post(`/v1/stylists/${id}/deactivate`).send({ reason: 'Away' }).expect(200);
    expect(await total()).toBe(0);
    await app.as(admin).post(`/v1/stylists/${id}/reactivate`).send({ reason: 'Back' }).expect(200);
    expect(await total()).toBe(1);
  });
});
