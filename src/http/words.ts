const names = new Map<string, string>();
const lists = new Map<string, readonly string[]>();

/**
 * A closed list of words, with its name in the API's document. The document shows the list once, under that name,
 * wherever a field has these values.
 *
 * @throws {Error} where the name or the list has been declared already: the document could not tell them apart.
 */
export function words<const List extends readonly string[]>(name: string, list: List): List {
  const key = keyOf(list);
  const other = names.get(key);
  if (other !== undefined) throw new Error(`The words of ${name} have the name ${other} already; use that list`);
  if (lists.has(name)) throw new Error(`${name} is the name of other words already`);
  names.set(key, name);
  lists.set(name, list);
  return list;
}

/** The name of the list with these values, in any order; undefined where none is declared. */
export function nameOfWords(values: readonly unknown[]): string | undefined {
  return names.get(keyOf(values));
}

/** The words of a name; undefined where none are declared. */
export function wordsOf(name: string): readonly string[] | undefined {
  return lists.get(name);
}

function keyOf(values: readonly unknown[]): string {
  return JSON.stringify([...values].map(String).sort());
}
