/**
 * What an asset is doing, which decides what is usual for its parts: executing or not, program, tool, variant, for how
 * long. Watches read it while they take a sample, so that it is up to date with the samples before that one.
 */
import type { Learned } from "../../contracts/path/follower.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { Tag, TagRef } from "../../contracts/plant/tag.ts";

/** Value of `item-state` while the machine executes (OPC 40501-1, ExecutionState: executing). */
const EXECUTING = 3;
/** Value of `operation-mode`: maintenance, set-up, processing. */
const PROCESSING = 3;

type Input = "state" | "mode" | "program" | "tool" | "variant";

interface ContextState {
  readonly state: number;
  readonly mode: number;
  readonly program: string;
  readonly tool: number;
  readonly variant: string;
  readonly since: Micros;
  readonly modeSince: Micros;
  readonly toolSince: Micros;
}

export class AssetContext implements Learned<ContextState> {
  /** Tags that it goes by; their place is the `input` of `sample` and `text`. */
  readonly inputs: readonly TagRef[];
  readonly #meanings: readonly Input[];
  #state = Number.NaN;
  #mode = Number.NaN;
  #program = "";
  #tool = Number.NaN;
  #variant = "";
  #since: Micros = Number.NaN;
  #modeSince: Micros = Number.NaN;
  #toolSince: Micros = Number.NaN;

  constructor(tags: readonly Tag[]) {
    const found = tags.flatMap((tag) => {
      const meaning = meaningOf(tag);
      return meaning === undefined ? [] : [[tag.ref, meaning] as const];
    });
    this.inputs = found.map(([ref]) => ref);
    this.#meanings = found.map(([, meaning]) => meaning);
  }

  /** Whether the asset is working; true for one that says nothing of its state. */
  get isExecuting(): boolean {
    return Number.isNaN(this.#state) || this.#state === EXECUTING;
  }

  /** Whether it works as planned: neither set up nor maintained. True for one that says nothing of its mode. */
  get isProcessing(): boolean {
    return Number.isNaN(this.#mode) || this.#mode === PROCESSING;
  }

  get isMaintained(): boolean {
    return this.#mode === 1;
  }

  /** Name of the program; empty where it is unknown. */
  get program(): string {
    return this.#program;
  }

  /** Number of the tool in use; NaN where it is unknown. */
  get tool(): number {
    return this.#tool;
  }

  get variant(): string {
    return this.#variant;
  }

  /** Since when it works, or stands; NaN where its state is unknown. */
  get since(): Micros {
    return this.#since;
  }

  get modeSince(): Micros {
    return this.#modeSince;
  }

  get toolSince(): Micros {
    return this.#toolSince;
  }

  sample(input: number, time: Micros, value: number): void {
    switch (this.#meanings[input]) {
      case "state": {
        const was = this.#state;
        this.#state = value;
        if (Number.isNaN(was) || (was === EXECUTING) !== (value === EXECUTING)) this.#since = time;
        return;
      }
      case "mode":
        if (value !== this.#mode) this.#modeSince = time;
        this.#mode = value;
        return;
      case "tool":
        if (value !== this.#tool) this.#toolSince = time;
        this.#tool = value;
        return;
      default:
    }
  }

  text(input: number, text: string): void {
    if (this.#meanings[input] === "program") this.#program = text;
    else if (this.#meanings[input] === "variant") this.#variant = text;
  }

  snapshot(): ContextState {
    return {
      state: this.#state,
      mode: this.#mode,
      program: this.#program,
      tool: this.#tool,
      variant: this.#variant,
      since: this.#since,
      modeSince: this.#modeSince,
      toolSince: this.#toolSince,
    };
  }

  restore(state: ContextState): void {
    this.#state = state.state;
    this.#mode = state.mode;
    this.#program = state.program;
    this.#tool = state.tool;
    this.#variant = state.variant;
    this.#since = state.since;
    this.#modeSince = state.modeSince;
    this.#toolSince = state.toolSince;
  }
}

function meaningOf({ role, component, signal }: Tag): Input | undefined {
  if (role === "item-state") return "state";
  if (role === "operation-mode") return "mode";
  if (role === "program") return "program";
  if (component === "tool" && signal === "number") return "tool";
  if (component === "workpiece" && signal === "variant") return "variant";
  return undefined;
}
