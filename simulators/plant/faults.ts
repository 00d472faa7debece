import { clamp } from "./physics.ts";

export type Scenario = "demo" | "healthy";

/** What is wrong now. Machines read it as physics: more friction, a leak, a person; never as an alarm. */
export interface FaultState {
  /** Factor on the friction of CNC-206's front spindle bearing. */
  bearingFriction: number;
  /** Factor on the wear of CNC-103's critical tool; its tool monitoring is off while it is above 1. */
  wearFactor: number;
  /** Leak of the compressed-air net at 7 bar, m3/h. */
  leakM3h: number;
  /** Share of its power that the heater of OVN-01 zone 3 still gives. */
  heaterShare: number;
  /** AGV-02 sees something in its protective field. */
  agvBlocked: boolean;
  /** Somebody wants into the ROB-02 cell, whose gate switch is bypassed and says closed. */
  personInCell: boolean;
  /** A person leans into the reach of COB-02. */
  personNearCobot: boolean;
  /** The emergency stop of the press cell is pressed. */
  emergencyStop: boolean;
}

/** Leak of a net in good order. */
const USUAL_LEAK_M3H = 14;

const MINUTE = 60;

export function healthyState(): FaultState {
  return {
    bearingFriction: 1,
    wearFactor: 1,
    leakM3h: USUAL_LEAK_M3H,
    heaterShare: 1,
    agvBlocked: false,
    personInCell: false,
    personNearCobot: false,
    emergencyStop: false,
  };
}

/** True from `firstS` for `lastS`, then again every `everyS`. */
function recurs(timeS: number, firstS: number, options: { readonly lastS: number; readonly everyS: number }): boolean {
  return timeS >= firstS && (timeS - firstS) % options.everyS < options.lastS;
}

/**
 * The faults of the demo, by seconds since its start. Growth is sped up: a real bearing takes weeks for what is
 * shown here in minutes. After half an hour the bearing is replaced and the story begins again.
 */
export function applyDemoFaults(state: FaultState, timeS: number): void {
  const bearingS = timeS % (32 * MINUTE);
  state.bearingFriction = bearingS < 30 ? 1 : 1 + 2 * clamp((bearingS - 30) / (6.5 * MINUTE), 0, 1);
  state.wearFactor = 24;
  state.leakM3h = USUAL_LEAK_M3H + 70 * clamp((timeS - MINUTE) / (6 * MINUTE), 0, 1);
  state.heaterShare = 1 - 0.66 * clamp((timeS - 1.5 * MINUTE) / (2 * MINUTE), 0, 1);
  state.agvBlocked = recurs(timeS, 170, { lastS: 65, everyS: 11 * MINUTE });
  state.personInCell = recurs(timeS, 4 * MINUTE, { lastS: 110, everyS: 12 * MINUTE });
  state.personNearCobot = recurs(timeS, 100, { lastS: 14, everyS: 210 });
  state.emergencyStop = recurs(timeS, 7 * MINUTE, { lastS: 30, everyS: 20 * MINUTE });
}
