import { Inject, Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { CONFIG, type Config } from '../config.js';
import { Database } from '../database/database.js';
import { runJob } from '../database/job.js';

/** Milliseconds between two looks at the clock, so that a start or a lost connection delays the job by half a minute. */
const EVERY = 30_000;
const ONCE_A_DAY = 24 * 3_600_000;

/** Forgets address and agent of old rows of the logs (docs/rules.md "Audit"). Any number of instances may run it at once. */
@Injectable()
export class ClientData {
  private readonly logger = new Logger(ClientData.name);
  private doneAt: number | undefined;

  constructor(
    private readonly database: Database,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Interval(EVERY)
  async forgetDaily(): Promise<void> {
    if (this.doneAt !== undefined && Date.now() < this.doneAt + ONCE_A_DAY) return;
    const startedAt = Date.now();
    await runJob('forget_clients', () => this.forget()).then(
      () => (this.doneAt = startedAt),
      this.database.warning(this.logger, 'Old addresses are not forgotten'),
    );
  }

  /** @returns the number of rows whose address and agent this call forgot. */
  async forget(): Promise<number> {
    let forgotten = 0;
    for (;;) {
      // In pieces: the first time there may be a million rows.
      const [piece] = await this.database.asEngine((tx) =>
        tx.engine<{ rows: number }>('SELECT private.forget_clients($1)::int AS rows', [this.config.audit.clientDays]),
      );
      if (piece === undefined || piece.rows === 0) return forgotten;
      forgotten += piece.rows;
    }
  }
}
