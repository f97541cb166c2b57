/** Fixed ids of the demo salon, for examples in the documentation and for tests. */
const id = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

export const DEMO = {
  /** A third stylist with no monthly budget left. The other two are personas. */
  exhaustedStylist: id(13),
  /** Inactive for some time; the role stands. Came before promotions did. */
  pausedStylist: id(14),
  /** Candidates besides the persona `candidate`. */
  candidates: {
    draft: id(22),
    pendingTraining: id(23),
    pendingApproval: id(24),
    rejected: id(26),
  },
  /** A former stylist: the revoked promotion's candidate. */
  formerStylist: id(27),
  /** A user without a promotion. */
  newcomer: id(32),
  promotions: {
    draft: id(101),
    /** Its candidate is the persona `candidate`. */
    pendingChecks: id(102),
    pendingTraining: id(103),
    pendingApproval: id(104),
    /** Its candidate is the persona `stylist`. */
    approved: id(105),
    /** Of the stylist without a budget: the one that an example revokes, so that the others keep their stylist. */
    leaving: id(108),
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
  branches: {
    /** Of the personas `stylist` and `other-stylist`. */
    patan: id(501),
    /** Of the exhausted stylist. */
    thamel: id(502),
  },
  overrides: {
    dashainClosure: id(301),
    winterHours: id(302),
    /** The stylist is the persona `other-stylist`. */
    vacation: id(303),
    weddingEvening: id(304),
    /** A day that the persona `stylist` set. */
    ownDay: id(305),
    /** An evening that the persona `stylist` closed: the example that ends an override by its id ends this one. */
    ownEvening: id(310),
    /** Over already. */
    teejClosure: id(306),
    /** The changes that used up the budget of the exhausted stylist. */
    ownBlocks: [id(307), id(308), id(309)],
    /** Of the branch in Thamel. */
    thamelClosure: id(311),
  },
  /** It is disabled: nobody answers at its address. */
  webhook: id(501),
  /** Of nothing but the example that deletes one. */
  formerWebhook: id(503),
  /** A message to it that was given up. */
  delivery: id(502),
  bookings: {
    /** With the persona `stylist`, on the next day. */
    confirmed: id(401),
  },
} as const;

/**
 * Dates in the demo salon, in days after the day it was filled. On days 3 and 4 the persona `stylist` has neither a
 * booking nor an override, so examples may change them.
 */
export const DEMO_DAYS = {
  free: 3,
  weddingEvening: 5,
  ownEvening: 6,
  ownDay: 7,
  vacation: { from: 8, to: 12 },
  winterHours: { from: 14, to: 80 },
  thamelClosure: { from: 16, to: 17 },
  dashain: { from: 20, to: 24 },
  /** The first of the other stylist's new week. */
  newWeek: 30,
} as const;
