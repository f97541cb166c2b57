import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { load } from 'js-yaml';
import { startApp, type TestApp } from '../support/app.js';
import { Measures } from '../../src/operations/measures.js';

interface Rules {
  groups: { rules: { alert: string; expr: string; labels: { severity: string } }[] }[];
}

interface Dashboard {
  panels: { title: string; targets: { expr: string }[] }[];
}

const RULES = (load(readFileSync('deploy/alerts.yml', 'utf8')) as Rules).groups.flatMap(({ rules }) => rules);
const DASHBOARD = JSON.parse(readFileSync('deploy/grafana/dashboards/service-engine.json', 'utf8')) as Dashboard;

/** What PromQL itself says, and the labels of the expressions. */
const WORDS =
  /\b(sum|min|max|count|absent|rate|increase|time|topk|histogram_quantile|by|and|or|route|status|state|job|le|instance|action|code|kept_in|outcome|type|version|node|m|h)\b/g;

/** The names of metrics in an expression: what is left without texts, ranges, numbers and words of the language. */
function metricsIn(expression: string): string[] {
  const bare = expression.replaceAll(/"[^"]*"|\[[^\]]*\]/g, ' ').replaceAll(WORDS, ' ');
  return bare.match(/[a-z][a-z0-9_]+/g) ?? [];
}

let app: TestApp;
let exposed: Set<string>;
let families: string[];

beforeAll(async () => {
  app = await startApp();
  await app.app.get(Measures).measure();
  const text = await (await fetch(`${app.url}/metrics`)).text();
  const addedByPrometheus = ['up'];
  const types = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)];
  families = types.map(([, name = '']) => name);
  exposed = new Set([
    ...addedByPrometheus,
    ...types.flatMap(([, name = '', type = '']) =>
      type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
    ),
  ]);
});

afterAll(() => app.close());

describe('Alerts and dashboard', () => {
  test('name only metrics that the service has', () => {
    const named = [
      ...RULES.map(({ alert, expr }) => ({ where: alert, expr })),
      ...DASHBOARD.panels.flatMap(({ title, targets }) => targets.map(({ expr }) => ({ where: title, expr }))),
    ].map(({ where, expr }) => ({ where, names: metricsIn(expr) }));
    expect(named.filter(({ names }) => names.length === 0)).toEqual([]);
    const unknown = named.flatMap(({ where, names }) =>
      names.filter((name) => !exposed.has(name)).map((name) => `${where}: ${name}`),
    );
    expect(unknown).toEqual([]);
  });

  test('and the table of metrics names all of the service’s own, and no others', () => {
    const watching = readFileSync('docs/operating.md', 'utf8').split('## Watching\n')[1]?.split('\n## ')[0] ?? '';
    const cells = watching.split('\n').filter((line) => line.startsWith('| `'));
    const named = cells.flatMap((line) =>
      [...(line.split('|')[1] ?? '').matchAll(/`([^`{]+)[^`]*`/g)].map(([, name = '']) => name),
    );
    // `…` stands for the beginning of the name before.
    const isNamed = (family: string): boolean =>
      named.some((name) => (name.startsWith('…') ? family.endsWith(name.slice(1)) : family === name));
    const own = families.filter((name) => !/^(nodejs|process)_/.test(name));
    expect(own.filter((name) => !isNamed(name))).toEqual([]);
    const unknown = named.filter(
      (name) => !own.some((one) => (name.startsWith('…') ? one.endsWith(name.slice(1)) : one === name)),
    );
    expect(unknown).toEqual([]);
  });

  test('have a line each in the runbook, and a case in which they fire and one in which they do not', () => {
    const runbook = readFileSync('docs/operating.md', 'utf8').split('## Alerts\n')[1] ?? '';
    const cases = readFileSync('deploy/alerts.test.yml', 'utf8');
    for (const { alert } of RULES) {
      expect(runbook).toContain(`| \`${alert}\``);
      expect(cases).toContain(`name: ${alert} fires`);
      expect(cases).toContain(`name: ${alert} is quiet`);
    }
    expect(RULES.length).toBeGreaterThan(10);
  });

  test('fire and keep quiet in every case of deploy/alerts.test.yml', () => {
    const { error, status, stdout, stderr } = spawnSync('promtool', ['test', 'rules', 'deploy/alerts.test.yml'], {
      encoding: 'utf8',
    });
    if (error !== undefined) console.info('promtool is not installed, so the cases were not run (package prometheus)');
    const said = error === undefined && status !== 0 ? stdout + stderr : '';
    expect(said).toBe('');
  });
});
