import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  AttributeIds,
  type ClientSession,
  type ClientSubscription,
  EventFilter,
  OPCUACertificateManager,
  OPCUAClient,
  SimpleAttributeOperand,
  TimestampsToReturn,
  type Variant,
} from "node-opcua";
import { pino } from "pino";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { Clocks } from "../../simulators/clocks.ts";
import { CounterBases } from "../../simulators/counter-bases.ts";
import type { PlaceRef, PlantEvent } from "../../simulators/kernel/events.ts";
import { createPlant, type Plant } from "../../simulators/plants/machining/plant.ts";
import { placeName, serverOfPlace } from "../../simulators/speak/opcua/events/event-places.ts";
import { NAMESPACES, type Prefix } from "../../simulators/speak/opcua/namespaces.ts";
import { SERVERS, type ServerName } from "../../simulators/speak/opcua/profiles.ts";
import { type OpcuaSimulators, startOpcuaSimulators } from "../../simulators/speak/opcua/start.ts";
import { Wire } from "../../simulators/wire.ts";
import { freePort } from "../fakes/net/free-port.ts";
import { ASKED } from "../fakes/opcua/asked-event-fields.ts";

vi.setConfig({ testTimeout: 180_000 });

type Fields = Readonly<Record<string, unknown>>;

let plant: Plant;
let simulators: OpcuaSimulators;
let clocks: Clocks;
let folder: string;
const plantEvents: PlantEvent[] = [];
const seen = new Map<ServerName, Fields[]>();
const sessions: { client: OPCUAClient; session: ClientSession; subscription: ClientSubscription }[] = [];

async function subscribe(name: ServerName, asked: readonly string[]): Promise<void> {
  const clientCertificateManager = new OPCUACertificateManager({
    rootFolder: join(folder, "client"),
    automaticallyAcceptUnknownCertificate: true,
    disableFileWatchers: true,
  });
  const client = OPCUAClient.create({
    endpointMustExist: false,
    clientCertificateManager,
    connectionStrategy: { maxRetry: 0 },
  });
  await client.connect(simulators.servers.find((server) => server.name === name)?.endpoint ?? "");
  const session = await client.createSession();
  const namespaces = (await session.read({ nodeId: "i=2255", attributeId: AttributeIds.Value })).value
    .value as string[];
  const names = ["Time", "SourceName", ...asked];
  const selectClauses = names.map((path) => {
    const browsePath = path.split("/").map((step) => {
      const [prefix, name] = step.includes(":") ? (step.split(":") as [Prefix, string]) : [undefined, step];
      return { namespaceIndex: prefix === undefined ? 0 : namespaces.indexOf(NAMESPACES[prefix]), name };
    });
    return new SimpleAttributeOperand({ typeDefinitionId: "i=2041", browsePath, attributeId: AttributeIds.Value });
  });
  const subscription = await session.createSubscription2({
    requestedPublishingInterval: 100,
    requestedLifetimeCount: 1000,
    requestedMaxKeepAliveCount: 10,
    publishingEnabled: true,
  });
  const item = await subscription.monitor(
    { nodeId: "i=2253", attributeId: AttributeIds.EventNotifier },
    { samplingInterval: 0, queueSize: 10_000, discardOldest: true, filter: new EventFilter({ selectClauses }) },
    TimestampsToReturn.Both,
  );
  seen.set(name, []);
  item.on("changed", (values: unknown) =>
    seen
      .get(name)
      ?.push(
        Object.fromEntries(
          (values as Variant[]).map((value, at) => [(names[at] as string).replace(/^.*:/, ""), value.value]),
        ),
      ),
  );
  sessions.push({ client, session, subscription });
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "gemba-simulator-events-"));
  plant = createPlant({ seed: 1, scenario: "healthy", startMs: Date.now(), warmUpS: 600 });
  const wire = new Wire(plant);
  clocks = new Clocks(wire);
  const ports = Object.fromEntries(await Promise.all(SERVERS.map(async (name) => [name, await freePort()]))) as Record<
    ServerName,
    number
  >;
  simulators = await startOpcuaSimulators({
    plant,
    clocks,
    wire,
    counters: new CounterBases(wire),
    ports,
    dataDir: folder,
    log: pino({ level: "silent" }),
  });
  for (const [name, asked] of Object.entries(ASKED)) await subscribe(name as ServerName, asked);
  plant.onEvent((event) => plantEvents.push(event));
  // Some minutes of production, with time for the servers between. The plan of a day has minutes without a new job.
  const hasNewJob = () =>
    plantEvents.some((event) => event.type === "job-changed" && event.station.startsWith("CNC-2"));
  for (let second = 0; second < 240 || (second < 3_600 && !hasNewJob()); second++) {
    for (let n = 0; n < 10; n++) plant.step();
    simulators.publish();
    if (second % 10 === 9) await new Promise((resolve) => setImmediate(resolve));
  }
});

afterAll(async () => {
  for (const { client } of sessions) await client.disconnect();
  await simulators?.close();
  await rm(folder, { recursive: true, force: true });
});

const offsetOf = (server: ServerName, station: string) =>
  clocks.offsetMs(
    server,
    (server === "milling" || server === "robots") && /^(CNC|ROB|COB)-/.test(station) ? station : server,
  );

const KINDS: Readonly<Record<string, string>> = {
  "piece-arrived": "ARRIVED",
  "pallet-arrived": "PALLET_ARRIVED",
  "piece-departed": "DEPARTED",
  "pallet-departed": "PALLET_DEPARTED",
  "operation-started": "STARTED",
  "operation-completed": "COMPLETED",
};

/** Expected events of pieces and pallets, as `KIND id place`. */
function expected(server: ServerName): string[] {
  return plantEvents.flatMap((event) => {
    const kind = KINDS[event.type];
    if (kind === undefined) return [];
    const place: PlaceRef =
      "place" in event ? event.place : { kind: "station", id: "station" in event ? event.station : "" };
    if (place.kind === "scrap" || serverOfPlace(place) !== server) return [];
    return [`${kind} ${"piece" in event ? event.piece : "pallet" in event ? event.pallet : ""} ${placeName(place)}`];
  });
}

it.each(["milling", "process", "robots"] as const)(
  "%s reports every move and operation once, in order and numbered, by the site's event type",
  async (server) => {
    const wanted = expected(server);
    expect(wanted.length).toBeGreaterThan(10);
    // The client resolves structures of other events meanwhile, so the numbers give the order.
    const numbered = () =>
      (seen.get(server) ?? [])
        .filter(({ Sequence }) => typeof Sequence === "number")
        .toSorted((a, b) => (a["Sequence"] as number) - (b["Sequence"] as number));
    const pieces = () => numbered().filter(({ Place }) => Place !== "SCRAP");
    await vi.waitFor(() => expect(pieces().length).toBe(wanted.length), { timeout: 50_000, interval: 100 });
    expect(
      pieces().map(({ Kind, PieceId, CarrierId, Place }) => `${Kind} ${PieceId === "" ? CarrierId : PieceId} ${Place}`),
    ).toEqual(wanted);
    expect(numbered().map(({ Sequence }) => Sequence)).toEqual(numbered().map((_event, at) => at + 1));
  },
);

it("an event's time is that of the machine's own clock", async () => {
  const event = plantEvents.find((one) => one.type === "operation-completed" && one.station.startsWith("CNC-2"));
  if (event?.type !== "operation-completed") throw new Error("nothing was machined");
  const find = () =>
    seen
      .get("milling")
      ?.find(({ Kind, PieceId, Place }) => Kind === "COMPLETED" && PieceId === event.piece && Place === event.station);
  await vi.waitFor(() => expect(find()).toBeDefined(), { timeout: 50_000, interval: 100 });
  const heard = find();
  expect(Number(heard?.["Time"])).toBe(Math.trunc(event.timeMs + offsetOf("milling", event.station)));
  expect(heard).toMatchObject({ SourceName: event.station, JobId: event.job, Tools: event.tools, Verdict: "GOOD" });
});

it("lathes report by their maker's codes", async () => {
  const codes: Readonly<Record<number, string>> = {
    10: "ARRIVED",
    20: "STARTED",
    30: "COMPLETED",
    40: "DEPARTED",
    50: "PALLET_ARRIVED",
    60: "PALLET_DEPARTED",
  };
  const wanted = expected("turning");
  await vi.waitFor(() => expect(seen.get("turning")?.length).toBe(wanted.length), { timeout: 50_000, interval: 100 });
  const inOrder = (seen.get("turning") ?? []).toSorted((a, b) => (a["EventNo"] as number) - (b["EventNo"] as number));
  expect(
    inOrder.map(
      ({ Code, SerialNo, PalletNo, Station }) =>
        `${codes[Code as number]} ${SerialNo === "" ? PalletNo : SerialNo} ${Station}`,
    ),
  ).toEqual(wanted);
});

it("machining centres report job states by ISA-95 job control, and list the current job", async () => {
  const changes = plantEvents.filter((event) => event.type === "job-changed" && event.station.startsWith("CNC-2"));
  expect(changes.length).toBeGreaterThan(0);
  // Several jobs change within one millisecond, and their events arrive in any order: the texts are sorted instead.
  const jobs = () => (seen.get("milling") ?? []).filter(({ JobOrder }) => JobOrder !== null && JobOrder !== undefined);
  await vi.waitFor(() => expect(jobs().length).toBe(changes.length), { timeout: 50_000, interval: 100 });
  const heard = jobs().map(({ Time, JobOrder, JobState, JobResponse }) => {
    const { jobOrderID, workMasterID } = JobOrder as { jobOrderID: string; workMasterID: { ID: string }[] };
    const state = (JobState as { stateNumber: number }[])[0]?.stateNumber;
    const produced = (JobResponse as { jobResponseData: { value: Variant }[] }).jobResponseData[0]?.value.value;
    return `${(Time as Date).getTime()} ${jobOrderID} ${workMasterID[0]?.ID} ${state} ${produced}`;
  });
  const states: Readonly<Record<string, number>> = {
    NotAllowedToStart: 1,
    AllowedToStart: 2,
    Running: 3,
    Interrupted: 4,
    Ended: 5,
    Aborted: 6,
  };
  const wanted = changes.flatMap((event) => {
    if (event.type !== "job-changed") return [];
    const time = Math.trunc(event.timeMs + offsetOf("milling", event.station));
    return [`${time} ${event.job} ${event.program} ${states[event.state]} ${event.produced}`];
  });
  expect(heard.toSorted()).toEqual(wanted.toSorted());
});

it("measuring stations report each feature with its tolerance by Machinery Result", async () => {
  const results = plantEvents.flatMap((event) => {
    if (
      event.type !== "operation-completed" ||
      event.features.length === 0 ||
      serverOfPlace({ kind: "station", id: event.station }) !== "process"
    )
      return [];
    const features = event.features.map(({ feature, value, upper }) => `${feature}=${value}<=${upper}`);
    return [`${event.piece} ${event.verdict === "good"} ${features.join(" ")}`];
  });
  expect(results.length).toBeGreaterThan(3);
  const heard = () =>
    (seen.get("process") ?? []).filter(({ ResultMetaData }) => ResultMetaData !== null && ResultMetaData !== undefined);
  await vi.waitFor(() => expect(heard().length).toBe(results.length), { timeout: 50_000, interval: 100 });
  const heardTexts = heard().map(({ ResultMetaData, Features }) => {
    const { partId, resultEvaluation } = ResultMetaData as { partId: string; resultEvaluation: number };
    const features = (Features as { name: string; actual: number; upper: number }[]).map(
      ({ name, actual, upper }) => `${name}=${actual}<=${upper}`,
    );
    return `${partId} ${resultEvaluation === 1} ${features.join(" ")}`;
  });
  expect(heardTexts.toSorted()).toEqual(results.toSorted());
});

it("the PLC's ring holds the last 32 records, the newest where Head says", async () => {
  const clientCertificateManager = new OPCUACertificateManager({
    rootFolder: join(folder, "client"),
    automaticallyAcceptUnknownCertificate: true,
    disableFileWatchers: true,
  });
  const client = OPCUAClient.create({
    endpointMustExist: false,
    clientCertificateManager,
    connectionStrategy: { maxRetry: 0 },
  });
  const endpoint = simulators.servers.find(({ name }) => name === "assembly")?.endpoint ?? "";
  const [head, ring] = await client.withSessionAsync(endpoint, async (session) => {
    const namespaces = (await session.read({ nodeId: "i=2255", attributeId: AttributeIds.Value })).value
      .value as string[];
    const at = namespaces.indexOf(NAMESPACES.plc);
    return session.read(
      ["Head", "Ring"].map((name) => ({ nodeId: `ns=${at};s="DB_Track"."${name}"`, attributeId: AttributeIds.Value })),
    );
  });
  const wanted = expected("assembly");
  const newest = head?.value.value as number;
  expect(newest).toBeGreaterThanOrEqual(wanted.length);
  const records = ring?.value.value as { seq: number; kind: number; place: string; piece: string; carrier: string }[];
  expect(records).toHaveLength(32);
  const kinds: Readonly<Record<number, string>> = {
    1: "ARRIVED",
    2: "STARTED",
    3: "COMPLETED",
    4: "DEPARTED",
    5: "PALLET_ARRIVED",
    6: "PALLET_DEPARTED",
  };
  const inOrder = records.toSorted((a, b) => a.seq - b.seq).filter(({ seq, place }) => seq > 0 && place !== "SCRAP");
  expect(inOrder.at(-1)?.seq).toBe(newest);
  for (const { seq } of inOrder) expect(records[seq % 32]?.seq).toBe(seq);
  expect(
    inOrder.map(({ kind, piece, carrier, place }) => `${kinds[kind]} ${piece === "" ? carrier : piece} ${place}`),
  ).toEqual(wanted.slice(-inOrder.length));
});
