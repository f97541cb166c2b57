import type { OpenAPIObject } from '@nestjs/swagger';
import { type Document, type Json, operationsOf } from './tree.js';

/**
 * The document as Swagger UI shows it. Each operation says for which persona its example is made. The filters of a list
 * are empty, because Swagger UI would send every example at once and find nothing. An error shows an example only where
 * it has members of its own, and headers that every answer has are left out: with them an operation was six screens high.
 */
export function playgroundDocument(document: OpenAPIObject, guide: string): OpenAPIObject {
  const shown = structuredClone(document) as unknown as Document;
  for (const answer of Object.values(shown.components.responses)) showOwnMembers(answer);
  shown['externalDocs'] = { ...(shown['externalDocs'] as Json), url: guide };
  for (const { operation } of operationsOf(shown)) {
    const parameters = (operation['parameters'] ?? []) as Json[];
    operation['description'] = `Example for **${String(operation['x-persona'])}**. ${String(operation['description'])}`;
    for (const { headers } of Object.values(operation.responses)) {
      for (const name of ['Cache-Control', 'Vary']) delete (headers as Json | undefined)?.[name];
    }
    if (!parameters.some(({ name }) => name === 'cursor')) continue;
    for (const parameter of parameters) {
      if (parameter['in'] !== 'query' || parameter['required'] === true) continue;
      delete parameter['example'];
      const { example: _, ...schema } = parameter['schema'] as Json;
      parameter['schema'] = schema;
    }
  }
  return shown as unknown as OpenAPIObject;
}

/** Members that the introduction describes, or that every problem has. */
const COMMON = new Set(['type', 'title', 'status', 'detail', 'instance', 'code', 'requestId', 'errors', 'errorsTotal']);

function showOwnMembers(answer: Json): void {
  for (const media of Object.values((answer['content'] ?? {}) as Record<string, Json>)) {
    const examples = Object.entries((media['examples'] ?? {}) as Record<string, { value: object }>).filter(
      ([, { value }]) => Object.keys(value).some((member) => !COMMON.has(member)),
    );
    if (examples.length === 0) delete answer['content'];
    media['examples'] = Object.fromEntries(examples);
  }
}

/** The parts of Swagger UI's immutable collections that the filter uses. */
interface Collection {
  get(key: string): unknown;
  getIn(path: string[]): unknown;
  update(key: string, change: (value: Collection) => Collection): Collection;
  map(change: (value: Collection, key: string) => Collection): Collection;
  filter(keep: (value: Collection) => boolean): Collection;
  size: number;
}

/**
 * A plugin of Swagger UI: its filter finds operations by the words of their name, path, tag, summary and description.
 * Nest sends the text of this function to the browser, so it uses nothing from outside.
 */
export function findOperations(): object {
  return {
    fn: {
      opsFilter: (tags: Collection, phrase: string): Collection => {
        const words = phrase.toLowerCase().split(/\s+/);
        return tags
          .map((tag, name) =>
            tag.update('operations', (operations) =>
              operations.filter((one) => {
                const said = ['operationId', 'summary', 'description'].map((key) => one.getIn(['operation', key]));
                const text = [name, one.get('method'), one.get('path'), ...said].join(' ').toLowerCase();
                return words.every((word) => text.includes(word));
              }),
            ),
          )
          .filter((tag) => (tag.get('operations') as Collection).size > 0);
      },
    },
  };
}

/** Sends the token of the example's persona, where the reader wants that (`playground.browser.js`). */
export function signRequest(request: object): unknown {
  const { signRequest: sign } = globalThis as unknown as { signRequest?: (request: object) => unknown };
  return sign?.(request) ?? request;
}
