import { OfferLoader } from '../../src/availability/load-offers.js';
import { isBookable, bookingMoment } from '../../src/availability/slots.js';
import { timedDay } from '../../src/availability/offer.js';
import { choiceOf, DayRenderer, Form } from '../../src/availability/rendering.js';
import type { TestApp } from './app.js';

/** The comparable part of an answer: its status, and its days or its code. */
export type Answer = string;

/** An answer and the snapshot of the database that it was computed in. */
export interface FreshAnswer {
  answer: Answer;
  snapshot: string;
}

/** The answer of `/v1/availability` for one date, computed from what the database holds now, without any cache. */
export async function freshAnswer(
  app: TestApp,
  stylistId: string,
  serviceId: string,
  date: string,
): Promise<FreshAnswer> {
  const query = { serviceId, stylistIds: [stylistId], from: date, to: date };
  const { offers, snapshot, now } = await app.app.get(OfferLoader).load(query);
  const offer = offers.get(stylistId) ?? 'STYLIST_NOT_FOUND';
  if (typeof offer === 'string') return { answer: `404 ${offer}`, snapshot };
  const moment = bookingMoment(now, offer.terms.zone, offer.terms);
  const day = isBookable(date, moment) ? timedDay(offer, date, now) : undefined;
  const form = new Form('slots', 'UTC', choiceOf({}));
  const { json } = new DayRenderer().render(day, date, moment, form);
  return { answer: `200 ${offer.terms.durationMinutes} ${json}`, snapshot };
}

/** The same answer, from a running service. */
export async function servedAnswer(url: string, stylistId: string, serviceId: string, date: string): Promise<Answer> {
  const query = new URLSearchParams({ stylistId, serviceId, date, timezone: 'UTC' }).toString();
  const response = await fetch(`${url}/v1/availability?${query}`);
  const body = (await response.json()) as { code: string; durationMinutes: number; days: [unknown] };
  if (response.status !== 200) return `${response.status} ${body.code}`;
  return `200 ${body.durationMinutes} ${JSON.stringify(body.days[0])}`;
}
