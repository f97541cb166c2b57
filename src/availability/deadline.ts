import { unavailable } from '../http/sqlstate.js';

/** Milliseconds: every answer comes within 10 s, however many statements it needs (docs/api.md "Limits"). */
const DEADLINE = 9_500;

/**
 * The result of the work, or 503 when it takes too long.
 *
 * @param begun when the request came, by `performance.now()`.
 * @throws {Problem} 503 `TEMPORARILY_UNAVAILABLE`.
 */
export async function withDeadline<Result>(work: Promise<Result>, begun = performance.now()): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(unavailable()), begun + DEADLINE - performance.now());
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
