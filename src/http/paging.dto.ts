import { QueryInteger, Text } from './fields.js';

/** The page of a list (api.md "Conventions", Lists). */
export class PageQuery {
  /** How many items at most. */
  @QueryInteger(1, 200, { example: 50 })
  limit?: number;

  /** Where the page before ended: its `nextCursor`. */
  @Text(1_000, { optional: true })
  cursor?: string;
}
