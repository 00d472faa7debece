/** Queries of API and viewer to the books: their thread answers, and the data that only the edge has are added here. */

import { EdgeError } from "../../contracts/errors.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { TwinReader } from "../../contracts/path/twin.ts";
import type { Plant } from "../../contracts/plant/plant.ts";
import type { AssetUid, TagTable } from "../../contracts/plant/tag.ts";
import type { EnergyNode, EnergyReader } from "../../contracts/production/energy.ts";
import type { GenealogyReader } from "../../contracts/production/genealogy.ts";
import type { BookKpi } from "../../contracts/production/kpi.ts";
import type { MaterialReader } from "../../contracts/production/material.ts";
import type { ProductionReader, StopReason } from "../../contracts/production/production.ts";
import { rateTagOf, scaleOf } from "../../energy/energy-book.ts";
import type { KpisConfig } from "../state/config.ts";
import { mainTagOf } from "../state/machine-tags.ts";
import type { Book, BooksQuestion } from "./protocol.ts";

export interface AskedBooks {
  isCurrent(book: Book): boolean;
  /** Rejects with EdgeError. */
  ask(question: BooksQuestion): Promise<unknown>;
}

export function materialReader(books: AskedBooks): MaterialReader {
  const ask = <T>(question: BooksQuestion): Promise<T> => books.ask(question) as Promise<T>;
  return {
    get isCurrent() {
      return books.isCurrent("material");
    },
    pieces: (question) => ask({ of: "pieces", question }),
    placeOf: (piece, at) => ask({ of: "placeOf", piece, at }),
    places: (at) => ask({ of: "places", at }),
    orders: (at, now) => ask({ of: "orders", at, now }),
    reconciliation: () => ask({ of: "reconciliation" }),
  };
}

export function genealogyReader(books: AskedBooks): GenealogyReader {
  const ask = <T>(question: BooksQuestion): Promise<T> => books.ask(question) as Promise<T>;
  return {
    get isCurrent() {
      return books.isCurrent("material");
    },
    life: (piece, direction) => ask({ of: "life", piece, direction }),
    family: (question) => ask({ of: "family", question }),
  };
}

export function kpisOfBooks(books: AskedBooks): { kpis(now: Micros): Promise<readonly BookKpi[]> } {
  return { kpis: (now) => books.ask({ of: "kpis", now }) as Promise<readonly BookKpi[]> };
}

/** Present rates come from the twin. */
export function energyReader(
  books: AskedBooks,
  { tags, twin }: { readonly tags: TagTable; readonly twin: TwinReader },
): EnergyReader {
  const rateOf = (node: EnergyNode): number | null => {
    const tag = rateTagOf(tags.ofAsset(node.assetUid));
    const value = tag === undefined || !twin.isLive(tag.ref) ? Number.NaN : twin.value(tag.ref);
    return Number.isNaN(value) ? null : value * scaleOf(tag);
  };
  return {
    since: () => books.ask({ of: "energySince" }) as Promise<Micros | undefined>,
    async nodes(from, to) {
      const nodes = (await books.ask({ of: "energyNodes", from, to })) as readonly EnergyNode[];
      return nodes.map((node) => ({ ...node, rate: rateOf(node) }));
    },
  };
}

export interface ProductionParts {
  readonly config: KpisConfig;
  readonly plant: Pick<Plant, "assets">;
  readonly tags: TagTable;
  /** Writes the reason of a stop into the log; resolves when it is on disk. */
  recordReason(
    asset: AssetUid,
    stopFrom: Micros,
    said: { readonly reason: string; readonly comment: string | null; readonly by: string },
  ): Promise<void>;
}

export function productionReader(
  books: AskedBooks,
  { config, plant, tags, recordReason }: ProductionParts,
): ProductionReader {
  const ask = <T>(question: BooksQuestion): Promise<T> => books.ask(question) as Promise<T>;
  const machines = plant.assets.filter((asset) => mainTagOf(tags.ofAsset(asset.assetUid), config, asset) !== undefined);
  const stops = (asset: AssetUid, from: Micros, to: Micros): Promise<readonly StopReason[]> =>
    ask({ of: "stops", asset, from, to });
  return {
    machines: machines.map(({ assetUid, label }) => ({ assetUid, label })),
    lines: config.lines.map(({ id }) => id),
    reasons: config.reasons,
    states: (asset, from, to) => ask({ of: "states", asset, from, to }),
    stops,
    figures: (asset, question) => ask({ of: "figures", asset, question }),
    line: (name, question) => ask({ of: "line", name, question }),
    orderFigures: (from, to) => ask({ of: "orderFigures", from, to }),
    async setReason(asset, stopFrom, said) {
      const stop = (await stops(asset, stopFrom - 1, stopFrom + 86_400e6)).find(({ from }) => from === stopFrom);
      if (stop === undefined)
        throw new EdgeError("not-found", "no stop of this machine began then; take `from` as /api/v1/states says it");
      await recordReason(asset, stopFrom, said);
      const { reason, comment, by } = said;
      return { ...stop, reason, comment, saidBy: by };
    },
  };
}
