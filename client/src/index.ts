import createFetchClient, { type Client, type ClientOptions } from 'openapi-fetch';
import type { components, paths } from './schema.js';

export type { components, paths } from './schema.js';

/** The schemas of the API by name: `Schemas['Promotion']`. */
export type Schemas = components['schemas'];

/** Every problem that the API answers with, told apart by `code`. */
export type AnyProblem = Schemas[Exclude<Extract<keyof Schemas, `${string}Problem`>, 'Problem'>];
export type Code = AnyProblem['code'];

/** The problem with that code, with its members. */
export type ProblemOf<C extends Code> = Extract<AnyProblem, { code: C }>;

export type Persona = Schemas['Persona'];
export type ServiceEngine = Client<paths>;

export interface Options extends ClientOptions {
  /** A token, or a function that is asked for one before each request; without it, calls are anonymous. */
  token?: string | (() => string | Promise<string>);
}

/** A client of the service at `baseUrl`. */
export function createClient({ token, ...options }: Options): ServiceEngine {
  const client = createFetchClient<paths>(options);
  client.use({
    onRequest: async ({ request }) => {
      const value = typeof token === 'function' ? await token() : token;
      if (value !== undefined) request.headers.set('Authorization', `Bearer ${value}`);
      return request;
    },
  });
  return client;
}

/** A client that is signed in as somebody of the demo salon. Only a service with demo data has these tokens. */
export async function signIn(options: ClientOptions, persona: Persona): Promise<ServiceEngine> {
  const { token } = must(await createClient(options).POST('/dev/token', { body: { persona } }));
  return createClient({ ...options, token });
}

/** Whether an error is the problem with this code; then its members have their types. */
export function isProblem<C extends Code>(error: unknown, code: C): error is ProblemOf<C> {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}

/** A problem as an exception. */
export class ProblemError extends Error {
  constructor(readonly problem: AnyProblem) {
    super(`${problem.code}: ${problem.detail}`);
    this.name = 'ProblemError';
  }
}

interface Result<Data> {
  data?: Data;
  error?: unknown;
  response: Response;
}

/** The data of an answer. @throws {ProblemError} where the answer is a problem. */
export function must<Data>({ data, error, response }: Result<Data>): NonNullable<Data> {
  if (error !== undefined) throw new ProblemError(error as AnyProblem);
  if (data === undefined || data === null) throw new Error(`The answer ${response.status} has no body`);
  return data;
}

interface Page<Item> {
  items: Item[];
  nextCursor: string | null;
}

/** Every item of a list, page by page: `for await (const item of itemsOf((cursor) => client.GET(…, cursor)))`. */
export async function* itemsOf<Item>(
  read: (query: { cursor?: string }) => Promise<Result<Page<Item>>>,
): AsyncGenerator<Item> {
  let cursor: string | undefined;
  do {
    const page = must(await read(cursor === undefined ? {} : { cursor }));
    yield* page.items;
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}

/** The header for a change of what this answer showed: 412 where it has changed since. */
export function ifMatch({ response }: { response: Response }): { 'If-Match'?: string } {
  const tag = response.headers.get('ETag');
  return tag === null ? {} : { 'If-Match': tag };
}

/** The header that makes a POST or PUT safe to repeat for 24 hours: keep it, and send it with each attempt. */
export function idempotencyKey(key: string = crypto.randomUUID()): { 'Idempotency-Key': string } {
  return { 'Idempotency-Key': key };
}
