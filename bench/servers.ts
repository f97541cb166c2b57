import { Client } from 'pg';
import { freePort, run, type Running } from '../test/support/process.js';
import { withDatabase } from '../test/support/server.js';
import type { EmbeddedPostgres } from '../src/embedded/embedded-postgres.js';
import { migrate } from '../src/database/migrate.js';
import { day, seedBookings, seedSalon, serviceId, stylistId } from './seed.js';

/** The stored days that the bare server looks up: of no service's format, so that nobody else uses or purges them. */
const KEPT_FOR_BARE = 'ffffffff-ffff-4fff-8fff-ffffffffffff';

/** What tokens of the benchmark are signed with. */
export const SECRET = 'a secret of the benchmark, longer than 32 bytes';

/** A database with so many bookings, and what serves from it. */
export interface Salon {
  ownerUrl: string;
  apiUrl: string;
  /** Seconds that writing the bookings took. */
  seeded: number;
}

/** Makes a database of the server's, migrated and filled. */
export async function openSalon(postgres: EmbeddedPostgres, name: string, bookings: number): Promise<Salon> {
  const owner = new Client({ connectionString: postgres.ownerUrl });
  await owner.connect();
  await owner.query(`CREATE DATABASE ${name}`);
  await owner.end();
  const ownerUrl = withDatabase(postgres.ownerUrl, name);
  await migrate(ownerUrl);
  await seedSalon(ownerUrl);
  const seeded = await seedBookings(ownerUrl, bookings);
  return { ownerUrl, apiUrl: withDatabase(postgres.apiUrl, name), seeded };
}

/** The built service, as it is started in production but for its limits and its log of requests. */
export async function startBuilt(
  { apiUrl }: Pick<Salon, 'apiUrl'>,
  settings: Record<string, string> = {},
): Promise<Running> {
  const service = run('src/main.js', [], {
    PORT: String(await freePort()),
    NODE_ENV: 'production',
    DATABASE_URL: apiUrl,
    AUTH_JWT_SECRET: SECRET,
    LOG_LEVEL: 'warn',
    RATE_LIMIT_ANONYMOUS: '1000000000',
    ...settings,
  });
  await service.answers('/health/ready', 200);
  return service;
}

/** The bare server, and the same days for it to look up. */
export async function startBare({ ownerUrl }: Salon): Promise<Running> {
  const bare = run('bench/bare.js', [], {
    PORT: String(await freePort()),
    NODE_ENV: 'production',
    DATABASE_URL: ownerUrl,
  });
  await bare.answers('/ready', 404);
  return bare;
}

/** Copies what a service has stored of these days, to stay while the benchmark lasts. */
export async function keepForBare({ ownerUrl }: Salon): Promise<void> {
  const owner = new Client({ connectionString: ownerUrl });
  await owner.connect();
  await owner.query(
    `INSERT INTO private.availability_cache
            (stylist_user_id, service_id, cache_date, available_slots, computed_at, expires_at, snapshot, format)
     SELECT stylist_user_id, $1, cache_date, available_slots, computed_at, 'infinity', snapshot, 'bench'
       FROM private.availability_cache
      WHERE service_id = $2
     ON CONFLICT DO NOTHING`,
    [KEPT_FOR_BARE, serviceId(0)],
  );
  await owner.query('VACUUM ANALYZE private.availability_cache');
  await owner.end();
}

export async function stopAll(running: readonly Running[]): Promise<void> {
  for (const one of running) one.kill('SIGTERM');
  await Promise.all(running.map(({ exit }) => exit));
}

const HOT_DAYS = 5;
const HOT_STYLISTS = 20;

/** The days that everybody asks for. */
export function hotDays(isBare: boolean): string[] {
  return Array.from({ length: HOT_DAYS * HOT_STYLISTS }, (_, n) =>
    dayPath(stylistId(n % HOT_STYLISTS), isBare ? KEPT_FOR_BARE : serviceId(0), day(1 + Math.floor(n / HOT_STYLISTS))),
  );
}

export function hotMonths(path: '' | '/days'): string[] {
  return Array.from({ length: HOT_STYLISTS }, (_, n) => monthPath(path, stylistId(n), serviceId(1)));
}

export function dayPath(stylist: string, service: string, date: string): string {
  return `/v1/availability?stylistId=${stylist}&serviceId=${service}&date=${date}`;
}

export function monthPath(path: '' | '/days', stylist: string, service: string): string {
  return `/v1/availability${path}?stylistId=${stylist}&serviceId=${service}&from=${day(1)}&to=${day(30)}`;
}

/** 50 stylists for a week. */
export function searchPath(service: string, firstStylist: number, firstDay: number): string {
  const ids = Array.from({ length: 50 }, (_, n) => stylistId(firstStylist + n)).join(',');
  return `/v1/availability/search?serviceId=${service}&stylistIds=${ids}&from=${day(firstDay)}&to=${day(firstDay + 6)}`;
}
