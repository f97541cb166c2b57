import { ROLES, type Role, type World } from './world.js';

/** The outcome of a request: success, or the status of a refusal. */
export type Outcome = 'done' | 401 | 403 | 404 | 409;

/** One route as one role on one target. */
export interface Cell {
  role: Role;
  target: string;
  /** Null: anonymous. */
  userId: string | null;
}

/** How a cell is tested: the request, and the statements that a caller would send for the same. */
export interface Play {
  path: string;
  body?: object;
  statements?: Statement[];
}

export type Statement = [sql: string, ...values: unknown[]];

/** One route of the table. */
export interface Row {
  route: string;
  /** The outcome by target and role. Roles that are not named get 401 when anonymous, else 403. */
  targets: Record<string, Partial<Record<Role, Outcome>>>;
  /** The roles whose statements row level security allows, by target; without an entry, those whose request succeeds. */
  rls?: Record<string, readonly Role[]>;
  /** Whether its statements are a browser's, which never writes as the service does. */
  isOfBrowsers?: boolean;
  play(world: World, cell: Cell): Play | Promise<Play>;
}

export const SIGNED_IN = ROLES.filter((role) => role !== 'anonymous');
export const STYLISTS = ['stylist', 'other stylist'] as const satisfies Role[];
export const AUDITORS = ['auditor', 'super-auditor'] as const satisfies Role[];

/** The same outcome for each of some roles. */
export function each(roles: readonly Role[], outcome: Outcome = 'done'): Partial<Record<Role, Outcome>> {
  return Object.fromEntries(roles.map((role) => [role, outcome]));
}

export const EVERYBODY = { anything: each(ROLES) };

/** The cells of a row. Refused ones come first, because one that succeeds may change what later ones see. */
export function cellsOf(row: Row, { idOf }: World): Cell[] {
  const cells = Object.keys(row.targets).flatMap((target) =>
    ROLES.map((role) => ({ role, target, userId: idOf[role] })),
  );
  return [...cells.filter((cell) => !succeeds(row, cell)), ...cells.filter((cell) => succeeds(row, cell))];
}

export function expectedOf({ targets }: Row, { role, target }: Cell): Outcome {
  return targets[target]?.[role] ?? (role === 'anonymous' ? 401 : 403);
}

export function succeeds(row: Row, cell: Cell): boolean {
  return expectedOf(row, cell) === 'done';
}

/** Whether row level security lets the cell's statements through. */
export function letsThrough(row: Row, cell: Cell): boolean {
  return row.rls?.[cell.target]?.includes(cell.role) ?? succeeds(row, cell);
}
