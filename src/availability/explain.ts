import type { RequestContext } from '../auth/request-context.js';
import { Problem } from '../http/problem.js';
import { effectiveDayOf } from '../schedules/effective-day.js';
import { type Interval, overlaps } from '../calendar/intervals.js';
import type { Layer } from '../schedules/layers.js';
import { DAY_MINUTES, formatInstant, instantOf, MINUTE, timeOf } from '../calendar/wall-clock.js';
import type { ExplainQuery } from './availability-query.dto.js';
import type { BusyDto, ExplainedDayDto, LayerDto } from './availability.dto.js';
import { computeOffer, type Offer, offerOf } from './offer.js';
import type { InputsLoader } from './inputs.js';
import { bookingMoment, presentDay } from './slots.js';

/**
 * Why the slots of a date are as they are, computed from what the database holds now: layers, what is taken, and each
 * slot's reason. Times carry the offset of the stylist's zone.
 *
 * @throws {Problem} 404 `STYLIST_NOT_FOUND` (also for another stylist's, unless the caller is an admin),
 *   `SERVICE_NOT_FOUND`, `SERVICE_NOT_OFFERED`.
 */
export async function explainDay(
  context: RequestContext,
  loader: InputsLoader,
  { stylistId, serviceId, date }: ExplainQuery,
  slotInterval: number,
): Promise<ExplainedDayDto> {
  const isOwn = stylistId === context.user.userId;
  if (!isOwn && !context.user.roles.has('admin')) throw new Problem('STYLIST_NOT_FOUND', { refusal: true });
  const inputs = await context.read((tx) =>
    loader.load({ serviceId, stylistIds: [stylistId], from: date, to: date }, tx),
  );
  const offer = offerOf(inputs, stylistId, slotInterval);
  if (typeof offer === 'string') throw new Problem(offer);

  const { zone } = offer.settings;
  const { resolved, computed } = computeOffer(offer, date);
  const { slots } = presentDay(computed, bookingMoment(inputs.now, zone, offer.terms));
  return Object.assign(effectiveDayOf(resolved, zone, offer.busy.bookings), {
    layers: resolved.layers.map(layerOf),
    busy: busyOn(offer, date),
    slots: slots.map(({ status, reason, ...slot }) => ({ ...timesOf(slot, zone), status, reason })),
  });
}

function layerOf({ start, end, ...layer }: Layer): LayerDto {
  return { ...layer, start: start === null ? null : timeOf(start), end: end === null ? null : timeOf(end) };
}

/** What is taken within the date, or so near that the buffer reaches it. */
function busyOn({ busy, settings }: Offer, date: string): BusyDto[] {
  const { zone } = settings;
  const buffer = settings.bufferMinutes * MINUTE;
  const reach = { start: instantOf(zone, date, 0) - buffer, end: instantOf(zone, date, DAY_MINUTES) + buffer };
  const taken = [
    ...busy.bookings.map((one) => ({ kind: 'booking', ...one })),
    ...busy.holds.map((one) => ({ kind: 'hold', ...one })),
  ];
  return taken
    .filter((one) => overlaps(one, reach))
    .sort((a, b) => a.start - b.start)
    .map(({ kind, ...one }) => ({ kind, ...timesOf(one, zone) }));
}

function timesOf({ start, end }: Interval, zone: string): { startTime: string; endTime: string } {
  return { startTime: formatInstant(zone, start), endTime: formatInstant(zone, end) };
}
