import { DEMO } from '../examples/ids.js';
import { PERSONAS } from '../examples/personas.js';
import { DEFAULT_ZONE } from '../calendar/stylist-zone.js';
import { AnyText, Id, Instant, LocalDate, OneOf, QueryIds } from '../http/fields.js';

const SHOWN_STATUSES = ['all', 'available'] as const;
const SHOWN = { optional: true, description: '`available`: only available slots.', example: 'all' };
const zone = (fallback: string) => ({
  optional: true,
  description: `IANA zone; times carry its offset. ${fallback} if not given.`,
  example: DEFAULT_ZONE,
});

/** The days of one stylist and one service: `date`, or `from` and `to`. */
export class AvailabilityQuery {
  @Id({ example: PERSONAS.stylist })
  stylistId: string;

  @Id({ example: DEMO.services.haircut })
  serviceId: string;

  @LocalDate({ optional: true, description: 'One local date of the stylist. Not beside `from` and `to`.' })
  date?: string;

  @LocalDate({ optional: true, description: 'First local date of the stylist.', example: '{day+0}' })
  from?: string;

  @LocalDate({ optional: true, description: 'Last local date, included; at most 31 days in all.', example: '{day+6}' })
  to?: string;

  @AnyText(zone('The stylist’s zone'))
  timezone?: string;

  @OneOf(SHOWN_STATUSES, SHOWN)
  status?: string;
}

/** The days of all stylists who offer a service. */
export class AvailabilitySearchQuery {
  @Id({ example: DEMO.services.haircut })
  serviceId: string;

  @LocalDate({ description: 'First local date of the stylists.', example: '{day+3}' })
  from: string;

  @LocalDate({ description: 'Last local date, included; at most 7 days in all.', example: '{day+5}' })
  to: string;

  @QueryIds(50, {
    description:
      'Repeated or separated by commas, at most 50. Unknown ids are left out. Without it: all who offer the service.',
    example: [PERSONAS.stylist, PERSONAS['other-stylist']],
  })
  stylistIds?: string[];

  @AnyText(zone('The salon’s zone'))
  timezone?: string;

  @OneOf(SHOWN_STATUSES, SHOWN)
  status?: string;
}

/** The next slot of a service. */
export class NextAvailabilityQuery {
  @Id({ example: DEMO.services.haircut })
  serviceId: string;

  @Id({ optional: true, description: 'Only this stylist.', example: PERSONAS.stylist })
  stylistId?: string;

  @Instant({ optional: true, description: 'The slot begins later than this.', example: '{day+3}T09:00:00+05:45' })
  after?: string;

  @AnyText(zone('The stylist’s zone'))
  timezone?: string;
}

/** The date to explain. */
export class ExplainQuery {
  @Id({ example: PERSONAS.stylist })
  stylistId: string;

  @Id({ example: DEMO.services.haircut })
  serviceId: string;

  @LocalDate({ description: 'A local date of the stylist.', example: '{day+3}' })
  date: string;
}
