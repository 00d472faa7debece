import { nodesets } from "node-opcua";

/** Prefixes of browse paths and the namespaces they mean. Indices differ from server to server and are never kept. */
export const NAMESPACES = {
  di: "http://opcfoundation.org/UA/DI/",
  mach: "http://opcfoundation.org/UA/Machinery/",
  mt: "http://opcfoundation.org/UA/MachineTool/",
  // The nodeset has no trailing slash here, unlike its specification's table.
  cnc: "http://opcfoundation.org/UA/CNC",
  rob: "http://opcfoundation.org/UA/Robotics/",
  bj: "http://binjiang.example/UA/",
} as const;

export type Prefix = keyof typeof NAMESPACES;

/** The OPC UA servers of the plant. */
export const SERVERS = ["turning", "milling", "process", "assembly", "utilities"] as const;
export type ServerName = (typeof SERVERS)[number];

const BASE = [nodesets.standard, nodesets.di, nodesets.ia, nodesets.machinery];
const MACHINE_TOOL = [nodesets.isa95JobControl, nodesets.machineryJobs, nodesets.machineTool, nodesets.cnc];

/** What each server loads: only what it speaks, since each nodeset costs memory and start time. */
export function nodesetsOf(server: ServerName): string[] {
  switch (server) {
    case "turning":
      return [...BASE, ...MACHINE_TOOL];
    case "milling":
      return [...BASE, ...MACHINE_TOOL, nodesets.robotics];
    case "assembly":
      return [...BASE, nodesets.robotics];
    case "process":
    case "utilities":
      return BASE;
  }
}
