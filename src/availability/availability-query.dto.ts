import { DEMO } from '../demo/ids.js';
import { PERSONAS } from '../demo/personas.js';
import {
  AnyText,
  Id,
  Instant,
  LOCAL_DATE_RULE,
  LocalDate,
  OneOf,
  oneOfRule,
  QueryIds,
  TEXT_RULE,
} from '../http/fields.js';
import { QueryReader } from '../http/query-reader.js';

const WHICH = ['all', 'available'] as const;
const WHICH_RULE = oneOfRule(WHICH);
const ZONE = {
  optional: true,
  description: 'IANA zone whose offset times carry; the stylist’s if not given.',
  example: 'Asia/Kathmandu',
};
const SHOWN = { optional: true, description: '`available`: only such slots.', example: 'all' };

/**
 * The days of a stylist and a service: `date`, or `from` and `to`. It is read by hand, for this is what customers' phones
 * call all day; the decorators document it, and a test holds the two together.
 */
export class AvailabilityQuery {
  private static readonly NAMES = new Set(['stylistId', 'serviceId', 'date', 'from', 'to', 'timezone', 'status']);

  @Id({ example: PERSONAS.stylist })
  stylistId: string;

  @Id({ example: DEMO.services.haircut })
  serviceId: string;

  @LocalDate({ optional: true, description: 'One local date of the stylist; not beside a range.' })
  date?: string;

  @LocalDate({ optional: true, description: 'First local date of the stylist.', example: '{day+0}' })
  from?: string;

  @LocalDate({ optional: true, description: 'Last one, included; at most 31 days in all.', example: '{day+6}' })
  to?: string;

  @AnyText(ZONE)
  timezone?: string;

  @OneOf(WHICH, SHOWN)
  status?: string;

  static read(given: Record<string, unknown>): AvailabilityQuery {
    const reader = new QueryReader(given, AvailabilityQuery.NAMES);
    const query = new AvailabilityQuery();
    query.stylistId = reader.id('stylistId');
    query.serviceId = reader.id('serviceId');
    query.date = reader.optional('date', LOCAL_DATE_RULE);
    query.from = reader.optional('from', LOCAL_DATE_RULE);
    query.to = reader.optional('to', LOCAL_DATE_RULE);
    query.timezone = reader.optional('timezone', TEXT_RULE);
    query.status = reader.optional('status', WHICH_RULE);
    reader.end();
    return query;
  }
}

/** The days of everybody who offers a service. */
export class AvailabilitySearchQuery {
  @Id({ example: DEMO.services.haircut })
  serviceId: string;

  @LocalDate({ description: 'First local date of the stylists.', example: '{day+3}' })
  from: string;

  @LocalDate({ description: 'Last one, included; at most 7 days in all.', example: '{day+5}' })
  to: string;

  @QueryIds(50, {
    description: 'Repeated or separated by commas, at most 50; who is unknown is left out. Without: all who offer it.',
    example: [PERSONAS.stylist, PERSONAS['other-stylist']],
  })
  stylistIds?: string[];

  @AnyText({ ...ZONE, description: 'IANA zone whose offset times carry; the salon’s if not given.' })
  timezone?: string;

  @OneOf(WHICH, SHOWN)
  status?: string;
}

/** The next slot of a service. */
export class NextAvailabilityQuery {
  @Id({ example: DEMO.services.haircut })
  serviceId: string;

  @Id({ optional: true, description: 'Of this stylist only.', example: PERSONAS.stylist })
  stylistId?: string;

  @Instant({ optional: true, description: 'Only what begins later than this.', example: '{day+3}T09:00:00+05:45' })
  after?: string;

  @AnyText(ZONE)
  timezone?: string;
}

/** A date of a stylist to explain. */
export class ExplainQuery {
  @Id({ example: PERSONAS.stylist })
  stylistId: string;

  @Id({ example: DEMO.services.haircut })
  serviceId: string;

  @LocalDate({ description: 'A local date of the stylist.', example: '{day+3}' })
  date: string;
}
