import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { Tx } from '../database/transaction.js';
import { invalid, Problem } from '../http/problem.js';
import { Reply } from '../http/reply.js';

/** For how long the service replays an answer (docs/api.md "Idempotency"). */
export const IDEMPOTENCY_HOURS = 24;

/** A request under an `Idempotency-Key`: the key, and what makes the request the same one. */
export interface IdempotentRequest {
  key: string;
  /** SHA-256 of method, path, query and body. */
  fingerprint: string;
}

interface StoredAnswer {
  fingerprint: string;
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** The key of a POST or PUT; undefined: it has none; a problem: its key is malformed, to be thrown after 401 and 403. */
export function idempotentRequest(request: FastifyRequest): IdempotentRequest | Problem | undefined {
  const key = request.headers['idempotency-key'];
  if (key === undefined || (request.method !== 'POST' && request.method !== 'PUT')) return undefined;
  if (Array.isArray(key) || key.length < 1 || key.length > 255) {
    return invalid({ path: 'Idempotency-Key', code: 'OUT_OF_RANGE', message: 'must have 1 to 255 characters' });
  }
  const hash = createHash('sha256').update(`${request.method} ${request.url}\n`);
  return { key, fingerprint: hash.update(request.rawBody ?? '').digest('hex') };
}

/**
 * Claims the key for this transaction, and returns the answer that is stored under it, if there is one. The claim is an
 * advisory lock of the transaction: it ends with the transaction, so no crash leaves one behind, and it works behind a
 * transaction pooler. A second statement reads the answer, because it must see what the last holder has committed.
 *
 * @param caller a lower-case uuid.
 * @throws {Problem} 409 `IDEMPOTENCY_IN_PROGRESS`, 422 `IDEMPOTENCY_KEY_REUSED`.
 */
export async function storedAnswer<T>(
  tx: Tx,
  caller: string,
  { key, fingerprint }: IdempotentRequest,
): Promise<Reply<T> | undefined> {
  const [claim] = await tx.engine<{ isFree: boolean }>(
    `SELECT pg_try_advisory_xact_lock(hashtextextended($1 || ' ' || $2, 0)) AS "isFree"`,
    [caller, key],
  );
  if (claim?.isFree !== true) throw new Problem('IDEMPOTENCY_IN_PROGRESS');
  const [stored] = await tx.engine<StoredAnswer>(
    `SELECT fingerprint, status, headers, body
       FROM private.idempotency_keys
      WHERE caller = $1 AND key = $2 AND created_at > now() - interval '${IDEMPOTENCY_HOURS} hours'`,
    [caller, key],
  );
  if (stored === undefined) return undefined;
  if (stored.fingerprint !== fingerprint) throw new Problem('IDEMPOTENCY_KEY_REUSED');
  return new Reply(stored.status, JSON.parse(stored.body) as T, { ...stored.headers, 'idempotency-replayed': 'true' });
}

/** Stores a 2xx answer in the transaction of the change that it reports. */
export async function storeAnswer(tx: Tx, caller: string, request: IdempotentRequest, reply: Reply): Promise<void> {
  const { status, headers, repeated } = reply;
  await tx.engine(
    `INSERT INTO private.idempotency_keys AS stored (caller, key, fingerprint, status, headers, body)
     VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (caller, key) DO UPDATE
        SET fingerprint = excluded.fingerprint, status = excluded.status, headers = excluded.headers,
            body = excluded.body, created_at = now()
      WHERE stored.created_at <= now() - interval '${IDEMPOTENCY_HOURS} hours'`,
    [caller, request.key, request.fingerprint, status, headers, JSON.stringify(repeated)],
  );
}
