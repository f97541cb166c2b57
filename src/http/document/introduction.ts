import type { Audience } from '../endpoint.js';

/** The tags of the documentation: who uses an operation, and what it is about. */
export const TAGS: Record<Audience, string> = {
  'Admin: promotions': 'The workflow that makes a user a stylist.',
  'Admin: schedules': 'Weekly hours, overrides and budgets.',
  'Admin: stylists': 'The stylists, and what they are now.',
  'Stylist app': 'Stylists read and change their own schedule; candidates follow their own promotion.',
  Public: 'No sign-in: availability, closures, the promotion workflow.',
  Audit: 'The two append-only logs. Each role reads its own part.',
  Webhooks: 'What has happened: to read, or to be sent.',
  Operations: 'Health, metrics and, with demo data, tokens and a new demo salon.',
};

export const INTRODUCTION = `
Stylist promotions, layered schedules, availability and audit for a salon marketplace. The guide has the
[contract](/docs/guide/api), the [rules](/docs/guide/rules) and how to [run it](/docs/guide/operating).

**Values.** Dates are local dates and times of day wall clock, both in the stylist's zone. Instants are RFC 3339: in
UTC to the microsecond, slots with the offset of the zone asked for. Money is whole \`priceCents\`. Answers that reckon in a zone name it.

**Sign-in.** \`Authorization: Bearer <JWT>\`; roles come from the database on every request. With demo data, one button for
each persona above signs in, and \`POST /dev/token\` does the same. \`x-persona\` of an operation says for which persona its
examples are made. [More](/docs/guide/api#sign-in)

**Errors** are RFC 9457 problem details. Switch on \`code\`, which is stable: each code has a schema with all of its
members. \`VALIDATION_FAILED\` lists the wrong fields as \`errors: [{path, code, message}]\`. [More](/docs/guide/api#errors)

**Lists** are \`{items, nextCursor, total}\`. Send \`nextCursor\` as \`cursor\` to go on; null is the end.
[More](/docs/guide/api#lists)

**\`If-Match\`** takes the \`ETag\` that you read: if the resource has changed since, the answer is 412 and nothing is changed.
\`If-None-Match\` makes a read cheap: 304 without a body. [More](/docs/guide/api#entity-tags)

**\`Idempotency-Key\`** makes it safe to repeat a POST or PUT for 24 hours. [More](/docs/guide/api#idempotency)

**Limits.** A call costs the points in its \`x-points\`. Past the limit of a minute the answer is 429 with \`Retry-After\`.
[More](/docs/guide/api#limits)
`.trim();
