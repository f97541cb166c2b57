import { PATH_METADATA, METHOD_METADATA } from '@nestjs/common/constants.js';
import { RequestMethod } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { ACCESS, type Access } from '../../../src/http/endpoint.js';
import type { TestApp } from '../../support/app.js';
import type { Mutant } from './notice.js';

/** The guard of one route. */
export interface GuardMutant extends Mutant {
  route: string;
}

/** Every route that is not open: as if everybody signed in, or for those everybody, might call it. */
export function guardMutants({ app }: TestApp): GuardMutant[] {
  return handlers(app.get(ModulesContainer)).flatMap((handler) => {
    const access = Reflect.getMetadata(ACCESS, handler) as Access | undefined;
    if (access === undefined || access === 'public') return [];
    const path = Reflect.getMetadata(PATH_METADATA, handler) as string;
    const method = RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod];
    const become = (other: Access) => () => Reflect.defineMetadata(ACCESS, other, handler);
    const route = `${method} ${path}`;
    const open = access === 'signed-in' ? 'public' : 'signed-in';
    return [{ name: `${route} open to ${open}`, route, apply: become(open), undo: become(access) }];
  });
}

function handlers(modules: ModulesContainer): object[] {
  const controllers = new Set(
    [...modules.values()].flatMap((module) => [...module.controllers.values()].map(({ metatype }) => metatype)),
  );
  return [...controllers].flatMap((controller) => {
    const prototype = (controller as { prototype: Record<string, object> }).prototype;
    return Object.getOwnPropertyNames(prototype)
      .filter((name) => name !== 'constructor')
      .map((name) => prototype[name]!);
  });
}
