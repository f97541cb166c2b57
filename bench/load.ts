import autocannon from 'autocannon';

/** Requests a second that a server answers, all with 200, asked for these paths in turn by so many connections. */
export async function throughput(
  url: string,
  paths: readonly string[],
  connections: number,
  seconds: number,
): Promise<number> {
  const result = await load(url, paths, connections, seconds);
  return result['2xx'] / result.duration;
}

/** How many requests a server answers in so many seconds; otherwise as {@link throughput}. */
export async function requests(
  url: string,
  paths: readonly string[],
  connections: number,
  seconds: number,
): Promise<number> {
  return (await load(url, paths, connections, seconds))['2xx'];
}

async function load(
  url: string,
  paths: readonly string[],
  connections: number,
  seconds: number,
): Promise<autocannon.Result> {
  const result = await autocannon({
    url,
    connections,
    duration: seconds,
    requests: paths.map((path) => ({ method: 'GET', path })),
  });
  const failed = result.errors + result.timeouts + result.non2xx;
  if (failed > 0) throw new Error(`${failed} of the requests to ${url} failed`);
  return result;
}
