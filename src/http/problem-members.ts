import type { Member, ProblemWithMembers } from './problem.js';

/** The schema of a member with an example. Schemas of features are named: the document resolves them. */
export interface MemberSchema {
  description: string;
  schema: object;
  example: unknown;
}

const named = (name: string): object => ({ $ref: `#/components/schemas/${name}` });
const listOf = (items: object, limits: { maxItems?: number } = {}): object => ({ type: 'array', items, ...limits });
const TEXT = { type: 'string' };
const ID = { type: 'string', format: 'uuid' };
const COUNT = { type: 'integer', minimum: 0 };

const CURRENT_STATUS: MemberSchema = {
  description: 'The state of the promotion, which stands in the way.',
  schema: named('PromotionStatus'),
  example: 'rejected',
};

const ITEM: Record<'index?', MemberSchema> = {
  'index?': { description: 'Only of one item of a batch: its place, from 0.', schema: COUNT, example: undefined },
};

/** The schema of every member in the table of problems. The compiler finds one that is missing, or one too many. */
export const PROBLEM_MEMBERS = {
  VALIDATION_FAILED: {
    'errors?': {
      description: 'The first 20 wrong fields of the body, query or path. A path or message is cut at 200 characters.',
      schema: listOf(named('FieldError'), { maxItems: 20 }),
      example: [{ path: 'startDate', code: 'INVALID_DATE', message: 'must be a date YYYY-MM-DD that exists' }],
    },
    'errorsTotal?': { description: 'How many there are in all.', schema: COUNT, example: 1 },
  },
  STYLIST_NOT_FOUND: ITEM,
  BRANCH_NOT_FOUND: ITEM,
  DUPLICATE_OVERRIDE: ITEM,
  NO_AVAILABILITY: {
    nextCursor: {
      description: 'The `cursor` of a request that goes on; null: the search is complete.',
      schema: { type: ['string', 'null'] },
      example: null,
    },
  },
  HAS_PROMOTION: {
    promotionId: {
      description: 'The approved promotion that the role comes from.',
      schema: ID,
      example: '00000000-0000-4000-8000-000000000101',
    },
  },
  PROMOTION_CLOSED: { currentStatus: CURRENT_STATUS },
  INVALID_TRANSITION: { currentStatus: CURRENT_STATUS },
  CHECKS_INCOMPLETE: {
    missing: {
      description: 'The checks that are due.',
      schema: listOf(named('Requirement')),
      example: ['training', 'mfa'],
    },
  },
  BOOKINGS_AFFECTED: {
    affectedBookings: {
      description: 'The earliest of them, at most 200.',
      schema: listOf(named('AffectedBooking'), { maxItems: 200 }),
      example: [
        {
          id: '00000000-0000-4000-8000-000000000901',
          stylistUserId: '00000000-0000-4000-8000-000000000011',
          stylistName: 'Anjali Gurung',
          serviceId: '00000000-0000-4000-8000-000000000201',
          serviceName: 'Haircut',
          startTime: '{day+3}T05:15:00.000000Z',
          endTime: '{day+3}T06:00:00.000000Z',
          status: 'confirmed',
        },
      ],
    },
    affectedBookingsTotal: { description: 'How many there are in all.', schema: COUNT, example: 1 },
  },
  PROFILE_INCOMPLETE: {
    missing: { description: 'Fields of the profile.', schema: listOf(TEXT), example: ['displayName'] },
  },
  SERVICES_NOT_FOUND: {
    unknown: {
      description: 'The ids of services that do not exist or are inactive.',
      schema: listOf(ID),
      example: ['00000000-0000-4000-8000-000000000204'],
    },
  },
  OVERRIDE_BUDGET_EXHAUSTED: {
    exhausted: {
      description: 'The counter that is too low: changes of this month, or emergency tokens.',
      schema: named('ExhaustedCounter'),
      example: 'monthly',
    },
    budget: {
      description: 'The budget as it is. `resetsAt` says when the month turns.',
      schema: named('Budget'),
      example: {
        stylistUserId: '00000000-0000-4000-8000-000000000013',
        stylistName: 'Kabita Rai',
        monthlyLimit: 3,
        monthlyUsed: 3,
        monthlyRemaining: 0,
        emergencyRemaining: 3,
        resetsAt: '{day+27}T18:15:00.000000Z',
        lastOverrideAt: null,
      },
    },
  },
  TEMPORARILY_UNAVAILABLE: {
    'missing?': { description: 'Only at `/health/ready`: the reasons.', schema: listOf(TEXT), example: undefined },
  },
} as const satisfies { [Name in ProblemWithMembers]: Record<Member<Name>, MemberSchema> };
