import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A shell into which commands are pasted. Variables and processes stay from one paste to the next. */
export interface Shell {
  /** Runs the commands, and returns what they say. It throws at the first one that fails. */
  paste(commands: string): Promise<string>;
  /** Ends the shell and what it has started, by SIGTERM, also after a failure. */
  close(): Promise<void>;
}

/** @param folder where it stands; each paste is kept there too. */
export function startShell(folder: string, environment: Record<string, string | undefined>): Shell {
  const shell = spawn('bash', ['-eu', '-o', 'pipefail'], {
    cwd: folder,
    env: environment,
    stdio: 'pipe',
    // A process group of its own, which what it starts belongs to.
    detached: true,
  });
  let said = '';
  let isOver = false;
  let heard = (): void => undefined;
  const hear = (chunk: Buffer): void => {
    said += chunk.toString();
    heard();
  };
  shell.stdout.on('data', hear);
  shell.stderr.on('data', hear);
  shell.once('exit', () => {
    isOver = true;
    heard();
  });
  // When everything that speaks through it has ended too.
  const ended = new Promise<void>((done) => shell.once('close', () => done()));
  shell.stdin.write('exec 2>&1\n');
  return {
    paste: async (commands) => {
      const mark = randomUUID();
      const file = join(folder, `${mark}.sh`);
      await writeFile(file, commands);
      const from = said.length;
      shell.stdin.write(`source ${file} </dev/null\necho ${mark}\n`);
      await new Promise<void>((done) => {
        heard = () => {
          if (isOver || said.includes(mark, from)) done();
        };
        heard();
      });
      const output = said.slice(from);
      if (!output.includes(mark)) throw new Error(`${commands}\nfailed: ${output}`);
      return output.replace(`${mark}\n`, '');
    },
    close: async () => {
      try {
        process.kill(-(shell.pid ?? 0), 'SIGTERM');
      } catch {
        // All have ended.
      }
      await ended;
    },
  };
}
