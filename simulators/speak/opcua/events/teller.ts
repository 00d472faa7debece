import type { UAObject } from "node-opcua";
import type { PlantEvent } from "../../../kernel/events.ts";

/** What a teller may know of the server it speaks on. */
export interface TellerSite {
  nowMs(): number;
  /** How far the clock that dates the events of a station is ahead, ms; without a station, that of the server. */
  offsetMs(station?: string): number;
  /** Gates, light curtains and emergency stops as they are now. */
  safetyDevices(): readonly { readonly id: string; readonly active: boolean }[];
  /** The object of a station; the server's own folder for places that are no station. */
  objectOf(station: string): UAObject;
}

/** Tells what happens in the plant in the way of one kind of server. Events that it has no words for are left out. */
export interface EventTeller {
  tell(event: PlantEvent): void;
}
