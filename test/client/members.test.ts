import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { membersOf } from './members.js';

interface Problem {
  code: string;
  status: number;
}

interface Schema {
  allOf?: { properties?: Record<string, { enum?: unknown[] }> }[];
}

interface Answer {
  content: Record<string, { examples?: Record<string, { value: Problem }> }>;
}

const { components } = JSON.parse(readFileSync('openapi.json', 'utf8')) as {
  components: { schemas: Record<string, Schema>; responses: Record<string, Answer> };
};

/** The problems with members of their own: name of the schema, code, status, members. */
const withMembers = Object.entries(components.schemas).flatMap(([name, { allOf }]) => {
  const { code, status, ...members } = allOf?.[1]?.properties ?? {};
  if (!name.endsWith('Problem') || code === undefined || Object.keys(members).length === 0) return [];
  return [{ name, code: code.enum?.[0], status: status?.enum?.[0], members: Object.keys(members) }];
});

const examples = Object.values(components.responses).flatMap(({ content }) =>
  Object.values(content).flatMap((media) => Object.values(media.examples ?? {}).map(({ value }) => value)),
);

describe('The program that reads the members of problems', () => {
  test.each(withMembers)('reads every member of $name', ({ code, status, members }) => {
    const example = examples.find((one) => one.code === code && one.status === status);
    const read = new Set<PropertyKey>();
    const watched = new Proxy(example!, {
      get: (problem, key) => {
        read.add(key);
        return Reflect.get(problem, key) as unknown;
      },
    });
    membersOf(watched);
    expect(members.filter((member) => !read.has(member))).toEqual([]);
  });

  test('There are problems with members', () => {
    expect(withMembers.length).toBeGreaterThan(10);
  });
});
