/** Messages between a box's keeper and the process that writes. */
import type { GapRecord } from "../../contracts/path/event-batch.ts";
import type { BoxPair, DiskEnd, StandbyView } from "../../contracts/path/write-gate.ts";
import type { ConfigPrints } from "../../contracts/plant/config-prints.ts";

export type ToWriter =
  /** `path`: the file that says until when it may write (deadline-file.ts). */
  | ({
      readonly kind: "go";
      readonly term: number;
      readonly path: string;
      readonly gap: GapRecord | undefined;
    } & BoxPair)
  | ({ readonly kind: "acknowledged" } & DiskEnd)
  /** Whether commits wait for the other box. */
  | { readonly kind: "wait"; readonly isWaiting: boolean; readonly serial: number }
  | { readonly kind: "view"; readonly view: StandbyView }
  /** Whether the files that were there at `copy` are on the other box. */
  | { readonly kind: "copied"; readonly serial: number; readonly isThere: boolean }
  | { readonly kind: "stop" };

export type ToKeeper =
  | { readonly kind: "ready" }
  /** It has read its config: the first time, or again. */
  | { readonly kind: "config"; readonly config: ConfigPrints }
  | ({ readonly kind: "committed" } & DiskEnd)
  /** A person waits until the files as they are now are on the other box. */
  | { readonly kind: "copy"; readonly serial: number }
  /** From now on commits wait. */
  | { readonly kind: "waits"; readonly serial: number };
