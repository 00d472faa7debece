/** Which events at a machine demand an inspection of what it makes. */
import type { Micros } from "../contracts/path/sample-batch.ts";
import { matchesWord } from "../contracts/plant/tag-pattern.ts";
import type { PieceEvent } from "../contracts/production/material-event.ts";
import type { InspectionDemand } from "../contracts/quality/quality.ts";
import type { PlanConfig } from "./config.ts";

const MINUTE_US = 60e6;

/** What a machine made last. */
interface LastMade {
  /** Program and variant. */
  readonly kind: string;
  readonly at: Micros;
}

type State = readonly (readonly [machine: string, last: LastMade])[];

/** Only machines that a plan names are remembered, so that their number is bounded by the plant's. */
export class Demands {
  readonly #plans: readonly PlanConfig[];
  readonly #machines: ReadonlySet<string>;
  readonly #last: Map<string, LastMade>;

  constructor(plans: readonly PlanConfig[], machines: ReadonlySet<string>, state: State = []) {
    this.#plans = plans.filter(({ inspectAfter }) => inspectAfter !== undefined);
    this.#machines = machines;
    this.#last = new Map(state);
  }

  get state(): State {
    return [...this.#last];
  }

  /** What the completion of a piece demands of each plan, from this piece on; undefined: nothing new. */
  of({
    place,
    time,
    program = "",
    variant = "",
  }: PieceEvent): readonly (readonly [PlanConfig, InspectionDemand | undefined])[] {
    if (!this.#machines.has(place)) return [];
    const plans = this.#plans.filter(({ madeBy }) => madeBy.some((word) => matchesWord(word, place)));
    if (plans.length === 0) return [];
    const before = this.#last.get(place);
    const kind = `${program} ${variant}`;
    this.#last.set(place, { kind, at: Math.max(time, before?.at ?? time) });
    return plans.map((plan) => {
      const { events, downtimeMin } = plan.inspectAfter as NonNullable<PlanConfig["inspectAfter"]>;
      const isSetup = before !== undefined && events.includes("setup") && before.kind !== kind;
      const isDowntime =
        before !== undefined && events.includes("downtime") && time - before.at > downtimeMin * MINUTE_US;
      return [
        plan,
        isSetup || isDowntime ? { after: isSetup ? "setup" : "downtime", since: time, pieces: 1 } : undefined,
      ] as const;
    });
  }
}
