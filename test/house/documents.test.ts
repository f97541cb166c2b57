import { expect, test } from '@jest/globals';
import type { OpenAPIObject } from '@nestjs/swagger';
import { CHECK_LIST, REQUIREMENTS } from '../../src/promotions/promotion.states.js';
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
  expect(text).toContain(`Requirements: ${REQUIREMENTS.map((code) => `\`${code}\``).join(', ')};`);
});
