import { Agent, createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { eventually } from './process.js';

/** A small proxy, as an operator has one: it probes readiness, and sends each request to one ready process. */
export interface Balancer {
  url: string;
  add(target: string): void;
  /** Waits until the probes have found it. */
  sees(target: string, state: 'ready' | 'away'): Promise<void>;
  /** How many processes have answered a request. */
  answeredBy(): number;
  close(): Promise<void>;
}

/** It tries no request twice: a failure of a process is one of its client. Connections to the processes are kept. */
export async function startBalancer({ probeEvery }: { probeEvery: number }): Promise<Balancer> {
  const agent = new Agent({ keepAlive: true });
  const targets = new Map<string, boolean>();
  const answered = new Set<string>();
  let turn = 0;
  const probing = new Set<string>();
  const probe = async (target: string): Promise<void> => {
    if (probing.has(target)) return;
    probing.add(target);
    const ready = await fetch(`${target}/health/ready`).then(
      async (response) => {
        await response.arrayBuffer();
        return response.status === 200;
      },
      () => false,
    );
    probing.delete(target);
    targets.set(target, ready);
  };
  const timer = setInterval(() => {
    for (const target of targets.keys()) void probe(target);
  }, probeEvery);
  const pass = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    const ready = [...targets].filter(([, isReady]) => isReady).map(([target]) => target);
    const target = ready[turn++ % ready.length];
    if (target === undefined) return void outgoing.writeHead(502).end('no process is ready');
    const { host: _host, connection: _connection, ...headers } = incoming.headers;
    const upstream = request(target + (incoming.url ?? ''), { method: incoming.method ?? 'GET', headers, agent });
    upstream.on('response', (response) => {
      answered.add(target);
      const { connection: _close, ...rest } = response.headers;
      outgoing.writeHead(response.statusCode ?? 502, rest);
      response.pipe(outgoing);
    });
    upstream.on('error', (error) => outgoing.writeHead(502).end(error.message));
    incoming.pipe(upstream);
  };
  const server = createServer(pass);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    add: (target) => void targets.set(target, false),
    sees: (target, state) => eventually(() => targets.get(target) === (state === 'ready'), `${target} ${state}`),
    answeredBy: () => answered.size,
    close: async () => {
      clearInterval(timer);
      agent.destroy();
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
