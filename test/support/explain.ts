import { escapeLiteral } from 'pg';
import { PLANNED_ONCE } from '../../src/database/transaction.js';
import type { Instance } from './app.js';

/** A node of a plan that was executed. */
export interface ExecutedNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Actual Rows'?: number;
  'Actual Loops'?: number;
  'Rows Removed by Filter'?: number;
  'Rows Removed by Index Recheck'?: number;
  Plans?: ExecutedNode[];
}

/** Executes a statement as the engine with its planner settings, and returns the nodes of its plan. */
export async function executed(
  { owner }: Pick<Instance, 'owner'>,
  statement: string,
  values: readonly (string | null)[],
): Promise<ExecutedNode[]> {
  const client = await owner.connect();
  try {
    const settings = Object.entries(PLANNED_ONCE).map(([name, value]) => `SET LOCAL ${name} = ${value}`);
    await client.query(['BEGIN', 'SET LOCAL ROLE service_engine', ...settings].join('; '));
    await client.query(`PREPARE explained AS ${statement}`);
    const literals = values.map((value) => (value === null ? 'NULL' : escapeLiteral(value)));
    const given = literals.length === 0 ? '' : `(${literals.join(', ')})`;
    const { rows } = await client.query<{ 'QUERY PLAN': { Plan: ExecutedNode }[] }>(
      `EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE explained ${given}`,
    );
    return flat(rows[0]!['QUERY PLAN'][0]!.Plan);
  } finally {
    await client.query('ROLLBACK; DEALLOCATE ALL');
    client.release();
  }
}

/** How many rows a node has looked at, in all of its executions. */
export function visitedRows(node: ExecutedNode): number {
  const each =
    (node['Actual Rows'] ?? 0) + (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0);
  return each * (node['Actual Loops'] ?? 1);
}

function flat(node: ExecutedNode): ExecutedNode[] {
  return [node, ...(node.Plans ?? []).flatMap(flat)];
}
