/** Messages between the edge and the thread of its uplink: positions and words. The thread reads the log itself. */
import type { LogFigures } from "../contracts/fleet/uplink-figures.ts";
import type { LogPosition } from "../contracts/path/source.ts";
import type { LocalizedText } from "../contracts/plant/tag.ts";
import type { Hole } from "../historian/log/log-chunk.ts";
import type { UplinkConfig } from "./config.ts";
import type { ServerConfig } from "./link/server.ts";
import type { OwnLog } from "./uplink-state.ts";

export interface ThreadData {
  readonly config: UplinkConfig & { readonly hub: ServerConfig };
  readonly edgeId: string;
  readonly site: string;
  readonly log: OwnLog;
  /** Folder of its own state. */
  readonly dir: string;
}

export type ToThread =
  | { readonly kind: "committed"; readonly position: LogPosition }
  | SideMessage
  | { readonly kind: "stop" };

/** A message beside the log, from or to the hub. */
interface SideMessage {
  readonly kind: "side";
  readonly topic: string;
  readonly body: Uint8Array;
}

export type FromThread =
  /** The hub has everything before it on its disk. */
  | { readonly kind: "arrived"; readonly position: LogPosition }
  | { readonly kind: "hole"; readonly hole: Hole }
  | SideMessage
  | { readonly kind: "shortened"; readonly tagUid: string }
  | { readonly kind: "givenUp"; readonly position: LogPosition }
  | { readonly kind: "running" }
  | { readonly kind: "waiting"; readonly reason: string }
  | { readonly kind: "full" }
  | { readonly kind: "figures"; readonly figures: LogFigures }
  | {
      readonly kind: "failed";
      readonly reason: string;
      readonly failures: number;
      readonly refused?: LocalizedText;
    }
  | { readonly kind: "behind"; readonly head: LogPosition; readonly had: LogPosition };
