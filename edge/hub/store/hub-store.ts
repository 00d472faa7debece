/** What a hub needs of the store that has the history of an edge. */
import type { Logger } from "pino";
import type { EventReader, HistorianReader, SinkHealth } from "../../contracts/path/historian.ts";
import type { ReplayReader } from "../../contracts/path/replay.ts";
import type { WaveformReader } from "../../contracts/path/waveform-reader.ts";
import type { HubConfig } from "../config.ts";
import type { Dictionary } from "../edge-record.ts";
import type { MirrorLog } from "../mirror-log.ts";
import type { StoreConfig } from "./config.ts";

/** What the ledger says of a store. */
export interface StoreFigures {
  readonly state: string;
  /** Items of the copy that the store does not have yet. */
  readonly behind: number;
  /** Samples of this edge, one for each tag and time; null while that is not known. */
  readonly samples: number | null;
  /** Items that the copy did not have: lost at the edge, or gone before a store that was begun later. */
  readonly lost: number;
  /** Why the store takes nothing, with a remedy. */
  readonly problem?: string | undefined;
}

/** The past of an edge. Its newest items may still be on their way to the store. */
export interface EdgeHistory {
  readonly historian: HistorianReader;
  readonly events: EventReader;
  readonly replay: ReplayReader;
  readonly waveforms: WaveformReader;
}

/** Follows the copy of an edge's log by a position of its own, and tries again by itself. */
export interface HubStore {
  readonly history: EdgeHistory;
  health(): SinkHealth;
  /** Takes at once what the copy has now. False where it has not all of that after some seconds. */
  catchUp(): Promise<boolean>;
  /** Never rejects, and waits for no server. */
  figures(): Promise<StoreFigures>;
  /** What it has not taken yet stays in the copy. */
  close(): Promise<void>;
}

export interface HubStoreParts {
  /** Folder of the edge at the hub. */
  readonly folder: string;
  readonly edgeId: string;
  readonly site: string;
  readonly mirror: MirrorLog;
  readonly dictionary: Pick<Dictionary, "known">;
  readonly config: { readonly store?: StoreConfig | undefined; readonly historian: HubConfig["historian"] };
  readonly log: Logger;
}
