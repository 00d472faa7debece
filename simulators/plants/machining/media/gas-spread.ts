/**
 * Natural gas below the roof after a leak: one well-mixed space around each detector, with fresh air and an exchange
 * with its neighbours. A leak that the meters see is one that these spaces see (docs/simulators.md).
 */
import type { Conditions } from "../../../kernel/faults/condition.ts";
import type { GasTruth } from "../../../kernel/gas-truth.ts";
import { BRANCH_OF } from "./branches.ts";

/** Lower explosive limit of methane, share of the volume (IEC 60079-20-1). */
const LEL = 0.044;
const VOLUME_M3 = 30;
const FRESH_AIR_M3H = 150;
const EXCHANGE_M3H = 60;
/** Levels of the alarms, %LEL: the highest settings that GB/T 50493 allows for the first and the second one. */
const LEVELS = [25, 50] as const;

/** The space of each detector: the meters whose branches leak into it, and its neighbours below the roof. */
const SPACES: Readonly<Record<string, { readonly branches: readonly string[]; readonly beside: readonly string[] }>> = {
  "GD-01": { branches: ["MTR-G-OVN-01"], beside: ["GD-02", "GD-03"] },
  "GD-02": { branches: ["MTR-G-DRY-01"], beside: ["GD-01"] },
  "GD-03": { branches: ["MTR-G-PLANT", "MTR-G-HEATING"], beside: ["GD-01"] },
};

interface Space {
  readonly detector: string;
  beside: readonly Space[];
  /** Gas in it, share of the volume. */
  share: number;
  /** Gas that goes in this second less what goes out, m3/h. */
  netM3h: number;
  level: 0 | 1 | 2;
}

export class GasSpread {
  readonly #conditions: Conditions;
  readonly #spaces = new Map<string, Space>();
  readonly #ofBranch = new Map<string, Space>();

  constructor(conditions: Conditions) {
    this.#conditions = conditions;
    for (const [detector, { branches }] of Object.entries(SPACES)) {
      const space: Space = { detector, beside: [], share: 0, netM3h: 0, level: 0 };
      this.#spaces.set(detector, space);
      for (const branch of branches) this.#ofBranch.set(branch, space);
    }
    for (const space of this.#spaces.values())
      space.beside = (SPACES[space.detector]?.beside ?? []).flatMap((id) => this.#spaces.get(id) ?? []);
  }

  /** True concentration at a detector, %LEL. */
  percentLel(detector: string): number {
    return (100 * (this.#spaces.get(detector)?.share ?? 0)) / LEL;
  }

  /** Moves the gas on, and reports each level that the concentration at a detector crosses. */
  slow(dtS: number, { nowMs, report }: { readonly nowMs: number; report(event: GasTruth): void }): void {
    for (const space of this.#spaces.values()) space.netM3h = 0;
    for (const [asset, { gasLeakM3h }] of this.#conditions.entries()) {
      const space = gasLeakM3h > 0 ? this.#ofBranch.get(BRANCH_OF.gas(asset)) : undefined;
      if (space !== undefined) space.netM3h += gasLeakM3h;
    }
    for (const space of this.#spaces.values()) {
      space.netM3h -= FRESH_AIR_M3H * space.share;
      for (const { share } of space.beside) space.netM3h += EXCHANGE_M3H * (share - space.share);
    }
    for (const space of this.#spaces.values()) {
      space.share = Math.max(0, space.share + (space.netM3h * dtS) / 3600 / VOLUME_M3);
      const percentLel = this.percentLel(space.detector);
      const level = percentLel >= LEVELS[1] ? 2 : percentLel >= LEVELS[0] ? 1 : 0;
      if (level === space.level) continue;
      space.level = level;
      report({ type: "gas-level", timeMs: nowMs, detector: space.detector, level, percentLel });
    }
  }
}
