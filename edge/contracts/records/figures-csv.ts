/** Key figures of maintenance as a table, for people who compare machines and months. */
import { BYTE_ORDER_MARK, csvLine, timeCells, timeColumns } from "../csv.ts";
import type { Micros } from "../path/sample-batch.ts";
import type { AssetMaintenance, MaintenanceFigures } from "./maintenance-figures.ts";

const HOUR_S = 3_600;
const DECIMALS = 4;

const COLUMNS = [
  "scope",
  "asset",
  "assetUid",
  ...timeColumns("from"),
  ...timeColumns("to"),
  "failures",
  "mtbf.h",
  "mttr.h",
  "operating.h",
  "timeBasis",
  "right",
  "wrong",
  "notUseful",
];

interface FiguresCsvContext {
  readonly from: Micros;
  readonly to: Micros;
  labelOf(assetUid: string): string;
  /** A time by the site's clocks. */
  localTime(at: Micros): string;
}

/** Head, a line of the plant, and one of each asset. Unknown figures are empty. */
export function figuresCsv(
  { plant, assets }: { readonly plant: MaintenanceFigures; readonly assets: readonly AssetMaintenance[] },
  { from, to, labelOf, localTime }: FiguresCsvContext,
): string {
  const range = [...timeCells(from, localTime), ...timeCells(to, localTime)];
  return [
    `${BYTE_ORDER_MARK}${COLUMNS.join(",")}\r\n`,
    csvLine(["plant", "", "", ...range, ...cellsOf(plant)]),
    ...assets.map((one) => csvLine(["asset", labelOf(one.assetUid), one.assetUid, ...range, ...cellsOf(one)])),
  ].join("");
}

function cellsOf({ failures, mtbfS, mttrS, operatingS, timeBasis, verdicts }: MaintenanceFigures): readonly unknown[] {
  const hours = (seconds: number | null) => (seconds === null ? "" : Number((seconds / HOUR_S).toFixed(DECIMALS)));
  const { right, wrong, notUseful } = verdicts;
  return [failures, hours(mtbfS), hours(mttrS), hours(operatingS), timeBasis ?? "", right, wrong, notUseful];
}
