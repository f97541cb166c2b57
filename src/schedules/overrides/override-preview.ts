import type { Tx } from '../../database/transaction.js';
import { Problem } from '../../http/problem.js';
import { ok, type Reply } from '../../http/reply.js';
import { listAffected } from '../effect.js';
import { NOT_WRITTEN_YET } from '../layers.js';
import { addDays } from '../../calendar/wall-clock.js';
import { refuseValues, valuesOf } from './override-admin.js';
import { checkEdit } from './override-edit-rules.js';
import { bookingsAffectedBy, daysChangedBy, shadowsOf } from './override-effect.js';
import { type OverrideRow, SELECT_OVERRIDE } from './override-rows.js';
import { checkOverride, statusOn } from './override-shapes.js';
import { clockOf } from './override-write.js';
import type { OverridePreviewDto, PreviewOverrideDto } from './overrides.dto.js';

/**
 * Tells what an override would do before it is written: to each date from today on, to bookings, and which overrides win
 * over it (rules.md §5). With `replaces` it stands in place of that one. Writes nothing.
 *
 * @throws {Problem} 400 `VALIDATION_FAILED`, 404 `OVERRIDE_NOT_FOUND`, 404 `STYLIST_NOT_FOUND`.
 */
export async function previewOverride(
  tx: Tx,
  { replaces, ...body }: PreviewOverrideDto,
  businessTimezone: string,
): Promise<Reply<OverridePreviewDto>> {
  const values = valuesOf(body);
  const clock = await clockOf(tx, values.stylistUserId, businessTimezone);
  const { today } = clock;
  const before = replaces === undefined ? null : await replaced(tx, replaces);
  const problems =
    before === null ? checkOverride(values, today) : checkEdit(before, values, statusOn(before, today), today);
  refuseValues(problems, clock);
  const change = { before, after: { id: '', createdAt: NOT_WRITTEN_YET, ...before, ...values } };
  const { days, daysTotal } = await daysChangedBy(tx, change, today);
  const { bookings, total } = await bookingsAffectedBy(tx, change, addDays(today, -1));
  const shadowedBy = await shadowsOf(tx, change.after);
  return ok({ days, daysTotal, ...listAffected(bookings, total), shadowedBy });
}

async function replaced(tx: Tx, id: string): Promise<OverrideRow> {
  const [row] = await tx.query<OverrideRow>(SELECT_OVERRIDE, [id]);
  if (row === undefined) throw new Problem('OVERRIDE_NOT_FOUND', { detail: 'The override to replace does not exist' });
  return row;
}
