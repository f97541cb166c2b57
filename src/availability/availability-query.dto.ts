import { DEMO } from '../examples/ids.js';
import { PERSONAS } from '../examples/personas.js';
import { AnyText, Id, Instant, LocalDate, OneOf, QueryIds } from '../http/fields.js';

const WHICH = ['all', 'available'] as const;
const ZONE = {
  optional: true,
  description: 'IANA zone whose offset times carry; the stylist’s if not given.',
  example: 'Asia/Kathmandu',
};
const SHOWN = { optional: true, description: '`available`: only such slots.', example: 'all' };

/** The days of a stylist and a service: `date`, or `from` and `to`. */
export class AvailabilityQuery {
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
