import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type AddressSpace, nodesets } from "node-opcua";
import type { Station } from "../plant/layout.ts";
import type { Machine } from "../plant/machine.ts";
import type { Signal } from "../plant/signal.ts";
import { CompanionStation } from "./companion/station.ts";
import { LatheStation } from "./lathe/station.ts";
import type { Prefix } from "./namespaces.ts";
import { structuresOf } from "./plc/layout.ts";
import { PlcStation, SAMPLING_FLOOR_MS } from "./plc/station.ts";
import { plcNodeset } from "./plc/type-nodeset.ts";
import { serverNameOf } from "./speakers.ts";
import type { StationNodes } from "./station-nodes.ts";

/** The OPC UA servers of the plant, in the order of their ports. */
export const SERVERS = ["turning", "milling", "robots", "process", "assembly", "utilities"] as const;
export type ServerName = (typeof SERVERS)[number];

/** A station and the machine that the model moves there. */
export interface Spoken {
  readonly station: Station;
  readonly machine: Machine;
}

/** What a server does and does not do, as servers of its kind. */
export interface ServerProfile {
  /** Namespace of the server's own nodes. */
  readonly own: Prefix;
  /** Only what it speaks, since each nodeset costs memory and start time. Files that have to be made are put into `folder`. */
  nodesets(spoken: readonly Spoken[], folder: string): string[];
  addStation(space: AddressSpace, spoken: Spoken, all: readonly Spoken[]): StationNodes;
  /** How often a signal is looked at, where that is not its own rhythm. */
  everyMs?(signal: Signal): number;
  /** Stamps of each device by its own clock, as behind an aggregating server; else the server stamps. */
  readonly hasDeviceClocks?: boolean;
  /** Keeps so many values of each variable for HistoryRead; none where absent. */
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

const plcStructures = (spoken: readonly Spoken[]) => structuresOf(spoken.map(({ station, machine }) => ({ station: station.id, signals: machine.signals })));

const companion = (space: AddressSpace, { station }: Spoken): StationNodes => new CompanionStation(space, station);

/** Joints move: position, speed and motor current are shown five times a second. */
const JOINT_MOTION = /^joint-\d\/(position|speed|motor-current)$/;
const ROBOT_MS = 200;

/** A quarter of an hour of values that change every second. */
const HISTORY_VALUES = 900;

export const PROFILES: Readonly<Record<ServerName, ServerProfile>> = {
  // The lathes' maker has a model of its own and no companion types.
  turning: { own: "hy", nodesets: () => [nodesets.standard], addStation: (space, { station, machine }) => new LatheStation(space, station, machine) },
  // One server in front of all machining centres, as umati recommends; each control has its own clock.
  milling: { own: "bj", nodesets: () => [...BASE, nodesets.isa95JobControl, nodesets.machineryJobs, nodesets.machineTool, nodesets.cnc], addStation: companion, hasDeviceClocks: true },
  robots: { own: "lx", nodesets: () => [...BASE, nodesets.robotics], addStation: companion, hasDeviceClocks: true, everyMs: ({ id, everyMs }) => (JOINT_MOTION.test(id) ? ROBOT_MS : everyMs) },
  process: { own: "bj", nodesets: () => BASE, addStation: companion },
  // Like an S7-1500: data blocks, few sessions, small calls, nothing that outlives a session.
  assembly: {
    own: "plc",
    nodesets(spoken, folder) {
      const file = join(folder, "plc-types.xml");
      writeFileSync(file, plcNodeset(plcStructures(spoken)));
      return [nodesets.standard, file];
    },
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
