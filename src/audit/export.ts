import { Inject, Injectable, StreamableFile } from '@nestjs/common';
import { stringify } from 'csv-stringify/sync';
import { Readable } from 'node:stream';
import type { RequestContext } from '../auth/request-context.js';
import { todayIn } from '../calendar/wall-clock.js';
import { CONFIG, type Config } from '../config.js';
import { Database } from '../database/database.js';
import type { Tx } from '../database/transaction.js';
import { Problem } from '../http/problem.js';
import type { ExportFormat, ServiceLogExportQuery, ServiceLogRowDto } from './audit.dto.js';
import { keysOf, readRows, type ServiceLogSelection } from './log-query.js';
import { Logs } from './logs.js';
import { recordAction } from './record.js';
import { redact } from './visibility.js';

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
    private readonly logs: Logs,
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
    const selection = this.logs.select(context.user, filters);
    if (context.request.isHead) return this.file(Readable.from([]), format);
    const { userId } = context.user;
    if (this.taking.has(userId)) {
      throw new Problem('RATE_LIMITED', { detail: 'Your last export has not ended', headers: { 'retry-after': '1' } });
    }
    this.taking.add(userId);
    try {
      const details = { format, filters };
      await this.database.asEngine((tx) =>
        recordAction(tx, context, { action: 'EXPORT_LOG', targetType: 'audit_log', targetId: null, details }),
      );
      // A failure of the first piece can still be answered with a problem.
      const first = await this.piece(selection);
      const stream = Readable.from(this.texts(first, selection, format), { objectMode: false });
      stream.once('close', () => this.taking.delete(userId));
      return this.file(stream, format);
    } catch (error) {
      this.taking.delete(userId);
      throw error;
    }
  }

  private file(stream: Readable, format: ExportFormat): StreamableFile {
    const name = `service-log-${todayIn(this.config.businessTimezone, Date.now())}.${format}`;
    return new StreamableFile(stream, { type: MEDIA_TYPES[format], disposition: `attachment; filename="${name}"` });
  }

  private async *texts(
    first: ServiceLogRowDto[],
    selection: ServiceLogSelection,
    format: ExportFormat,
  ): AsyncGenerator<string> {
    let piece = first;
    yield textOf(piece, format, true);
    while (piece.length === ROWS_A_PIECE) {
      piece = await this.piece(selection, keysOf(piece.at(-1)!));
      yield textOf(piece, format, false);
    }
  }

  /** The next rows as their reader may see them, newest first. */
  private async piece(selection: ServiceLogSelection, after?: string[]): Promise<ServiceLogRowDto[]> {
    const read = (tx: Tx) => readRows(tx, selection, after, ROWS_A_PIECE);
    const rows = await this.database.asEngine(read, { readOnly: true });
    return rows.map((row) => redact(row, selection.reader, selection.log.contact));
  }
}

/** Cells that a spreadsheet would take for a formula get a leading `'`. */
function textOf(rows: ServiceLogRowDto[], format: ExportFormat, header: boolean): string {
  if (format === 'ndjson') return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  const cast = { object: (value: object) => JSON.stringify(value) };
  return stringify(rows, { columns: [...FIELDS], header, escape_formulas: true, cast });
}
