/** Fixed ids of the demo salon, for examples in the documentation and for tests. */
const id = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

export const DEMO = {
  /** A third stylist, whose monthly budget is used up; the other two are personas. */
  exhaustedStylist: id(13),
  /** Candidates who are no personas. */
  candidates: {
    draft: id(22),
    pendingTraining: id(23),
    pendingApproval: id(24),
    rejected: id(26),
  },
  /** A former stylist: the revoked promotion's candidate. */
  formerStylist: id(27),
  /** Somebody without any promotion. */
  newcomer: id(32),
  promotions: {
    draft: id(101),
    /** Of the persona `candidate`. */
    pendingChecks: id(102),
    pendingTraining: id(103),
    pendingApproval: id(104),
    /** Of the persona `stylist`. */
    approved: id(105),
    rejected: id(106),
    revoked: id(107),
  },
  services: {
    haircut: id(201),
    colour: id(202),
    bridalMakeup: id(203),
    /** Inactive. */
    perm: id(204),
  },
  overrides: {
    dashainClosure: id(301),
    winterHours: id(302),
    /** Of the persona `other-stylist`. */
    vacation: id(303),
    weddingEvening: id(304),
    /** A day that the persona `stylist` has set. */
    ownDay: id(305),
    /** Over already. */
    teejClosure: id(306),
    /** What used up the budget of the exhausted stylist. */
    ownBlocks: [id(307), id(308), id(309)],
  },
  bookings: {
    /** Of the persona `stylist`, on the next day. */
    confirmed: id(401),
  },
} as const;

/**
 * Where things are in the demo salon, in days from the day it was filled. Of the persona `stylist`, days 3 and 4 have
 * neither a booking nor an override, for examples to change.
 */
export const DEMO_DAYS = {
  free: 3,
  weddingEvening: 5,
  ownDay: 7,
  vacation: { from: 8, to: 12 },
  winterHours: { from: 14, to: 80 },
  dashain: { from: 20, to: 24 },
  /** The first of the other stylist's new week. */
  newWeek: 30,
} as const;
