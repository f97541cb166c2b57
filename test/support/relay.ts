import { createServer, connect, type Socket } from 'node:net';

/** A TCP relay in front of a server, for a network that is far away, silent or broken. */
export interface Relay {
  port: number;
  /** How many pieces of data clients have sent through it. */
  sent(): number;
  /** Holds back what the server sends, until the function that it returns is called. */
  holdAnswers(): () => void;
  /** Passes nothing on any more, in either direction, also for new connections; nobody hears of it. */
  fallSilent(): void;
  /** Passes everything on again, for new connections. */
  recover(): void;
  /** Resets all connections. */
  cut(): void;
  /** Resets each new connection at once. */
  refuse(): void;
  close(): Promise<void>;
}

/** @param delay milliseconds for which it keeps each piece of data, in either direction: half a round trip. */
export async function startRelay(target: { host: string; port: number }, delay = 0): Promise<Relay> {
  let mode: 'passing' | 'silent' | 'refusing' = 'passing';
  let held: (() => void)[] | undefined;
  let sent = 0;
  const sockets = new Set<Socket>();
  const later = (work: () => void): void => {
    if (delay === 0) work();
    else setTimeout(work, delay);
  };
  const watch = (socket: Socket): Socket => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
    return socket;
  };
  const server = createServer((client) => {
    watch(client);
    if (mode === 'refusing') return client.resetAndDestroy();
    if (mode === 'silent') return client.resume();
    const upstream = watch(connect(target.port, target.host));
    client.on('data', (data) => {
      if (mode === 'silent') return;
      sent += 1;
      later(() => upstream.write(data));
    });
    upstream.on('data', (data) => {
      if (mode === 'silent') return;
      const pass = (): void => later(() => client.write(data));
      if (held === undefined) pass();
      else held.push(pass);
    });
    client.once('close', () => upstream.destroy());
    upstream.once('close', () => client.destroy());
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    sent: () => sent,
    holdAnswers: () => {
      held = [];
      return () => {
        const waiting = held ?? [];
        held = undefined;
        for (const pass of waiting) pass();
      };
    },
    fallSilent: () => (mode = 'silent'),
    recover: () => {
      mode = 'passing';
    },
    cut: () => {
      for (const socket of sockets) socket.resetAndDestroy();
    },
    refuse: () => {
      mode = 'refusing';
      for (const socket of sockets) socket.resetAndDestroy();
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((done) => server.close(done));
    },
  };
}

/** A relay in front of the server of a connection URL, and the URL that goes through it. */
export async function relayTo(url: string, delay = 0): Promise<{ relay: Relay; url: string }> {
  const through = new URL(url);
  const relay = await startRelay({ host: through.hostname, port: Number(through.port) }, delay);
  through.hostname = '127.0.0.1';
  through.port = String(relay.port);
  return { relay, url: through.toString() };
}
