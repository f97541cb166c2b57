import { unavailable } from '../http/sqlstate.js';

/** Milliseconds: every answer comes within 10 s, however many statements it needs (docs/api.md "Limits"). */
const DEADLINE = 9_500;

/**
 * The result of the work, or 503 when it takes too long.
 *
 * @throws {Problem} 503 `TEMPORARILY_UNAVAILABLE`.
 */
export async function withDeadline<Result>(work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(unavailable()), DEADLINE);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
