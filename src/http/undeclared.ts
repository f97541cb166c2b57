import type { ExecutionContext } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import type { FastifyRequest } from 'fastify';
import { invalid, type FieldError } from './problem.js';

/**
 * Refuses a query or a body where the route takes none (api.md "Conventions", Validation); where it takes one, its class
 * names what is known.
 *
 * @throws {Problem} 400 `VALIDATION_FAILED` with every field.
 */
export function refuseUndeclared(context: ExecutionContext, request: FastifyRequest): void {
  const { query, body } = takenBy(context);
  if ((query || request.query === undefined) && (body || request.body === undefined)) return;
  const errors = [...(query ? [] : unknownFields(request.query)), ...(body ? [] : unknownFields(request.body))];
  if (errors.length > 0) throw invalid(...errors);
}

interface Taken {
  query: boolean;
  body: boolean;
}

const takenByHandler = new WeakMap<object, Taken>();

/** What a route takes, looked up once. */
function takenBy(context: ExecutionContext): Taken {
  const handler = context.getHandler();
  let taken = takenByHandler.get(handler);
  if (taken === undefined) {
    const args = Reflect.getMetadata(ROUTE_ARGS_METADATA, context.getClass(), handler.name) as object | undefined;
    const kinds = Object.keys(args ?? {}).map((key) => Number(key.split(':')[0]));
    taken = { query: kinds.includes(RouteParamtypes.QUERY), body: kinds.includes(RouteParamtypes.BODY) };
    takenByHandler.set(handler, taken);
  }
  return taken;
}

function unknownFields(given: unknown): FieldError[] {
  if (given === undefined || given === null) return [];
  if (typeof given !== 'object') return [{ path: '', code: 'INVALID_TYPE', message: 'must be an object' }];
  return Object.keys(given).map((path) => ({ path, code: 'UNKNOWN_FIELD', message: 'is not known here' }));
}
