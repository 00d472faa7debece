import type { PlantHistory } from "../../contracts/forecast/history.ts";

/** Numbers of an operation in a list. */
const FIELDS = 4;

/** Operations at a station, by start. */
export interface StationColumns {
  /** µs. */
  readonly starts: Float64Array;
  readonly ends: Float64Array;
  /** When the piece had come through its operation before; NaN: it has none, or its end is not known. */
  readonly ready: Float64Array;
  /** Numbers in the list of variants. */
  readonly variants: Uint32Array;
}

interface Columns {
  readonly variants: readonly string[];
  readonly stations: ReadonlyMap<string, StationColumns>;
  /** Operations without a start or an end, and pieces without a variant: left out. */
  readonly unreported: number;
}

/** The operations of a history as columns, station by station. */
export function stationColumns({ pieces }: PlantHistory): Columns {
  const numbers = new Map<string, number>();
  const rows = new Map<string, number[]>();
  let unreported = 0;
  for (const { variant, operations } of pieces) {
    const number = numbers.get(variant) ?? numbers.size;
    numbers.set(variant, number);
    let ready = Number.NaN;
    for (const { station, start, end } of operations) {
      // Under way: its end is not missing.
      if (variant !== "" && start >= 0 && Number.isNaN(end)) continue;
      if (variant === "" || !(start <= end)) unreported++;
      else {
        const own = rows.get(station);
        if (own === undefined) rows.set(station, [start, end, number, ready]);
        else own.push(start, end, number, ready);
      }
      ready = end;
    }
  }
  const stations = new Map([...rows].map(([station, own]) => [station, sorted(own)] as const));
  return { variants: [...numbers.keys()], stations, unreported };
}

/** @param rows start, end, variant and readiness of each operation, one after the other */
function sorted(rows: readonly number[]): StationColumns {
  const count = rows.length / FIELDS;
  const order = new Uint32Array(count).map((_, at) => at);
  order.sort((a, b) => (rows[FIELDS * a] as number) - (rows[FIELDS * b] as number));
  const [starts, ends, ready] = [new Float64Array(count), new Float64Array(count), new Float64Array(count)];
  const variants = new Uint32Array(count);
  order.forEach((row, at) => {
    starts[at] = rows[FIELDS * row] as number;
    ends[at] = rows[FIELDS * row + 1] as number;
    variants[at] = rows[FIELDS * row + 2] as number;
    ready[at] = rows[FIELDS * row + 3] as number;
  });
  return { starts, ends, ready, variants };
}
