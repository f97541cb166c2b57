import { Inject, Injectable } from '@nestjs/common';
import { stylistZone, usableZone } from '../calendar/stylist-zone.js';
import type { LocalDate } from '../calendar/wall-clock.js';
import { CONFIG, type Config } from '../config.js';
import { Database } from '../database/database.js';
import type { Prepared, Tx } from '../database/transaction.js';
import { span } from '../http/tracing.js';
import { branchOf } from '../schedules/branches.js';
import { type OverrideLayer, reaches, type WeekDay } from '../schedules/layers.js';
import {
  activeBookings,
  sharedOverrides,
  milliseconds,
  ownOverrides,
  reachingRows,
  type ScheduleBounds,
  weekRows,
} from '../schedules/load-schedules.js';
import { LAYER_COLUMNS } from '../schedules/overrides/override-rows.js';
import type { Absence, Offer, Terms } from './offer.js';
import type { OfferedService } from './slots.js';

/** The offers of stylists for one service between two dates, all of it as of one snapshot of the database. */
export interface LoadedOffers {
  /** The feed of changes that the snapshot belongs to; null right after a crash. */
  feed: string | null;
  /** `pg_current_snapshot()` of the statement. */
  snapshot: string;
  /** The database's clock, epoch milliseconds. */
  now: number;
  /** One entry for each stylist that was asked for: the offer, or why there is none. */
  offers: ReadonlyMap<string, Offer | Absence>;
}

export interface OffersQuery {
  serviceId: string;
  stylistIds: readonly string[];
  from: LocalDate;
  /** Included. */
  to: LocalDate;
}

interface LoadedRow {
  feed: string | null;
  snapshot: string;
  now: number;
  /** Null: no such service. */
  service: ServiceRow | null;
  /** For all stylists, and for the branches of these. */
  sharedOverrides: OverrideLayer[];
  stylists: StylistRow[];
}

interface ServiceRow extends OfferedService, Pick<Terms, 'minAdvanceHours' | 'maxAdvanceDays'> {
  isActive: boolean;
}

interface StylistRow {
  id: string;
  branchId: string | null;
  isActive: boolean;
  /** As stored. */
  zone: string;
  bufferMinutes: number;
  maxDailyBookings: number;
  /** Null: the stylist does not offer the service. A null inside: the service's value holds. */
  offer: { durationMinutes: number | null; priceCents: number | null } | null;
  week: WeekDay[];
  ownOverrides: OverrideLayer[];
  /** Active ones; epoch milliseconds. */
  bookings: [start: number, end: number][];
  /** Live ones. */
  holds: [start: number, end: number, expiresAt: number][];
}

const BOUNDS: ScheduleBounds = { stylist: 'p.user_id', from: '$3::date', to: '$4::date' };

const HOLDS = `
  SELECT coalesce(json_agg(json_build_array(
           ${milliseconds('h.start_time')}, ${milliseconds('h.end_time')}, ${milliseconds('h.expires_at')})), '[]')
    FROM (${reachingRows('public.booking_reservations h', 'h', BOUNDS, {
      columns: 'h.start_time, h.end_time, h.expires_at',
      condition: `h.status = 'reserved' AND h.expires_at > clock_timestamp()`,
    })}) AS h`;

/** One statement for one stylist or fifty: `$1` service, `$2` stylists, `$3` and `$4` dates, both included. */
const loadOffers = (holds: string): string => `
  SELECT (SELECT born FROM private.availability_feed) AS feed,
         pg_current_snapshot()::text AS snapshot,
         floor(extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now,
         (SELECT json_build_object(
                   'isActive', coalesce(s.is_active, true),
                   'durationMinutes', s.duration_minutes,
                   'priceCents', s.base_price_cents,
                   'minAdvanceHours', greatest(coalesce(s.min_advance_hours, 2), 0),
                   'maxAdvanceDays', coalesce(s.max_advance_days, 30))
            FROM public.services s
           WHERE s.id = $1) AS service,
         (${sharedOverrides('$2::uuid[]', BOUNDS, LAYER_COLUMNS)}) AS "sharedOverrides",
         (SELECT coalesce(json_agg(json_build_object(
                   'id', p.user_id,
                   'branchId', ${branchOf('p.user_id')},
                   'isActive', coalesce(p.is_active, true),
                   'zone', ${stylistZone('p')},
                   'bufferMinutes', least(greatest(coalesce(p.booking_buffer_minutes, 15), 0), 1440),
                   'maxDailyBookings', coalesce(p.max_daily_bookings, 8),
                   'offer', (SELECT json_build_object('durationMinutes', f.custom_duration_minutes,
                                                      'priceCents', f.custom_price_cents)
                               FROM public.stylist_services f
                              WHERE f.stylist_user_id = p.user_id AND f.service_id = $1
                                AND coalesce(f.is_available, true)
                              LIMIT 1),
                   'week', (${weekRows(BOUNDS)}),
                   'ownOverrides', (${ownOverrides(BOUNDS, LAYER_COLUMNS)}),
                   'bookings', (SELECT coalesce(json_agg(json_build_array(
                                         ${milliseconds('b.start_time')}, ${milliseconds('b.end_time')})), '[]')
                                  FROM (${activeBookings(BOUNDS, 'b.start_time, b.end_time')}) AS b),
                   'holds', (${holds}))), '[]')
            FROM public.stylist_profiles p
           WHERE p.user_id = ANY($2::uuid[])) AS stylists`;

export const LOAD_OFFERS: Prepared = { name: 'load-offers', text: loadOffers(HOLDS) };
/** A host may have no reservations: then there are no holds. */
const LOAD_WITHOUT_HOLDS: Prepared = { name: 'load-offers-without-holds', text: loadOffers(`SELECT '[]'::json`) };

const HAS_HOLDS: Prepared = {
  name: 'has-reservations',
  text: `SELECT to_regclass('public.booking_reservations') IS NOT NULL AS present`,
};

/** Loads what days are computed from, in one statement as the engine. */
@Injectable()
export class OfferLoader {
  private statement: Prepared | undefined;

  constructor(
    private readonly database: Database,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** @param tx the transaction to load in; without it the statement has its own. */
  load({ serviceId, stylistIds, from, to }: OffersQuery, tx?: Tx): Promise<LoadedOffers> {
    return span('load', async () => {
      this.statement ??= (await this.hasHolds(tx)) ? LOAD_OFFERS : LOAD_WITHOUT_HOLDS;
      const [row] = await this.read<LoadedRow>(this.statement, [serviceId, stylistIds, from, to], tx);
      if (row === undefined) throw new Error('a statement without FROM answers one row');
      const { feed, snapshot, now } = row;
      const offers = new Map(stylistIds.map((id) => [id, offerOf(row, id, this.config.slotInterval)]));
      return { feed, snapshot, now, offers };
    });
  }

  private async hasHolds(tx?: Tx): Promise<boolean> {
    const [answer] = await this.read<{ present: boolean }>(HAS_HOLDS, [], tx);
    return answer?.present === true;
  }

  private read<Row>(sql: Prepared, values: readonly unknown[], tx?: Tx): Promise<Row[]> {
    if (tx !== undefined) return tx.engine<Row>(sql, values);
    return this.database.asEngine((own) => own.engine<Row>(sql, values), { readOnly: true, planOnce: true });
  }
}

/** An inactive stylist, an unknown one and somebody who is no stylist are the same absence. */
function offerOf(row: LoadedRow, stylistId: string, intervalMinutes: number): Offer | Absence {
  const stylist = row.stylists.find(({ id }) => id === stylistId);
  const { service } = row;
  if (stylist?.isActive !== true) return 'STYLIST_NOT_FOUND';
  if (service?.isActive !== true) return 'SERVICE_NOT_FOUND';
  if (stylist.offer === null) return 'SERVICE_NOT_OFFERED';
  const { branchId, week, bufferMinutes, maxDailyBookings } = stylist;
  const reached = { stylistUserId: stylistId, branchId };
  const shared = row.sharedOverrides.filter((override) => reaches(override, reached));
  const { minAdvanceHours, maxAdvanceDays } = service;
  const durationMinutes = stylist.offer.durationMinutes ?? service.durationMinutes;
  const zone = usableZone(stylist.zone);
  return {
    terms: { zone, durationMinutes, minAdvanceHours, maxAdvanceDays },
    service: { durationMinutes, priceCents: stylist.offer.priceCents ?? service.priceCents },
    schedule: { ...reached, week, overrides: [...shared, ...stylist.ownOverrides] },
    settings: { zone, intervalMinutes, bufferMinutes, maxDailyBookings },
    busy: {
      bookings: stylist.bookings.map(([start, end]) => ({ start, end })),
      holds: stylist.holds.map(([start, end, expiresAt]) => ({ start, end, expiresAt })),
    },
  };
}
