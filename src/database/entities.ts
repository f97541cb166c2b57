/** The tables that are mapped as classes. */
export const entities: (new () => object)[] = [];
