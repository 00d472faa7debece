import type { SafetyDevice } from "../../../kernel/contract.ts";
import { type Signal, SignalList } from "../../../kernel/signal.ts";

/** The hall's safety controllers as an asset, and its server. */
export const SAFETY_CONTROLLERS = { id: "SAF-01", speaker: "assembly" } as const;

/**
 * Signals from the safety controllers to the PLC, named as in the demo config: `rob-01/gate` is true while the gate is
 * open.
 */
export function safetySignals(devices: readonly SafetyDevice[]): readonly Signal[] {
  const list = new SignalList(SAFETY_CONTROLLERS.id);
  for (const device of devices) list.flag(device.id.toLowerCase(), () => device.active);
  return list.all;
}
