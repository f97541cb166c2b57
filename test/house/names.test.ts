import { expect, test } from '@jest/globals';
import { basename } from 'node:path';
import { LEFT_OUT } from '../support/pooler.js';
import { read, sourcesOf } from './tree.js';

/** Names that a stranger cannot read, and what the code says instead. */
const GONE: Record<string, string> = {
  Lane: 'EngineReadConnection',
  Looks: 'CacheValidator',
  look: 'validate',
  Seen: 'CacheValidator',
  Flight: 'SingleFlight',
  land: 'settle',
  Group: 'BatchQueue',
  Express: 'one road through each endpoint',
  Call: 'RequestContext',
  sweep: 'cleanup',
  sweeps: 'cleanup',
};

/** File names that went with them. */
const GONE_FILES =
  /^(?:computing|own-|lanes?\b|looks?\b|sweeps?\b|flights?\b|groups?\b|found\b|frame\b|loss\b|obstacles\b)/;

const DECLARED = new RegExp(
  `\\b(?:class|interface|type|enum|function|const|let) (${Object.keys(GONE).join('|')})\\b`,
  'g',
);
const METHOD = new RegExp(
  `^  (?:private |public |protected |static |async )*(${Object.keys(GONE).join('|')})\\(`,
  'gm',
);

const MOST_LINES = 300;

const SOURCES = sourcesOf('src', 'migrations');

test('Names that were replaced do not come back', () => {
  const back = SOURCES.flatMap((file) =>
    [DECLARED, METHOD].flatMap((pattern) =>
      [...read(file).matchAll(pattern)].map(([, name = '']) => `${file}: ${name}, now ${GONE[name]}`),
    ),
  );
  expect(back).toEqual([]);
  expect(SOURCES.filter((file) => GONE_FILES.test(basename(file)))).toEqual([]);
});

test(`Files of src have at most ${MOST_LINES} lines`, () => {
  const long = sourcesOf('src')
    .map((file) => ({ file, lines: read(file).split('\n').length - 1 }))
    .filter(({ lines }) => lines > MOST_LINES);
  expect(long).toEqual([]);
});

test('Every test that is left out behind a pooler exists', () => {
  const tests = sourcesOf('test').filter((file) => file.endsWith('.test.ts'));
  expect(LEFT_OUT.filter((part) => !tests.some((file) => read(file).includes(part)))).toEqual([]);
});
