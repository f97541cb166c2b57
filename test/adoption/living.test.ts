import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { migrate, revert } from '../../src/database/migrate.js';
import { dumpOf, startHostServer, type Host, type HostServer } from '../support/hosts/hosts.js';
import { HOST } from '../support/hosts/marketplace.js';

let server: HostServer;
let host: Host;

beforeAll(async () => {
  server = await startHostServer();
});

afterEach(() => host.close());

afterAll(() => server.stop());

export async function revertWithLogs(): Promise<void> {
  process.env['ALLOW_AUDIT_LOSS'] = 'yes';
  try {
    await revert(host.ownerUrl);
  } finally {
    delete process.env['ALLOW_AUDIT_LOSS'];
  }
}

describe('The living marketplace', () => {
  test('is adopted, and a revert restores its catalogue and every row', async () => {
    host = await server.living();
    const before = await dumpOf(host.all);
    expect(before.length).toBeGreaterThan(400);
    expect(await migrate(host.ownerUrl)).toHaveLength(1);
    expect(await migrate(host.ownerUrl)).toEqual([]);
    await revertWithLogs();
    expect(await dumpOf(host.all)).toEqual(before);
    await migrate(host.ownerUrl);
    await revertWithLogs();
    expect(await dumpOf(host.all)).toEqual(before);
  });
});
