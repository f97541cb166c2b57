import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { recordAction, type Action } from '../audit/record.js';
import type { RequestContext } from '../auth/request-context.js';
import { instantText } from '../calendar/wall-clock.js';
import { readList } from '../database/list.js';
import { instantColumn } from '../database/sql-format.js';
import type { Tx } from '../database/transaction.js';
import { pageOf, type PageQuery, pageRequest } from '../http/paging.js';
import { invalid, Problem } from '../http/problem.js';
import { entityTag, noContent, ok, Reply } from '../http/reply.js';
import { newSecret, WebhookSecrets } from './webhook-secrets.js';
import { WebhookSender } from './webhook-sender.js';
import type {
  CreateWebhookDto,
  UpdateWebhookDto,
  WebhookDto,
  WebhookPageDto,
  WebhookTestDto,
  WebhookWithSecretDto,
} from './webhooks.dto.js';

const LONGEST_URL = 2_048;
/** Each webhook has connections of its own, so their number is bounded. */
const MOST_WEBHOOKS = 50;
/** The advisory lock of those that make one ("HOOK" in ASCII). */
const CREATE_LOCK = 0x484f4f4b;

/** For how long a former secret signs along. */
const FORMER_HOURS = 24;

/** Milliseconds that a test waits: an answer leaves within ten seconds. */
const TEST_TIMEOUT = 8_000;

const COLUMNS = `
  w.id, w.url, w.types, w.description, w.is_enabled AS "isEnabled", ${instantColumn('w.created_at')} AS "createdAt",
  ${instantColumn('w.updated_at')} AS "updatedAt", w.row_version AS version`;

const LIST = `
  SELECT ${COLUMNS}
    FROM private.webhooks w
   WHERE $1::timestamptz IS NULL OR (w.created_at, w.id) < ($1, $2::uuid)
   ORDER BY w.created_at DESC, w.id DESC
   LIMIT $3`;

/** The row is read as the transaction that held its lock has left it. */
const LOCKED = 'FOR NO KEY UPDATE';

const INSERT = `
  INSERT INTO private.webhooks AS w (id, url, types, description, secret, created_by)
  SELECT $1, $2, $3, $4, $5, $6 WHERE (SELECT count(*) FROM private.webhooks) < ${MOST_WEBHOOKS}
  RETURNING ${COLUMNS}`;

const UPDATE = `
  UPDATE private.webhooks w
     SET url = $2, types = $3, description = $4, is_enabled = $5, updated_at = now(),
         failing_since = CASE WHEN $5 AND NOT w.is_enabled OR $2 <> w.url THEN NULL ELSE w.failing_since END
   WHERE w.id = $1
  RETURNING ${COLUMNS}`;

const ROTATE = `
  UPDATE private.webhooks w
     SET former_secret = w.secret, former_until = now() + interval '${FORMER_HOURS} hours', secret = $2,
         updated_at = now()
   WHERE w.id = $1
  RETURNING ${COLUMNS}`;

interface WebhookRow extends WebhookDto {
  version: number;
}

/** The webhooks of admins (docs/events.md). */
@Injectable()
export class WebhooksService {
  constructor(
    private readonly secrets: WebhookSecrets,
    private readonly sender: WebhookSender,
  ) {}

  /** A page of the webhooks, newest first. */
  list(context: RequestContext, query: PageQuery): Promise<WebhookPageDto> {
    const request = pageRequest('webhooks', query, ['instant', 'id']);
    const list = { rows: LIST, count: 'SELECT count(*)::int AS total FROM private.webhooks', filters: [] };
    return context.read(async (tx) => {
      const found = await readList<WebhookRow>(tx, 'engine', list, request);
      return pageOf(request, found, (row) => [row.createdAt, row.id], shown);
    });
  }

  /** @throws {Problem} 404 `WEBHOOK_NOT_FOUND`. */
  show(context: RequestContext, id: string): Promise<Reply<WebhookDto>> {
    return context.read(async (tx) => replyWith(await readWebhook(tx, id)));
  }

  /**
   * Makes a webhook, and shows its secret once.
   *
   * @throws {Problem} 400 for the URL, 409 `WEBHOOKS_OFF`, `WEBHOOKS_FULL`.
   */
  async create(context: RequestContext, body: CreateWebhookDto): Promise<Reply<WebhookWithSecretDto>> {
    const { types, description = null } = body;
    const url = await this.checkedUrl(body.url);
    return context.write(async (tx) => {
      const id = randomUUID();
      const secret = newSecret();
      const sealed = this.secrets.seal(id, secret);
      await tx.engine('SELECT pg_advisory_xact_lock($1)', [CREATE_LOCK]);
      const [row] = await tx.engine<WebhookRow>(INSERT, [id, url, types, description, sealed, context.user.userId]);
      if (row === undefined) throw new Problem('WEBHOOKS_FULL');
      await record(tx, context, 'CREATE_WEBHOOK', id, { oldValues: null, newValues: logged(row) });
      const headers = { location: `/v1/webhooks/${id}`, etag: entityTag(row.version) };
      return new Reply(201, shownWith(row, secret), headers, shownWith(row, null));
    });
  }

  /**
   * Changes a webhook. A change without a difference writes and logs nothing.
   *
   * @throws {Problem} 404 `WEBHOOK_NOT_FOUND`, 400 for the URL, 412.
   */
  async update(context: RequestContext, id: string, body: UpdateWebhookDto): Promise<Reply<WebhookDto>> {
    const checked = body.url === undefined ? {} : { url: await this.checkedUrl(body.url) };
    return context.write(async (tx) => {
      const before = await readWebhook(tx, id, LOCKED);
      context.expectVersion(before.version);
      const wanted = { ...values(before), ...given(body), ...checked };
      if (isDeepStrictEqual(values(before), wanted)) return replyWith(before);
      const { url, types, description, isEnabled } = wanted;
      const [after] = await tx.engine<WebhookRow>(UPDATE, [id, url, types, description, isEnabled]);
      if (after === undefined) throw new Problem('WEBHOOK_NOT_FOUND');
      await record(tx, context, 'UPDATE_WEBHOOK', id, { oldValues: logged(before), newValues: logged(after) });
      return replyWith(after);
    });
  }

  /**
   * Deletes a webhook with its deliveries.
   *
   * @throws {Problem} 404 `WEBHOOK_NOT_FOUND`, 412.
   */
  remove(context: RequestContext, id: string): Promise<Reply<null>> {
    return context.write(async (tx) => {
      const before = await readWebhook(tx, id, LOCKED);
      context.expectVersion(before.version);
      await tx.engine('DELETE FROM private.webhooks WHERE id = $1', [id]);
      await record(tx, context, 'DELETE_WEBHOOK', id, { oldValues: logged(before), newValues: null });
      return noContent();
    });
  }

  /**
   * Gives a webhook a new secret; the former one signs along for a day.
   *
   * @throws {Problem} 404 `WEBHOOK_NOT_FOUND`, 409 `WEBHOOKS_OFF`, 412.
   */
  rotate(context: RequestContext, id: string): Promise<Reply<WebhookWithSecretDto>> {
    return context.write(async (tx) => {
      const before = await readWebhook(tx, id, LOCKED);
      context.expectVersion(before.version);
      const secret = newSecret();
      const [row] = await tx.engine<WebhookRow>(ROTATE, [id, this.secrets.seal(id, secret)]);
      if (row === undefined) throw new Problem('WEBHOOK_NOT_FOUND');
      await record(tx, context, 'UPDATE_WEBHOOK', id, { rotated: 'secret' });
      const etag = entityTag(row.version);
      return new Reply(200, shownWith(row, secret), { etag }, shownWith(row, null));
    });
  }

  /**
   * Sends a test message and waits for its answer. No transaction is open meanwhile.
   *
   * @throws {Problem} 404 `WEBHOOK_NOT_FOUND`, 409 `WEBHOOKS_OFF`.
   */
  async test(context: RequestContext, id: string): Promise<WebhookTestDto> {
    if (!this.secrets.isOn) throw new Problem('WEBHOOKS_OFF');
    const sql = 'SELECT url, secret FROM private.webhooks WHERE id = $1';
    const [webhook] = await context.read((tx) => tx.engine<{ url: string; secret: Buffer }>(sql, [id]));
    if (webhook === undefined) throw new Problem('WEBHOOK_NOT_FOUND');
    const opened = this.secrets.open(id, webhook.secret);
    if (opened === undefined) return { status: null, durationMs: 0, failure: UNREADABLE };
    const message = { id: randomUUID(), type: 'webhook.test', timestamp: instantText(Date.now()) };
    const signal = AbortSignal.timeout(TEST_TIMEOUT);
    return this.sender.send(webhook.url, [opened], { ...message, data: { webhookId: id } }, signal);
  }

  /** A URL as the parser writes it: whatever its spelling was, this is what is connected to. */
  private async checkedUrl(text: string): Promise<string> {
    if (!this.secrets.isOn) throw new Problem('WEBHOOKS_OFF');
    const fault = await this.sender.faultOf(text);
    if (fault !== undefined) throw invalid({ path: 'url', code: 'INVALID_URL', message: fault });
    const { href } = new URL(text);
    if (href.length <= LONGEST_URL) return href;
    const message = `must have at most ${LONGEST_URL} characters when encoded`;
    throw invalid({ path: 'url', code: 'TOO_LONG', message });
  }
}

/** What a message fails with whose secret another key has sealed. */
export const UNREADABLE = 'the secret was sealed with another WEBHOOK_SECRET_KEY; rotate it';

/** @throws {Problem} 404 `WEBHOOK_NOT_FOUND`. */
export async function readWebhook(tx: Tx, id: string, locking = ''): Promise<WebhookRow> {
  const sql = `SELECT ${COLUMNS} FROM private.webhooks w WHERE w.id = $1 ${locking}`;
  const [row] = await tx.engine<WebhookRow>(sql, [id]);
  if (row === undefined) throw new Problem('WEBHOOK_NOT_FOUND');
  return row;
}

function shownWith(row: WebhookRow, secret: string | null): WebhookWithSecretDto {
  return Object.assign(shown(row), { secret });
}

function shown({ version: _version, ...webhook }: WebhookRow): WebhookDto {
  return webhook;
}

function replyWith(row: WebhookRow): Reply<WebhookDto> {
  return ok(shown(row), entityTag(row.version));
}

/** What the log keeps: a query may hold a token of the receiver. */
function logged(row: WebhookDto) {
  const { origin, pathname } = new URL(row.url);
  return { ...values(row), url: origin + pathname };
}

/** What a change may change. */
function values({ url, types, description, isEnabled }: WebhookDto) {
  return { url, types, description, isEnabled };
}

function given(body: UpdateWebhookDto): Partial<ReturnType<typeof values>> {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
}

async function record(
  tx: Tx,
  context: RequestContext,
  action: Extract<Action, 'CREATE_WEBHOOK' | 'UPDATE_WEBHOOK' | 'DELETE_WEBHOOK'>,
  id: string,
  details: Record<string, unknown>,
): Promise<void> {
  await recordAction(tx, context, { action, targetType: 'webhook', targetId: id, details });
}
