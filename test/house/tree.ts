import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** The folder of the repository; these tests run in `dist/test/house`. */
export const ROOT = join(import.meta.dirname, '..', '..', '..');

/** The source files below these folders, as paths from the root of the repository. */
export function sourcesOf(...folders: string[]): string[] {
  return folders.flatMap((folder) => filesOf(folder, /(?<!\.d)\.[cm]?ts$/));
}

/** The Markdown files of the repository. */
export function documents(): string[] {
  const atRoot = readdirSync(ROOT).filter((name) => name.endsWith('.md'));
  const folders = ['docs', 'src', 'test', 'bench'].filter(exists);
  return [...atRoot, ...folders.flatMap((folder) => filesOf(folder, /\.md$/))];
}

function filesOf(folder: string, name: RegExp): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && name.test(entry.name))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))
    .toSorted();
}

export function read(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}

export function exists(file: string): boolean {
  return existsSync(join(ROOT, file));
}
