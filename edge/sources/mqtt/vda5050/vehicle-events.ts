import type { Micros } from "../../../contracts/path/sample-batch.ts";
import { messageEvent } from "../events.ts";
import type { Outlet } from "../outlet.ts";
import type { Floor } from "./floor.ts";
import type { InstantActionsMessage, VehicleError, ZoneSetMessage } from "./messages.ts";
import type { Vehicle } from "./vehicle.ts";

/** Errors of one vehicle that are followed. */
const MAX_ERRORS = 64;
/** Parts of a zone set, and instant actions, that one event holds. */
const MAX_LISTED = 64;

interface Happening {
  readonly schema: string;
  readonly time: Micros;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** Events of the plant that VDA 5050 messages report: errors, instant actions, zone sets, invalid states. */
export class VehicleEvents {
  readonly #outlet: Outlet;
  readonly #floor: Floor;

  constructor(outlet: Outlet, floor: Floor) {
    this.#outlet = outlet;
    this.#floor = floor;
  }

  /** A state message that does not follow the schema. */
  invalid(vehicle: Vehicle, reason: string): void {
    const payload = { vehicle: vehicle.name, reason };
    this.#add(vehicle, "vda5050.invalid", { schema: "vda5050-invalid/1", time: Date.now() * 1000, payload });
  }

  instantActions(vehicle: Vehicle, { actions }: InstantActionsMessage, time: Micros): void {
    const payload = {
      vehicle: vehicle.name,
      count: actions.length,
      actions: actions.slice(0, MAX_LISTED).map(({ actionType, actionId }) => ({ actionType, actionId })),
    };
    this.#add(vehicle, "vda5050.instant-actions", { schema: "vda5050-instant-actions/1", time, payload });
  }

  /** A zone set that the vehicle was given, with corners on the plant's floor; once for each set. */
  zoneSet(vehicle: Vehicle, { zoneSet: { mapId, zoneSetId, zones } }: ZoneSetMessage, time: Micros): void {
    if (zoneSetId === vehicle.zoneSetId) return;
    vehicle.zoneSetId = zoneSetId;
    const listed = zones.slice(0, MAX_LISTED).map(({ zoneId, zoneType, vertices }) => ({
      zoneId,
      zoneType,
      vertices: vertices.slice(0, MAX_LISTED).map(({ x, y }) => this.#floor.point(x, y, mapId)),
    }));
    const payload = { vehicle: vehicle.name, mapId, zoneSetId, count: zones.length, zones: listed };
    this.#add(vehicle, "vda5050.zone-set", { schema: "vda5050-zone-set/1", time, payload });
  }

  /** Errors that came since the last state, and those that went. */
  compareErrors(vehicle: Vehicle, errors: readonly VehicleError[], time: Micros): void {
    if (errors.length === 0 && vehicle.errors.size === 0) return;
    const present = new Map<string, VehicleError>();
    for (const error of errors.slice(0, MAX_ERRORS))
      present.set(`${error.errorLevel} ${error.errorType} ${JSON.stringify(error.errorReferences ?? [])}`, error);
    for (const [key, error] of present)
      if (!vehicle.errors.has(key)) this.#error(vehicle, error, { time, standing: true });
    for (const [key, error] of vehicle.errors)
      if (!present.has(key)) this.#error(vehicle, error, { time, standing: false });
    vehicle.errors = present;
  }

  #error(vehicle: Vehicle, error: VehicleError, { time, standing }: { time: Micros; standing: boolean }): void {
    const { errorType, errorLevel, errorDescription, errorHint, errorReferences } = error;
    const payload = {
      vehicle: vehicle.name,
      standing,
      errorType,
      errorLevel,
      errorDescription,
      errorHint,
      errorReferences: errorReferences?.slice(0, 16),
    };
    this.#add(vehicle, "vda5050.error", { schema: "vda5050-error/1", time, payload });
  }

  #add({ assetUid }: Vehicle, type: string, happening: Happening): void {
    this.#outlet.addEvent(messageEvent(type, { ...happening, assetUid }));
  }
}
