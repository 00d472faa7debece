/** Rows of the edge's memory as files for a statement. Long lists are written in slices, so that the edge goes on. */
import type { AlertBook, AlertView } from "../contracts/alerts/alert.ts";
import { EdgeError } from "../contracts/errors.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { Asset, Plant } from "../contracts/plant/plant.ts";
import type { Tag, TagTable } from "../contracts/plant/tag.ts";
import type { MaterialReader, PlacedPiece } from "../contracts/production/material.ts";
import type { SqlView } from "./check/statement.ts";
import { writeLines } from "./line-writer.ts";
import type { Tables } from "./protocol.ts";

export interface RowSources {
  readonly plant: Pick<Plant, "assets">;
  readonly tags: Pick<TagTable, "all">;
  readonly alerts: Pick<AlertBook, "history">;
  /** Absent where the edge follows no production. */
  readonly material?: Pick<MaterialReader, "pieces"> | undefined;
}

/** The book keeps 5,000 closed alerts. */
const MOST_ALERTS = 20_000;
const MOST_PIECES = 100_000;

type Row = Readonly<Record<string, string | number | boolean | null>>;
type TableName = keyof Tables;

/** The tables behind each view. */
const BEHIND: Readonly<Record<SqlView, readonly TableName[]>> = {
  tags: ["tags"],
  samples: ["tags"],
  events: ["assets"],
  alerts: ["assets", "alerts"],
  pieces: ["pieces"],
};

/** Writes what the views need into a folder. Throws EdgeError `unavailable`, `disk`. */
export async function supplyTables(
  views: readonly SqlView[],
  dir: string,
  { sources, now }: { readonly sources: RowSources; readonly now: Micros },
): Promise<Tables> {
  const tables: Partial<Record<TableName, string>> = {};
  for (const name of new Set(views.flatMap((view) => BEHIND[view])))
    tables[name] = await writeLines(`${dir}/${name}.json`, await rowsOf(name, sources, now));
  return tables;
}

async function rowsOf(name: TableName, sources: RowSources, now: Micros): Promise<Iterable<Row>> {
  const { plant, tags, alerts } = sources;
  if (name === "assets") return mapped(plant.assets, assetRow);
  if (name === "tags") return mapped(namedTags(tags.all(), plant), tagRow);
  if (name === "alerts") return mapped(alerts.history(0, now + 1, MOST_ALERTS), alertRow);
  if (sources.material === undefined) throw new EdgeError("unavailable", "This edge keeps no record of pieces.");
  const { pieces } = await sources.material.pieces({ at: undefined, text: "", place: undefined, limit: MOST_PIECES });
  return mapped(pieces, pieceRow);
}

function* mapped<T>(list: Iterable<T>, rowOf: (one: T) => Row): Generator<Row> {
  for (const one of list) yield rowOf(one);
}

/** Tags that may be read, each with its asset: not those about people. */
function* namedTags(tags: readonly Tag[], { assets }: Pick<Plant, "assets">): Generator<readonly [Tag, Asset]> {
  const byUid = new Map(assets.map((asset) => [asset.assetUid, asset]));
  for (const tag of tags) {
    const asset = byUid.get(tag.assetUid);
    if (asset !== undefined && tag.class !== "personal" && tag.type !== "waveform") yield [tag, asset];
  }
}

function assetRow({ assetUid, label, equipmentPath }: Asset): Row {
  return { asset_uid: assetUid, asset: label, path: equipmentPath };
}

function tagRow([tag, asset]: readonly [Tag, Asset]): Row {
  return {
    ref: tag.ref,
    tag: tag.tagUid,
    ...assetRow(asset),
    asset_kind: asset.kind,
    component: tag.component,
    signal: tag.signal,
    name_zh: tag.name.zh,
    name_en: tag.name.en,
    unit: tag.unit ?? null,
    type: tag.type,
    source: tag.source,
    simulated: asset.simulated,
  };
}

/** Without the people who acted on it. */
function alertRow(alert: AlertView): Row {
  return {
    alert: alert.alertUid,
    asset_uid: alert.assetUid,
    component: alert.component ?? null,
    rule: alert.rule,
    kind: alert.kind,
    annunciation: alert.annunciation,
    state: alert.state,
    priority: alert.priority,
    severity: alert.severity,
    message_zh: alert.message.zh,
    message_en: alert.message.en,
    raised_us: Math.floor(alert.raisedAt),
    cleared_us: whole(alert.clearedAt),
    acknowledged_us: whole(alert.acknowledged?.at),
    suppressed_by: alert.suppressedBy ?? null,
    out_of_service: alert.outOfService !== undefined,
  };
}

function pieceRow({ piece, variant, order, state, place, slot, carrier, since, isInferred }: PlacedPiece): Row {
  const placed = { place, slot, carrier, since_us: whole(since ?? undefined), inferred: isInferred };
  return { piece, variant, production_order: order, state, ...placed };
}

function whole(time: Micros | undefined): number | null {
  return time === undefined ? null : Math.floor(time);
}
