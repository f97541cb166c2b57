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
  const taken = Object.keys(
    (Reflect.getMetadata(ROUTE_ARGS_METADATA, context.getClass(), context.getHandler().name) as object | undefined) ??
      {},
  ).map((key) => Number(key.split(':')[0]));
  const errors = [
    ...(taken.includes(RouteParamtypes.QUERY) ? [] : unknownFields(request.query)),
    ...(taken.includes(RouteParamtypes.BODY) ? [] : unknownFields(request.body)),
  ];
  if (errors.length > 0) throw invalid(...errors);
}

function unknownFields(given: unknown): FieldError[] {
  if (given === undefined || given === null) return [];
  if (typeof given !== 'object') return [{ path: '', code: 'INVALID_TYPE', message: 'must be an object' }];
  return Object.keys(given).map((path) => ({ path, code: 'UNKNOWN_FIELD', message: 'is not known here' }));
}
