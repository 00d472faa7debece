/**
 * A process of stations: an OPC UA server whose machines take jobs (OPC 40001-3) and work on the pieces that the bench
 * brings them. Arguments: port, folder, labels of its stations.
 */
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  MessageSecurityMode,
  nodesets,
  OPCUACertificateManager,
  OPCUAServer,
  SecurityPolicy,
  type UAObject,
} from "node-opcua";
import type { PlantEvent } from "../../simulators/kernel/events.ts";
import { MachineJobs } from "../../simulators/plants/machining/planning/job-orders.ts";
import { namespaceNamed, qualifiedName } from "../../simulators/speak/opcua/address.ts";
import { PieceReporter } from "../../simulators/speak/opcua/events/piece-reporter.ts";
import type { ReporterSite } from "../../simulators/speak/opcua/events/reporter.ts";
import { JOB_METHODS, receiveJobs } from "../../simulators/speak/opcua/jobs/job-receiver.ts";
import { JobReporter } from "../../simulators/speak/opcua/jobs/job-reporter.ts";
import { NAMESPACES } from "../../simulators/speak/opcua/namespaces.ts";
import { LINE, type LineStation, VARIANTS } from "./line.ts";

/** A piece at the entry of a station. */
export interface Arrival {
  readonly piece: string;
  readonly variant: string;
  readonly order: string;
  readonly station: string;
}

/** What a process of stations says. */
export type StationMessage =
  | { readonly kind: "ready" }
  | { readonly kind: "made"; readonly arrival: Arrival }
  | { readonly kind: "set-up"; readonly station: string; readonly ms: number };

const TICK_MS = 20;
const [port, folder, ...labels] = process.argv.slice(2);
const own = LINE.filter(({ id }) => labels.includes(id));
const say = (message: StationMessage): void => void process.send?.(message);
const head = (ms: number) => ({ timeMs: ms });

class Station {
  readonly #of: LineStation;
  readonly jobs: MachineJobs;
  readonly #report: (event: PlantEvent) => void;
  readonly #queue: Arrival[] = [];
  #isBusy = false;
  #family = "";

  constructor(of: LineStation, report: (event: PlantEvent) => void) {
    this.#of = of;
    this.#report = report;
    this.jobs = new MachineJobs(of.id, of.step, { variants: VARIANTS, nowMs: Date.now, report });
  }

  arrive(arrival: Arrival): void {
    this.#queue.push(arrival);
  }

  tick(): void {
    if (this.#isBusy) return;
    this.jobs.begin();
    const job = this.jobs.running;
    const at = this.#queue.findIndex(({ order, variant }) => order === job?.order && variant === job.variant.name);
    const [piece] = at < 0 ? [] : this.#queue.splice(at, 1);
    if (piece === undefined || job === undefined) return;
    this.#isBusy = true;
    void this.#make(piece, job.variant.family).finally(() => (this.#isBusy = false));
  }

  async #make(arrival: Arrival, family: string): Promise<void> {
    const { id: station, step: operation, setUpMs, cycleMs } = this.#of;
    const isChanged = this.#family !== "" && this.#family !== family;
    this.#family = family;
    if (isChanged && setUpMs > 0) {
      await sleep(setUpMs);
      say({ kind: "set-up", station, ms: setUpMs });
    }
    const { piece, variant, order } = arrival;
    const job = this.jobs.running;
    const common = { station, operation, piece, variant, order, job: job?.id ?? "", program: job?.program ?? "" };
    const startMs = Date.now();
    this.#report({ type: "operation-started", ...head(startMs), ...common });
    await sleep(cycleMs);
    const result = { startMs, tools: [], verdict: "good" as const, features: [] };
    this.#report({ type: "operation-completed", ...head(Date.now()), ...common, ...result });
    this.jobs.count("good");
    say({ kind: "made", arrival });
  }
}

async function certificates(name: string): Promise<OPCUACertificateManager> {
  const rootFolder = join(folder as string, name);
  const manager = new OPCUACertificateManager({
    rootFolder,
    automaticallyAcceptUnknownCertificate: true,
    disableFileWatchers: true,
  });
  await manager.initialize();
  return manager;
}

async function start(): Promise<void> {
  const server = new OPCUAServer({
    port: Number(port),
    host: "127.0.0.1",
    hostname: "127.0.0.1",
    serverCertificateManager: await certificates("server"),
    userCertificateManager: await certificates("users"),
    securityPolicies: [SecurityPolicy.None],
    securityModes: [MessageSecurityMode.None],
    nodeset_filename: [
      ...[nodesets.standard, nodesets.di, nodesets.ia, nodesets.machinery],
      ...[nodesets.isa95JobControl, nodesets.machineryJobs, nodesets.machineTool],
    ],
  });
  await server.initialize();
  const space = server.engine.addressSpace;
  if (space === null) throw new Error("no address space");
  space.registerNamespace(NAMESPACES.bj);
  space.installAlarmsAndConditionsService();
  const machines = space.findNode(`ns=${space.getNamespaceIndex(NAMESPACES.mach)};i=1001`);
  if (machines === null) throw new Error("the Machinery nodeset is not loaded");
  const type = space.findObjectType("MachineToolType", space.getNamespaceIndex(NAMESPACES.mt));
  const objects = new Map(
    own.map(({ id }) => {
      const object = type?.instantiate({
        browseName: qualifiedName(space, `bj:${id}`),
        namespace: namespaceNamed(space, "bj"),
        organizedBy: machines,
        optionals: [
          "MachineryBuildingBlocks.JobManagement",
          ...JOB_METHODS.map((name) => `MachineryBuildingBlocks.JobManagement.JobOrderControl.${name}`),
        ],
      });
      return [id, object as UAObject];
    }),
  );
  const reporters: { report(event: PlantEvent): void }[] = [];
  const report = (event: PlantEvent): void => {
    for (const one of reporters) one.report(event);
  };
  const stations = new Map(own.map((of) => [of.id, new Station(of, report)]));
  const site: ReporterSite = {
    nowMs: Date.now,
    offsetMs: () => 0,
    safetyDevices: () => [],
    objectOf: (station) => objects.get(station) as UAObject,
    stations: [...objects.keys()],
    jobsOf: (station) => stations.get(station)?.jobs,
  };
  const jobs = new JobReporter(space, site);
  reporters.push(jobs, new PieceReporter(space, site));
  receiveJobs(space, site, (station) => jobs.showList(station));
  for (const station of objects.keys()) jobs.showList(station);
  await server.start();
  process.on("message", (arrival: Arrival) => stations.get(arrival.station)?.arrive(arrival));
  process.on("disconnect", () => process.exit(0));
  setInterval(() => {
    for (const station of stations.values()) station.tick();
  }, TICK_MS);
  say({ kind: "ready" });
}

await start();
