/** Half-open intervals `[start, end)` in any one unit: minutes of the local day, or epoch milliseconds. */
export interface Interval {
  start: number;
  end: number;
}

/** Sorted, without overlap, touching ones joined, empty and inverted ones left out. */
export function normalise(intervals: readonly Interval[]): Interval[] {
  const sorted = intervals.filter(({ start, end }) => start < end).sort((a, b) => a.start - b.start);
  const result: Interval[] = [];
  for (const { start, end } of sorted) {
    const last = result.at(-1);
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end);
    else result.push({ start, end });
  }
  return result;
}

/** What of `from` lies outside `taken`. */
export function subtract(from: readonly Interval[], taken: readonly Interval[]): Interval[] {
  const holes = normalise(taken);
  const result: Interval[] = [];
  let first = 0;
  for (const { start, end } of normalise(from)) {
    let rest = start;
    while (first < holes.length && holes[first]!.end <= start) first += 1;
    for (let i = first; i < holes.length && holes[i]!.start < end; i += 1) {
      const hole = holes[i]!;
      if (hole.start > rest) result.push({ start: rest, end: hole.start });
      rest = hole.end;
    }
    if (rest < end) result.push({ start: rest, end });
  }
  return result;
}

/** What lies in both. */
export function intersect(left: readonly Interval[], right: readonly Interval[]): Interval[] {
  const a = normalise(left);
  const b = normalise(right);
  const result: Interval[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    const start = Math.max(a[i]!.start, b[j]!.start);
    const end = Math.min(a[i]!.end, b[j]!.end);
    if (start < end) result.push({ start, end });
    if (a[i]!.end < b[j]!.end) i += 1;
    else j += 1;
  }
  return result;
}

/** Touching is not overlapping. */
export function overlaps(a: Interval, b: Interval): boolean {
  return a.start < b.end && b.start < a.end;
}

/** Whether `inner` lies wholly inside `outer`. */
export function contains(outer: Interval, inner: Interval): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/**
 * Asks interval after interval whether it overlaps any of `intervals`, in one pass over both: the starts that are asked
 * must not decrease.
 */
export function overlapSweep(intervals: readonly Interval[]): (start: number, end: number) => boolean {
  const sorted = normalise(intervals);
  let next = 0;
  return (start, end) => {
    while (next < sorted.length && sorted[next]!.end <= start) next += 1;
    return next < sorted.length && sorted[next]!.start < end;
  };
}
