import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { escapeLiteral } from 'pg';
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

interface KeptAnswer {
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
 * Claims the key for this transaction and looks for a kept answer: two statements, as the second must see what the
 * claim's last holder committed. The claim is a transaction's advisory lock: it dies with the transaction, so no crash
 * leaves one behind, and works behind a transaction pooler. The statements hold their values as text because they
 * travel with the start of the transaction; they run as the engine.
 *
 * @param caller a lower-case uuid.
 */
export function claimStatements(caller: string, { key }: IdempotentRequest): [claim: string, kept: string] {
  return [
    `SELECT pg_try_advisory_xact_lock(hashtextextended(${escapeLiteral(`${caller} ${key}`)}, 0)) AS free`,
    `SELECT fingerprint, status, headers, body
       FROM private.idempotency_keys
      WHERE caller = ${escapeLiteral(caller)} AND key = ${escapeLiteral(key)}
        AND created_at > now() - interval '${IDEMPOTENCY_HOURS} hours'`,
  ];
}

/**
 * The kept answer of the same request, if there is one.
 *
 * @param claimed the rows of {@link claimStatements}.
 * @throws {Problem} 409 `IDEMPOTENCY_IN_PROGRESS`, 422 `IDEMPOTENCY_KEY_REUSED`.
 */
export function keptAnswer<T>({ fingerprint }: IdempotentRequest, claimed: unknown[][]): Reply<T> | undefined {
  const [[claim], [kept]] = claimed as [{ free: boolean }[], KeptAnswer[]];
  if (claim?.free !== true) throw new Problem('IDEMPOTENCY_IN_PROGRESS');
  if (kept === undefined) return undefined;
  if (kept.fingerprint !== fingerprint) throw new Problem('IDEMPOTENCY_KEY_REUSED');
  return new Reply(kept.status, JSON.parse(kept.body) as T, { ...kept.headers, 'idempotency-replayed': 'true' });
}

/** Keeps a 2xx answer with the change it speaks of; sent with the commit. */
export function keepAnswer(tx: Tx, caller: string, request: IdempotentRequest, reply: Reply): void {
  void tx.engine(
    `INSERT INTO private.idempotency_keys AS kept (caller, key, fingerprint, status, headers, body)
     VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (caller, key) DO UPDATE
        SET fingerprint = excluded.fingerprint, status = excluded.status, headers = excluded.headers,
            body = excluded.body, created_at = now()
      WHERE kept.created_at <= now() - interval '${IDEMPOTENCY_HOURS} hours'`,
    [caller, request.key, request.fingerprint, reply.status, JSON.stringify(reply.headers), JSON.stringify(reply.body)],
  );
}
