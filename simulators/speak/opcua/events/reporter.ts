import type { UAObject } from "node-opcua";
import type { PlantEvent } from "../../../kernel/events.ts";
import type { MachineJobs } from "../../../plants/machining/planning/job-orders.ts";

/** The server and plant of a reporter. */
export interface ReporterSite {
  nowMs(): number;
  /** How far the clock that dates the events of a station is ahead, ms; without a station, that of the server. */
  offsetMs(station?: string): number;
  /** The present state of gates, light curtains and emergency stops. */
  safetyDevices(): readonly { readonly id: string; readonly active: boolean }[];
  /** The object of a station; the server's own folder for places that are not a station. */
  objectOf(station: string): UAObject;
  /** Stations of this server. */
  readonly stations: readonly string[];
  /** Jobs that a machine was given from outside; undefined where it takes none. */
  jobsOf(station: string): MachineJobs | undefined;
}

/** Reports events of the plant in the form of one kind of server. Events without such a form are left out. */
export interface EventReporter {
  report(event: PlantEvent): void;
}
