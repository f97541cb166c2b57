import { OPERATION_PROBLEMS } from '../endpoint.js';
import { codeOf, PROBLEMS, problemType, type ProblemName } from '../problem.js';
import { type MemberSchema, PROBLEM_MEMBERS } from '../problem-members.js';
import { type Document, type Json, operationsOf } from './tree.js';

const MEDIA = 'application/problem+json';
const EXAMPLE_REQUEST = '4bf92f3577b34da6a3ce929d0e0e4736';
const NAMES = Object.keys(PROBLEMS) as ProblemName[];

/**
 * Gives each problem a schema of its own, told apart by `code`, and each set of problems that a status can have an answer
 * of its own, named by the codes. Operations refer to these answers.
 */
export function describeProblems(document: Document): void {
  const { components } = document;
  const used = new Set<ProblemName>();
  for (const { operation } of operationsOf(document)) {
    const names = (operation[OPERATION_PROBLEMS] ?? []) as ProblemName[];
    delete operation[OPERATION_PROBLEMS];
    for (const [status, here] of byStatus(names)) {
      for (const name of here) used.add(name);
      const answer = here.map(pascal).join('Or');
      components.responses[answer] ??= answerOf(here);
      operation.responses[status] = { $ref: `#/components/responses/${answer}` };
    }
  }
  for (const name of NAMES.filter((one) => used.has(one))) {
    const schema = schemaName(name);
    if (components.schemas[schema] !== undefined) throw new Error(`Two schemas have the name ${schema}`);
    components.schemas[schema] = schemaOf(name);
  }
}

/** The problems of each status, in the order of the table. */
function byStatus(names: readonly ProblemName[]): Map<number, ProblemName[]> {
  const groups = new Map<number, ProblemName[]>();
  for (const name of NAMES.filter((one) => names.includes(one))) {
    const { status } = PROBLEMS[name];
    groups.set(status, [...(groups.get(status) ?? []), name]);
  }
  return new Map([...groups].sort(([a], [b]) => a - b));
}

function answerOf(names: readonly ProblemName[]): Json {
  const schemas = names.map((name) => ({ $ref: refOf(name) }));
  const [only] = schemas;
  const mapping = Object.fromEntries(names.map((name) => [codeOf(name), refOf(name)]));
  return {
    description: names.map((name) => `\`${codeOf(name)}\`: ${PROBLEMS[name].title}.`).join(' '),
    content: {
      [MEDIA]: {
        schema: schemas.length === 1 ? only : { oneOf: schemas, discriminator: { propertyName: 'code', mapping } },
        examples: Object.fromEntries(names.map((name) => [codeOf(name), { value: exampleOf(name) }])),
      },
    },
  };
}

function schemaOf(name: ProblemName): Json {
  const { status, title } = PROBLEMS[name];
  const members = membersOf(name);
  const own = Object.fromEntries(
    members.map(({ member, schema, description }) => [
      member,
      '$ref' in schema ? { allOf: [schema], description } : { ...schema, description },
    ]),
  );
  return {
    description: `${title}.`,
    allOf: [
      { $ref: '#/components/schemas/Problem' },
      {
        type: 'object',
        required: ['status', 'code', ...members.filter((one) => one.isRequired).map(({ member }) => member)],
        properties: {
          status: { type: 'integer', enum: [status] },
          code: { type: 'string', enum: [codeOf(name)] },
          ...own,
        },
      },
    ],
  };
}

function exampleOf(name: ProblemName): Json {
  const { status, title } = PROBLEMS[name];
  const members = membersOf(name).filter(({ example }) => example !== undefined);
  return {
    ...problemType(name),
    title,
    status,
    detail: `${title}.`,
    code: codeOf(name),
    instance: '/v1/example',
    requestId: EXAMPLE_REQUEST,
    ...Object.fromEntries(members.map(({ member, example }) => [member, example])),
  };
}

function membersOf(name: ProblemName): (MemberSchema & { member: string; isRequired: boolean })[] {
  const table: Partial<Record<ProblemName, Record<string, MemberSchema>>> = PROBLEM_MEMBERS;
  return Object.entries(table[name] ?? {}).map(([key, schema]) => ({
    ...schema,
    member: key.replace('?', ''),
    isRequired: !key.endsWith('?'),
  }));
}

function schemaName(name: ProblemName): string {
  return `${pascal(name)}Problem`;
}

function refOf(name: ProblemName): string {
  return `#/components/schemas/${schemaName(name)}`;
}

function pascal(name: string): string {
  return name.replaceAll(/([A-Z])([A-Z]*)_?/g, (_, first: string, rest: string) => first + rest.toLowerCase());
}
