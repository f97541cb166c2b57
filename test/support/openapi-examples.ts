import type { OpenAPIObject } from '@nestjs/swagger';

type Schema = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>[string];

type Scalar = string | number | boolean;
type Scalars = Scalar | Scalar[];

/** A request with all examples of the document, as Swagger UI fills it in. */
export interface ExampleRequest {
  name: string;
  /** The operation's name. */
  id: string;
  /** Whose token fits the example; undefined: none. */
  persona: string | undefined;
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  path: string;
  body: unknown;
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

export function exampleRequests(document: OpenAPIObject): ExampleRequest[] {
  return Object.entries(document.paths).flatMap(([template, operations]) =>
    METHODS.flatMap((method) => {
      const operation = operations[method];
      if (operation === undefined) return [];
      const query = new URLSearchParams();
      let path = template;
      for (const parameter of operation.parameters ?? []) {
        if ('$ref' in parameter) throw new Error(`${template} refers to a parameter elsewhere`);
        const shown = parameter.example ?? exampleOf(parameter.schema);
        const isNeeded = parameter.required === true;
        const example = (shown ?? (isNeeded ? valueOf(document, parameter.schema) : undefined)) as Scalars | undefined;
        if (example === undefined || parameter.in === 'header') continue;
        if (parameter.in === 'path') path = path.replace(`{${parameter.name}}`, String(example));
        else for (const value of [example].flat()) query.append(parameter.name, String(value));
      }
      const body = operation.requestBody;
      const media = body === undefined || '$ref' in body ? undefined : body.content['application/json'];
      const persona = (operation as { 'x-persona'?: string })['x-persona'];
      const search = query.size === 0 ? '' : `?${query.toString()}`;
      return [
        {
          name: `${method.toUpperCase()} ${template}`,
          id: operation.operationId ?? '',
          persona: persona === 'anonymous' ? undefined : persona,
          method,
          path: path + search,
          body: media === undefined ? undefined : (media.example ?? valueOf(document, media.schema)),
        },
      ];
    }),
  );
}

function exampleOf(schema: Schema | undefined): unknown {
  return schema === undefined || '$ref' in schema ? undefined : schema.example;
}

/** The value that Swagger UI shows for a schema. */
function valueOf(document: OpenAPIObject, schema: Schema | undefined): unknown {
  if (schema === undefined) return undefined;
  if ('$ref' in schema) return valueOf(document, document.components?.schemas?.[schema.$ref.split('/').pop() ?? '']);
  if (schema.example !== undefined) return schema.example;
  if (schema.default !== undefined) return schema.default;
  if (schema.enum !== undefined) return schema.enum[0];
  if (schema.allOf !== undefined) return Object.assign({}, ...schema.allOf.map((part) => valueOf(document, part)));
  const [type] = [schema.type].flat();
  if (type === 'array') return [valueOf(document, schema.items)];
  if (type === 'boolean') return true;
  if (type === 'integer' || type === 'number') return 0;
  if (schema.properties === undefined) return 'string';
  return Object.fromEntries(Object.entries(schema.properties).map(([name, part]) => [name, valueOf(document, part)]));
}
