/**
 * SQL that shows a `timestamptz` as text: RFC 3339 in UTC, to the microsecond. Lists also sort and page by this text:
 * a cursor with milliseconds only would skip or repeat rows.
 */
export function instantColumn(expression: string): string {
  return `to_char(${expression} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
}
