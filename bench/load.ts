import autocannon from 'autocannon';

/** Requests a second that a server answers, all with 200, asked for these paths in turn by so many connections. */
export async function throughput(
  url: string,
  paths: readonly string[],
  connections: number,
  seconds: number,
): Promise<number> {
  const result = await load(url, paths, connections, { duration: seconds });
  return result['2xx'] / result.duration;
}

/** Asks so many times; otherwise as {@link throughput}. */
export async function ask(url: string, paths: readonly string[], connections: number, times: number): Promise<void> {
  await load(url, paths, connections, { amount: times });
}

async function load(
  url: string,
  paths: readonly string[],
  connections: number,
  extent: { duration: number } | { amount: number },
): Promise<autocannon.Result> {
  const result = await autocannon({
    url,
    connections,
    ...extent,
    requests: paths.map((path) => ({ method: 'GET', path })),
  });
  const failed = result.errors + result.timeouts + result.non2xx;
  if (failed > 0) throw new Error(`${failed} of the requests to ${url} failed`);
  return result;
}
