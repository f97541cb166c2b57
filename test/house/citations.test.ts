import { expect, test } from '@jest/globals';
import { dirname, join } from 'node:path';
import { documents, exists, read, sourcesOf } from './tree.js';

/** The name of a Markdown file, with the headings that a comment cites after it: `docs/rules.md "Budgets" and "Layers"`. */
const CITATION = /([\w./-]*\w\.md)\b((?:(?:,| and)? "[^"]+")*)/g;

interface Citation {
  file: string;
  document: string;
  headings: string[];
}

/** The citations of a file. A comment may break its line inside one. */
function citationsOf(file: string): Citation[] {
  const text = read(file).replaceAll(/\s*\n\s*(?:\*|\/\/|--)? */g, ' ');
  return [...text.matchAll(CITATION)].map(([, document = '', cited = '']) => ({
    file,
    document,
    headings: [...cited.matchAll(/"([^"]+)"/g)].map(([, heading = '']) => heading),
  }));
}

/** A document as it is named: from the root of the repository, or from the folder of the file that names it. */
function pathOf({ file, document }: Citation): string | undefined {
  return [document, join(dirname(file), document)].find(exists);
}

function headingsOf(document: string): string[] {
  return [...read(document).matchAll(/^#{1,6} +(.+?)\s*$/gm)].map(([, heading = '']) => heading);
}

const CITATIONS = sourcesOf('src', 'migrations', 'test', 'bench').flatMap(citationsOf);

test('Every document that a comment cites is in the repository', () => {
  const missing = CITATIONS.filter((citation) => pathOf(citation) === undefined);
  expect(missing.map(({ file, document }) => `${file} cites ${document}`)).toEqual([]);
});

test('Every heading that a comment cites is in its document', () => {
  const missing = CITATIONS.flatMap((citation) => {
    const path = pathOf(citation);
    const headings = path === undefined ? undefined : headingsOf(path);
    return citation.headings
      .filter((heading) => headings !== undefined && !headings.includes(heading))
      .map((heading) => `${citation.file} cites ${citation.document} "${heading}"`);
  });
  expect(missing).toEqual([]);
});

test('Every link between documents leads to a file of the repository', () => {
  const broken = documents().flatMap((document) =>
    [...read(document).matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)]
      .map(([, target = '']) => target)
      .filter((target) => !exists(join(dirname(document), target)))
      .map((target) => `${document} links to ${target}`),
  );
  expect(broken).toEqual([]);
});

test('The public API text cites no document', () => {
  expect(read('openapi.json').match(/[^"\n]*\.md\b[^"\n]*|§/g)).toBeNull();
});
