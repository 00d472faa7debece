import type { Session } from "./data/session.ts";
import { connection, plant, traffic } from "./data/signals.ts";
import type { Stage } from "./scene/stage.ts";
import type { StageStats } from "./scene/stage-stats.ts";

/** Figures and actions for tests and diagnostics. */
interface TwinStats extends Partial<StageStats> {
  readonly assets: number;
  readonly tags: number;
  readonly samples: number;
  readonly samplesPerSecond: number;
  readonly lagMs: number;
  readonly dirty: number;
  readonly connection: string;
}

declare global {
  interface Window {
    __twin?: {
      stats(): TwinStats;
      /** Canvas pixel of the asset with this label. */
      whereIs(label: string): { readonly x: number; readonly y: number } | undefined;
    };
  }
}

/** Makes the page's figures readable from outside. */
export function publishStats(session: Session, stage: Stage | null): void {
  window.__twin = {
    stats: () => ({
      ...(stage === null ? {} : stage.stats()),
      assets: plant.value?.plant.assets.length ?? 0,
      tags: session.mirror.tagCount,
      samples: session.mirror.applied,
      ...traffic.value,
      dirty: session.mirror.dirtyCount,
      connection: connection.value.state,
    }),
    whereIs: (label) => {
      const asset = plant.value?.plant.assets.find((one) => one.label === label);
      return asset === undefined ? undefined : stage?.whereIs(asset.assetUid);
    },
  };
}
