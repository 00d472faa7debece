/**
 * The activity of an asset, which decides what is usual for its parts: executing, maintained, which program and which
 * tool. Watches read it while they take a sample, so it reflects all samples before that one.
 */
import type { Learned } from "../../contracts/path/follower.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { LocalizedText, Tag, TagRef } from "../../contracts/plant/tag.ts";
import { demandSignals } from "./demand-signals.ts";
import { LearnedRegimes } from "./learned-regimes.ts";

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
  /** Regimes of an asset that reports neither state nor program nor tool, where signals say what it is asked to do. */
  readonly learned: LearnedRegimes | undefined;
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
    const isReported = found.some(([, meaning]) => meaning !== "mode");
    const driven = isReported ? [] : demandSignals(tags);
    this.learned = driven.length === 0 ? undefined : new LearnedRegimes(driven);
    this.inputs = [...found.map(([ref]) => ref), ...(this.learned?.inputs ?? [])];
    this.#meanings = found.map(([, meaning]) => meaning);
  }

  /** Whether the asset is working; true for one that does not report its state, unless it is known to rest. */
  get isExecuting(): boolean {
    if (this.learned !== undefined) return !this.learned.isResting;
    return Number.isNaN(this.#state) || this.#state === EXECUTING;
  }

  get isMaintained(): boolean {
    return this.#mode === MAINTENANCE;
  }

  /** Name of the program; empty where it is unknown. */
  get program(): string {
    return this.#program;
  }

  /** What is compared with each other: the program, else the learnt regime. Undefined while that is not known. */
  get regime(): string | undefined {
    if (this.learned === undefined) return this.#program;
    return this.learned.number === 0 ? undefined : `learned ${this.learned.number}`;
  }

  /** That regime for people; undefined while it is not known. */
  get regimeWords(): LocalizedText | undefined {
    if (this.learned === undefined) return { zh: `程序 ${this.#program}`, en: `program ${this.#program}` };
    return this.learned.words(this.learned.place);
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
      case undefined:
        this.learned?.sample(input - this.#meanings.length, value);
        return;
      default:
    }
  }

  /** Call it when log time enters this second, before watches judge. */
  second(now: Micros): void {
    this.learned?.second(now, this.isMaintained);
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
