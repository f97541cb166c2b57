import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const DIST = join(import.meta.dirname, '..', '..');

/** A program of the service in a process, as an operator runs it. */
export interface Running {
  pid: number;
  /** Its URL, which answers once the service is ready. */
  url: string;
  /** The output so far, of stdout and stderr. */
  output(): string;
  /** Resolves to the exit code, or the signal's name. */
  exit: Promise<number | string>;
  kill(signal: NodeJS.Signals): void;
  /** Waits until the output holds the text. */
  says(text: string): Promise<void>;
  /** Waits until the path answers with the status. */
  answers(path: string, status: number): Promise<void>;
}

/** Starts `dist/src/main.js` on a free port; only PATH and these settings are in its environment. */
export async function startService(settings: Record<string, string>): Promise<Running> {
  const port = settings['PORT'] ?? String(await freePort());
  return run('src/main.js', [], { PORT: port, LOG_LEVEL: 'warn', EVENT_LOOP_DELAY_MAX_MS: '600000', ...settings });
}

/** Starts a program of `dist`. */
export function run(program: string, args: string[], settings: Record<string, string>): Running {
  const child = spawn(process.execPath, [join(DIST, program), ...args], {
    env: { PATH: process.env['PATH'], ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const exit = new Promise<number | string>((done) => {
    child.once('close', (code, signal) => done(code ?? signal ?? ''));
  });
  const url = `http://127.0.0.1:${settings['PORT'] ?? ''}`;
  return {
    pid: child.pid ?? 0,
    url,
    output: () => said,
    exit,
    kill: (signal) => void child.kill(signal),
    says: (text) => eventually(() => said.includes(text), `"${text}" in: ${said}`),
    answers: (path, status) =>
      eventually(
        () =>
          fetch(url + path).then(
            async (response) => {
              await response.arrayBuffer();
              return response.status === status;
            },
            () => false,
          ),
        `${status} of ${path}`,
      ),
  };
}

/** Waits until the condition holds; after 100 s it throws with `what`. */
export async function eventually(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const until = Date.now() + 100_000;
  while (!(await condition())) {
    if (Date.now() > until) throw new Error(`waited in vain for ${what}`);
    await sleep(50);
  }
}

export async function freePort(): Promise<number> {
  return new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
