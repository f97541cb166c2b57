import type { OpenAPIObject } from '@nestjs/swagger';
import { Ajv2019, type ValidateFunction } from 'ajv/dist/2019.js';
import addFormats from 'ajv-formats';

type Json = Record<string, unknown>;

/** An answer in the document, or a reference to one. */
interface Documented {
  $ref?: string;
  content?: Record<string, Json>;
  headers?: Json;
}

/** An answer over HTTP. */
export interface Answer {
  status: number;
  type: string;
  /** The ETag. */
  tag: string | null;
  text: string;
}

/** Words of the database, of Node.js and of file names, which no answer may contain. */
const INTERNAL =
  /\b(SELECT|INSERT INTO|UPDATE|DELETE FROM|FROM (public|private)\.|pg_\w+|plpgsql|SQLSTATE|violates|constraint|relation "|column "|syntax error|node_modules|typeorm|fastify|nestjs|at \w+ \(|\.[jt]s:\d|ECONN\w+|dist\/|stack)\b/;

/** The OpenAPI document as a contract for answers. */
export class Contract {
  private readonly ajv = new Ajv2019({ strict: false, allErrors: true, discriminator: false });
  private readonly validators = new Map<string, ValidateFunction>();

  constructor(private readonly document: OpenAPIObject) {
    addFormats.default(this.ajv);
    this.ajv.addSchema(closed(document) as Json, 'document');
  }

  /** The parts of an answer that the document does not allow. */
  breaches(operation: string, answer: Answer): string[] {
    const { status, type, tag, text } = answer;
    const [method = '', path = ''] = operation.split(' ');
    const responses = (this.document.paths[path] as unknown as Record<string, { responses: Json }>)[
      method.toLowerCase()
    ]?.responses;
    const documentedAs = responses?.[String(status)] as Documented | undefined;
    const named = documentedAs?.$ref?.split('/').at(-1);
    const response = named === undefined ? documentedAs : (this.document.components?.responses?.[named] as Documented);
    if (status >= 500) return [`status ${status}: ${text.slice(0, 200)}`];
    if (response === undefined) return [`undocumented status ${status}: ${text.slice(0, 200)}`];
    const isTagged = response.headers?.['ETag'] !== undefined;
    if (status < 400 && isTagged !== (tag !== null))
      return [`ETag ${tag}, which is ${isTagged ? '' : 'not '}documented`];
    const media = type.split(';')[0] ?? '';
    const documented = Object.keys(response.content ?? {});
    if (documented.length === 0) return text === '' ? [] : [`a body with ${status}, where none is documented`];
    if (!documented.includes(media)) return [`${media}, where ${documented.join(', ')} is documented`];
    const inside = INTERNAL.exec(text)?.[0];
    const leaks = inside === undefined ? [] : [`an internal word: ${inside}`];
    if (!/^application\/(problem\+)?json$/.test(media)) return leaks;
    const place =
      named === undefined
        ? ['paths', path, method.toLowerCase(), 'responses', String(status)]
        : ['components', 'responses', named];
    const pointer = [...place, 'content', media, 'schema'];
    return [...leaks, ...(isJson(text) ? this.faults(pointer, JSON.parse(text)) : ['a body that is no JSON'])];
  }

  private faults(pointer: string[], body: unknown): string[] {
    const reference = `document#/${pointer.map((part) => encodeURIComponent(escapePointer(part))).join('/')}`;
    let validate = this.validators.get(reference);
    if (validate === undefined) {
      validate = this.ajv.compile({ $ref: reference });
      this.validators.set(reference, validate);
    }
    if (validate(body)) return [];
    return (validate.errors ?? []).map(({ instancePath, message, params }) => {
      return `body${instancePath} ${message} ${JSON.stringify(params)}`;
    });
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function escapePointer(part: string): string {
  return part.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** The document as JSON Schema that forbids undocumented properties. */
function closed(value: unknown, name = '', isPart = false): unknown {
  if (Array.isArray(value)) return value.map((item) => closed(item, '', isPart));
  if (typeof value !== 'object' || value === null) return value;
  // A problem is put together of what all problems have and of its own members.
  const isProblem = name.endsWith('Problem');
  const schema: Json = Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, closed(item, key, isProblem || (isPart && key === 'allOf'))]),
  );
  const isClosed = schema['type'] === 'object' && schema['properties'] !== undefined && !isProblem && !isPart;
  return {
    ...(isClosed ? { additionalProperties: false } : {}),
    ...(isProblem && name !== 'Problem' ? { unevaluatedProperties: false } : {}),
    ...schema,
  };
}
