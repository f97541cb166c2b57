import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'pg';
import { Problem } from '../../src/http/problem.js';
import type { TestApp } from '../support/app.js';
import { freshAnswer, type FreshAnswer, servedAnswer } from '../support/fresh.js';
import { addOffer, offer, type TestOffer } from '../support/offers.js';
import { addBranch, addUser, moveTo } from '../support/stylists.js';
import { CHANGES, type Salon } from './storm-changes.js';

/** The result of a storm. */
export interface StormReport {
  /** Answers between two equal computations, which they had to equal. */
  judged: number;
  /** Answers while the database changed, which may be either. */
  unjudged: number;
  /** Answers that were stale; none is allowed. */
  stale: string[];
  committed: number;
  rolledBack: number;
  /** Errors of writers, except conflicts with each other. */
  failures: string[];
}

const READERS = 8;
const WRITERS = 4;
const STYLISTS = 4;

/**
 * Eight readers and four writers against several services on one database: bookings, holds, weeks, overrides, branches,
 * prices and profiles change, in long transactions, with rollbacks and savepoints, and move between stylists and dates. The slots
 * are computed without the cache before and after each answer; if both are equal, the answer must equal them.
 *
 * @param app computes without the cache; @param urls the services.
 */
export async function storm(app: TestApp, urls: readonly string[], reads: number): Promise<StormReport> {
  const salon = await openSalon(app.owner);
  const report: StormReport = { judged: 0, unjudged: 0, stale: [], committed: 0, rolledBack: 0, failures: [] };
  let isOver = false;
  const pool = new Pool({ connectionString: app.database.ownerUrl, max: WRITERS });
  const writers = Array.from({ length: WRITERS }, () => write(pool, salon, report, () => isOver));
  const readers = Array.from({ length: READERS }, (_, index) =>
    read(app, urls, salon, report, index, () => report.judged >= reads || report.stale.length > 0),
  );
  try {
    await Promise.all(readers);
  } finally {
    isOver = true;
    await Promise.all(writers);
    await pool.end();
  }
  return report;
}

async function openSalon(owner: Pool): Promise<Salon> {
  const offers: TestOffer[] = [];
  for (let index = 0; index < STYLISTS; index += 1) offers.push(await addOffer(owner, { hours: ['10:00', '14:00'] }));
  for (const { stylist } of offers) {
    for (const { serviceId } of offers.slice(0, 2)) await offer(owner, stylist.id, serviceId).catch(() => undefined);
  }
  const branches = [await addBranch(owner, `East ${randomUUID()}`), await addBranch(owner, `West ${randomUUID()}`)];
  for (const [index, { stylist }] of offers.entries()) await moveTo(owner, stylist, branches[index % 2] ?? null);
  return {
    stylists: offers.map(({ stylist }) => stylist.id),
    services: offers.slice(0, 2).map(({ serviceId }) => serviceId),
    dates: [2, 3, 4].map((offset) => offers[0]?.stylist.day(offset) ?? ''),
    customer: await addUser(owner, 'Storm Customer'),
    branches,
  };
}

async function write(owner: Pool, salon: Salon, report: StormReport, isOver: () => boolean): Promise<void> {
  const client = await owner.connect();
  try {
    await client.query(`SET lock_timeout = '500ms'`);
    while (!isOver()) {
      try {
        await client.query('BEGIN');
        const changes = 1 + Math.floor(Math.random() * 2);
        for (let index = 0; index < changes; index += 1) {
          const isTakenBack = Math.random() < 0.15;
          await client.query('SAVEPOINT one');
          const { text, values } = pick(CHANGES)(salon);
          await client.query(text, values).catch(async (error: unknown) => {
            await client.query('ROLLBACK TO one');
            tell(report, error);
          });
          if (isTakenBack) await client.query('ROLLBACK TO one');
        }
        // One transaction in ten stays open for long, so that others begin and end meanwhile.
        await sleep(Math.random() < 0.1 ? 300 : Math.random() * 10);
        const isKept = Math.random() < 0.8;
        await client.query(isKept ? 'COMMIT' : 'ROLLBACK');
        if (isKept) report.committed += 1;
        else report.rolledBack += 1;
      } catch (error) {
        await client.query('ROLLBACK');
        tell(report, error);
      }
      await sleep(Math.random() * 25);
    }
  } finally {
    client.release();
  }
}

/** Writers conflict in overlapping bookings and wait for each other's rows; any other error is a failure. */
const EXPECTED = new Set(['23505', '23P01', '55P03', '40P01', '23514']);

function tell(report: StormReport, error: unknown): void {
  const { code, message } = error as { code?: string; message: string };
  if (code === undefined || !EXPECTED.has(code)) report.failures.push(message);
}

async function read(
  app: TestApp,
  urls: readonly string[],
  salon: Salon,
  report: StormReport,
  index: number,
  isOver: () => boolean,
): Promise<void> {
  for (let turn = index; !isOver(); turn += 1) {
    const key = [pick(salon.stylists), pick(salon.services), pick(salon.dates)] as const;
    const before = await freshAnswer(app, ...key).catch(busy);
    const served = await servedAnswer(urls[turn % urls.length] ?? '', ...key);
    const after = await freshAnswer(app, ...key).catch(busy);
    // A busy machine may answer late or 503, but never stale.
    if (before === undefined || after === undefined || served.startsWith('503 ')) report.unjudged += 1;
    else if (before.answer !== after.answer) report.unjudged += 1;
    else if (served === before.answer) report.judged += 1;
    else if (await mayHaveBeenBetween(app.owner, before, after)) report.unjudged += 1;
    else report.stale.push(`${key.join(' ')}\n  served ${served}\n  stored ${before.answer}`);
  }
}

/** 503 because no connection was free is no answer; any other error is a failure. */
function busy(error: unknown): undefined {
  if (!(error instanceof Problem) || error.status !== 503) throw error;
}

/** Whether the database may have changed between the two and changed back, which takes two commits. */
async function mayHaveBeenBetween(owner: Pool, before: FreshAnswer, after: FreshAnswer): Promise<boolean> {
  const { rows } = await owner.query<{ commits: number }>(
    `SELECT count(DISTINCT xid)::int AS commits
       FROM private.availability_changes
      WHERE NOT pg_visible_in_snapshot(xid, $1::pg_snapshot) AND pg_visible_in_snapshot(xid, $2::pg_snapshot)`,
    [before.snapshot, after.snapshot],
  );
  return (rows[0]?.commits ?? 0) > 1;
}

function pick<T>(list: readonly T[]): T {
  return list[Math.floor(Math.random() * list.length)]!;
}
