/**
 * The activity of an asset, which decides what is usual for its parts: executing, maintained, which program and which
 * tool. Watches read it while they take a sample, so it reflects all samples before that one.
 */
import type { Learned } from "../../contracts/path/follower.ts";
import type { Tag, TagRef } from "../../contracts/plant/tag.ts";

/** Value of `item-state` while the machine executes (OPC 40501-1, ExecutionState: executing). */
const EXECUTING = 3;
/** Value of `operation-mode` while it is maintained (OPC 40501-1, MachineOperationMode). */
const MAINTENANCE = 1;

type Input = "state" | "mode" | "program" | "tool";

interface ContextState {
  readonly state: number;
  readonly mode: number;
  readonly program: string;
  readonly tool: number;
}

export class AssetContext implements Learned<ContextState> {
  /** Tags that it reads; the index of a tag is the `input` of `sample` and `text`. */
  readonly inputs: readonly TagRef[];
  readonly #meanings: readonly Input[];
  #state = Number.NaN;
  #mode = Number.NaN;
  #program = "";
  #tool = Number.NaN;

  constructor(tags: readonly Tag[]) {
    const found = tags.flatMap((tag) => {
      const meaning = meaningOf(tag);
      return meaning === undefined ? [] : [[tag.ref, meaning] as const];
    });
    this.inputs = found.map(([ref]) => ref);
    this.#meanings = found.map(([, meaning]) => meaning);
  }

  /** Whether the asset is working; true for an asset that does not report its state. */
  get isExecuting(): boolean {
    return Number.isNaN(this.#state) || this.#state === EXECUTING;
  }

  get isMaintained(): boolean {
    return this.#mode === MAINTENANCE;
  }

  /** Name of the program; empty where it is unknown. */
  get program(): string {
    return this.#program;
  }

  /** Number of the tool in use; NaN where it is unknown. */
  get tool(): number {
    return this.#tool;
  }

  sample(input: number, value: number): void {
    switch (this.#meanings[input]) {
      case "state":
        this.#state = value;
        return;
      case "mode":
        this.#mode = value;
        return;
      case "tool":
        this.#tool = value;
        return;
      default:
    }
  }

  text(input: number, text: string): void {
    if (this.#meanings[input] === "program") this.#program = text;
  }

  snapshot(): ContextState {
    return {
      state: this.#state,
      mode: this.#mode,
      program: this.#program,
      tool: this.#tool,
    };
  }

  restore(state: ContextState): void {
    this.#state = state.state;
    this.#mode = state.mode;
    this.#program = state.program;
    this.#tool = state.tool;
  }
}

function meaningOf({ role, component, signal }: Tag): Input | undefined {
  if (role === "item-state") return "state";
  if (role === "operation-mode") return "mode";
  if (role === "program") return "program";
  if (component === "tool" && signal === "number") return "tool";
  return undefined;
}
