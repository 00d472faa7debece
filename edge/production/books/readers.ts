/** Queries of API and viewer to the books: their thread answers, and the data that only the edge has are added here. */

import { uuidv7 } from "../../batch/uuidv7.ts";
import { EdgeError } from "../../contracts/errors.ts";
import type { EdgeEvent } from "../../contracts/path/event-batch.ts";
import type { AskedFollower } from "../../contracts/path/follower-plugin.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { Plant } from "../../contracts/plant/plant.ts";
import type { AssetUid, TagTable } from "../../contracts/plant/tag.ts";
import type { GenealogyReader } from "../../contracts/production/genealogy.ts";
import type { BookKpi } from "../../contracts/production/kpi.ts";
import type { MaterialReader } from "../../contracts/production/material.ts";
import type { ProductionReader, StopReason } from "../../contracts/production/production.ts";
import type { RecallReader } from "../../contracts/production/recall.ts";
import type { KpisConfig } from "../state/config.ts";
import { mainTagOf } from "../state/machine-tags.ts";
import type { MaterialAnswered } from "./answer-material.ts";
import type { StatesAnswered } from "./answer-states.ts";

export function materialReader(book: AskedFollower<MaterialAnswered>): MaterialReader {
  return {
    get isCurrent() {
      return book.isCurrent;
    },
    pieces: (question) => book.ask("pieces", question),
    placeOf: (piece, at) => book.ask("placeOf", piece, at),
    places: (at) => book.ask("places", at),
    orders: (at, now) => book.ask("orders", at, now),
    reconciliation: () => book.ask("reconciliation"),
  };
}

export function genealogyReader(book: AskedFollower<MaterialAnswered>): GenealogyReader {
  return {
    get isCurrent() {
      return book.isCurrent;
    },
    life: (piece, direction) => book.ask("life", piece, direction),
    family: (question) => book.ask("family", question),
  };
}

export function recallReader(book: AskedFollower<MaterialAnswered>): RecallReader {
  return {
    get isCurrent() {
      return book.isCurrent;
    },
    recall: (question, limit) => book.ask("recall", question, limit),
  };
}

/** Key figures of the books. Those of the states are known even without the material book. */
export function kpisOfBooks(
  states: AskedFollower<StatesAnswered>,
  material: AskedFollower<MaterialAnswered>,
): { kpis(now: Micros): Promise<readonly BookKpi[]> } {
  return {
    kpis: async (now) => states.ask("kpis", now, await material.ask("inside").catch(() => undefined)),
  };
}

export interface ProductionParts {
  readonly config: KpisConfig;
  readonly plant: Pick<Plant, "assets">;
  readonly tags: TagTable;
  record(event: EdgeEvent): Promise<void>;
  now(): Micros;
}

export function productionReader(
  book: Pick<AskedFollower<StatesAnswered>, "ask">,
  { config, plant, tags, record, now }: ProductionParts,
): ProductionReader {
  const machines = plant.assets.filter((asset) => mainTagOf(tags.ofAsset(asset.assetUid), config, asset) !== undefined);
  const stops = (asset: AssetUid, from: Micros, to: Micros): Promise<readonly StopReason[]> =>
    book.ask("stops", asset, from, to);
  return {
    machines: machines.map(({ assetUid, label }) => ({ assetUid, label })),
    lines: config.lines.map(({ id }) => id),
    reasons: config.reasons,
    states: (asset, from, to) => book.ask("states", asset, from, to),
    stops,
    figures: (asset, question) => book.ask("figures", asset, question),
    line: (name, question) => book.ask("line", name, question),
    orderFigures: (from, to) => book.ask("orderFigures", from, to),
    async setReason(asset, stopFrom, said) {
      const stop = (await stops(asset, stopFrom - 1, stopFrom + 86_400e6)).find(({ from }) => from === stopFrom);
      if (stop === undefined)
        throw new EdgeError("not-found", "no stop of this machine began then; take `from` from /api/v1/states");
      await record(reasonEvent(asset, { stopFrom, ...said }, now()));
      const { reason, comment, by } = said;
      return { ...stop, reason, comment, saidBy: by };
    },
  };
}

/** The reason for a stop comes from people. It is an event of the log, like every other input of the books. */
function reasonEvent(
  assetUid: AssetUid,
  payload: { readonly stopFrom: Micros; readonly reason: string; readonly comment: string | null; readonly by: string },
  now: Micros,
): EdgeEvent {
  const about = { assetUid, time: payload.stopFrom, receivedAt: now, schema: "state-reason/1" };
  return { eventUid: uuidv7(now / 1000), type: "state.reason", ...about, payload: { ...payload } };
}
