import { expect, test } from '@jest/globals';
import type { OpenAPIObject } from '@nestjs/swagger';
import { ADOPTED_TABLES } from '../../migrations/foundation/adopted-tables.js';
import { CHECK_LIST, CHECKS, REQUIREMENTS } from '../../src/promotions/promotion.states.js';
import { read } from './tree.js';

const API = read('docs/api.md');

test('docs/api.md names every query parameter of the API', () => {
  const { paths } = JSON.parse(read('openapi.json')) as OpenAPIObject;
  const operations = Object.values(paths).flatMap(({ get, post, put, patch, delete: remove }) =>
    [get, post, put, patch, remove].filter((operation) => operation !== undefined),
  );
  const names = operations.flatMap(({ parameters = [] }) =>
    parameters.flatMap((parameter) => ('in' in parameter && parameter.in === 'query' ? [parameter.name] : [])),
  );
  expect([...new Set(names)].filter((name) => !new RegExp(`\\b${name}\\b`).test(API))).toEqual([]);
});

test('The documents name every check of a promotion: docs/api.md in answers and bodies, docs/rules.md among the words', () => {
  const fields = CHECK_LIST.map(({ field }) => field).join(', ');
  const text = API.replaceAll(/\s+/g, ' ');
  expect(text).toContain(`checks: {${fields}}`);
  expect(text).toContain(`any of \`{${fields}, note}\``);
  expect(read('docs/rules.md')).toContain(`| one of ${REQUIREMENTS.join(', ')} `);
  const rows = read('docs/rules.md').replaceAll(/ +/g, ' ');
  for (const [code, { values, satisfiedBy, stage }] of Object.entries(CHECKS)) {
    expect(rows).toContain(`| ${code} | ${values.join(', ')} | ${String(satisfiedBy)} | ${stage} |`);
  }
  expect(text).toContain(`Requirements: ${REQUIREMENTS.map((code) => `\`${code}\``).join(', ')};`);
});

test.each(Object.entries(ADOPTED_TABLES))(
  'docs/database.md names the columns that the plan did not have: %s',
  (table, { columns }) => {
    const [, body = ''] =
      new RegExp(`^CREATE (?:UNLOGGED )?TABLE ${table} \\((.+?)^\\);`, 'ms').exec(read('schema.sql')) ?? [];
    const names = [...body.matchAll(/^ {2}([a-z_]+) /gm)].map(([, name = '']) => name);
    const [row = ''] = read('docs/database.md')
      .split('\n')
      .filter((line) => line.startsWith(`| \`${table}\``));
    expect(names.length).toBeGreaterThan(Object.keys(columns).length);
    expect(names.filter((name) => !(name in columns) && !row.includes(`\`${name}\``))).toEqual([]);
  },
);
