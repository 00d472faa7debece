import type { PlantModel, WireFault } from "./kernel/contract.ts";

/** Momentary kinds: each is simulated once whenever it begins. */
type MomentKind = "server-restart" | "counter-reset";

/** Present faults of the scenario between devices and their listeners. Protocol servers apply them. */
export class Wire {
  readonly #plant: Pick<PlantModel, "wireFaults">;
  readonly #listeners: { readonly kind: MomentKind; readonly hear: (fault: WireFault) => void }[] = [];
  /** Start of the occurrence that was simulated last, by momentary fault. */
  readonly #actedMs = new Map<string, number>();

  constructor(plant: Pick<PlantModel, "wireFaults">) {
    this.#plant = plant;
  }

  /** Whether the device is unreachable. */
  isDown(target: string): boolean {
    return this.#find("network-loss", target) !== undefined;
  }

  /** How far the device's clock is ahead of where it usually is, ms. */
  clockJumpMs(target: string): number {
    const fault = this.#find("clock-jump", target);
    return fault === undefined ? 0 : 1000 * fault.severity * Number(fault.parameters["seconds"]);
  }

  /** Share of a gateway's messages that come twice, 0 to 1. */
  duplicateShare(target: string): number {
    const fault = this.#find("duplicate-messages", target);
    return fault === undefined ? 0 : fault.severity * Number(fault.parameters["share"]);
  }

  /** Share of a gateway's messages that come late, and how late at most, ms. */
  lateness(target: string): { readonly share: number; readonly mostMs: number } {
    const fault = this.#find("late-messages", target);
    return fault === undefined
      ? { share: 0, mostMs: 0 }
      : {
          share: fault.severity * Number(fault.parameters["share"]),
          mostMs: 1000 * Number(fault.parameters["seconds"]),
        };
  }

  onMoment(kind: MomentKind, hear: (fault: WireFault) => void): void {
    this.#listeners.push({ kind, hear });
  }

  /** Reports faults that have just begun. Called after each batch of steps. */
  look(): void {
    for (const fault of this.#plant.wireFaults) {
      const heard = this.#listeners.filter(({ kind }) => kind === fault.kind);
      if (heard.length === 0 || this.#actedMs.get(fault.id) === fault.sinceMs) continue;
      this.#actedMs.set(fault.id, fault.sinceMs);
      for (const { hear } of heard) hear(fault);
    }
  }

  #find(kind: string, target: string): WireFault | undefined {
    return this.#plant.wireFaults.find((fault) => fault.kind === kind && fault.target === target);
  }
}
