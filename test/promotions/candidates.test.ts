import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';
import { openPromotion } from '../support/promotions.js';
import { addStylist, addUser } from '../support/stylists.js';

let app: TestApp;

beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

const find = (query: Record<string, string>, who = 'admin') =>
  app.as(who).get(`/v1/candidates?${new URLSearchParams(query).toString()}`);

async function account(name: string, email: string | null): Promise<string> {
  const id = await addUser(app.owner, name);
  await app.owner.query('UPDATE auth.users SET email = $2 WHERE id = $1', [id, email]);
  await app.owner.query('UPDATE public.user_profiles SET username = $2 WHERE id = $1', [id, `nick-${name}`]);
  return id;
}

describe('The search for candidates', () => {
  it('A candidate is found by a part of either name and by a whole e-mail, which is shown masked', async () => {
    const id = await account('Zoya Ghale', 'Zoya.Ghale@salon.example.com');
    const { body } = await find({ q: 'ya GHA' }).expect(200);
    expect(body).toEqual({
      items: [
        {
          userId: id,
          displayName: 'Zoya Ghale',
          username: 'nick-Zoya Ghale',
          maskedEmail: 'Z***@s***.com',
          isStylist: false,
          openPromotionId: null,
        },
      ],
      nextCursor: null,
      total: 1,
    });
    for (const q of ['nick-zoya', 'zoya.ghale@salon.example.com', 'ZOYA.GHALE@SALON.EXAMPLE.COM']) {
      expect((await find({ q }).expect(200)).body).toEqual(body);
    }
    for (const q of ['zoya.ghale', 'zoya.ghale@salon', '@salon.example.com', 'z***@s***.com', '%', '__']) {
      const { items } = (await find({ q: q.padEnd(2, '%') }).expect(200)).body as { items: { userId: string }[] };
      expect(items.map(({ userId }) => userId)).not.toContain(id);
    }
    expect(JSON.stringify(body)).not.toContain('salon.example');
  });

  it.each([
    ['a@b', 'a***@b***'],
    ['me@example.org', 'm***@e***.org'],
    ['no address', null],
    ['@example.org', null],
    [null, null],
  ])('The e-mail %j is masked as %j', async (email, masked) => {
    const id = await account(`Masked ${String(email)}`, email);
    const { body } = await find({ q: `Masked ${String(email)}` }).expect(200);
    expect(body.items).toEqual([expect.objectContaining({ userId: id, maskedEmail: masked })]);
  });

  it('The search tells who is a stylist, and which promotion is under way', async () => {
    const name = 'Told apart';
    const open = await addUser(app.owner, name, 'customer');
    const promotion = await openPromotion(app, open);
    const active = await addStylist(app.owner, { name });
    const inactive = await addStylist(app.owner, { name, isActive: false });
    const roleless = await addStylist(app.owner, { name });
    await app.owner.query('DELETE FROM public.user_roles WHERE user_id = $1', [roleless.id]);
    const { body } = await find({ q: name }).expect(200);
    const standing = (userId: string, isStylist: boolean, openPromotionId: string | null = null) =>
      expect.objectContaining({ userId, isStylist, openPromotionId });
    expect(body.items).toHaveLength(4);
    expect(body.items).toEqual(
      expect.arrayContaining([
        standing(open, false, promotion.id),
        standing(active.id, true),
        standing(inactive.id, false),
        standing(roleless.id, false),
      ]),
    );
  });

  it('Pages hold every candidate once, newest first, while others sign up', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 7; n++) ids.push(await addUser(app.owner, `Queue ${n}`));
    await app.owner.query(`UPDATE public.user_profiles SET created_at = '2026-01-01Z' WHERE id = ANY ($1)`, [
      ids.slice(0, 3),
    ]);
    const seen: string[] = [];
    let cursor: string | null = null;
    for (let page = 0; page === 0 || cursor !== null; page++) {
      const { body } = await find({ q: 'queue', limit: '2', ...(cursor === null ? {} : { cursor }) }).expect(200);
      seen.push(...(body.items as { userId: string }[]).map(({ userId }) => userId));
      expect(body.total).toBe(7 + page);
      cursor = body.nextCursor as string | null;
      await addUser(app.owner, 'Queue later');
    }
    expect(seen).toEqual([...ids.slice(3).toReversed(), ...ids.slice(0, 3).sort().toReversed()]);
  });

  it('Without two characters to look for there is no list, and only admins have one', async () => {
    for (const query of [{}, { q: 'a' }, { q: ' a ' }, { q: 'x'.repeat(81) }]) {
      await find(query as Record<string, string>).expect(400);
    }
    for (const who of ['stylist', 'customer', 'auditor']) await find({ q: 'prakash' }, who).expect(403);
    await app.as(undefined).get('/v1/candidates?q=prakash').expect(401);
  });
});
