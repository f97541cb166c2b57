import { existsSync, readFileSync } from 'node:fs';
import { type Document, type Json, operationsOf } from './tree.js';

/** What `npm run answers` wrote. It lies beside the sources and is not compiled. */
const FILE = new URL('../../../../src/examples/answers.json', import.meta.url);

/** The recorded answers of the demo salon: operation → status → body, or media type → body where there are several. */
type Answers = Record<string, Record<string, unknown>>;

/** Puts the recorded answer of each success beside its schema. */
export function showAnswers(document: Document): void {
  const answers = existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as Answers) : {};
  for (const { operation } of operationsOf(document)) {
    for (const [status, body] of Object.entries(answers[operation.operationId] ?? {})) {
      const content = operation.responses[status]?.['content'] as Record<string, { example?: unknown }> | undefined;
      const media = Object.entries(content ?? {});
      for (const [type, shown] of media) shown.example = media.length > 1 ? (body as Json)[type] : body;
    }
  }
}
