import { expect, test } from '@jest/globals';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { read, sourcesOf } from './tree.js';

/**
 * The rooms of `src` from the ground up (CONTRIBUTING.md). A room imports from the rooms above it in this list, types
 * included. Rooms of one line do not import each other. `embedded` and `demo` stand so late that no feature reaches them.
 */
const FLOORS: readonly (readonly string[])[] = [
  ['calendar', 'examples', 'lifetime'],
  ['config'],
  ['http'],
  ['database'],
  ['auth'],
  ['audit'],
  ['events'],
  ['schedules'],
  ['stylists', 'promotions', 'availability'],
  ['operations'],
  ['embedded'],
  ['demo'],
  ['app.module'],
  ['app'],
  ['main', 'cli'],
];

/** A program of its own, which starts the application to describe it. */
const OPENAPI_SCRIPT = 'src/http/openapi.cli.ts';

const SOURCES = sourcesOf('src');

/** The files of the repository that a file imports, types included. */
function importsOf(file: string): string[] {
  return ts
    .preProcessFile(read(file), true, true)
    .importedFiles.filter(({ fileName }) => fileName.startsWith('.'))
    .map(({ fileName }) => join(dirname(file), fileName).replace(/js$/, 'ts'));
}

/** A folder of `src`, or a file that lies in `src` itself. */
function roomOf(file: string): string {
  const [top = '', room = ''] = file.split('/');
  return top === 'src' ? room.replace(/\.ts$/, '') : top;
}

const floorOf = (room: string): number => FLOORS.findIndex((rooms) => rooms.includes(room));

function isAllowed(file: string, target: string): boolean {
  const [from, to] = [roomOf(file), roomOf(target)];
  if (from === to || file === OPENAPI_SCRIPT) return true;
  return target.startsWith('src/')
    ? floorOf(to) < floorOf(from)
    : ['database', 'events'].includes(from) && to === 'migrations';
}

/** The files of one circle of imports, if there is one. */
function circleIn(files: readonly string[]): string[] | undefined {
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): string[] | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return undefined;
    for (const target of importsOf(file)) {
      const circle = visit(target, [...path, file]);
      if (circle !== undefined) return circle;
    }
    done.add(file);
    return undefined;
  };
  for (const file of files) {
    const circle = visit(file, []);
    if (circle !== undefined) return circle;
  }
  return undefined;
}

test('Every room of src has its floor', () => {
  const rooms = new Set(SOURCES.map(roomOf));
  expect(SOURCES).toContain(OPENAPI_SCRIPT);
  expect([...rooms].filter((room) => floorOf(room) === -1)).toEqual([]);
  expect(FLOORS.flat().filter((room) => !rooms.has(room))).toEqual([]);
});

test('Imports between the rooms of src go down only', () => {
  const upward = SOURCES.flatMap((file) =>
    importsOf(file)
      .filter((target) => !isAllowed(file, target))
      .map((target) => `${file} imports ${target}`),
  );
  expect(upward).toEqual([]);
});

test('Files do not import each other in a circle, types included', () => {
  expect(circleIn(sourcesOf('src', 'migrations', 'test', 'bench'))).toBeUndefined();
});
