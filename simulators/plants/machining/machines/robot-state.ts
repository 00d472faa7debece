import type { OperationMode } from "../../../kernel/events.ts";
import type { ItemState } from "../../../kernel/item-state.ts";
import type { MachineContext } from "../machine.ts";
import type { Piece } from "../material/piece.ts";
import type { BrakeTest } from "./brake-test.ts";
import type { Joint, RobotArm } from "./robot-arm.ts";

/** A robot or cobot as its controller and the safety controller of its cell report it. */
export interface RobotState {
  readonly id: string;
  readonly kind: "robot" | "cobot";
  readonly arm: RobotArm;
  readonly context: MachineContext;
  readonly brakeTest: BrakeTest;
  readonly gripped: Piece | null;
  readonly finished: Piece | null;
  readonly carried: number;
  readonly lastCycleS: number;
  readonly cabinetCel: number;
  readonly isBusy: boolean;
  readonly emergencyStop: boolean;
  readonly protectiveStop: boolean;
  /** The true state of the gate. */
  readonly gateIsOpen: boolean;
  /** The gate as its switch reports it. */
  readonly gateSaysOpen: boolean;
  readonly itemState: ItemState;
  readonly mode: OperationMode;
  readonly pieceCount: number;
  readonly personDistanceM: number;
  readonly personInside: boolean;
  readonly speedOverridePercent: number;
  joint(number: number): Joint;
}
