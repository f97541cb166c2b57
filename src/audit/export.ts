import { Inject, Injectable, StreamableFile } from '@nestjs/common';
import { stringify } from 'csv-stringify/sync';
import { Readable } from 'node:stream';
import type { RequestContext } from '../auth/request-context.js';
import { todayIn } from '../calendar/wall-clock.js';
import { CONFIG, type Config } from '../config.js';
import { Database } from '../database/database.js';
import { Problem } from '../http/problem.js';
import type { ExportFormat, ServiceLogExportQuery, ServiceLogRowDto } from './audit.dto.js';
import type { After, Selection } from './log-query.js';
import { recordAction } from './record.js';
import { ServiceLog } from './service-log.js';

/** Rows that one statement reads. The next statement waits until the client has taken the rows before. */
const ROWS_A_PIECE = 1_000;

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

const MEDIA_TYPES: Record<ExportFormat, string> = { csv: 'text/csv; charset=utf-8', ndjson: 'application/x-ndjson' };

/** Sends the service management log as a file. */
@Injectable()
export class AuditExport {
  /** The callers who take an export at this moment. */
  private readonly taking = new Set<string>();

  constructor(
    private readonly database: Database,
    private readonly serviceLog: ServiceLog,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Streams the rows that the caller may see, newest first. The export is on record before its first byte. Each piece is
   * read in a transaction of its own, so a slow client holds neither a connection nor a snapshot. A caller takes one
   * export at a time. HEAD takes none, and so leaves no record.
   *
   * @throws {Problem} 403 `FORBIDDEN` for a category that is not open to the caller, 400 `VALIDATION_FAILED`, 429
   * `RATE_LIMITED` while the caller takes another export.
   */
  async stream(context: RequestContext, query: ServiceLogExportQuery): Promise<StreamableFile> {
    const { format, ...filters } = query;
    const selection = this.serviceLog.select(context.user, filters);
    if (context.request.isHead) return this.file(Readable.from([]), format);
    const { userId } = context.user;
    if (this.taking.has(userId)) {
      throw new Problem('RATE_LIMITED', { detail: 'Your last export has not ended', headers: { 'retry-after': '1' } });
    }
    this.taking.add(userId);
    try {
      await this.database.asEngine((tx) =>
        recordAction(tx, context, {
          action: 'EXPORT_LOG',
          targetType: 'audit_log',
          targetId: null,
          details: { format, filters },
        }),
      );
      const pieces = this.pieces(selection, format);
      // A failure of the first piece can still be answered with a problem.
      const first = await pieces.next();
      const stream = Readable.from(startingWith(first, pieces), { objectMode: false });
      stream.once('close', () => this.taking.delete(userId));
      return this.file(stream, format);
    } catch (error) {
      this.taking.delete(userId);
      throw error;
    }
  }

  private file(stream: Readable, format: ExportFormat): StreamableFile {
    const name = `service-log-${todayIn(this.config.businessTimezone, Date.now())}.${format}`;
    return new StreamableFile(stream, {
      type: MEDIA_TYPES[format],
      disposition: `attachment; filename="${name}"`,
    });
  }

  private async *pieces(selection: Selection, format: ExportFormat): AsyncGenerator<string, void> {
    let after: After;
    let isFirst = true;
    do {
      const position = after;
      const { rows, next } = await this.database.asEngine(
        (tx) => this.serviceLog.piece(tx, selection, position, ROWS_A_PIECE),
        { readOnly: true },
      );
      yield format === 'csv' ? csvOf(rows, isFirst) : ndjsonOf(rows);
      after = next;
      isFirst = false;
    } while (after !== undefined);
  }
}

async function* startingWith<T>(first: IteratorResult<T, void>, rest: AsyncGenerator<T, void>): AsyncGenerator<T> {
  if (first.done !== true) yield first.value;
  yield* rest;
}

/** Cells that a spreadsheet would take for a formula get a leading `'`. */
function csvOf(rows: ServiceLogRowDto[], header: boolean): string {
  return stringify(rows, {
    columns: [...FIELDS],
    header,
    escape_formulas: true,
    cast: { object: (value) => JSON.stringify(value) },
  });
}

function ndjsonOf(rows: ServiceLogRowDto[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}
