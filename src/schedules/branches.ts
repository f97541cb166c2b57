import type { Tx } from '../database/transaction.js';
import { Problem } from '../http/problem.js';

/** A branch of the business: one salon. A stylist belongs to one or to none. */
export interface Branch {
  id: string;
  name: string;
}

/** The branch of a stylist; null: none, as for everybody on a host without branches. */
export interface StylistBranch {
  branchId: string | null;
  branchName: string | null;
}

/** As for a stylist who belongs to none. */
export const NO_BRANCH: StylistBranch = { branchId: null, branchName: null };

/**
 * SQL of the engine: the branch of the stylist with an id. The two views are there on every host, and empty on one without
 * branches (docs/database.md "Host schema").
 */
export function branchOf(stylist: string): string {
  return `(SELECT member.branch_id FROM private.stylist_branches member WHERE member.stylist_user_id = ${stylist})`;
}

/** SQL of the engine: the ids of the stylists who belong to a branch, or to one of an array with `ANY(…)`. */
export function membersOf(branch: string): string {
  return `(SELECT member.stylist_user_id FROM private.stylist_branches member WHERE member.branch_id = ${branch})`;
}

const ACTIVE = 'SELECT id FROM private.branches WHERE is_active AND id = ANY($1::uuid[])';
const LIST = 'SELECT id, name FROM private.branches WHERE is_active ORDER BY name, id';
const MEMBERS = 'SELECT stylist_user_id AS id FROM private.stylist_branches WHERE branch_id = $1';
const NAMES = 'SELECT id, name FROM private.branches WHERE id = ANY($1::uuid[])';
const OF_STYLISTS = `
  SELECT member.stylist_user_id AS "stylistUserId", branch.id AS "branchId", branch.name AS "branchName"
    FROM private.stylist_branches member
    JOIN private.branches branch ON branch.id = member.branch_id
   WHERE member.stylist_user_id = ANY($1::uuid[])`;

/** The active branches, by name. */
export async function listBranches(tx: Tx): Promise<Branch[]> {
  return tx.engine<Branch>(LIST);
}

/** Those of the branches that a change may name: they exist and are active. */
export async function namableBranches(tx: Tx, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows = await tx.engine<{ id: string }>(ACTIVE, [ids]);
  return new Set(rows.map(({ id }) => id));
}

/**
 * Refuses a change that names an unknown or inactive branch. A branch that was switched off keeps its stylists and
 * overrides, so nothing is checked where the row has it already.
 *
 * @param former the branch that the row has.
 * @throws {Problem} 404 `BRANCH_NOT_FOUND`.
 */
export async function refuseUnknownBranch(
  tx: Tx,
  branchId: string | null | undefined,
  former: string | null = null,
): Promise<void> {
  if (branchId === null || branchId === undefined || branchId === former) return;
  if (!(await namableBranches(tx, [branchId])).has(branchId)) throw new Problem('BRANCH_NOT_FOUND');
}

/** The ids of the stylists who belong to a branch. */
export async function readMembers(tx: Tx, branchId: string): Promise<string[]> {
  const rows = await tx.engine<{ id: string }>(MEMBERS, [branchId]);
  return rows.map(({ id }) => id);
}

/** The branches of stylists. The map has no entry for a stylist without one. */
export async function branchesOf(tx: Tx, stylistUserIds: readonly string[]): Promise<Map<string, StylistBranch>> {
  const rows = await tx.engine<StylistBranch & { stylistUserId: string }>(OF_STYLISTS, [stylistUserIds]);
  return new Map(rows.map(({ stylistUserId, ...branch }) => [stylistUserId, branch]));
}

/** The rows with the names of their branches, also of inactive ones. */
export async function withBranchNames<Row extends { branchId: string | null }>(
  tx: Tx,
  rows: readonly Row[],
): Promise<(Row & { branchName: string | null })[]> {
  const ids = [...new Set(rows.flatMap(({ branchId }) => branchId ?? []))];
  const branches = ids.length === 0 ? [] : await tx.engine<Branch>(NAMES, [ids]);
  const names = new Map(branches.map(({ id, name }) => [id, name]));
  return rows.map((row) => ({ ...row, branchName: names.get(row.branchId ?? '') ?? null }));
}
