import type { Disturbance, Signal } from "../../../kernel/signal.ts";

/** Effects of the present occurrences on instruments; several may concern the same one. */
export class Disturbances {
  readonly #of = new Map<Signal, Map<string, Disturbance>>();

  /** `key` names the cause; the same cause replaces its earlier disturbance. */
  set(signal: Signal, key: string, disturbance: Disturbance): void {
    const causes = this.#of.get(signal) ?? new Map<string, Disturbance>();
    causes.set(key, disturbance);
    this.#of.set(signal, causes);
    signal.disturbance = sumOf(causes);
  }

  delete(signal: Signal, key: string): void {
    const causes = this.#of.get(signal);
    if (causes?.delete(key) !== true) return;
    if (causes.size === 0) this.#of.delete(signal);
    signal.disturbance = sumOf(causes);
  }
}

function sumOf(causes: ReadonlyMap<string, Disturbance>): Disturbance | null {
  const all = [...causes.values()];
  if (all.length < 2) return all[0] ?? null;
  return {
    scale: all.reduce((scale, cause) => scale * cause.scale, 1),
    offset: all.reduce((offset, cause) => offset + cause.offset, 0),
    coarseness: Math.max(...all.map(({ coarseness }) => coarseness)),
    isSilent: all.some(({ isSilent }) => isSilent),
    held: null,
  };
}
