import { Body as NestBody, Param as NestParam, Query as NestQuery } from '@nestjs/common';
import { Injectable, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { type DtoClass, UNKNOWN_FIELD } from './fields.js';
import { invalid, type FieldError } from './problem.js';
import { toDto } from './validation.js';

/** Makes the class that a handler declares of a body, a query or path parameters. */
@Injectable()
export class DtoPipe implements PipeTransform {
  transform(value: unknown, { metatype }: ArgumentMetadata): unknown {
    return toDto(metatype as DtoClass, value);
  }
}

const PIPE = new DtoPipe();

/** What a route takes besides its path. */
interface Taken {
  query: boolean;
  body: boolean;
}

const takenByHandler = new WeakMap<object, Taken>();

/** The body of a request as the class of the parameter. */
export function Body(): ParameterDecorator {
  return taking('body', NestBody(PIPE));
}

/** The query of a request as the class of the parameter. */
export function Query(): ParameterDecorator {
  return taking('query', NestQuery(PIPE));
}

/** The path parameters of a request as the class of the parameter. */
export function Param(): ParameterDecorator {
  return NestParam(PIPE);
}

function taking(part: keyof Taken, decorate: ParameterDecorator): ParameterDecorator {
  return (controller, name, index) => {
    decorate(controller, name, index);
    const handler = (controller as Record<string | symbol, object>)[name ?? ''];
    if (handler === undefined) throw new Error('Only a parameter of a method can be taken from a request');
    takenByHandler.set(handler, { ...(takenByHandler.get(handler) ?? NOTHING), [part]: true });
  };
}

const NOTHING: Taken = { query: false, body: false };

/**
 * Refuses a query or a body where the handler takes none (docs/api.md "Validation"); where it takes one, its class names
 * the known fields.
 *
 * @throws {Problem} 400 `VALIDATION_FAILED` with every field.
 */
export function refuseUntaken(handler: object, request: FastifyRequest): void {
  const { query, body } = takenByHandler.get(handler) ?? NOTHING;
  if ((query || isEmpty(request.query)) && (body || request.body === undefined)) return;
  const errors = [...(query ? [] : unknownFields(request.query)), ...(body ? [] : unknownFields(request.body))];
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
