/**
 * Columns of the instruments of an asset. The record of an instrument has its numbers of all columns of a type, and
 * the records lie in one array: an array for each column would take more memory than the numbers in it.
 */

/** The instruments of one component: neighbours in the columns of their asset. */
export interface Places {
  readonly first: number;
  readonly count: number;
}

/** Part of the state of an asset's instruments. That of one component's instruments is read and written alone. */
export interface InstrumentColumns<State> {
  snapshot(places: Places): State;
  restore(state: State, places: Places): void;
}

/** Numbers of a column or of records. Earlier releases wrote doubles for all columns. */
export type Numbers = Float64Array | Uint32Array | Uint8ClampedArray;

/** So many numbers of each instrument, `from` this field of its record on. */
export interface Column {
  readonly records: Numbers;
  readonly from: number;
  readonly width: number;
}

/** The column of one field, or of some in a row. */
export function column(records: Numbers, from: number, width = 1): Column {
  return { records, from, width };
}

/** Copies of what columns have of some of `all` instruments. */
export function partsOf(columns: readonly Column[], all: number, { first, count }: Places): Numbers[] {
  return columns.map(({ records, from, width }) => {
    const size = records.length / all;
    // An array of the same type, which gets other numbers.
    const part = records.slice(0, count * width);
    for (let at = 0; at < count; at++)
      for (let one = 0; one < width; one++)
        part[at * width + one] = records[(first + at) * size + from + one] as number;
    return part;
  });
}

/** Takes such copies over. */
export function setParts(
  columns: readonly Column[],
  all: number,
  { parts, places }: { readonly parts: readonly Numbers[]; readonly places: Places },
): void {
  const { first, count } = places;
  for (const [number, { records, from, width }] of columns.entries()) {
    const size = records.length / all;
    const part = parts[number] as Numbers;
    for (let at = 0; at < count; at++)
      for (let one = 0; one < width; one++)
        records[(first + at) * size + from + one] = part[at * width + one] as number;
  }
}

/** Adds one. A count of 32 bits lasts for a century of readings; one of a byte stays at 255. */
export function counted(records: Uint32Array | Uint8ClampedArray, at: number): void {
  records[at] = (records[at] as number) + 1;
}
