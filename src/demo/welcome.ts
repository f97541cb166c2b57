import type { Config } from '../config.js';
import { PERSONAS } from '../examples/personas.js';
import { PEOPLE } from './salon/people.js';

/** The message when the service is ready: its addresses and, with demo data, the personas. */
export function welcome(config: Config, url: string): string {
  const lines = [
    `KB Stylish service engine is ready at ${url}`,
    `  documentation  ${url}/docs`,
    `  readiness      ${url}/health/ready`,
  ];
  if (config.demo === 'off') return lines.join('\n');
  const people = Object.entries(PERSONAS).map(([persona, userId]) => {
    const name = PEOPLE.find(({ id }) => id === userId)?.display_name ?? '';
    return `  ${persona.padEnd(14)} ${userId}  ${name}`;
  });
  const token = 'A token: npm run --silent token -- admin, or POST /dev/token {"persona": "admin"}';
  return [...lines, '', 'Personas of the demo salon', ...people, token].join('\n');
}
