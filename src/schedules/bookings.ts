/** The bookings that a change can affect, as long as they have not ended (docs/rules.md "Bookings already made"). */
export const AFFECTABLE_STATUSES = ['pending', 'confirmed', 'in_progress'] as const;
