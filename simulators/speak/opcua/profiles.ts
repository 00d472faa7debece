import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type AddressSpace, nodesets } from "node-opcua";
import type { Signal } from "../../kernel/signal.ts";
import type { Station } from "../../plants/machining/layout.ts";
import type { Machine } from "../../plants/machining/machine.ts";
import { CompanionStation } from "./companion/station.ts";
import { ConditionReporter } from "./events/condition-reporter.ts";
import { LatheReporter } from "./events/lathe-reporter.ts";
import { FEATURE_TYPE, MeasurementReporter } from "./events/measurement-reporter.ts";
import { PieceReporter } from "./events/piece-reporter.ts";
import type { EventReporter, ReporterSite } from "./events/reporter.ts";
import { receiveJobs } from "./jobs/job-receiver.ts";
import { JobReporter } from "./jobs/job-reporter.ts";
import { LatheStation } from "./lathe/station.ts";
import { NAMESPACES, type Prefix } from "./namespaces.ts";
import { structuresOf, structureTypesOf } from "./plc/layout.ts";
import { SafetyBlock } from "./plc/safety-block.ts";
import { PlcStation, SAMPLING_FLOOR_MS } from "./plc/station.ts";
import { TRACK_TYPE, TrackBlock } from "./plc/track-block.ts";
import { serverNameOf } from "./speakers.ts";
import type { StationNodes } from "./station-nodes.ts";
import { structureNodeset } from "./structure-nodeset.ts";

/** The OPC UA servers of the plant, in the order of their ports. */
export const SERVERS = ["turning", "milling", "robots", "process", "assembly", "utilities"] as const;
export type ServerName = (typeof SERVERS)[number];

/** A station and the machine that the model moves there. */
export interface Spoken {
  readonly station: Station;
  readonly machine: Machine;
}

/** Capabilities and limits of a kind of server. */
export interface ServerProfile {
  /** Namespace of the server's own nodes. */
  readonly own: Prefix;
  /** Only the nodesets that it needs, since each costs memory and start time. Generated files are put into `folder`. */
  nodesets(spoken: readonly Spoken[], folder: string): string[];
  addStation(space: AddressSpace, spoken: Spoken, all: readonly Spoken[]): StationNodes;
  /** The reporters of its events; none where absent. */
  reporters?(space: AddressSpace, site: ReporterSite): EventReporter[];
  /** How often a signal is looked at, where that is not its own rhythm. */
  everyMs?(signal: Signal): number;
  /** Stamps of each device by its own clock, as behind an aggregating server; else the server stamps. */
  readonly hasDeviceClocks?: boolean;
  /** Number of values of each variable for HistoryRead; none where absent. */
  readonly historyValues?: number;
  /** Services that are answered with BadServiceUnsupported. */
  readonly refuses?: readonly string[];
  readonly maxSessions?: number;
  /** Operations a call at most, for every service. */
  readonly perCall?: number;
  /** No item is sampled faster, ms. */
  readonly samplingFloorMs?: number;
}

const BASE = [nodesets.standard, nodesets.di, nodesets.ia, nodesets.machinery];

const plcStructures = (spoken: readonly Spoken[]) =>
  structuresOf(spoken.map(({ station, machine }) => ({ station: station.id, signals: machine.signals })));

/** Writes a generated nodeset and returns its path. */
function written(folder: string, name: string, document: string): string {
  const file = join(folder, name);
  writeFileSync(file, document);
  return file;
}

const companion = (space: AddressSpace, { station }: Spoken): StationNodes => new CompanionStation(space, station);

/** Joints move: position, speed and motor current are shown five times a second. */
const JOINT_MOTION = /^joint-\d\/(position|speed|motor-current)$/;
const ROBOT_MS = 200;

/** A quarter of an hour of values that change every second. */
const HISTORY_VALUES = 900;

export const PROFILES: Readonly<Record<ServerName, ServerProfile>> = {
  // The lathes' maker has a model of its own and no companion types.
  turning: {
    own: "hy",
    nodesets: () => [nodesets.standard],
    addStation: (space, { station, machine }) => new LatheStation(space, station, machine),
    reporters: (space, site) => [new LatheReporter(space, site)],
  },
  // One server in front of all machining centres, as umati recommends; each control has its own clock.
  milling: {
    own: "bj",
    nodesets: () => [...BASE, nodesets.isa95JobControl, nodesets.machineryJobs, nodesets.machineTool, nodesets.cnc],
    addStation: companion,
    hasDeviceClocks: true,
    reporters(space, site) {
      const jobs = new JobReporter(space, site);
      receiveJobs(space, site, (station) => jobs.showList(station));
      return [new PieceReporter(space, site), jobs, new ConditionReporter(space, site)];
    },
  },
  robots: {
    own: "lx",
    nodesets: () => [...BASE, nodesets.robotics],
    addStation: companion,
    hasDeviceClocks: true,
    everyMs: ({ id, everyMs }) => (JOINT_MOTION.test(id) ? ROBOT_MS : everyMs),
    reporters: (space, site) => [new PieceReporter(space, site)],
  },
  process: {
    own: "bj",
    nodesets: (_spoken, folder) => [
      ...BASE,
      nodesets.machineryResult,
      written(folder, "site-types.xml", structureNodeset(NAMESPACES.bj, [FEATURE_TYPE])),
    ],
    addStation: companion,
    reporters: (space, site) => [new PieceReporter(space, site), new MeasurementReporter(space, site)],
  },
  // Like an S7-1500: data blocks, few sessions, small calls, nothing that outlives a session.
  assembly: {
    own: "plc",
    nodesets: (spoken, folder) => [
      nodesets.standard,
      written(
        folder,
        "plc-types.xml",
        structureNodeset(NAMESPACES.plc, [TRACK_TYPE, ...structureTypesOf(plcStructures(spoken))]),
      ),
    ],
    reporters: (space, site) => [new TrackBlock(space, site), new SafetyBlock(space, site)],
    addStation: (space, { station }, all) => new PlcStation(space, station, plcStructures(all)),
    refuses: ["TransferSubscriptions"],
    maxSessions: 6,
    perCall: 100,
    samplingFloorMs: SAMPLING_FLOOR_MS,
  },
  utilities: { own: "bj", nodesets: () => BASE, addStation: companion, historyValues: HISTORY_VALUES },
};

/** Stations that a server speaks for. */
export function speaksFor(name: ServerName, station: Station): boolean {
  return serverNameOf(station) === name;
}
