import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Config } from '../config.js';
import { BODY_EXAMPLE } from './endpoint.js';
import { type Prepared, prepare, sendPrepared } from './prepared.js';

const TAGS: Record<string, string> = {
  'Admin dashboard': 'Promotions, schedules, overrides and budgets, for admins.',
  'Stylist app': 'Stylists read and change their own schedule; candidates follow their own promotion.',
  Public: 'No sign-in: availability, closures, the promotion workflow.',
  Audit: 'The two append-only logs. Each role reads its own part.',
  Operations: 'Health, metrics and, with demo data, tokens.',
};

/** The day that example dates are relative to in the committed document. */
const COMMITTED_DAY = '2026-01-05';
const EXAMPLE_DAY = /\{day([+-]\d+)?\}/g;

/** The OpenAPI document; `{day+3}` in an example becomes that many days after `day`. */
export function openApiDocument(app: NestFastifyApplication, day = COMMITTED_DAY): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setTitle('KB Stylish service engine')
    .setDescription(
      'Stylist promotions, layered schedules, availability and audit. Dates are local dates, times of day wall clock in ' +
        "the stylist's zone, instants RFC 3339 with an offset, money in `priceCents`. Failures are RFC 9457 problem " +
        'details with a stable `code`. With demo data, `POST /dev/token` gives tokens for **Authorize**.',
    )
    .setVersion('1.0.0')
    .setLicense('Proprietary', 'https://kbstylish.example/terms')
    .addServer('/')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' });
  for (const [name, description] of Object.entries(TAGS)) builder.addTag(name, description);
  const document = SwaggerModule.createDocument(app, builder.build(), {
    autoTagControllers: false,
    operationIdFactory: (controller, method) => `${lowerFirst(controller.replace(/Controller$/, ''))}_${method}`,
  });
  for (const path of Object.values(document.paths)) {
    for (const operation of [path.get, path.post, path.put, path.patch, path.delete]) {
      if (operation !== undefined) finish(operation);
    }
  }
  const start = Date.parse(`${day}T00:00:00Z`);
  const text = JSON.stringify(document).replaceAll(EXAMPLE_DAY, (_, offset: string | undefined) =>
    new Date(start + Number(offset ?? 0) * 86_400_000).toISOString().slice(0, 10),
  );
  return JSON.parse(text) as OpenAPIObject;
}

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']> & { [BODY_EXAMPLE]?: object };

/** Declares where no sign-in is needed, and moves the body's example beside the body's schema. */
function finish(operation: Operation): void {
  operation.security ??= [];
  // The compiler's plugin adds a 200 to every operation.
  for (const [status, response] of Object.entries(operation.responses)) {
    if (response !== undefined && 'description' in response && response.description === '')
      delete operation.responses[status];
  }
  const example = operation[BODY_EXAMPLE];
  delete operation[BODY_EXAMPLE];
  const body = operation.requestBody;
  if (example === undefined || body === undefined || '$ref' in body) return;
  for (const media of Object.values(body.content)) media.example = example;
}

/** `/openapi.json`, for clients and their generators: the bytes of a day, with examples relative to the salon's date. */
export function serveOpenApi(app: NestFastifyApplication, { businessTimezone }: Config): void {
  let published: { day: string; prepared: Prepared } | undefined;
  const publish = (): Prepared => {
    const day = new Date().toLocaleDateString('en-CA', { timeZone: businessTimezone });
    if (published?.day !== day) {
      const document = Buffer.from(JSON.stringify(openApiDocument(app, day)));
      published = { day, prepared: prepare('application/json; charset=utf-8', document) };
    }
    return published.prepared;
  };
  app
    .getHttpAdapter()
    .getInstance()
    .get('/openapi.json', { config: { access: 'public' } }, (request, reply) =>
      sendPrepared(publish(), request, reply),
    );
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
