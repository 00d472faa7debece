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
  /** As it reported them; undefined in the state of an earlier version. */
  readonly tools?: string;
  /** Its count of replaced tools then, where it publishes one. */
  readonly toolCount?: number;
}

type State = readonly (readonly [machine: string, last: LastMade])[];
type After = InspectionDemand["after"];

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

  /**
   * What the completion of a piece demands of each plan, from this piece on; undefined: nothing new. `toolCounts`: the
   * machine's newest count of replaced tools, by the name of its signal.
   */
  of(
    { place, time, program = "", variant = "", tools = [] }: PieceEvent,
    toolCount: (signal: string) => number | undefined,
  ): readonly (readonly [PlanConfig, InspectionDemand | undefined])[] {
    if (!this.#machines.has(place)) return [];
    const plans = this.#plans.filter(({ madeBy }) => madeBy.some((word) => matchesWord(word, place)));
    if (plans.length === 0) return [];
    const before = this.#last.get(place);
    const signal = plans.find(({ inspectAfter }) => inspectAfter?.toolCount !== undefined)?.inspectAfter?.toolCount;
    const count = signal === undefined ? undefined : (toolCount(signal) ?? before?.toolCount);
    const now: LastMade = {
      kind: `${program} ${variant}`,
      at: Math.max(time, before?.at ?? time),
      tools: tools.join(" "),
      ...(count === undefined ? {} : { toolCount: count }),
    };
    this.#last.set(place, now);
    return plans.map((plan) => {
      const after = before === undefined ? undefined : demandedAfter(plan, { before, now, time });
      return [plan, after === undefined ? undefined : { after, since: time, pieces: 1 }] as const;
    });
  }
}

function demandedAfter(
  { inspectAfter }: PlanConfig,
  { before, now, time }: { readonly before: LastMade; readonly now: LastMade; readonly time: Micros },
): After | undefined {
  if (inspectAfter === undefined) return undefined;
  const { events, downtimeMin, toolCount } = inspectAfter;
  if (events.includes("setup") && before.kind !== now.kind) return "setup";
  const isReplaced =
    toolCount === undefined
      ? before.kind === now.kind && before.tools !== undefined && before.tools !== now.tools
      : before.toolCount !== undefined && before.toolCount !== now.toolCount;
  if (events.includes("tool-change") && isReplaced) return "tool-change";
  return events.includes("downtime") && time - before.at > downtimeMin * MINUTE_US ? "downtime" : undefined;
}
