import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Database } from '../database/database.js';
import { type Actor, LIFETIME, type Tx } from '../database/transaction.js';
import { Problem } from '../http/problem.js';
import { entityTag, matchesVersion, type Reply } from '../http/reply.js';
import type { RequestFacts } from '../http/request-facts.js';
import type { Caller } from './caller.js';
import { type IdempotentRequest, storeAnswer, storedAnswer } from './idempotency.js';

/** What the headers of a request demand of its answer. */
export interface Demands {
  ifMatch?: string | undefined;
  /** Its body is read later. A problem: the header holds no key. */
  idempotent?: () => IdempotentRequest | Problem | undefined;
}

/** One request as the services see it: the caller, and the way into the database as that caller. */
export class RequestContext {
  constructor(
    private readonly database: Database,
    /** Null: anonymous. */
    readonly caller: Caller | null,
    readonly request: RequestFacts,
    private readonly demands: Demands = {},
    /** When the guard began, epoch milliseconds: its look-up of the caller counts towards the time of an answer. */
    private readonly startedAt = Date.now(),
  ) {}

  /** The signed-in caller. Only public routes have none. */
  get user(): Caller {
    if (this.caller === null) throw new Problem('UNAUTHENTICATED');
    return this.caller;
  }

  /** Reads as the caller, in one transaction. */
  async read<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.database.transaction(this.actor, work, { readOnly: true, lifetime: this.timeLeft });
  }

  /**
   * Writes as the caller, in one transaction that may run again whole. Under an `Idempotency-Key` the same transaction
   * stores the answer, or returns the stored answer and does not run the work.
   */
  async write<T>(work: (tx: Tx) => Promise<Reply<T>>): Promise<Reply<T>> {
    const idempotent = this.demands.idempotent?.();
    if (idempotent instanceof Problem) throw idempotent;
    const options = { lifetime: this.timeLeft };
    if (idempotent === undefined) return this.database.transaction(this.actor, work, options);
    const { userId } = this.user;
    const once = async (tx: Tx): Promise<Reply<T>> => {
      const stored = await storedAnswer<T>(tx, userId, idempotent);
      if (stored !== undefined) return stored;
      const reply = await work(tx);
      await storeAnswer(tx, userId, idempotent, reply);
      return reply;
    };
    return this.database.transaction(this.actor, once, options);
  }

  /**
   * Honours `If-Match` (docs/api.md "Entity tags").
   *
   * @param version null: nothing is there, and no tag passes, `*` neither.
   * @throws {Problem} 412 `VERSION_MISMATCH` when the request names another version.
   */
  expectVersion(version: string | number | null): void {
    const { ifMatch } = this.demands;
    if (ifMatch === undefined) return;
    if (version === null) throw new Problem('VERSION_MISMATCH');
    const etag = entityTag(version);
    if (!matchesVersion(ifMatch, etag)) throw new Problem('VERSION_MISMATCH', { headers: { etag } });
  }

  private get timeLeft(): number {
    return this.startedAt + LIFETIME - Date.now();
  }

  private get actor(): Actor {
    return this.caller === null ? { kind: 'anonymous' } : { kind: 'user', userId: this.caller.userId };
  }
}

declare module 'fastify' {
  interface FastifyRequest {
    requestContext?: RequestContext;
    /** The verified subject of the token, also if it may not call. */
    subject?: string;
    /** The body as it came, before it was parsed. */
    rawBody?: Buffer;
    /** Why the body cannot be used; the guard throws it after 401 and 403 (docs/rules.md "Order of deciding"). */
    bodyFault?: Problem;
  }
}

/** The {@link RequestContext} that the access guard made of this request. */
export const CurrentContext = createParamDecorator((_: unknown, context: ExecutionContext): RequestContext => {
  const { requestContext } = context.getArgByIndex<FastifyRequest>(0);
  if (requestContext === undefined) throw new Problem('UNAUTHENTICATED');
  return requestContext;
});
