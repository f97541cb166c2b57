import { Injectable } from '@nestjs/common';
import type { RequestContext } from '../auth/request-context.js';
import { addDays, formatInstant, localOf, MINUTE, todayIn } from '../calendar/wall-clock.js';
import { invalid, Problem } from '../http/problem.js';
import { resolveDay } from '../schedules/layers.js';
import type { AvailabilityCheckQuery } from './availability-query.dto.js';
import type { AvailabilityCheckDto, CheckedServiceDto } from './availability.dto.js';
import { withDeadline } from './deadline.js';
import { OfferLoader } from './load-offers.js';
import type { Offer } from './offer.js';
import { bookingMoment, computeDay, presentDay, reasonAgainst } from './slots.js';

/** Dates of years outside these are past, or beyond every booking window. */
const EARLIEST = Date.UTC(1_970, 0, 3);
const LATEST = Date.UTC(9_998, 0);

interface OfferedNow {
  serviceId: string;
  offer: Offer;
  now: number;
}

/** Whether a start can still be booked. */
@Injectable()
export class AvailabilityCheck {
  constructor(private readonly loader: OfferLoader) {}

  /**
   * Whether a visit can begin at `startTime`: one service, or some one after the other. It is computed from what the
   * database holds now. Only the first start must lie on the grid, and the visit counts once against the daily maximum.
   *
   * @throws {Problem} 404 `STYLIST_NOT_FOUND`, `SERVICE_NOT_FOUND`, `SERVICE_NOT_OFFERED`.
   */
  check(context: RequestContext, query: AvailabilityCheckQuery): Promise<AvailabilityCheckDto> {
    return withDeadline(this.answer(context, query));
  }

  private async answer(context: RequestContext, query: AvailabilityCheckQuery): Promise<AvailabilityCheckDto> {
    const start = Date.parse(query.startTime.toUpperCase());
    const near = Math.min(Math.max(start, EARLIEST), LATEST);
    const offers = await this.load(context, query.stylistId, servicesOf(query), near);
    // The last statement has seen the newest schedule, bookings and holds.
    const last = offers.at(-1)!;
    const { schedule, settings, busy, terms } = last.offer;
    const { zone } = terms;
    const items = itemsOf(offers, start, zone);
    const durationMinutes = offers.reduce((sum, { offer }) => sum + offer.terms.durationMinutes, 0);
    const moment = bookingMoment(last.now, zone, {
      minAdvanceHours: Math.max(...offers.map(({ offer }) => offer.terms.minAdvanceHours)),
      maxAdvanceDays: Math.min(...offers.map(({ offer }) => offer.terms.maxAdvanceDays)),
    });
    const resolved = resolveDay(schedule, localOf(zone, near).date);
    const day = presentDay(computeDay(resolved, { durationMinutes, priceCents: 0 }, busy, settings), moment);
    const reason = reasonAgainst(day, start);
    return {
      isBookable: reason === null,
      reason,
      startTime: formatInstant(zone, start),
      endTime: formatInstant(zone, start + durationMinutes * MINUTE),
      items,
    };
  }

  /** In one transaction, one service after the other. The dates around `near` hold the stylist's date, whatever the zone. */
  private load(
    context: RequestContext,
    stylistId: string,
    serviceIds: readonly string[],
    near: number,
  ): Promise<OfferedNow[]> {
    const date = todayIn('UTC', near);
    const dates = { from: addDays(date, -1), to: addDays(date, 1) };
    return context.read(async (tx) => {
      const offered: OfferedNow[] = [];
      for (const serviceId of serviceIds) {
        const { offers, now } = await this.loader.load({ serviceId, stylistIds: [stylistId], ...dates }, tx);
        const offer = offers.get(stylistId) ?? 'STYLIST_NOT_FOUND';
        if (typeof offer === 'string') throw new Problem(offer);
        offered.push({ serviceId, offer, now });
      }
      return offered;
    });
  }
}

function servicesOf({ serviceId, serviceIds }: AvailabilityCheckQuery): readonly string[] {
  if (serviceId !== undefined && serviceIds !== undefined) {
    throw invalid({ path: 'serviceIds', code: 'NOT_ALLOWED', message: 'must not stand beside serviceId' });
  }
  const services = serviceIds ?? (serviceId === undefined ? [] : [serviceId]);
  if (services.length === 0) {
    throw invalid({ path: 'serviceId', code: 'REQUIRED', message: 'is required, or serviceIds' });
  }
  return services;
}

function itemsOf(offers: readonly OfferedNow[], start: number, zone: string): CheckedServiceDto[] {
  let at = start;
  return offers.map(({ serviceId, offer }) => {
    const begins = at;
    at += offer.terms.durationMinutes * MINUTE;
    return {
      serviceId,
      startTime: formatInstant(zone, begins),
      endTime: formatInstant(zone, at),
      priceCents: offer.service.priceCents,
    };
  });
}
