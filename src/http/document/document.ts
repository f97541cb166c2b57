import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { BODY_EXAMPLE, NEEDS_BODY } from '../endpoint.js';
import { showAnswers } from './answers.js';
import { INTRODUCTION, TAGS } from './introduction.js';
import { nameSchemas, refuseRepeatedOperations } from './names.js';
import { describeProblems } from './problems.js';
import { type Document, type Json, type Named, operationsOf } from './tree.js';

/** The day that example dates are relative to in the committed document. */
const COMMITTED_DAY = '2026-01-05';
const EXAMPLE_DAY = /\{day([+-]\d+)?\}/g;

const COMMITTED_GUIDE = 'http://127.0.0.1:3000/docs/guide';

/**
 * The OpenAPI document; `{day+3}` in an example becomes that many days after `day`.
 *
 * @param guide the URL of the guide.
 */
export function openApiDocument(
  app: NestFastifyApplication,
  day = COMMITTED_DAY,
  guide = COMMITTED_GUIDE,
): OpenAPIObject {
  const document = finished(createDocument(app));
  document['externalDocs'] = { description: 'The guide: rules, contract, operation', url: guide };
  const start = Date.parse(`${day}T00:00:00Z`);
  const text = JSON.stringify(document).replaceAll(EXAMPLE_DAY, (_, offset: string | undefined) =>
    new Date(start + Number(offset ?? 0) * 86_400_000).toISOString().slice(0, 10),
  );
  return JSON.parse(text) as OpenAPIObject;
}

function createDocument(app: NestFastifyApplication): Document {
  const builder = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('KB Stylish service engine')
    .setDescription(INTRODUCTION)
    .setVersion('1.0.0')
    .setContact('KB Stylish, engineering', 'https://kbstylish.example/developers', 'engineering@kbstylish.example')
    .setLicense('Proprietary', 'https://kbstylish.example/terms')
    .addServer('/')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' });
  for (const [name, description] of Object.entries(TAGS)) builder.addTag(name, description);
  return SwaggerModule.createDocument(app, builder.build(), {
    autoTagControllers: false,
    operationIdFactory: (_, method) => method,
  }) as unknown as Document;
}

/** Everything that holds for each operation, whatever its declaration says. */
function finished(document: Document): Document {
  document.components.responses = {};
  for (const one of operationsOf(document)) finish(one);
  refuseRepeatedOperations(document);
  describeProblems(document);
  showAnswers(document);
  const named = nameSchemas(document);
  for (const one of operationsOf(named)) allowAbsentBody(one, named);
  return named;
}

/** Declares where no sign-in is needed, and moves the body's example beside the body's schema. */
function finish({ operation }: Named): void {
  operation['security'] ??= [];
  // The compiler's plugin adds a 200 to every operation.
  for (const [status, response] of Object.entries(operation.responses)) {
    if (response['description'] === '') delete operation.responses[status];
  }
  const example = operation[BODY_EXAMPLE];
  delete operation[BODY_EXAMPLE];
  if (example === undefined) return;
  for (const media of Object.values(operation.requestBody?.content ?? {})) media['example'] = example;
}

/** A body without a required field may be left out, unless the operation needs one. */
function allowAbsentBody({ operation }: Named, { components }: Document): void {
  const { requestBody } = operation;
  const needsBody = operation[NEEDS_BODY] === true;
  delete operation[NEEDS_BODY];
  if (requestBody === undefined || needsBody) return;
  const requires = ({ schema }: Json): boolean => {
    const { $ref, required } = schema as { $ref?: string; required?: string[] };
    if ($ref !== undefined) return requires({ schema: components.schemas[$ref.split('/').at(-1) ?? ''] });
    return (required ?? []).length > 0;
  };
  requestBody.required = Object.values(requestBody.content).some(requires);
}
