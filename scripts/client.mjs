// Writes the types of the client from openapi.json; with --check it only says whether they are up to date.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';

const target = fileURLToPath(new URL('../client/src/schema.ts', import.meta.url));
const document = JSON.parse(readFileSync(new URL('../openapi.json', import.meta.url), 'utf8'), (key, value) =>
  // Examples would be nine tenths of the comments.
  key === 'example' || key === 'examples' ? undefined : value,
);
const text = astToString(await openapiTS(document, { alphabetize: false }));

let current = '';
try {
  current = readFileSync(target, 'utf8');
} catch {}
if (current !== text && process.argv.includes('--check')) {
  console.error('client/src/schema.ts is not of openapi.json; run npm run client');
  process.exitCode = 1;
} else if (current !== text) {
  // A file that is written again is a newer source, and the next script would build.
  writeFileSync(target, text);
}
