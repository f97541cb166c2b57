import type { ResolveHook } from 'node:module';

/** Node's own loader knows no `@jest/globals`: Jest makes them. */
export const resolve: ResolveHook = (specifier, context, next) =>
  specifier === '@jest/globals'
    ? { url: new URL('globals.js', import.meta.url).href, shortCircuit: true }
    : next(specifier, context);
