import { applyDecorators, HttpCode, RequestMapping, RequestMethod, SetMetadata, type Type } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import {
  ApiBearerAuth,
  ApiExtension,
  ApiExtraModels,
  ApiHeader,
  ApiOperation,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import { type Persona } from '../examples/personas.js';
import type { ProblemName } from './problem.js';
import { FieldErrorDto, ProblemDto } from './problem.dto.js';

/**
 * Who may call a route. `stylist` needs the role and an active profile, `audit-reader` is an admin or an auditor of
 * either kind (docs/rules.md "Who may do what").
 */
export type Access = 'public' | 'signed-in' | 'stylist' | 'admin' | 'admin-or-stylist' | 'auditor' | 'audit-reader';

/** What the guard must know of a route. */
export interface RoutePolicy {
  /** `METHOD /path` */
  route: string;
  access: Access;
  /** What a call costs of the points of a minute. */
  points: number;
  /** Whether an `Idempotency-Key` keeps its answer. */
  keepsAnswer: boolean;
}

const POLICY = 'policy';

/** The policy of a controller's method; undefined when it is no {@link Endpoint}. */
export function policyOf(handler: object): RoutePolicy | undefined {
  return Reflect.getMetadata(POLICY, handler) as RoutePolicy | undefined;
}

/** Where the document keeps a route's body example until `openApiDocument` moves it beside the body's schema. */
export const BODY_EXAMPLE = 'x-body-example';

/** Where the document keeps that a body must be there. */
export const NEEDS_BODY = 'x-needs-body';

/** Where the document keeps a route's problems until `openApiDocument` makes answers of them. */
export const OPERATION_PROBLEMS = 'x-problems';

/** The tags of the documentation: which application uses a route, and for what. */
export type Audience =
  | 'Admin: promotions'
  | 'Admin: schedules'
  | 'Admin: stylists'
  | 'Stylist app'
  | 'Public'
  | 'Audit'
  | 'Webhooks'
  | 'Operations';

/** The persona of the demo salon whose token fits the examples, unless a route names another one; null: no token. */
const PERSONA_OF = {
  public: null,
  'signed-in': 'stylist',
  stylist: 'stylist',
  admin: 'admin',
  'admin-or-stylist': 'admin',
  auditor: 'super-auditor',
  'audit-reader': 'super-auditor',
} as const satisfies Record<Access, Persona | null>;

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface EndpointOptions {
  access: Access;
  audience: Audience;
  /** Whose token fits the examples, where it is not the usual persona of the access. */
  persona?: Persona;
  /** One line. */
  summary: string;
  /** What the summary leaves open: units, zone, the rule itself (a reader of the API cannot open docs/). */
  description?: string;
  /** Success statuses, the usual one first, each with the class of its body; null: no body. */
  answers: Partial<Record<200 | 201 | 202 | 204, Type | null>>;
  /** The media types of a success that is not JSON. */
  produces?: string[];
  /** Problems of this route, besides those of every route of its kind. */
  errors?: ProblemName[];
  /** Whether success of a write has an ETag. Every read of JSON has one, and honours `If-None-Match`. */
  tagged?: boolean;
  /** Whether `If-Match` is honoured. */
  ifMatch?: boolean;
  /** The body must be there, though each of its fields may be absent. */
  needsBody?: boolean;
  /** A complete body, where the examples of its fields do not fit together. */
  bodyExample?: object;
  /** What a call costs of the points of a minute; 1 unless it asks for much. */
  points?: number;
  /** Headers of the success answer, e.g. `Age`. */
  headers?: Record<string, string>;
}

/**
 * A route: its path, who may call it, and its documentation with every status and code, in one decorator. The name of the
 * method is the operation's name in the document: a verb and a thing, once in the service (`approvePromotion`).
 */
export function Endpoint(route: `${Method} /${string}`, given: EndpointOptions): MethodDecorator {
  const [method, path] = route.split(' ') as [Method, string];
  const { access, points = 1, produces, bodyExample, ifMatch = false, needsBody = method === 'PATCH' } = given;
  const tagged = given.tagged ?? (method === 'GET' && isOfTheApi(route) && produces === undefined);
  // A reader that has the current version gets 304 instead of the body.
  const isConditional = method === 'GET' && tagged;
  // A preview and a test change nothing, so there is nothing to repeat.
  const keepsAnswer = (method === 'POST' || method === 'PUT') && !/\/(preview|test)$/.test(path);
  const policy: RoutePolicy = { route, access, points, keepsAnswer };
  const options = { ...given, tagged };
  const statuses = Object.keys(given.answers).map(Number);
  return applyDecorators(
    RequestMapping({ method: RequestMethod[method], path }),
    RouteConfig({ access, policy }),
    SetMetadata(POLICY, policy),
    HttpCode(statuses[0] ?? 200),
    ApiTags(given.audience),
    ApiOperation({ summary: given.summary, description: given.description ?? given.summary }),
    ...(isOfTheApi(route) ? [ApiExtension('x-points', points)] : []),
    ApiExtension('x-persona', given.persona ?? PERSONA_OF[access] ?? 'anonymous'),
    ApiExtraModels(ProblemDto, FieldErrorDto),
    ...(access === 'public' ? [] : [ApiBearerAuth()]),
    ...(bodyExample === undefined ? [] : [ApiExtension(BODY_EXAMPLE, bodyExample)]),
    ...(needsBody ? [ApiExtension(NEEDS_BODY, true)] : []),
    ...(isConditional ? [header('If-None-Match', IF_NONE_MATCH)] : []),
    ...(ifMatch ? [header('If-Match', IF_MATCH)] : []),
    ...(keepsAnswer ? [header('Idempotency-Key', IDEMPOTENCY_KEY, { minLength: 1, maxLength: 255 })] : []),
    ...[...statuses, ...(isConditional ? [304] : [])].map((status) => success(status, options)),
    ApiExtension(OPERATION_PROBLEMS, problemsOf(policy, given)),
  );
}

/** Operations are not under `/v1`: they know no callers and are not limited (docs/api.md "Operations"). */
export function isOfTheApi(route: string): boolean {
  return route.includes(' /v1/');
}

const IF_NONE_MATCH =
  'ETags that you have, or `*`. If the current one is among them, the answer is 304 without a body.';
const IF_MATCH = 'The ETag that you read. If the resource has changed since, the answer is 412.';
const IDEMPOTENCY_KEY =
  'Makes it safe to repeat a request: under the same key it gets the first answer again, for 24 hours.';

function header(name: string, description: string, limits: object = {}): MethodDecorator {
  return ApiHeader({ name, required: false, description, schema: { type: 'string', ...limits } });
}

const DESCRIPTIONS: Record<number, string> = {
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  204: 'Done, no body',
  304: 'Your version is current, no body',
};

function success(status: number, options: EndpointOptions): MethodDecorator {
  const { answers, produces } = options;
  const type = answers[status as 200];
  const base = { status, description: DESCRIPTIONS[status] ?? 'OK', headers: answerHeaders(options, status) };
  if (produces !== undefined) {
    const content = Object.fromEntries(produces.map((media) => [media, { schema: { type: 'string' as const } }]));
    return ApiResponse({ ...base, content });
  }
  return ApiResponse(type === null || type === undefined ? base : { ...base, type });
}

/** The headers of every resource with a version (docs/api.md "Entity tags"). */
const TAGGED = {
  ETag: 'The entity tag of what is shown: strong, but weak for a list.',
  'Cache-Control':
    '`private, no-cache`: only this caller may store the answer, and must revalidate it before each use.',
  Vary: '`Authorization`: the answer depends on the caller.',
};

function answerHeaders({ access, tagged = false, headers = {} }: EndpointOptions, status: number) {
  const described = {
    ...(tagged ? (access === 'public' ? { ETag: TAGGED.ETag } : TAGGED) : {}),
    ...(tagged && status === 201 ? { Location: 'The path of the new resource.' } : {}),
    ...headers,
  };
  return Object.fromEntries(
    Object.entries(described).map(([name, description]) => [
      name,
      { description, schema: { type: 'string' as const } },
    ]),
  );
}

/** The problems of a route, and those that every route of its kind can answer, so that no route has to list them. */
function problemsOf({ route, access, keepsAnswer }: RoutePolicy, options: EndpointOptions): ProblemName[] {
  const problems: ProblemName[] = [
    ...(options.errors ?? []),
    'VALIDATION_FAILED',
    ...(isOfTheApi(route) ? (['UNAUTHENTICATED', 'RATE_LIMITED'] as const) : []),
    ...(access === 'public' || access === 'signed-in' ? [] : (['FORBIDDEN'] as const)),
    ...(route.startsWith('GET ') ? [] : (['CONFLICT_RETRY', 'PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'] as const)),
    ...(keepsAnswer ? (['IDEMPOTENCY_IN_PROGRESS', 'IDEMPOTENCY_KEY_REUSED'] as const) : []),
    ...(options.ifMatch === true ? (['VERSION_MISMATCH'] as const) : []),
    'TEMPORARILY_UNAVAILABLE',
  ];
  return [...new Set(problems)];
}
