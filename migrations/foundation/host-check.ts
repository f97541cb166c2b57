import type { Catalog } from './catalog.js';

interface HostTable {
  /** Each column with its type. */
  columns: Record<string, string>;
  /** Unique keys that foreign keys and upserts of the service need. */
  keys: string[];
  /** May be absent as a whole: what then holds. */
  optional?: string;
  /** The service inserts rows, so it must know every required column. */
  filled?: boolean;
}

const WHEN = 'timestamp with time zone';
const TIME = 'time without time zone';
const STAMPS = { created_at: WHEN, updated_at: WHEN };
const TEXTS = new Set(['text', 'character varying', 'citext', 'extensions.citext', 'public.citext']);

/** The columns and keys that the service needs of the marketplace's tables (docs/database.md "Host schema"). */
export const HOST_TABLES: Record<string, HostTable> = {
  'auth.users': { columns: { id: 'uuid', email: 'text' }, keys: ['id'] },
  'public.user_profiles': {
    columns: {
      id: 'uuid',
      username: 'text',
      display_name: 'text',
      avatar_url: 'text',
      bio: 'text',
      is_verified: 'boolean',
      role_version: 'integer',
      ...STAMPS,
    },
    keys: ['id'],
  },
  'public.roles': {
    columns: { id: 'uuid', name: 'text', description: 'text', is_system_role: 'boolean', created_at: WHEN },
    keys: ['id', 'name'],
    filled: true,
  },
  'public.user_roles': {
    columns: {
      id: 'uuid',
      user_id: 'uuid',
      role_id: 'uuid',
      assigned_by: 'uuid',
      assigned_at: WHEN,
      expires_at: WHEN,
      is_active: 'boolean',
    },
    keys: ['role_id, user_id'],
    filled: true,
  },
  'public.stylist_profiles': {
    columns: {
      user_id: 'uuid',
      display_name: 'text',
      title: 'text',
      bio: 'text',
      years_experience: 'integer',
      specialties: 'text[]',
      certifications: 'jsonb',
      timezone: 'text',
      booking_buffer_minutes: 'integer',
      max_daily_bookings: 'integer',
      is_active: 'boolean',
      rating_average: 'numeric',
      total_bookings: 'integer',
      metadata: 'jsonb',
      ...STAMPS,
    },
    keys: ['user_id'],
    filled: true,
  },
  'public.kb_branches': {
    columns: { id: 'uuid', name: 'text', is_active: 'boolean' },
    keys: ['id'],
    optional: 'there are no branches',
  },
  'public.services': {
    columns: {
      id: 'uuid',
      name: 'text',
      slug: 'text',
      description: 'text',
      category: 'text',
      duration_minutes: 'integer',
      base_price_cents: 'integer',
      requires_consultation: 'boolean',
      max_advance_days: 'integer',
      min_advance_hours: 'integer',
      is_active: 'boolean',
      metadata: 'jsonb',
      ...STAMPS,
    },
    keys: ['id'],
  },
  'public.stylist_services': {
    columns: {
      id: 'uuid',
      stylist_user_id: 'uuid',
      service_id: 'uuid',
      custom_price_cents: 'integer',
      custom_duration_minutes: 'integer',
      is_available: 'boolean',
      created_at: WHEN,
    },
    keys: ['service_id, stylist_user_id'],
    filled: true,
  },
  'public.stylist_schedules': {
    columns: {
      id: 'uuid',
      stylist_user_id: 'uuid',
      day_of_week: 'integer',
      start_time_utc: TIME,
      end_time_utc: TIME,
      start_time_local: TIME,
      end_time_local: TIME,
      break_start_time_utc: TIME,
      break_end_time_utc: TIME,
      break_duration_minutes: 'integer',
      is_active: 'boolean',
      effective_from: 'date',
      effective_until: 'date',
      ...STAMPS,
    },
    keys: ['id'],
    filled: true,
  },
  'public.bookings': {
    columns: {
      id: 'uuid',
      customer_user_id: 'uuid',
      stylist_user_id: 'uuid',
      service_id: 'uuid',
      start_time: WHEN,
      end_time: WHEN,
      price_cents: 'integer',
      status: 'text',
      customer_name: 'text',
      customer_phone: 'text',
      customer_email: 'text',
      customer_notes: 'text',
      stylist_notes: 'text',
      booking_source: 'text',
      metadata: 'jsonb',
      cancelled_at: WHEN,
      cancelled_by: 'uuid',
      cancellation_reason: 'text',
      ...STAMPS,
    },
    keys: ['id'],
  },
  'public.booking_reservations': {
    columns: {
      id: 'uuid',
      customer_user_id: 'uuid',
      stylist_user_id: 'uuid',
      service_id: 'uuid',
      start_time: WHEN,
      end_time: WHEN,
      price_cents: 'integer',
      customer_name: 'text',
      status: 'text',
      expires_at: WHEN,
      ...STAMPS,
    },
    keys: ['id'],
    optional: 'there are no holds',
  },
};

const FUNCTIONS: Record<string, string> = {
  'auth.uid()': 'uuid',
  'public.user_has_role(uuid, text)': 'boolean',
  'public.update_updated_at_column()': 'trigger',
};

/** Columns of newer hosts that the service fills, or leaves to their defaults. */
const NEWER = ['deactivated_at', 'deactivated_by'];

/** A column that only some hosts have. */
const BRANCH = { table: 'public.stylist_profiles', column: 'branch_id', type: 'uuid' };

/** Whether any table of a marketplace exists. Without one, the migration creates the tables that it needs. */
export function hasMarketplace(catalog: Catalog): boolean {
  return Object.keys(HOST_TABLES).some((table) => table.startsWith('public.') && catalog.tables[table] !== undefined);
}

/** Whether the database has accounts. */
export function hasAccounts(catalog: Catalog): boolean {
  return catalog.schemas['auth'] !== undefined;
}

/** Tables, columns, keys and functions of the marketplace that are missing or have another type; one line each. */
export function hostFaults(catalog: Catalog): string[] {
  const isMarketplace = hasMarketplace(catalog);
  const tables = Object.entries(HOST_TABLES).filter(([name]) =>
    name.startsWith('auth.') ? isMarketplace || hasAccounts(catalog) : isMarketplace,
  );
  const functions = Object.entries(FUNCTIONS).filter(([name]) =>
    name.startsWith('auth.') ? isMarketplace || hasAccounts(catalog) : isMarketplace,
  );
  return [
    ...tables.flatMap(([name, table]) => tableFaults(catalog, name, table)),
    ...functions.flatMap(([name, result]) => functionFaults(catalog, name, result)),
    ...branchFaults(catalog),
  ];
}

function tableFaults(catalog: Catalog, name: string, { columns, keys, optional, filled }: HostTable): string[] {
  const table = catalog.tables[name];
  if (table === undefined) return optional !== undefined ? [] : [`table ${name} is missing`];
  const isOurs = name.startsWith('auth.') || table.owned;
  return [
    ...(isOurs ? [] : [`table ${name} does not belong to ${catalog.role}, who migrates`]),
    ...Object.entries(columns).flatMap(([column, type]) => {
      const given = table.columns[column]?.type;
      if (given === undefined) return [`column ${name}.${column} is missing`];
      return isLike(given, type) ? [] : [`column ${name}.${column} is ${given}, not ${type}`];
    }),
    ...keys.filter((key) => !table.keys.includes(key)).map((key) => `table ${name} has no unique key on (${key})`),
    ...Object.entries(filled === true ? table.columns : {})
      .filter(([column, { required }]) => required && columns[column] === undefined && !NEWER.includes(column))
      .map(([column]) => `column ${name}.${column} must be given, and the service does not know it`),
  ];
}

/** Stylists belong to branches by a column of one type; without branches nobody reads it. */
function branchFaults(catalog: Catalog): string[] {
  const { table, column, type } = BRANCH;
  const given = catalog.tables[table]?.columns[column]?.type ?? type;
  if (catalog.tables['public.kb_branches'] === undefined || given === type) return [];
  return [`column ${table}.${column} is ${given}, not ${type}`];
}

function functionFaults(catalog: Catalog, name: string, result: string): string[] {
  const given = catalog.functions[name];
  if (given === undefined) return [`function ${name} is missing`];
  return given === result ? [] : [`function ${name} returns ${given}, not ${result}`];
}

function isLike(given: string, wanted: string): boolean {
  if (wanted === 'text') return TEXTS.has(given);
  if (wanted === 'integer') return given === 'integer' || given === 'smallint';
  if (wanted === 'text[]') return given === 'text[]' || given === 'character varying[]';
  return given === wanted;
}
