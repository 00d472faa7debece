/** The file of known failures: `time,asset[,component[,kind]]`, in any order of rows. */
import { EdgeError } from "../../contracts/errors.ts";
import type { Plant } from "../../contracts/plant/plant.ts";
import { firstRows, headOf } from "../../historian/past/look-at.ts";
import type { Stage } from "../../historian/past/stage.ts";
import type { KnownEvent } from "./known-events.ts";

const MOST = 10_000;
const COLUMNS = ["time", "asset", "component", "kind"] as const;

/** Throws EdgeError `bad-request` that names file, line and remedy. */
export async function readEvents(path: string, plant: Plant, stage: Stage): Promise<readonly KnownEvent[]> {
  const { columns } = await headOf(stage.connection, path, ",");
  const at = (column: (typeof COLUMNS)[number]): number => columns.indexOf(column);
  const missing = COLUMNS.slice(0, 2).filter((column) => at(column) < 0);
  if (missing.length > 0)
    throw new EdgeError(
      "bad-request",
      `${path} has no column ${missing.join(", ")}; its first line is time,asset,component,kind`,
    );
  const rows = await firstRows(stage.connection, { path, separator: ",", most: MOST + 1 });
  if (rows.length > MOST) throw new EdgeError("too-large", `${path} has more than ${MOST} rows; give a part of it`);
  const times = await stage.timesOf(rows.map(({ fields }) => fields[at("time")] ?? ""));
  const labels = new Map(plant.assets.flatMap(({ assetUid, label }) => [[label, label] as const, [assetUid, label]]));
  return rows.map(({ line, fields }, index) => {
    const field = (column: (typeof COLUMNS)[number]): string => fields[at(column)] ?? "";
    const time = times[index] as number;
    const asset = labels.get(field("asset"));
    if (Number.isNaN(time))
      throw new EdgeError("bad-request", `${path}, line ${line}: "${field("time")}" is no time in ISO 8601`);
    if (asset === undefined)
      throw new EdgeError("bad-request", `${path}, line ${line}: the config has no asset "${field("asset")}"`);
    return { at: time, asset, component: field("component"), kind: field("kind"), line };
  });
}
