import type { PlaceRef, PlantEvent } from "../../../kernel/events.ts";
import { STATIONS } from "../../../plants/machining/layout.ts";
import { serverNameOf } from "../speakers.ts";

type ServerName = NonNullable<ReturnType<typeof serverNameOf>>;

const STATION_SERVERS = new Map(STATIONS.map((station) => [station.id, serverNameOf(station)]));

/** Buffers, pallet places and rework tables belong to the controller of their line. */
const LINES: readonly (readonly [place: RegExp, server: ServerName])[] = [
  [/^(BUF-TURN-|PAL-TURNING$)/, "turning"],
  [/^(BUF-MILL-|PAL-MILLING$)/, "milling"],
  [/^(BUF-(ASSEMBLY|TEST|PACK)-|PAL-ASSEMBLY$|RWK-02$)/, "assembly"],
  [/^(BUF-(DEBURR|WASH|DRY|CMM|VISION|LEAK|PLAIN|COAT|COOL)-|PAL-(FINISHING|COATING)$|RWK-01$)/, "process"],
];

/** The OPC UA server that sees a place; undefined for stores, vehicles and what lies outside. */
export function serverOfPlace(place: PlaceRef): ServerName | undefined {
  return STATION_SERVERS.get(place.id) ?? LINES.find(([pattern]) => pattern.test(place.id))?.[1];
}

/** Name of a place in events: its label, and the slot where it has one. */
export function placeName({ kind, id, slot }: PlaceRef): string {
  return kind === "scrap" ? "SCRAP" : slot === undefined ? id : `${id}:${slot}`;
}

/** Selects the server that reports an event. The last controller of a piece reports its removal. */
export class EventRouter {
  readonly #lastServers = new Map<string, ServerName>();

  serverOf(event: PlantEvent): ServerName | undefined {
    // The PLC hears from the hall's safety controllers.
    if (event.type === "safety-changed") return "assembly";
    if ("station" in event)
      return STATION_SERVERS.get(event.station) ?? serverOfPlace({ kind: "station", id: event.station });
    if (!("place" in event)) return undefined;
    const server = serverOfPlace(event.place);
    if (event.type === "piece-departed" && server !== undefined) this.#lastServers.set(event.piece, server);
    if (event.type !== "piece-arrived") return server;
    const last = this.#lastServers.get(event.piece);
    this.#lastServers.delete(event.piece);
    return event.place.kind === "scrap" ? last : server;
  }
}
