import { nameOfWords, wordsOf } from '../words.js';
import { type Document, type Json, operationsOf, rewrite } from './tree.js';

const SCHEMAS = '#/components/schemas/';
const SUFFIX = /Dto$/;

/** Names closed lists of words once, and schemas without the suffix of their classes. */
export function nameSchemas(document: Document): Document {
  const { schemas } = document.components;
  const renamed = Object.keys(schemas).map((name) => name.replace(SUFFIX, ''));
  refuseRepeated('schemas', renamed);
  document.components.schemas = Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [name.replace(SUFFIX, ''), schema]),
  );
  const result = rewrite(document, (object) => orNull(named(shortened(object)))) as Document;
  for (const name of JSON.stringify(result).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
    addWords(result, name[1] ?? '');
  }
  return result;
}

/** A reference without the suffix. */
function shortened(object: Json): Json {
  const target = object['$ref'];
  if (typeof target !== 'string' || !target.startsWith(SCHEMAS)) return object;
  return { ...object, $ref: target.replace(SUFFIX, '') };
}

/** A closed list of words as a reference to its name. */
function named(schema: Json): Json {
  const { enum: values, type, nullable, ...rest } = schema;
  if (!Array.isArray(values)) return schema;
  const name = nameOfWords(values.filter((value) => value !== null));
  if (name === undefined) return schema;
  const reference = { $ref: SCHEMAS + name };
  if (nullable === true || [type].flat().includes('null')) return { ...rest, nullable: true, allOf: [reference] };
  return Object.keys(rest).length === 0 ? reference : { ...rest, allOf: [reference] };
}

/** A reference that may be null, as JSON Schema says it: what is referred to refuses null. */
function orNull(schema: Json): Json {
  const { nullable, allOf, type, ...rest } = schema;
  if (!Array.isArray(allOf) || (nullable !== true && ![type].flat().includes('null'))) return schema;
  return { ...rest, oneOf: [...(allOf as Json[]), { type: 'null' }] };
}

function addWords({ components: { schemas } }: Document, name: string): void {
  const list = wordsOf(name);
  if (list === undefined) return;
  const schema = { type: 'string', enum: [...list] };
  if (schemas[name] !== undefined && JSON.stringify(schemas[name]) !== JSON.stringify(schema)) {
    throw new Error(`Two schemas have the name ${name}`);
  }
  schemas[name] = schema;
}

/** Each operation is found by its name, in generated clients too. */
export function refuseRepeatedOperations(document: Document): void {
  refuseRepeated(
    'operations',
    operationsOf(document).map(({ operation }) => operation.operationId),
  );
}

function refuseRepeated(things: string, names: readonly string[]): void {
  const repeated = names.filter((name, index) => names.indexOf(name) !== index);
  if (repeated.length > 0) throw new Error(`Two ${things} have the name ${repeated.join(', ')}`);
}
