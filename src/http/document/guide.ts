import type { FastifyInstance } from 'fastify';
import { Marked } from 'marked';
import { readFile, readdir } from 'node:fs/promises';
import { Problem } from '../problem.js';
import { OPEN } from './swagger-ui.js';

/** The documents of the repository; they lie beside the sources. */
const DOCS = new URL('../../../../docs/', import.meta.url);
const STYLE =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}' +
  'table{border-collapse:collapse}td,th{border:1px solid #ccc;padding:.25rem .5rem;text-align:left}' +
  'pre,code{background:#f4f4f4}pre{padding:1rem;overflow:auto}';

/** The documents as pages at `/docs/guide`, which the API's texts link to. */
export function serveGuide(fastify: FastifyInstance): void {
  fastify.get('/docs/guide', OPEN, async (_request, reply) => {
    const items = (await names()).map((name) => `<li><a href="/docs/guide/${name}">${name}</a></li>`);
    return reply.type('text/html; charset=utf-8').send(page('Guide', `<h1>Guide</h1><ul>${items.join('')}</ul>`));
  });
  fastify.get<{ Params: { name: string } }>('/docs/guide/:name', OPEN, async ({ params }, reply) => {
    if (!(await names()).includes(params.name)) throw new Problem('NOT_FOUND');
    const text = await readFile(new URL(`${params.name}.md`, DOCS), 'utf8');
    return reply.type('text/html; charset=utf-8').send(page(params.name, await marked.parse(linked(text))));
  });
}

async function names(): Promise<string[]> {
  const files = await readdir(DOCS).catch(() => []);
  return files.filter((file) => file.endsWith('.md')).map((file) => file.slice(0, -3));
}

/** Links between the documents, as links between their pages. */
function linked(text: string): string {
  return text.replaceAll(/\]\(([\w-]+)\.md(#[\w-]*)?\)/g, '](/docs/guide/$1$2)');
}

/** Headings have the ids that links to them use, as on a host of repositories. */
const marked = new Marked({
  renderer: {
    heading({ tokens, depth, text }) {
      const id = text
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-');
      return `<h${depth} id="${id}">${this.parser.parseInline(tokens)}</h${depth}>\n`;
    },
  },
});

function page(title: string, body: string): string {
  return (
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title><style>${STYLE}</style></head>` +
    `<body><p><a href="/docs">API</a> · <a href="/docs/guide">Guide</a></p>${body}</body></html>`
  );
}
