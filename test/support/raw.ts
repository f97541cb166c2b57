import { connect, type Socket } from 'node:net';
import { once } from 'node:events';

/** The bytes of an answer, split into its parts. */
export interface RawAnswer {
  status: number;
  /** Lower-case names; several headers of one name are joined with `, `. */
  headers: Record<string, string>;
  body: string;
}

/**
 * Sends bytes that no HTTP client sends, and reads the answer until the server closes the connection.
 *
 * @param lines the request's head, line by line; `connection: close` is added.
 */
export async function sendRaw(url: string, lines: string[], body: string | Buffer = ''): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  const chunks: Buffer[] = [];
  await new Promise<void>((done, failed) => {
    const socket = connect(Number(port), hostname, () => {
      socket.write(`${[...lines, 'connection: close'].join('\r\n')}\r\n\r\n`);
      socket.write(body);
    });
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.once('close', () => done());
    socket.once('error', failed);
  });
  return parse(Buffer.concat(chunks).toString('latin1'));
}

/** Sends a head without its end, and keeps the connection until `finish` sends the rest and reads the answer. */
export async function halfSent(url: string, lines: string[]): Promise<{ finish(): Promise<RawAnswer> }> {
  const { hostname, port } = new URL(url);
  const socket: Socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  socket.write(`${lines.join('\r\n')}\r\n`);
  return {
    finish: async () => {
      const chunks: Buffer[] = [];
      socket.on('data', (chunk: Buffer) => chunks.push(chunk));
      socket.write('\r\n');
      await once(socket, 'close');
      return parse(Buffer.concat(chunks).toString('latin1'));
    },
  };
}

function parse(text: string): RawAnswer {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const [first = '', ...fields] = head.split('\r\n');
  const headers: Record<string, string> = {};
  for (const field of fields) {
    const colon = field.indexOf(':');
    const name = field.slice(0, colon).toLowerCase();
    const value = field.slice(colon + 1).trim();
    headers[name] = headers[name] === undefined ? value : `${headers[name]}, ${value}`;
  }
  return { status: Number(first.split(' ')[1]), headers, body: rest.join('\r\n\r\n') };
}
