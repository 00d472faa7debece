/** Messages between the edge and the books' thread, in addition to those of every follower (edge/historian/follow/). */

import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { Plant } from "../../contracts/plant/plant.ts";
import type { AssetUid, Tag } from "../../contracts/plant/tag.ts";
import type { Direction, FamilyQuestion } from "../../contracts/production/genealogy.ts";
import type { PiecesQuestion } from "../../contracts/production/material.ts";
import type { MachinePast } from "../../contracts/production/past.ts";
import type { FiguresQuestion } from "../../contracts/production/production.ts";
import type { FollowedLog } from "../../store/open-database.ts";
import type { MaterialConfig } from "../material/config.ts";
import type { KpisConfig } from "../state/config.ts";

/** Names of the followers that answer queries. */
export const BOOKS = ["material", "states", "energy"] as const;
export type Book = (typeof BOOKS)[number];

/** Start data of the thread. */
export interface BooksPlan {
  readonly dir: string;
  readonly follows: FollowedLog;
  /** In the thread's order; `module` is the address of a `FollowerModule`, `own` its plain data. */
  readonly followers: readonly { readonly name: string; readonly module: string; readonly own: unknown }[];
  readonly kpis: KpisConfig;
  readonly material: MaterialConfig;
  readonly plant: Plant;
  /** The tags that followers may use. */
  readonly tags: readonly Tag[];
  /** One above the highest ref. */
  readonly refs: number;
  /** Name of each tag's link, in the order of `tags`. */
  readonly links: readonly string[];
  readonly isSimulated: boolean;
  readonly edgeUid: AssetUid;
}

export type BooksQuestion =
  | { readonly of: "pieces"; readonly question: PiecesQuestion }
  | { readonly of: "placeOf"; readonly piece: string; readonly at: Micros | undefined }
  | { readonly of: "places"; readonly at: Micros | undefined }
  | { readonly of: "orders"; readonly at: Micros | undefined; readonly now: Micros }
  | { readonly of: "reconciliation" }
  | { readonly of: "life"; readonly piece: string; readonly direction: Direction }
  | { readonly of: "family"; readonly question: FamilyQuestion }
  | { readonly of: "states" | "stops"; readonly asset: AssetUid; readonly from: Micros; readonly to: Micros }
  | { readonly of: "figures"; readonly asset: AssetUid; readonly question: FiguresQuestion }
  | { readonly of: "line"; readonly name: string; readonly question: FiguresQuestion }
  | { readonly of: "orderFigures"; readonly from: Micros; readonly to: Micros }
  | { readonly of: "energySince" }
  | { readonly of: "energyNodes"; readonly from: Micros; readonly to: Micros }
  | { readonly of: "kpis"; readonly now: Micros }
  /** Imports the past of machines from before the edge began; the answer is their number, once it is on disk. */
  | { readonly of: "past"; readonly pasts: readonly MachinePast[] };

const OF_STATES: ReadonlySet<BooksQuestion["of"]> = new Set([
  "states",
  "stops",
  "figures",
  "line",
  "orderFigures",
  "kpis",
  "past",
]);
const OF_ENERGY: ReadonlySet<BooksQuestion["of"]> = new Set(["energySince", "energyNodes"]);

/** The book that answers, which must first catch up with the log. */
export function bookOf({ of }: BooksQuestion): Book {
  if (OF_STATES.has(of)) return "states";
  return OF_ENERGY.has(of) ? "energy" : "material";
}
