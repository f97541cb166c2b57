import { Body as NestBody, Param as NestParam, Query as NestQuery } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { type DtoClass, Id, UNKNOWN_FIELD } from './fields.js';
import { invalid, type FieldError } from './problem.js';
import { toDto } from './validation.js';

/** The classes of what a handler takes from a request. */
interface Parameters {
  body?: DtoClass;
  query?: DtoClass;
  params?: DtoClass;
}

const NOTHING: Parameters = {};
const parametersOf = new WeakMap<object, Parameters>();

/** The body of a request as the class of the parameter, validated by the guard. */
export function Body(): ParameterDecorator {
  return recorded('body', NestBody());
}

/** The query of a request as the class of the parameter, validated by the guard. */
export function Query(): ParameterDecorator {
  return recorded('query', NestQuery());
}

/** The path parameters of a request as the class of the parameter, validated by the guard. */
export function Param(): ParameterDecorator {
  return recorded('params', NestParam());
}

/** The class of a path that names one resource by its id. */
export function IdParams(example: string, description?: string): new () => { id: string } {
  class Params {
    @Id(description === undefined ? { example } : { description, example })
    id: string;
  }
  return Params;
}

/** Nest keeps what a handler takes in metadata that is internal to it. */
function recorded(part: keyof Parameters, decorate: ParameterDecorator): ParameterDecorator {
  return (controller, name, index) => {
    decorate(controller, name, index);
    const handler = (controller as Record<string | symbol, object>)[name ?? ''];
    const types = Reflect.getMetadata('design:paramtypes', controller, name ?? '') as (DtoClass | undefined)[];
    const type = types[index];
    if (handler === undefined || type === undefined) throw new Error('Only a parameter of a method can be decorated');
    parametersOf.set(handler, { ...parametersOf.get(handler), [part]: type });
  };
}

/**
 * Validates what the handler takes and puts the instances of its classes in the place of what was sent. It is done by the
 * guard, which decides in which order a request is refused; a pipe for each parameter would cost five promises each.
 *
 * @throws {Problem} 400 `VALIDATION_FAILED` with every wrong field of the first part that has one.
 */
export function readParameters(handler: object, request: FastifyRequest): void {
  const { body, query, params } = parametersOf.get(handler) ?? NOTHING;
  if (body !== undefined) request.body = toDto(body, request.body);
  if (query !== undefined) request.query = toDto(query, request.query);
  if (params !== undefined) request.params = toDto(params, request.params);
}

/**
 * Refuses a query or a body where the handler takes none (docs/api.md "Validation").
 *
 * @throws {Problem} 400 `VALIDATION_FAILED` with every field.
 */
export function refuseUnusedParameters(handler: object, request: FastifyRequest): void {
  const { body, query } = parametersOf.get(handler) ?? NOTHING;
  if ((query !== undefined || isEmpty(request.query)) && (body !== undefined || request.body === undefined)) return;
  const errors = [
    ...(query === undefined ? unknownFields(request.query) : []),
    ...(body === undefined ? unknownFields(request.body) : []),
  ];
  if (errors.length > 0) throw invalid(...errors);
}

function isEmpty(query: unknown): boolean {
  for (const _ in query as object) return false;
  return true;
}

function unknownFields(given: unknown): FieldError[] {
  if (given === undefined || given === null) return [];
  if (typeof given !== 'object') return [{ path: '', code: 'INVALID_TYPE', message: 'must be an object' }];
  return Object.keys(given).map((path) => ({ path, ...UNKNOWN_FIELD }));
}
