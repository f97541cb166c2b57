import { Inject, Injectable } from '@nestjs/common';
import type { RequestContext } from '../../auth/request-context.js';
import { addDays, type LocalDate } from '../../calendar/wall-clock.js';
import { CONFIG, type Config } from '../../config.js';
import type { Tx } from '../../database/transaction.js';
import { Problem } from '../../http/problem.js';
import { ok, Reply } from '../../http/reply.js';
import { recordAffected } from '../../events/outbox.js';
import { listAffected, NONE_AFFECTED } from '../affected-list.js';
import { namableBranches, withBranchNames } from '../branches.js';
import { NOT_WRITTEN_YET, type OverrideName, unwrittenId } from '../layers.js';
import type { OverrideBatchCreatedDto, OverrideBatchDto } from './override-batch.dto.js';
import { valuesOf } from './override-change.js';
import { bookingsAffectedBy, daysChangedBy, MAX_SHADOWING, shadowsOf } from './override-preview.js';
import { clockOf, insertOverride, overrideOf, type OverrideRow, type OverrideValues } from './override-rows.js';
import { checkOverride, refuseInvalid } from './override-types.js';
import type { NewOverrideDto, OverridePreviewDto } from './overrides.dto.js';
import { recordOverride } from './override-record.js';
import { affectedBy } from './overrides.service.js';

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
      const affected = await affectedBy(tx, { before: null, after: rows }, firstToday(items), body.conflictPolicy);
      const todayOf = (index: number): LocalDate => items[index]!.today;
      // Sent together: 200 round trips one after the other would hold the locks of the new rows.
      await Promise.all(
        rows.map((after, index) =>
          recordOverride(tx, context, 'CREATE_OVERRIDE', {
            before: null,
            after,
            today: todayOf(index),
            affected: NONE_AFFECTED,
          }),
        ),
      );
      const overrideIds = rows.map(({ id }) => id);
      await recordAffected(tx, context, { overrideIds }, affected.affectedBookings, affected.affectedBookingsTotal);
      const named = await withBranchNames(tx, rows);
      return new Reply(201, { items: named.map((row, index) => overrideOf(row, todayOf(index))), ...affected });
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
      const after = items.map(({ values }, index) => {
        return { id: unwrittenId(index), createdAt: NOT_WRITTEN_YET, ...values };
      });
      const change = { before: null, after };
      const { days, daysTotal } = await daysChangedBy(tx, change, first);
      const { bookings, total } = await bookingsAffectedBy(tx, change, addDays(first, -1));
      const shadowing = new Map<string, OverrideName>();
      for (const [index, layer] of after.entries()) {
        for (const name of await shadowsOf(tx, layer, items[index]!.today)) shadowing.set(name.overrideId, name);
      }
      const shadowedBy = [...shadowing.values()].slice(0, MAX_SHADOWING);
      return ok({ days, daysTotal, ...(await listAffected(tx, bookings, total)), shadowedBy });
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
