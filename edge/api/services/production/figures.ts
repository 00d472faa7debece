import { EdgeError } from "../../../contracts/errors.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import type { TwinReader } from "../../../contracts/path/twin.ts";
import type { Plant } from "../../../contracts/plant/plant.ts";
import { type Period, type PeriodKind, periodsOf } from "../../../contracts/plant/site-periods.ts";
import type { AssetUid, TagTable } from "../../../contracts/plant/tag.ts";
import { siteCalendar } from "../../../contracts/plant/time-zone.ts";
import { countByLink, inputsOf, linksByRef } from "../../../contracts/production/inputs.ts";
import type {
  Figures,
  FiguresQuestion,
  LineFigures,
  ProductionReader,
} from "../../../contracts/production/production.ts";
import { type Caller, demand } from "../caller.ts";
import type { Range } from "../range.ts";
import { followed } from "./followed.ts";

export const MOST_PERIODS = 100;

export interface LineFigureDeps {
  /** Absent where the edge follows no production. */
  readonly production?: ProductionReader;
  readonly plant: Pick<Plant, "site">;
}

export interface FigureDeps extends LineFigureDeps {
  readonly tags: Pick<TagTable, "ofAsset">;
  readonly twin: Pick<TwinReader, "links">;
  now(): Micros;
}

interface ByPeriod extends Range {
  readonly by: PeriodKind;
}

/** Figures of a machine in one period, with the present state of its input tags. */
export interface MachineRow {
  readonly period: Period;
  readonly figures: Figures;
  readonly inputs: ReturnType<typeof inputsOf>;
}

/** Key figures of one machine or all, by period. Throws EdgeError `not-found`, `bad-request`, `unavailable`. */
export async function machineFigures(
  { production, plant, tags, twin, now }: FigureDeps,
  caller: Caller,
  {
    asset,
    of,
    ...range
  }: ByPeriod & {
    readonly asset?: AssetUid | undefined;
    readonly of: Omit<FiguresQuestion, "from" | "to">;
  },
): Promise<readonly MachineRow[]> {
  demand(caller, "GET /api/v1/kpis/machines");
  const reader = followed(production);
  const wanted = asset === undefined ? reader.machines : [machineOf(reader, asset)];
  const periods = periodsFor(plant, range, wanted.length);
  const [links, at] = [linksByRef(twin.links()), now()];
  const inputs = new Map(
    wanted.map(({ assetUid }) => [assetUid, inputsOf(countByLink(tags.ofAsset(assetUid)), links, at)]),
  );
  const rows: MachineRow[] = [];
  for (const period of periods)
    for (const { assetUid } of wanted) {
      const figures = await reader.figures(assetUid, { ...of, from: period.from, to: period.to });
      rows.push({ period, figures, inputs: inputs.get(assetUid) as MachineRow["inputs"] });
    }
  return rows;
}

/** Figures of a line in one period. */
export interface LineRow {
  readonly period: Period;
  readonly figures: LineFigures;
}

/** Key figures of one line or all, by period. Throws EdgeError `not-found`, `bad-request`, `unavailable`. */
export async function lineFigures(
  { production, plant }: LineFigureDeps,
  caller: Caller,
  { line, ...range }: ByPeriod & { readonly line?: string | undefined },
): Promise<readonly LineRow[]> {
  demand(caller, "GET /api/v1/kpis/lines");
  const reader = followed(production);
  const wanted = line === undefined ? reader.lines : [line];
  const rows: LineRow[] = [];
  for (const period of periodsFor(plant, range, wanted.length))
    for (const name of wanted)
      rows.push({ period, figures: await reader.line(name, { from: period.from, to: period.to }) });
  return rows;
}

function periodsFor({ site }: Pick<Plant, "site">, { by, ...range }: ByPeriod, each: number): readonly Period[] {
  const periods = periodsOf(siteCalendar(site), range, { by, most: MOST_PERIODS });
  if (periods === undefined || periods.length * each > MOST_PERIODS)
    throw new EdgeError(
      "bad-request",
      `the answer has more than ${MOST_PERIODS} rows; take a shorter range, longer periods or one asset`,
    );
  return periods;
}

function machineOf({ machines }: ProductionReader, asset: AssetUid): ProductionReader["machines"][number] {
  const found = machines.find(({ assetUid }) => assetUid === asset);
  if (found === undefined) throw new EdgeError("not-found", "no state of this asset is read");
  return found;
}
