/** The parts of an OpenAPI document that are finished after Nest has made it. */
export type Json = Record<string, unknown>;

export interface Operation extends Json {
  operationId: string;
  responses: Record<string, Json>;
  requestBody?: { required?: boolean; content: Record<string, Json> };
}

export interface Document extends Json {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Json>; responses: Record<string, Json> };
}

export const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

export interface Named {
  method: (typeof METHODS)[number];
  path: string;
  operation: Operation;
}

export function operationsOf({ paths }: Document): Named[] {
  return Object.entries(paths).flatMap(([path, operations]) =>
    METHODS.flatMap((method) => {
      const operation = operations[method];
      return operation === undefined ? [] : [{ method, path, operation }];
    }),
  );
}

/** The same tree with each object replaced by what `change` returns; children first. */
export function rewrite(value: unknown, change: (object: Json) => unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => rewrite(item, change));
  if (typeof value !== 'object' || value === null) return value;
  return change(Object.fromEntries(Object.entries(value).map(([key, item]) => [key, rewrite(item, change)])));
}
