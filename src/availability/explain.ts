import { Injectable } from '@nestjs/common';
import type { RequestContext } from '../auth/request-context.js';
import { type Interval, overlaps } from '../calendar/intervals.js';
import { formatInstant, type LocalDate, timeOf } from '../calendar/wall-clock.js';
import { Problem } from '../http/problem.js';
import { effectiveDayOf } from '../schedules/effective-day.js';
import type { Layer } from '../schedules/layers.js';
import { refuseOthers } from '../schedules/stylist-access.js';
import type { ExplainQuery } from './availability-query.dto.js';
import type { BusyDto, ExplainedDayDto, LayerDto } from './availability.dto.js';
import { OfferLoader } from './load-offers.js';
import { computeOffer, type Offer, reachOf } from './offer.js';
import { bookingMoment, presentDay } from './slots.js';

/** Why the slots of a date are as they are. */
@Injectable()
export class AvailabilityExplanation {
  constructor(private readonly loader: OfferLoader) {}

  /**
   * The layers, bookings and holds of a date, and the reason of each slot, computed from what the database holds now.
   * Times carry the offset of the stylist's zone.
   *
   * @throws {Problem} 404 `STYLIST_NOT_FOUND` (also for another stylist, unless the caller is an admin),
   *   `SERVICE_NOT_FOUND`, `SERVICE_NOT_OFFERED`.
   */
  async explain(context: RequestContext, { stylistId, serviceId, date }: ExplainQuery): Promise<ExplainedDayDto> {
    refuseOthers(context, stylistId);
    const { offers, now } = await context.read((tx) =>
      this.loader.load({ serviceId, stylistIds: [stylistId], from: date, to: date }, tx),
    );
    const offer = offers.get(stylistId) ?? 'STYLIST_NOT_FOUND';
    if (typeof offer === 'string') throw new Problem(offer);

    const { terms, busy } = offer;
    const { resolved, computed } = computeOffer(offer, date);
    const { slots } = presentDay(computed, bookingMoment(now, terms.zone, terms));
    return Object.assign(effectiveDayOf(resolved, terms.zone, busy.bookings), {
      layers: resolved.layers.map(layerOf),
      busy: busyOn(offer, date),
      slots: slots.map(({ status, reason, ...slot }) => ({ ...timesOf(slot, terms.zone), status, reason })),
    });
  }
}

function layerOf({ start, end, ...layer }: Layer): LayerDto {
  return { ...layer, start: start === null ? null : timeOf(start), end: end === null ? null : timeOf(end) };
}

/** The bookings and holds on the date, and those so near that the buffer reaches it. */
function busyOn(offer: Offer, date: LocalDate): BusyDto[] {
  const { bookings, holds } = offer.busy;
  const reach = reachOf(offer, date);
  const busy = [
    ...bookings.map((one) => ({ kind: 'booking', ...one })),
    ...holds.map((one) => ({ kind: 'hold', ...one })),
  ];
  return busy
    .filter((one) => overlaps(one, reach))
    .sort((a, b) => a.start - b.start)
    .map(({ kind, ...one }) => ({ kind, ...timesOf(one, offer.terms.zone) }));
}

function timesOf({ start, end }: Interval, zone: string): { startTime: string; endTime: string } {
  return { startTime: formatInstant(zone, start), endTime: formatInstant(zone, end) };
}
