import type { PlantHistory } from "../../contracts/forecast/history.ts";

/** Operations at a station, by start. */
export interface StationColumns {
  /** µs. */
  readonly starts: Float64Array;
  readonly ends: Float64Array;
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
    for (const { station, start, end } of operations) {
      // Under way: its end is not missing.
      if (variant !== "" && start >= 0 && Number.isNaN(end)) continue;
      if (variant === "" || !(start <= end)) unreported++;
      else {
        const own = rows.get(station);
        if (own === undefined) rows.set(station, [start, end, number]);
        else own.push(start, end, number);
      }
    }
  }
  const stations = new Map([...rows].map(([station, own]) => [station, sorted(own)] as const));
  return { variants: [...numbers.keys()], stations, unreported };
}

/** @param rows start, end and variant of each operation, one after the other */
function sorted(rows: readonly number[]): StationColumns {
  const count = rows.length / 3;
  const order = new Uint32Array(count).map((_, at) => at);
  order.sort((a, b) => (rows[3 * a] as number) - (rows[3 * b] as number));
  const [starts, ends, variants] = [new Float64Array(count), new Float64Array(count), new Uint32Array(count)];
  order.forEach((row, at) => {
    starts[at] = rows[3 * row] as number;
    ends[at] = rows[3 * row + 1] as number;
    variants[at] = rows[3 * row + 2] as number;
  });
  return { starts, ends, variants };
}
