import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { STATUSES } from '../src/promotions/promotion.states.js';
import { startApp, type TestApp } from './support/app.js';
import { promotionIn } from './support/promotions.js';

let app: TestApp;

beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

describe('A promotion', () => {
  it.each(STATUSES)('reaches %s', async (status) => {
    const promotion = await promotionIn(app, status);
    const { body } = await app.as('admin').get(promotion.path).expect(200);
    expect(body).toMatchObject({ status });
  });
});
