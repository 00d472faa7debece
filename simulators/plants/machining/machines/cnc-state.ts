import type { OperationMode, StateCause } from "../../../kernel/events.ts";
import type { Condition } from "../../../kernel/faults/condition.ts";
import type { ItemState } from "../../../kernel/item-state.ts";
import type { Circumstance } from "../../../kernel/nuisances/circumstance.ts";
import type { MachineContext } from "../machine.ts";
import type { Piece } from "../material/piece.ts";
import type { CncAxis } from "./cnc-axis.ts";
import type { CncFluids } from "./cnc-fluids.ts";
import type { Block, PartProgram } from "./cnc-program.ts";
import type { Tool } from "./cutting.ts";
import type { Spindle } from "./spindle.ts";
import type { SpindleWarmUp } from "./spindle-warm-up.ts";
import type { ToolMagazine } from "./tool-magazine.ts";

type CncKind = "lathe" | "machining-centre";

/**
 * Activity of a machine: waiting to be loaded, warming up its spindle, being set up for another family, cutting, having
 * tools replaced.
 */
export type CncPhase = "waiting" | "warm-up" | "setup" | "cutting" | "tool-change";

/** The state of a lathe or machining centre that its parts share. */
export interface CncState {
  readonly id: string;
  readonly kind: CncKind;
  readonly operation: "OP10" | "OP20";
  readonly spindle: Spindle;
  readonly axes: readonly CncAxis[];
  readonly context: MachineContext;
  readonly condition: Condition;
  readonly circumstance: Circumstance;
  readonly magazine: ToolMagazine;
  readonly warmUp: SpindleWarmUp;
  readonly fluids: CncFluids;
  phase: CncPhase;
  piece: Piece | null;
  /** Door position, 0 closed to 1 open. */
  doorShare: number;
  /** The piece in the machine is finished. */
  isDone: boolean;
  isTended: boolean;
  family: string;
  produced: number;
  scrapped: number;
  program: PartProgram;
  blockIndex: number;
  cycleS: number;
  lastCycleS: number;
  toolsReplaced: number;
  coolantOn: boolean;
  feedOverridePercent: number;
  powerOnS: number;
  /** Error of the tool offsets, mm, drawn at random with each tool change. */
  offsetMm: number;
  readonly block: Block;
  readonly tool: Tool | undefined;
  /** Nothing moves: a failed part, a repair, a weak grid, a broken tool. */
  readonly isDown: boolean;
  readonly isCutting: boolean;
  readonly itemState: ItemState;
  readonly mode: OperationMode;
  readonly feedMmMin: number;
  readonly programProgress: number;
  readonly doorIsOpen: boolean;
}

/** Friction of guides and bearings relative to the usual one: cold grease, parts that are not run in. */
export function frictionOf({ coldness, runIn }: Circumstance): number {
  return 1 + 0.6 * coldness + runIn;
}

/** Somebody cleans the machine; a piece in work is finished first. */
function isCleaned({ circumstance, phase }: CncState): boolean {
  return circumstance.cleaned > 0 && phase === "waiting";
}

/** Maintenance, set-up or processing. */
export function modeOf(cnc: CncState): OperationMode {
  if (cnc.condition.inRepair || isCleaned(cnc)) return 1;
  return cnc.phase === "waiting" || cnc.phase === "cutting" ? 3 : 2;
}

/** Cause of the machine's state. */
export function causeOf(cnc: CncState): StateCause {
  const { condition, isDown, phase, isTended, isDone, context } = cnc;
  if (condition.inRepair || isCleaned(cnc)) return "repair";
  if (isDown) return "failure";
  if (phase === "cutting") return "working";
  if (phase !== "waiting") return phase === "warm-up" ? "setup" : phase;
  if (isTended) return "loading";
  if (isDone) return "blocked";
  return context.around.workTime === "off-shift" ? "off-shift" : "starved";
}

/** Active power of all drives and the cabinet, W. */
export function powerOf(cnc: CncState): number {
  const { context, axes, spindle, coolantOn, phase } = cnc;
  if (context.around.sagged || isCleaned(cnc)) return 400;
  let axesW = 0;
  for (const axis of axes) axesW += axis.powerW;
  return 1900 + spindle.powerW / 0.9 + axesW + (coolantOn ? 2300 : 0) + (phase === "cutting" ? 900 : 300);
}
