/** What people do to the plant while it runs, given to the simulator from outside. */
import type { UtilityPlan } from "../../scenario/scenario.ts";

export type PlantCommand = {
  /** Simulated time from which it holds, ms UTC; at once where that has passed. */
  readonly atMs: number;
} & (
  | { readonly kind: "air-band"; readonly byBar: number }
  | { readonly kind: "chilled-water"; readonly byK: number }
  /** The station is switched to standby whenever nobody works on it outside of its work. */
  | { readonly kind: "standby"; readonly station: string }
  /** Somebody repairs the fault of this name, for good. */
  | { readonly kind: "repair"; readonly fault: string }
);

/** Commands in the order of their times. */
export class Commands {
  #waiting: PlantCommand[] = [];

  add(command: PlantCommand): void {
    this.#waiting = [...this.#waiting, command].sort((a, b) => a.atMs - b.atMs);
  }

  /** Those whose time has come. */
  due(nowMs: number): readonly PlantCommand[] {
    const due = this.#waiting.filter(({ atMs }) => atMs <= nowMs);
    if (due.length > 0) this.#waiting = this.#waiting.filter(({ atMs }) => atMs > nowMs);
    return due;
  }
}

/** The settings with a command; others change no setting. */
export function withCommand(utilities: UtilityPlan, command: PlantCommand): UtilityPlan {
  const { airBandBar, chilledWaterCel } = utilities;
  if (command.kind === "air-band")
    return { ...utilities, airBandBar: [airBandBar[0] + command.byBar, airBandBar[1] + command.byBar] };
  if (command.kind === "chilled-water") return { ...utilities, chilledWaterCel: chilledWaterCel + command.byK };
  return utilities;
}
