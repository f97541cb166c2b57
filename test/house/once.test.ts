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
    home: 'src/http/fields.ts',
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
    fact: 'The list of override types',
    pattern: /'?business_closure'?[,:\s|].{0,80}\s*'?stylist_vacation'?[:,]/g,
    home: 'src/schedules/overrides/override-types.ts',
  },
  {
    fact: 'The list of promotion statuses',
    pattern: /'pending_checks'[,\s|]+'pending_training'[,\s|]+'pending_approval'/g,
    home: 'src/promotions/promotion.states.ts',
  },
  {
    fact: 'The list of checks of a promotion',
    pattern: /'background_check'[,\s|]+'id_verification'[,\s|]+'training'/g,
    home: 'src/promotions/promotion.states.ts',
  },
];

const SOURCES = sourcesOf('src');

test.each(ONCE)('$fact stands once in src, in $home', ({ pattern, home }) => {
  const found = SOURCES.flatMap((file) => [...read(file).matchAll(pattern)].map(() => file));
  expect(exists(home) ? found : `${home} does not exist`).toEqual([home]);
});
