import { EdgeError } from "../../../contracts/errors.ts";
import { areaPathOf } from "../../../contracts/plant/equipment-path.ts";
import type { Plant } from "../../../contracts/plant/plant.ts";
import type { AssetUid } from "../../../contracts/plant/tag.ts";
import type { ProductionReader, StateSpan } from "../../../contracts/production/production.ts";
import { type Caller, demand } from "../caller.ts";
import { bounded, type Range } from "../range.ts";

/** The range is limited because the states of all machines are computed for each answer. */
const MOST_US = 2 * 86_400e6;
export const MOST_COLUMNS = 600;
export const DEFAULT_COLUMNS = 120;

export interface AreaStateDeps {
  /** Absent where the edge follows no production. */
  readonly production?: ProductionReader;
  readonly plant: Pick<Plant, "assets">;
}

type Share = "working" | "failed" | "unknown";

/** Shares of the machines' time, oldest column first, 0 to 1. */
export type AreaShares = { readonly path: string; readonly machines: number } & Readonly<Record<Share, number[]>>;

/**
 * The areas' shares of time in equal columns; none where the edge follows no states. Throws EdgeError `bad-request`.
 */
export async function areaStates(
  { production, plant }: AreaStateDeps,
  caller: Caller,
  { columns, ...range }: Range & { readonly columns?: number | undefined },
): Promise<readonly AreaShares[]> {
  demand(caller, "GET /api/v1/states/areas");
  if (range.to - range.from > MOST_US) throw new EdgeError("bad-request", "take 2 days at most");
  const number = bounded("columns", columns, { byDefault: DEFAULT_COLUMNS, most: MOST_COLUMNS });
  if (production === undefined) return [];
  return await Promise.all(
    [...machinesByArea(plant, production)].map(async ([path, machines]) => {
      const spans = await spansOf(machines, production, range);
      return { path, machines: machines.length, ...sharesOf(spans, { ...range, columns: number }) };
    }),
  );
}

function machinesByArea(
  { assets }: Pick<Plant, "assets">,
  { machines }: ProductionReader,
): ReadonlyMap<string, AssetUid[]> {
  const pathOf = new Map(assets.map(({ assetUid, equipmentPath }) => [assetUid, areaPathOf(equipmentPath)]));
  const byArea = Map.groupBy(machines, ({ assetUid }) => pathOf.get(assetUid) ?? "");
  return new Map([...byArea].map(([path, ones]) => [path, ones.map(({ assetUid }) => assetUid)]));
}

const SHARES: Readonly<Record<StateSpan["element"], Share | undefined>> = {
  APT: "working",
  ADET: "failed",
  maintenance: "failed",
  unknown: "unknown",
  AUST: undefined,
  ADOT: undefined,
};

/** One machine after the other, so that other queries to the books get their turn in between. */
async function spansOf(
  machines: readonly AssetUid[],
  production: ProductionReader,
  { from, to }: Range,
): Promise<readonly (readonly StateSpan[])[]> {
  const spans: (readonly StateSpan[])[] = [];
  for (const machine of machines) spans.push(await production.states(machine, from, to));
  return spans;
}

function sharesOf(
  machines: readonly (readonly StateSpan[])[],
  { from, to, columns }: Range & { readonly columns: number },
): Record<Share, number[]> {
  const width = (to - from) / columns;
  const held = {
    working: new Float64Array(columns),
    failed: new Float64Array(columns),
    unknown: new Float64Array(columns),
  };
  for (const spans of machines) {
    for (const span of spans) {
      const share = SHARES[span.element];
      if (share !== undefined) spread(held[share], (span.from - from) / width, (span.to - from) / width);
    }
  }
  const rounded = (column: Float64Array): number[] =>
    Array.from(column, (value) => Math.round((1000 * value) / machines.length) / 1000);
  return { working: rounded(held.working), failed: rounded(held.failed), unknown: rounded(held.unknown) };
}

/** Adds a time span to the columns that it overlaps. */
function spread(columns: Float64Array, begin: number, end: number): void {
  for (let at = Math.max(0, Math.floor(begin)); at < columns.length && at < end; at++) {
    columns[at] = (columns[at] as number) + Math.min(at + 1, end) - Math.max(at, begin);
  }
}
