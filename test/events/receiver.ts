import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';

/** A message as it arrived. */
export interface Received {
  id: string;
  headers: IncomingMessage['headers'];
  text: string;
  body: { type: string; timestamp: string; data: Record<string, unknown> };
}

/** An endpoint of a marketplace. */
export interface Receiver {
  url: string;
  received: Received[];
  /** What it does with a message; by default it answers 204. */
  answer: (response: ServerResponse, message: Received) => void;
  /** Verifies a message as the documentation says; it throws on a forgery. */
  verify(secret: string, message: Received): unknown;
  /** The messages of a type. */
  of(type: string): Received[];
  close(): Promise<void>;
}

/** @param tls it listens for https with this certificate; else for http. */
export async function startReceiver(tls?: { key: string; cert: string }): Promise<Receiver> {
  const take = (request: IncomingMessage, response: ServerResponse): void => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      const id = String(request.headers['webhook-id']);
      const message = { id, headers: request.headers, text, body: JSON.parse(text) as Received['body'] };
      receiver.received.push(message);
      receiver.answer(response, message);
    });
  };
  const server = tls === undefined ? createServer(take) : createTlsServer(tls, take);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const receiver: Receiver = {
    url: `${tls === undefined ? 'http://127.0.0.1' : 'https://localhost'}:${(server.address() as AddressInfo).port}/hook`,
    received: [],
    answer: (response) => void response.writeHead(204).end(),
    verify: (secret, { text, headers }) => new Webhook(secret).verify(text, headers as Record<string, string>),
    of: (type) => receiver.received.filter(({ body }) => body.type === type),
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
  return receiver;
}
