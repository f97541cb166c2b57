import { StreamableFile } from '@nestjs/common';
import { stringify } from 'csv-stringify/sync';
import { Readable } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { RequestContext } from '../auth/request-context.js';
import type { Database } from '../database/database.js';
import { todayIn } from '../calendar/wall-clock.js';
import type { ServiceLogExportQuery, ServiceLogRowDto } from './audit.dto.js';
import type { Question } from './question.js';
import { recordAction } from './record.js';
import { keysOf, maskedRow, serviceLogQuestion, serviceLogRows } from './service-log.js';

/** Rows that are in memory at once. */
const CHUNK = 1_000;

const FIELDS = [
  'id',
  'actorId',
  'actorName',
  'actorEmail',
  'action',
  'targetId',
  'targetType',
  'severity',
  'category',
  'details',
  'ipAddress',
  'userAgent',
  'requestId',
  'createdAt',
  'redacted',
] as const satisfies (keyof ServiceLogRowDto)[];

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const MEDIA_TYPES = { csv: 'text/csv; charset=utf-8', ndjson: 'application/x-ndjson' } as const;

/**
 * Streams the service management log, newest first, as far as the reader's role sees it; that it was asked for is on
 * record before the first byte (rules.md §8 Audit). It is read piece by piece, each in a transaction of its own: a slow
 * client holds neither a connection nor a snapshot, and rows written meanwhile come before the first piece.
 *
 * @throws {Problem} 403 `FORBIDDEN` for a category that is not open to the reader, 400 `VALIDATION_FAILED`.
 */
export async function exportServiceLog(
  database: Database,
  context: RequestContext,
  query: ServiceLogExportQuery,
  zone: string,
): Promise<StreamableFile> {
  const { format, ...filters } = query;
  const question = serviceLogQuestion(context.user, filters, zone);
  await database.asEngine(async (tx) => {
    const details = { format, filters };
    recordAction(tx, context, { action: 'EXPORT_LOG', targetType: 'audit_log', targetId: null, details });
  });
  const pieces = piecesOf(database, question);
  const first = await pieces.next();
  const name = `service-log-${todayIn(zone, Date.now())}.${format}`;
  return new StreamableFile(Readable.from(textOf(format, first, pieces), { objectMode: false }), {
    type: MEDIA_TYPES[format],
    disposition: `attachment; filename="${name}"`,
  });
}

type Pieces = AsyncGenerator<ServiceLogRowDto[], void>;

async function* piecesOf(database: Database, question: Question): Pieces {
  let last: string[] | undefined;
  let rows;
  do {
    const page = { limit: CHUNK, after: last };
    ({ rows } = await database.asEngine((tx) => serviceLogRows(tx, question, page), { readOnly: true }));
    const newest = rows.at(-1);
    if (newest !== undefined) last = keysOf(newest);
    yield rows.map((row) => maskedRow(row, question));
  } while (rows.length === CHUNK);
}

async function* textOf(
  format: 'csv' | 'ndjson',
  first: IteratorResult<ServiceLogRowDto[], void>,
  pieces: Pieces,
): AsyncGenerator<string> {
  keepHeapSmall(1);
  try {
    if (format === 'csv') yield `${FIELDS.join(',')}\n`;
    for (let piece = first; piece.done !== true; piece = await pieces.next()) {
      yield format === 'csv' ? csvOf(piece.value) : ndjsonOf(piece.value);
    }
  } finally {
    keepHeapSmall(-1);
  }
}

let exportsUnderWay = 0;

/**
 * Pieces are garbage as soon as they are sent. Left to itself the collector lets the heap grow to several times of what
 * lives in it before it looks; while something is exported it looks each time the heap has grown by a fifth. It decides
 * that when it has collected, so it does so once at the start (some 50 ms).
 */
function keepHeapSmall(more: 1 | -1): void {
  exportsUnderWay += more;
  setFlagsFromString(`--heap-growing-percent=${exportsUnderWay > 0 ? 20 : 0}`);
  if (more === 1) collectGarbage();
}

/** Cells that a spreadsheet would take for a formula get a leading `'`. */
function csvOf(rows: ServiceLogRowDto[]): string {
  return stringify(rows, {
    columns: [...FIELDS],
    escape_formulas: true,
    cast: { object: (value) => JSON.stringify(value) },
  });
}

function ndjsonOf(rows: ServiceLogRowDto[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}
