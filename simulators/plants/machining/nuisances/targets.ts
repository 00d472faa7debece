import type { NuisanceKind } from "../../../kernel/nuisances/kind.ts";
import type { Signal } from "../../../kernel/signal.ts";
import type { Instruments } from "../instruments.ts";
import { BRANCH_METERS, GAS_DETECTORS, STATIONS, type Station } from "../layout.ts";

/** The OPC UA servers and the MQTT gateways with samples of stations. */
const SERVERS = ["turning", "milling", "robots", "process", "assembly", "utilities"] as const;
const GATEWAYS = ["fleet", "meters", "stores"] as const;

/** The source that speaks for a station; robots have controllers of their own at any place. */
const sourceOf = ({ kind, speaker }: Station): string => (kind === "robot" || kind === "cobot" ? "robots" : speaker);

const STATIONS_OF: ReadonlyMap<string, readonly string[]> = new Map(
  [...SERVERS, ...GATEWAYS].map((source) => [
    source,
    STATIONS.filter((station) => sourceOf(station) === source).map(({ id }) => id),
  ]),
);

/** Every asset that the kind can meet. */
export function targetsOf({ targets }: Pick<NuisanceKind, "targets">): readonly string[] {
  const stations = STATIONS.filter(({ kind }) => targets.includes(kind) || targets.includes("*")).map(({ id }) => id);
  return [
    ...stations,
    ...(targets.includes("plant") ? ["plant"] : []),
    ...(targets.includes("server") ? SERVERS : []),
    ...(targets.includes("gateway") ? GATEWAYS : []),
  ];
}

/** The assets that it concerns, as the ground truth names them. */
export const assetsOf = (target: string): readonly string[] => STATIONS_OF.get(target) ?? [target];

export interface Instrument {
  readonly station: string;
  readonly signal: Signal;
}

/** Not drawn for a source or the plant: with more to draw from, all that has been drawn would be something else. */
const LATER: ReadonlySet<string> = new Set([...BRANCH_METERS, ...GAS_DETECTORS].map(({ id }) => id));
const isDrawn = ({ id }: Signal): boolean => !id.startsWith("outdoor/");

/** The instruments of a station, of the stations behind a source, or of the plant. */
export function instrumentsOf({ byStation }: Instruments, target: string): Instrument[] {
  const stations = target === "plant" ? [...byStation.keys()] : assetsOf(target);
  return stations
    .filter((station) => station === target || !LATER.has(station))
    .flatMap((station) => (byStation.get(station) ?? []).filter(isDrawn).map((signal) => ({ station, signal })));
}
