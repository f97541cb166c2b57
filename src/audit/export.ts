import { Inject, Injectable, StreamableFile } from '@nestjs/common';
import { stringify } from 'csv-stringify/sync';
import { Readable } from 'node:stream';
import type { RequestContext } from '../auth/request-context.js';
import { todayIn } from '../calendar/wall-clock.js';
import { CONFIG, type Config } from '../config.js';
import { Database } from '../database/database.js';
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
  constructor(
    private readonly database: Database,
    private readonly serviceLog: ServiceLog,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Streams the rows that the caller may see, newest first. The export is on record before its first byte. Each piece is
   * read in a transaction of its own, so a slow client holds neither a connection nor a snapshot.
   *
   * @throws {Problem} 403 `FORBIDDEN` for a category that is not open to the caller, 400 `VALIDATION_FAILED`.
   */
  async stream(context: RequestContext, query: ServiceLogExportQuery): Promise<StreamableFile> {
    const { format, ...filters } = query;
    const selection = this.serviceLog.select(context.user, filters);
    const details = { format, filters };
    await this.database.asEngine((tx) =>
      recordAction(tx, context, { action: 'EXPORT_LOG', targetType: 'audit_log', targetId: null, details }),
    );
    const pieces = this.pieces(selection, format);
    // A failure of the first piece can still be answered with a problem.
    const first = await pieces.next();
    const name = `service-log-${todayIn(this.config.businessTimezone, Date.now())}.${format}`;
    return new StreamableFile(Readable.from(startingWith(first, pieces), { objectMode: false }), {
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
