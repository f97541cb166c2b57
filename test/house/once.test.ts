import { expect, test } from '@jest/globals';
import { exists, read, sourcesOf } from './tree.js';

/** A literal or a pattern that stands in one file of `src`: a second one could say something else. */
interface Once {
  fact: string;
  pattern: RegExp;
  home: string;
}

const ONCE: readonly Once[] = [
  {
    fact: 'The zone where none is set',
    // Examples of the documentation name it too.
    pattern: /(?<!example: )'Asia\/Kathmandu'/g,
    home: 'src/calendar/stylist-zone.ts',
  },
  {
    fact: 'The pattern of a UUID',
    pattern: /\[0-9a-f\]\{8\}.*\[0-9a-f\]\{12\}/gi,
    home: 'src/http/uuid.ts',
  },
  {
    fact: 'The format of an instant in SQL',
    pattern: /YYYY-MM-DD"T"HH24:MI:SS/g,
    home: 'src/database/sql-format.ts',
  },
  {
    fact: 'Which bookings take no time',
    pattern: /NOT IN \('cancelled', 'no_show'\)/g,
    home: 'src/schedules/load-schedules.ts',
  },
  {
    fact: 'The table of override types',
    pattern: /\bbusiness_closure: \{|'business_closure'[,\s|]+'stylist_vacation'/g,
    home: 'src/schedules/overrides/override-types.ts',
  },
  {
    fact: 'The table of promotion statuses',
    pattern: /\bpending_checks: \{|'pending_checks' \| 'pending_training'/g,
    home: 'src/promotions/promotion.states.ts',
  },
  {
    fact: 'The table of checks of a promotion',
    pattern: /\bbackground_check: \{|'background_check' \| 'id_verification'/g,
    home: 'src/promotions/promotion.states.ts',
  },
];

const SOURCES = sourcesOf('src');

test.each(ONCE)('$fact stands once in src, in $home', ({ pattern, home }) => {
  const found = SOURCES.flatMap((file) => [...read(file).matchAll(pattern)].map(() => file));
  expect(exists(home) ? found : `${home} does not exist`).toEqual([home]);
});
