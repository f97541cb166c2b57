import { ModulesContainer } from '@nestjs/core';
import { policyOf, type Access, type RoutePolicy } from '../../../src/http/endpoint.js';
import type { TestApp } from '../../support/app.js';
import type { Mutant } from './notice.js';

/** The guard of one route. */
export interface GuardMutant extends Mutant {
  route: string;
}

/** Every route that is not open: as if everybody signed in, or for those everybody, might call it. */
export function guardMutants({ app }: TestApp): GuardMutant[] {
  return policies(app.get(ModulesContainer)).flatMap((policy) => {
    const { route, access } = policy;
    if (access === 'public') return [];
    const become = (other: Access) => () => {
      policy.access = other;
    };
    const open = access === 'signed-in' ? 'public' : 'signed-in';
    return [{ name: `${route} open to ${open}`, route, apply: become(open), undo: become(access) }];
  });
}

function policies(modules: ModulesContainer): RoutePolicy[] {
  const controllers = new Set(
    [...modules.values()].flatMap((module) => [...module.controllers.values()].map(({ metatype }) => metatype)),
  );
  return [...controllers].flatMap((controller) => {
    const prototype = (controller as { prototype: Record<string, object> }).prototype;
    return Object.getOwnPropertyNames(prototype).flatMap((name) => policyOf(prototype[name]!) ?? []);
  });
}
