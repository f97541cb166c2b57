import { Agent, type IncomingMessage, request, type RequestOptions } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { addDays, type LocalDate } from '../../src/calendar/wall-clock.js';
import { run } from '../support/process.js';

/** What {@link flood} sends. */
export interface Plan {
  url: string;
  /** Requests a second, whatever the answers do; null: 16 callers, each as fast as it is answered. */
  rate: number | null;
  seconds: number;
  /** The path that is read. */
  read: string;
  /** Each tenth request adds a day of vacation, of one stylist after the other, from this date on. */
  stylists: string[];
  firstDate: LocalDate;
  token: string;
}

/** What came of it. */
export interface Flooded {
  /** Answers by status, if they are as they must be: 200, 201, or 503 as a problem with `Retry-After`; else what they are. */
  outcomes: Record<string, number>;
  /** Milliseconds of the requests that were done, in order. */
  done: number[];
  /** Milliseconds of those that were refused, in order. */
  refused: number[];
  /** The ids of what was added, as the answers say. */
  added: string[];
}

const WRITE_EVERY = 10;
const CALLERS = 16;
/** As of a proxy, which keeps them; what finds none free waits here. */
const CONNECTIONS = 256;
/** Milliseconds between two bursts. */
const EVERY = 10;

/** Sends the plan's requests from a process of its own, so that its work is not in the way of the answers. */
export async function flood(plan: Plan): Promise<Flooded> {
  const sender = run('test/proof/flood.js', [JSON.stringify(plan)], {});
  if ((await sender.exit) !== 0) throw new Error(sender.output());
  return JSON.parse(sender.output()) as Flooded;
}

async function send({ url, rate, seconds, read, stylists, firstDate, token }: Plan): Promise<Flooded> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  // Opening so many at once takes longer than their first answers.
  await Promise.all(Array.from({ length: CONNECTIONS }, () => ask(`${url}/health/live`, { agent })));
  const flooded: Flooded = { outcomes: {}, done: [], refused: [], added: [] };
  let sent = 0;
  const one = async (): Promise<void> => {
    const turn = sent++;
    const body = turn % WRITE_EVERY === 0 ? vacation(stylists, firstDate, turn / WRITE_EVERY) : undefined;
    const begun = performance.now();
    const outcome = await (
      body === undefined
        ? ask(`${url}${read}`, { agent })
        : ask(`${url}/v1/schedule-overrides`, { agent, method: 'POST', headers: headers(token) }, JSON.stringify(body))
    ).catch((error: unknown) => ({
      name: String(error),
      id: undefined,
    }));
    const took = Math.round(performance.now() - begun);
    flooded.outcomes[outcome.name] = (flooded.outcomes[outcome.name] ?? 0) + 1;
    if (outcome.name === '503') flooded.refused.push(took);
    else flooded.done.push(took);
    if (outcome.id !== undefined) flooded.added.push(outcome.id);
  };
  const end = performance.now() + seconds * 1_000;
  if (rate === null) {
    const caller = async (): Promise<void> => {
      while (performance.now() < end) await one();
    };
    await Promise.all(Array.from({ length: CALLERS }, caller));
  } else {
    const all: Promise<void>[] = [];
    const begun = performance.now();
    for (let now = begun; now < end; now = performance.now()) {
      // After a pause of this process it sends what it has missed.
      while (all.length < ((now - begun) / 1_000) * rate) all.push(one());
      await sleep(EVERY);
    }
    await Promise.all(all);
  }
  agent.destroy();
  for (const times of [flooded.done, flooded.refused]) times.sort((a, b) => a - b);
  return flooded;
}

/** The body of the nth write: no two are the same. */
function vacation(stylists: readonly string[], firstDate: LocalDate, n: number): object {
  const date = addDays(firstDate, Math.floor(n / stylists.length));
  const stylistUserId = stylists[n % stylists.length];
  return { overrideType: 'stylist_vacation', stylistUserId, startDate: date, endDate: date, isClosed: true };
}

function headers(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
}

async function ask(
  url: string,
  options: RequestOptions,
  body?: string,
): Promise<{ name: string; id: string | undefined }> {
  const response = await new Promise<IncomingMessage>((answered, failed) => {
    request(url, options, answered).on('error', failed).end(body);
  });
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  const { statusCode: status, headers: given } = response;
  if (status === 200) return { name: '200', id: undefined };
  if (status === 201) return { name: '201', id: (JSON.parse(text) as { id: string }).id };
  const isProblem =
    status === 503 &&
    given['content-type']?.startsWith('application/problem+json') === true &&
    /^\d+$/.test(given['retry-after'] ?? '') &&
    (JSON.parse(text) as { code: string }).code === 'TEMPORARILY_UNAVAILABLE';
  return { name: isProblem ? '503' : `${status} ${JSON.stringify(given)} ${text}`, id: undefined };
}

const [, program = '', plan = ''] = process.argv;
if (program.endsWith('flood.js')) console.log(JSON.stringify(await send(JSON.parse(plan) as Plan)));
