import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { BeginOptions, Database } from '../database/database.js';
import type { Actor, Tx } from '../database/transaction.js';
import { claimStatements, keepAnswer, keptAnswer, type IdempotentRequest } from './idempotency.js';
import { Problem } from '../http/problem.js';
import { entityTag, matchesTag, type Reply } from '../http/reply.js';
import type { Caller } from './caller.js';
import type { RequestFacts } from '../http/request-facts.js';

/** The transaction that the guard has begun, and what its claim of an `Idempotency-Key` found. */
interface Opened {
  tx: Tx;
  claimed: unknown[][];
}

/**
 * One request as the services see it: who calls, and the way into the database as that caller. The guard has begun its
 * transaction already, together with the look-up of the caller; the first {@link read} or {@link write} goes on in it.
 */
export class RequestContext {
  private constructor(
    private readonly database: Database,
    private readonly actor: Actor,
    /** Null: anonymous. */
    readonly caller: Caller | null,
    readonly request: RequestFacts,
    private readonly ifMatch: string | undefined,
    private opened: Opened | undefined,
    private readonly idempotent: IdempotentRequest | Problem | undefined,
  ) {}

  static anonymous(database: Database, request: RequestFacts): RequestContext {
    return new RequestContext(database, { kind: 'anonymous' }, null, request, undefined, undefined, undefined);
  }

  static signedIn(
    database: Database,
    caller: Caller,
    request: RequestFacts,
    options: {
      ifMatch: string | undefined;
      /** A problem: what was sent as a key is none. */
      idempotent: IdempotentRequest | Problem | undefined;
      opened: Opened | undefined;
    },
  ): RequestContext {
    const actor: Actor = { kind: 'user', userId: caller.userId };
    return new RequestContext(database, actor, caller, request, options.ifMatch, options.opened, options.idempotent);
  }

  /** The signed-in caller; only routes that need no sign-in have none. */
  get user(): Caller {
    if (this.caller === null) throw new Problem('UNAUTHENTICATED');
    return this.caller;
  }

  /** Reads as the caller, in one transaction. */
  async read<T>(work: (tx: Tx) => Promise<T>, options: BeginOptions = {}): Promise<T> {
    return this.database.transact(this.actor, work, { readOnly: true, ...options }, this.takeOpened()?.tx);
  }

  /**
   * Writes as the caller, in one transaction that may be run again whole. Under an `Idempotency-Key` the answer is kept
   * in the same transaction, or replayed instead of running the work.
   */
  async write<T>(work: (tx: Tx) => Promise<Reply<T>>): Promise<Reply<T>> {
    const { actor, idempotent } = this;
    if (idempotent instanceof Problem) throw idempotent;
    const opened = this.takeOpened();
    if (idempotent === undefined) return this.database.transact(actor, work, {}, opened?.tx);
    const { userId } = this.user;
    return this.database.transact(
      actor,
      async (tx) => {
        const claim = (): Promise<unknown[][]> =>
          Promise.all(claimStatements(userId, idempotent).map((statement) => tx.engine(statement)));
        const kept = keptAnswer<T>(idempotent, tx === opened?.tx ? opened.claimed : await claim());
        if (kept !== undefined) return kept;
        const reply = await work(tx);
        keepAnswer(tx, userId, idempotent, reply);
        return reply;
      },
      {},
      opened?.tx,
    );
  }

  /**
   * Honours `If-Match` (docs/api.md "Entity tags").
   *
   * @throws {Problem} 412 `VERSION_MISMATCH` when the request names another version than this one.
   */
  expectVersion(version: string | number): void {
    if (this.ifMatch !== undefined && !matchesTag(this.ifMatch, entityTag(version), 'strong')) {
      throw new Problem('VERSION_MISMATCH', { headers: { etag: entityTag(version) } });
    }
  }

  /** Gives the guard's connection back if nothing has used it; undefined when there is none to give. */
  close(): Promise<void> | undefined {
    return this.takeOpened()?.tx.rollback();
  }

  private takeOpened(): Opened | undefined {
    const opened = this.opened;
    this.opened = undefined;
    return opened;
  }
}

declare module 'fastify' {
  interface FastifyRequest {
    requestContext?: RequestContext;
    /** The verified subject of the token, also when it may not call. */
    subject?: string;
    /** The body as it came, before it was parsed. */
    rawBody?: Buffer;
    /** Why the body cannot be used; the guard throws it after 401 and 403 (docs/rules.md "Order of deciding"). */
    bodyFault?: Problem;
  }
}

/**
 * Gives connections back that no service has used: before the answer leaves, so that what runs then may take another one
 * without waiting for this one, and at the end of a request whose client has gone.
 */
export function closeContexts(fastify: FastifyInstance): void {
  fastify.addHook('onSend', (request, _reply, payload, proceed) => {
    const closing = request.requestContext?.close();
    if (closing === undefined) proceed(null, payload);
    else void closing.then(() => proceed(null, payload));
  });
  fastify.addHook('onResponse', (request, _reply, done) => {
    void request.requestContext?.close();
    done();
  });
}

/** The {@link RequestContext} that the access guard made of this request. */
export const CurrentContext = createParamDecorator((_: unknown, context: ExecutionContext): RequestContext => {
  const { requestContext } = context.getArgByIndex<FastifyRequest>(0);
  if (requestContext === undefined) throw new Problem('UNAUTHENTICATED');
  return requestContext;
});
