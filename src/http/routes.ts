import type { FastifyInstance } from 'fastify';
import type { Access, RoutePolicy } from './endpoint.js';

interface Route {
  method: string;
  path: string;
  matches: RegExp;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may call the route. */
    access?: Access;
    /** Of a route that `Endpoint` declares. */
    policy?: RoutePolicy;
  }
}

/** The answer to a preflight of a path without a route is not ours to declare. */
const UNDECLARED = '*';

/**
 * Deny by default: a route that declares no access stops the start.
 *
 * @throws {Error} out of the registration of the route, with its name.
 */
export function requireDeclaredAccess(fastify: FastifyInstance): void {
  fastify.addHook('onRoute', ({ method, url, config }) => {
    if (config?.access !== undefined || url === UNDECLARED) return;
    throw new Error(`${[method].flat().join(' ')} ${url} does not declare who may call it; use @Endpoint`);
  });
}

const routesOf = new WeakMap<object, Route[]>();

/** Remembers the routes of a server as they are added, to tell an unknown path (404) from a wrong method (405). */
export function rememberRoutes(fastify: FastifyInstance): void {
  const routes: Route[] = [];
  routesOf.set(fastify.server, routes);
  fastify.addHook('onRoute', ({ method, url }) => {
    if (url.includes('*')) return;
    const source = url.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll(/:\w+/g, '[^/]+');
    for (const one of [method].flat()) routes.push({ method: one, path: url, matches: new RegExp(`^${source}$`) });
  });
}

/** The methods a path knows, for `Allow`. */
export function allowedMethods(fastify: FastifyInstance, url: string): string[] {
  const path = url.split('?', 1)[0] ?? '';
  const routes = routesOf.get(fastify.server) ?? [];
  return [...new Set(routes.filter((route) => route.matches.test(path)).map((route) => route.method))].sort();
}

/** Every route as `METHOD path`, the automatic HEAD ones aside. */
export function knownRoutes(fastify: FastifyInstance): string[] {
  const routes = routesOf.get(fastify.server) ?? [];
  return routes.filter((route) => route.method !== 'HEAD').map((route) => `${route.method} ${route.path}`);
}
