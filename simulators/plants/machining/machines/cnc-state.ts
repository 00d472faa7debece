import type { OperationMode } from "../../../kernel/events.ts";
import type { Condition } from "../../../kernel/faults/condition.ts";
import type { ItemState } from "../../../kernel/item-state.ts";
import type { MachineContext } from "../machine.ts";
import type { Piece } from "../material/piece.ts";
import type { CncAxis } from "./cnc-axis.ts";
import type { CncFluids } from "./cnc-fluids.ts";
import type { Block, PartProgram } from "./cnc-program.ts";
import type { Tool } from "./cutting.ts";
import type { Spindle } from "./spindle.ts";
import type { SpindleWarmUp } from "./spindle-warm-up.ts";
import type { ToolMagazine } from "./tool-magazine.ts";

export type CncKind = "lathe" | "machining-centre";

/** What a machine is at: waiting for whoever loads it, warming its spindle up, set up for another family, cutting, having tools replaced. */
export type CncPhase = "waiting" | "warm-up" | "setup" | "cutting" | "tool-change";

/** A lathe or machining centre as its parts see it: what moves, measures, wears and reports. */
export interface CncState {
  readonly id: string;
  readonly kind: CncKind;
  readonly operation: "OP10" | "OP20";
  readonly spindle: Spindle;
  readonly axes: readonly CncAxis[];
  readonly context: MachineContext;
  readonly condition: Condition;
  readonly magazine: ToolMagazine;
  readonly warmUp: SpindleWarmUp;
  readonly fluids: CncFluids;
  phase: CncPhase;
  piece: Piece | null;
  /** Door position, 0 closed to 1 open. */
  doorShare: number;
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
  /** Error of the tool offsets, mm: drawn anew with each tool change. */
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
