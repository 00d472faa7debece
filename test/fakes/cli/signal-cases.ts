/** Every command of `gemba`, to be ended by a signal in the middle of its work. */
import { readdirSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import type { Stall } from "../followers/stall.ts";

/** A command in the middle of its work: the point where it hangs, or a sign that it is working. */
export interface Case {
  readonly args: (folder: string) => readonly string[];
  readonly stalls?: Omit<Stall, "mark" | "script"> & { readonly script?: string };
  /** Alternative: it is working once it connects to a server that never answers. */
  readonly waits?: true;
  /** Alternative: it is working once it prints this, or once this file exists. */
  readonly says?: RegExp;
  readonly writes?: string;
  /** Path that must not exist afterwards. */
  readonly leaves?: (folder: string) => string;
  /** It ends with 0, or with 1 if a part did not stop in time, as on a slow machine. */
  readonly isService?: true;
}

export const EMPTY_PLANT = {
  site: { id: "one", shifts: [] },
  floor: {},
  places: [],
  assets: [],
  zones: [],
  routes: { nodes: [], edges: [] },
};
const COMMAND = "{ metric: Setpoint, type: Double, range: [0, 60] }";
const PEOPLE = "from: a@plant.example, to: [b@plant.example]";
const SETPOINT = "name: { zh: 设定, en: Setpoint }, binding: { metric: Setpoint }";
const ADDRESS = "source: meters, address: { group: g, node: n }";

/** `on` is the port of a database, `mail` of a mail server. */
export const plantText = (on: number, mail: number): string => `gemba: 1
site: { enterprise: acme, id: one, name: { zh: 厂, en: Plant }, timeZone: UTC, currency: EUR, shifts: [] }
floor: { width: 10, depth: 10 }
sources:
  - { name: meters, kind: sparkplug, url: "mqtt://127.0.0.1:1", commands: [${COMMAND}] }
sinks: [{ name: two, kind: influx, url: "http://127.0.0.1:${on}", api: v1, database: d }]
notify: { channels: [{ id: mail, kind: email, mail: { host: 127.0.0.1, port: ${mail}, ${PEOPLE} } }] }
types: { meter: { kind: meter, tags: [{ signal: setpoint, type: number, unit: kW, ${SETPOINT} }] } }
assets:
  - { uid: "urn:t:m1", label: M1, type: meter, name: { zh: 表, en: Meter }, path: acme/one/hall/m1, ${ADDRESS} }
`;
const history = { call: "mkdirSync", path: "snapshot-", when: "after" } as const;
const config = { call: "readFileSync", path: "gemba.yaml", when: "before" } as const;

export type SilentServers = Readonly<Record<"setup" | "discover" | "command" | "notify", Server>>;

/** Servers that never answer, one for each command: a shared one could not tell whose connection it has. */
export function silentServers(): SilentServers {
  return { setup: silent(), discover: silent(), command: silent(), notify: silent() };
}

function silent(): Server {
  return createServer((socket) => socket.on("error", () => undefined));
}

/** Port on which the server listens. */
export function portOf(server: Server): number {
  return (server.address() as { port: number }).port;
}

/** By command. `dir` holds the files of the cases, `data` the data folder of an edge. */
export function casesIn(
  dir: string,
  data: string,
  servers: SilentServers,
): Readonly<Record<string, Case | "ends at once">> {
  const snapshots = (): string =>
    readdirSync(join(data, "historian")).find((name) => name.startsWith("snapshot-")) ?? "none";
  return {
    start: {
      args: (folder) => ["start", "--port", "0", "--data-dir", join(folder, "data")],
      says: /Starting the simulated machines/,
      isService: true,
    },
    edge: {
      args: (folder) => ["edge", "--port", "0", "--data-dir", join(folder, "data")],
      says: /"source":/,
      isService: true,
    },
    hub: {
      args: (folder) => ["hub", "--config", join(dir, "hub"), "--data-dir", join(folder, "data")],
      says: /keeps its edges/,
      isService: true,
    },
    "hub-ledger": "ends at once",
    "hub-adopt": "ends at once",
    witness: {
      args: (folder) => ["witness", "--bind", "127.0.0.1:0", "--data-dir", join(folder, "data")],
      says: /The witness listens/,
      isService: true,
    },
    switch: "ends at once",
    replay: {
      args: () => ["replay", join(dir, "incident.gemba"), "--port", "0"],
      says: /Recorded from/,
      isService: true,
    },
    simulate: {
      args: (folder) => ["simulate", "--headless", "--out", join(folder, "out")],
      stalls: { script: "headless/main.ts", call: "openSync", path: "events.jsonl", when: "after" },
    },
    evaluate: {
      args: (folder) => ["evaluate", "--out", join(folder, "out")],
      stalls: { script: "headless/main.ts", call: "openSync", path: "truth.jsonl", when: "after" },
      leaves: (folder) => join(folder, "out"),
    },
    score: {
      args: (folder) => ["score", "skab", "--data", data, "--out", join(folder, "out")],
      stalls: { call: "readFileSync", path: "files.txt", when: "before" },
      leaves: (folder) => join(folder, "out"),
    },
    schedule: {
      args: (folder) => ["schedule", "score", join(folder, "out"), "--data", join(dir, "instances")],
      stalls: { call: "readFileSync", path: "best-known.json", when: "before" },
      leaves: (folder) => join(folder, "out"),
    },
    whatif: { args: () => ["whatif", "--data-dir", data], stalls: config },
    study: {
      args: (folder) => ["study", join(dir, "study.yaml"), "--data-dir", data, "--out", join(folder, "out")],
      stalls: config,
      leaves: (folder) => join(folder, "out"),
    },
    "import-history": {
      args: (folder) => [
        "import-history",
        "--propose",
        join(dir, "tags.csv"),
        "--config",
        join(dir, "plant"),
        "--out",
        join(folder, "mapping.yaml"),
      ],
      stalls: config,
      leaves: (folder) => join(folder, "mapping.yaml"),
    },
    learn: {
      args: (folder) => ["learn", join(dir, "tags.csv"), "--label", "Name", "--out", join(folder, "model.json")],
      stalls: { call: "readFileSync", path: "tags.csv", when: "before" },
      leaves: (folder) => join(folder, "model.json"),
    },
    "export-data": {
      args: (folder) => ["export-data", "--data-dir", data, "--out", join(folder, "out")],
      stalls: history,
      leaves: snapshots,
    },
    "export-incident": {
      args: (folder) => ["export-incident", "--data-dir", data, "--out", join(folder, "out")],
      stalls: history,
      leaves: snapshots,
    },
    "check-data": { args: () => ["check-data", "--data-dir", data], stalls: history, leaves: snapshots },
    evidence: { args: () => ["evidence", "--data-dir", data], stalls: history, leaves: snapshots },
    alerts: { args: () => ["alerts", "try", "--data-dir", data], stalls: history, leaves: snapshots },
    backup: {
      args: (folder) => ["backup", "--data-dir", data, "--out", join(folder, "out")],
      stalls: { call: "copyFileSync", path: "edge.json", when: "after" },
      leaves: (folder) => join(folder, "out"),
    },
    restore: {
      args: (folder) => ["restore", data, "--data-dir", join(folder, "restored")],
      stalls: { call: "cpSync", path: data, when: "after" },
      leaves: (folder) => join(folder, "restored", "edge.json"),
    },
    reset: {
      args: (folder) => ["reset", join(folder, "data")],
      stalls: { call: "rmSync", path: "edge.json", when: "before" },
    },
    audit: {
      args: () => ["audit", "verify", "--data-dir", data],
      stalls: { call: "readdirSync", path: data, when: "after" },
    },
    check: { args: () => ["check"], stalls: config },
    export: {
      args: (folder) => ["export", "--out", join(folder, "out")],
      stalls: config,
      leaves: (folder) => join(folder, "out"),
    },
    import: {
      args: (folder) => [
        "import",
        join(dir, "tags.csv"),
        "--endpoint",
        "opc.tcp://x:1",
        "--root",
        "/Objects",
        "--namespace",
        "urn:x",
        "--out",
        join(folder, "out"),
      ],
      stalls: { call: "readFileSync", path: "tags.csv", when: "before" },
      leaves: (folder) => join(folder, "out"),
    },
    bundle: {
      args: (folder) => ["bundle", "--out", join(folder, "out")],
      stalls: { call: "readFileSync", path: "package-lock.json", when: "before" },
      leaves: (folder) => join(folder, "out.half"),
    },
    setup: { args: () => ["setup", "influxdb", "--config", join(dir, "plant")], waits: true },
    discover: {
      args: () => ["discover", `opc.tcp://127.0.0.1:${portOf(servers.discover)}`, "--data-dir", data],
      waits: true,
    },
    command: {
      args: () => [
        "command",
        "M1",
        "Setpoint",
        "1",
        "--reason",
        "test",
        "--config",
        join(dir, "plant"),
        "--data-dir",
        join(dir, "running"),
      ],
      waits: true,
    },
    notify: { args: () => ["notify", "try", join(dir, "plant")], waits: true },
    reload: {
      args: () => ["reload", "--data-dir", join(dir, "running")],
      writes: join(dir, "running", "reload.request"),
    },
    verdicts: {
      args: () => ["verdicts", "--data-dir", join(dir, "running")],
      writes: join(dir, "running", "verdicts.request"),
    },
    clock: "ends at once",
    pki: "ends at once",
    tls: "ends at once",
    users: "ends at once",
    "verify-passport": "ends at once",
  };
}
