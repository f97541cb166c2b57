import type { Config } from '../config.js';
import { BASE } from '../http/request-log.js';
import { PERSONAS } from '../examples/personas.js';
import { nameOf } from './salon/people.js';

/** The message when the service is ready: a line of the log or, with demo data, its addresses and the personas. */
export function welcome(config: Config, url: string): string {
  // Where nobody reads a demo, the log is read by machines: no prose stands between its lines.
  if (config.demo === 'off') {
    const line = { level: 30, time: new Date().toISOString(), ...BASE, url, msg: `The service is ready at ${url}` };
    return JSON.stringify(line);
  }
  const lines = [
    `KB Stylish service engine is ready at ${url}`,
    `  documentation  ${url}/docs`,
    `  readiness      ${url}/health/ready`,
  ];
  const people = Object.entries(PERSONAS).map(
    ([persona, userId]) => `  ${persona.padEnd(14)} ${userId}  ${nameOf(userId)}`,
  );
  const token = 'A token: npm run --silent token -- admin, or POST /dev/token {"persona": "admin"}';
  return [...lines, '', 'Personas of the demo salon', ...people, token].join('\n');
}
