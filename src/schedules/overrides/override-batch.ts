import { Inject, Injectable } from '@nestjs/common';
import type { RequestContext } from '../../auth/request-context.js';
import type { LocalDate } from '../../calendar/wall-clock.js';
import { CONFIG, type Config } from '../../config.js';
import type { Tx } from '../../database/transaction.js';
import { Problem } from '../../http/problem.js';
import { ok, Reply } from '../../http/reply.js';
import { recordAffected } from '../../events/outbox.js';
import { NONE_AFFECTED } from '../affected-list.js';
import { namableBranches, withBranchNames } from '../branches.js';
import { type OverrideName, unwritten } from '../layers.js';
import type { OverrideBatchCreatedDto, OverrideBatchDto } from './override-batch.dto.js';
import { valuesOf } from './override-change.js';
import { daysChangedBy, listAffectedBy, MAX_SHADOWING, shadowsOf } from './override-preview.js';
import { clockOf, insertOverride, overrideOf, type OverrideRow, type OverrideValues } from './override-rows.js';
import { checkOverride, refuseInvalid } from './override-types.js';
import type { NewOverrideDto, OverridePreviewDto } from './overrides.dto.js';
import { recordOverride } from './override-record.js';

/** An item of a batch that may be written, and its present date. */
interface Item {
  values: OverrideValues;
  today: LocalDate;
}

/** Adds overrides together, or none of them. */
@Injectable()
export class OverrideBatch {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /**
   * Adds the overrides, each with its row in the log. What affects bookings is asked for all of them together.
   *
   * @throws {Problem} 400 `VALIDATION_FAILED`; with the `index` of the item 404 `STYLIST_NOT_FOUND`, 404
   * `BRANCH_NOT_FOUND`, 409 `DUPLICATE_OVERRIDE`; 409 `BOOKINGS_AFFECTED`.
   */
  create(context: RequestContext, body: OverrideBatchDto): Promise<Reply<OverrideBatchCreatedDto>> {
    return context.write(async (tx) => {
      const items = await this.itemsOf(tx, body.overrides);
      const rows = await insertAll(tx, context, items);
      const affected = await listAffectedBy(tx, { before: null, after: rows }, firstToday(items), body.conflictPolicy);
      const changes = rows.map((after, index) => {
        return { before: null, after, today: items[index]!.today, affected: NONE_AFFECTED };
      });
      // Sent together: 200 round trips one after the other would hold the locks of the new rows.
      await Promise.all(changes.map((change) => recordOverride(tx, context, 'CREATE_OVERRIDE', change)));
      const overrideIds = rows.map(({ id }) => id);
      await recordAffected(tx, context, { overrideIds }, affected.affectedBookings, affected.affectedBookingsTotal);
      const named = await withBranchNames(tx, rows);
      return new Reply(201, { items: named.map((row, index) => overrideOf(row, items[index]!.today)), ...affected });
    });
  }

  /**
   * Computes what the overrides would do together, and which existing ones would win over one of them. It writes nothing.
   *
   * @throws {Problem} 400 `VALIDATION_FAILED`; with the `index` of the item 404 `STYLIST_NOT_FOUND`, 404 `BRANCH_NOT_FOUND`.
   */
  preview(context: RequestContext, { overrides }: OverrideBatchDto): Promise<Reply<OverridePreviewDto>> {
    return context.write(async (tx) => {
      const items = await this.itemsOf(tx, overrides);
      const first = firstToday(items);
      const after = items.map(({ values }, index) => ({ ...unwritten(index), ...values }));
      const change = { before: null, after };
      const effect = { ...(await daysChangedBy(tx, change, first)), ...(await listAffectedBy(tx, change, first)) };
      const shadowing = new Map<string, OverrideName>();
      for (const [index, layer] of after.entries()) {
        for (const name of await shadowsOf(tx, layer, items[index]!.today)) shadowing.set(name.overrideId, name);
      }
      return ok({ ...effect, shadowedBy: [...shadowing.values()].slice(0, MAX_SHADOWING) });
    });
  }

  /** @throws {Problem} 400 with every wrong field, then 404 of the first item that names somebody unknown. */
  private async itemsOf(tx: Tx, overrides: readonly NewOverrideDto[]): Promise<Item[]> {
    const wanted = overrides.map(valuesOf);
    const stylists = [...new Set(wanted.map(({ stylistUserId }) => stylistUserId))];
    const read = stylists.map((id) => clockOf(tx, id, this.config.businessTimezone));
    const clocks = new Map((await Promise.all(read)).map((clock, index) => [stylists[index], clock]));
    const items = wanted.map((values) => ({ values, ...clocks.get(values.stylistUserId)! }));
    refuseInvalid(
      items.flatMap(({ values, today }, index) =>
        checkOverride(values, today).map((error) => ({ ...error, path: `overrides[${index}].${error.path}` })),
      ),
    );
    const branches = await namableBranches(tx, [...new Set(wanted.flatMap(({ branchId }) => branchId ?? []))]);
    for (const [index, { values, isUnknown }] of items.entries()) {
      if (isUnknown) throw ofItem(index, 'STYLIST_NOT_FOUND');
      if (values.branchId !== null && !branches.has(values.branchId)) throw ofItem(index, 'BRANCH_NOT_FOUND');
    }
    return items;
  }
}

/** Inserts the rows in the order of the batch, so that a later one is newer. They travel together. */
async function insertAll(tx: Tx, context: RequestContext, items: readonly Item[]): Promise<OverrideRow[]> {
  return Promise.all(
    items.map(({ values }, index) =>
      insertOverride(tx, context, values).catch((error: unknown) => {
        throw error instanceof Problem && error.problem === 'DUPLICATE_OVERRIDE' ? ofItem(index, error.problem) : error;
      }),
    ),
  );
}

type ItemProblem = 'STYLIST_NOT_FOUND' | 'BRANCH_NOT_FOUND' | 'DUPLICATE_OVERRIDE';

function ofItem(index: number, problem: ItemProblem): Problem {
  return new Problem(problem, { extra: { index } });
}

/** The earliest of the items' dates of today. */
function firstToday(items: readonly Item[]): LocalDate {
  return items.map(({ today }) => today).sort()[0]!;
}
