import { IntersectionType, PickType } from '@nestjs/swagger';
import { DEMO } from '../examples/ids.js';
import { PERSONAS } from '../examples/personas.js';
import { DEFAULT_ZONE } from '../calendar/stylist-zone.js';
import { AnyText, Id, Instant, LocalDate, OneOf, QueryIds, QueryInteger, Text } from '../http/fields.js';
import { words } from '../http/words.js';

const SHOWN_STATUSES = words('ShownSlots', ['all', 'available']);
const SHOWN = { optional: true, description: '`available`: only available slots.', example: 'all' };
const zone = (fallback: string) => ({
  optional: true,
  description: `IANA zone; times carry its offset. ${fallback} if not given.`,
  example: DEFAULT_ZONE,
});

/** What chooses among the slots. A field here reaches every endpoint that lists slots, and `rendering.ts` must test it. */
export class SlotChoiceQuery {
  @OneOf(SHOWN_STATUSES, SHOWN)
  status?: string;
}

/** The days of one stylist and one service: `date`, or `from` and `to`. */
class StylistDaysQuery {
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
}

export class AvailabilityQuery extends IntersectionType(StylistDaysQuery, SlotChoiceQuery) {}

/** The days of all stylists who offer a service. */
class SearchedDaysQuery {
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

  @Id({ optional: true, description: 'Only the stylists of this branch.', example: DEMO.branches.patan })
  branchId?: string;

  @AnyText(zone('The salon’s zone'))
  timezone?: string;

  /** How many stylists at most. */
  @QueryInteger(1, 50, { example: 50 })
  limit?: number;

  /** Where the page before ended: its `nextCursor`. */
  @Text(1_000, { optional: true })
  cursor?: string;
}

export class AvailabilitySearchQuery extends IntersectionType(SearchedDaysQuery, SlotChoiceQuery) {}

/** The next slot of a service. */
export class NextAvailabilityQuery {
  @Id({ example: DEMO.services.haircut })
  serviceId: string;

  @Id({ optional: true, description: 'Only this stylist.', example: PERSONAS.stylist })
  stylistId?: string;

  @Id({ optional: true, description: 'Only the stylists of this branch.', example: DEMO.branches.patan })
  branchId?: string;

  @Instant({ optional: true, description: 'The slot begins later than this.', example: '{day+3}T09:00:00+05:45' })
  after?: string;

  @AnyText(zone('The stylist’s zone'))
  timezone?: string;

  /** Where an answer in part ended: its `nextCursor`. */
  @Text(1_000, { optional: true })
  cursor?: string;
}

/** A start that a customer wants to book: of one service, or of some one after the other. */
export class AvailabilityCheckQuery {
  @Id({ example: PERSONAS.stylist })
  stylistId: string;

  @Id({ optional: true, description: 'Not beside `serviceIds`.', example: DEMO.services.haircut })
  serviceId?: string;

  @QueryIds(5, {
    repeats: true,
    description: 'Services of one visit, one after the other: repeated or separated by commas, at most 5.',
  })
  serviceIds?: string[];

  @Instant({ description: 'When the first service begins.', example: '{day+3}T10:00:00+05:45' })
  startTime: string;
}

/** The date to explain. */
export class ExplainQuery extends PickType(AvailabilityQuery, ['stylistId', 'serviceId']) {
  @LocalDate({ description: 'A local date of the stylist.', example: '{day+3}' })
  date: string;
}
