import { DEMO } from '../../../src/examples/ids.js';
import { PERSONAS } from '../../../src/examples/personas.js';
import { AUDITORS, each, EVERYBODY, SIGNED_IN, STYLISTS, type Cell, type Row, type Statement } from './row.js';
import { EVENT_ROWS } from './rows.events.js';
import { MANY_ROWS } from './rows.many.js';
import { PROMOTION_ROWS } from './rows.promotions.js';
import { OWN_ROWS, SCHEDULE_ROWS } from './rows.schedules.js';
import { STYLIST_ROWS } from './rows.stylists.js';
import { ROLES } from './world.js';
import { randomUUID } from 'node:crypto';

const SERVICE = DEMO.services.haircut;
const DATE = '2027-01-04';
const AVAILABILITY = `stylistId=${PERSONAS.stylist}&serviceId=${SERVICE}&date=${DATE}`;

/** Nobody but the service reads what it keeps in the private schema. */
const sealed = (table: string): Statement[] => [[`SELECT FROM private.${table}`]];

/** The audit logs, by what a role may read of them. */
function audit(route: string, targets: Row['targets'], table: string, queries: Record<string, string> = {}): Row {
  const none = Object.fromEntries(Object.keys(targets).map((target) => [target, []]));
  const path = route.split(' ')[1] ?? '';
  return {
    route,
    targets,
    rls: none,
    play: (_world, { target }) => ({ path: path + (queries[target] ?? ''), statements: sealed(table) }),
  };
}

const AUDIT_READERS = each(['admin', ...AUDITORS]);
const BY_CATEGORY = {
  governance: AUDIT_READERS,
  configuration: AUDIT_READERS,
  security: { ...each(AUDITORS), admin: 403 },
} as const;
const FILTERS = Object.fromEntries(Object.keys(BY_CATEGORY).map((name) => [name, `?category=${name}`]));
const EXPORTS = Object.fromEntries(Object.keys(BY_CATEGORY).map((name) => [name, `?category=${name}&format=csv`]));

const AUDIT_ROWS: Row[] = [
  audit('GET /v1/audit/service-log', BY_CATEGORY, 'service_management_log', FILTERS),
  audit('GET /v1/audit/service-log/export', BY_CATEGORY, 'service_management_log', EXPORTS),
  audit('GET /v1/audit/schedule-changes', { all: AUDIT_READERS }, 'schedule_change_log'),
  audit('GET /v1/audit/summary', { all: AUDIT_READERS }, 'service_management_log'),
  audit('GET /v1/audit/verify', { all: each(AUDITORS) }, 'audit_seals'),
];

const open = (path: string): Row => ({
  route: `GET ${path.split('?')[0]}`,
  targets: EVERYBODY,
  rls: { anything: [] },
  play: () => ({ path, statements: sealed('availability_cache') }),
});

const AVAILABILITY_ROWS: Row[] = [
  open(`/v1/availability?${AVAILABILITY}`),
  open(`/v1/availability/days?${AVAILABILITY}`),
  open(`/v1/availability/search?serviceId=${SERVICE}&from=${DATE}&to=${DATE}`),
  open(`/v1/availability/next?serviceId=${SERVICE}`),
  open(`/v1/availability/check?stylistId=${PERSONAS.stylist}&serviceId=${SERVICE}&startTime=${DATE}T10:00:00Z`),
  {
    route: 'GET /v1/availability/explain',
    targets: {
      own: { ...each(STYLISTS), admin: 404 },
      "another's": { ...each(STYLISTS, 404), admin: 'done' },
      missing: { ...each(STYLISTS, 404), admin: 404 },
    },
    play: (_world, cell) => ({
      path: `/v1/availability/explain?stylistId=${explained(cell)}&serviceId=${SERVICE}&date=${DATE}`,
    }),
  },
];

function explained({ target, role, userId }: Cell): string {
  if (target === 'missing') return randomUUID();
  if (target === 'own') return userId ?? randomUUID();
  return role === 'stylist' ? PERSONAS['other-stylist'] : PERSONAS.stylist;
}

const DIRECTORY_ROWS: Row[] = [
  {
    route: 'GET /v1/branches',
    targets: EVERYBODY,
    play: () => ({ path: '/v1/branches', statements: [['SELECT FROM public.kb_branches']] }),
  },
];

const DOCS_FILES = [
  'guide',
  'openapi.json',
  'playground.js',
  'favicon-32x32.png',
  'swagger-ui-bundle.js',
  'swagger-ui-init.js',
  'swagger-ui-standalone-preset.js',
  'swagger-ui.css',
];

const OPERATION_ROWS: Row[] = [
  { route: 'GET /health/live', targets: EVERYBODY, play: () => ({ path: '/health/live' }) },
  { route: 'GET /health/ready', targets: EVERYBODY, play: () => ({ path: '/health/ready' }) },
  { route: 'GET /metrics', targets: EVERYBODY, play: () => ({ path: '/metrics' }) },
  { route: 'GET /docs/guide/:name', targets: EVERYBODY, play: () => ({ path: '/docs/guide/rules' }) },
  ...['/', '/openapi.json', '/docs', '/docs/', ...DOCS_FILES.map((name) => `/docs/${name}`)].map((path): Row => ({
    route: `GET ${path}`,
    targets: EVERYBODY,
    play: () => ({ path }),
  })),
  {
    route: 'POST /dev/token',
    targets: EVERYBODY,
    play: () => ({ path: '/dev/token', body: { persona: 'customer' } }),
  },
  {
    // Everybody may, but not where others than the people of the demo salon are.
    route: 'POST /dev/reset',
    targets: { anything: each(ROLES, 409) },
    play: () => ({ path: '/dev/reset' }),
  },
];

/** Every route of the service, with the outcome for each role and target (docs/rules.md "Who may do what"). */
export const ROWS: Row[] = [
  {
    route: 'GET /v1/me',
    targets: { own: each(SIGNED_IN) },
    play: () => ({
      path: '/v1/me',
      statements: [['SELECT FROM public.user_profiles WHERE id = (SELECT auth.uid())']],
    }),
  },
  ...PROMOTION_ROWS,
  ...SCHEDULE_ROWS,
  ...STYLIST_ROWS,
  ...OWN_ROWS,
  ...MANY_ROWS,
  ...DIRECTORY_ROWS,
  ...AVAILABILITY_ROWS,
  ...AUDIT_ROWS,
  ...EVENT_ROWS,
  ...OPERATION_ROWS,
];
