import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type AddressSpace,
  DataType,
  nodesets,
  OPCUACertificateManager,
  OPCUAServer,
  StatusCodes,
  type UAVariable,
  VariantArrayType,
} from "node-opcua";
import { pino } from "pino";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { loadConfig } from "../../edge/config/load.ts";
import { plugins } from "../../edge/plugins.ts";
import { startEdge } from "../../edge/runtime.ts";
import { SITE } from "../fakes/config/plant-folder.ts";
import { freePort } from "../fakes/net/free-port.ts";

/** From a server's array through log and historian to the API. */

const NAMESPACE = "urn:gemba:waveforms";
const RATE_HZ = 25_600;
const POINTS = 4096;
let dir: string;
let server: OPCUAServer;
let port = 0;
const nodes = new Map<string, UAVariable>();

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "gemba-waveforms-"));
  port = await freePort();
  server = new OPCUAServer({
    port,
    host: "127.0.0.1",
    hostname: "127.0.0.1",
    nodesets: [nodesets.standard],
    serverCertificateManager: new OPCUACertificateManager({ rootFolder: join(dir, "pki") }),
  });
  await server.initialize();
  const space = server.engine.addressSpace as AddressSpace;
  const own = space.registerNamespace(NAMESPACE);
  const spindle = own.addObject({ browseName: "Spindle", organizedBy: space.rootFolder.objects });
  for (const [name, dataType] of [
    ["Rate", DataType.Double],
    ["Speed", DataType.Double],
    ["Tool", DataType.Int32],
    ["Piece", DataType.String],
  ] as const)
    nodes.set(name, own.addVariable({ browseName: name, componentOf: spindle, dataType }));
  for (const name of ["Samples", "Short"])
    nodes.set(
      name,
      own.addVariable({
        browseName: name,
        componentOf: spindle,
        dataType: DataType.Float,
        valueRank: 1,
        arrayDimensions: [0],
      }),
    );
  await server.start();
});

afterEach(async () => {
  await server.shutdown(0);
  rmSync(dir, { recursive: true, force: true });
});

const burst = (hz: number): Float32Array =>
  Float32Array.from({ length: POINTS }, (_, i) => Math.sin((2 * Math.PI * hz * i) / RATE_HZ));

function write(ms: number, hz: number, piece: string): void {
  const at = new Date(ms);
  const set = (name: string, dataType: DataType, value: unknown, arrayType = VariantArrayType.Scalar) =>
    nodes.get(name)?.setValueFromSource({ dataType, value, arrayType }, StatusCodes.Good, at);
  set("Rate", DataType.Double, RATE_HZ);
  set("Speed", DataType.Double, hz * 60);
  set("Tool", DataType.Int32, 21);
  set("Piece", DataType.String, piece);
  set(
    "Short",
    DataType.Float,
    Float32Array.from({ length: 16 }, (_, i) => i),
    VariantArrayType.Array,
  );
  set("Samples", DataType.Float, burst(hz), VariantArrayType.Array);
}

const PLANT = (): string => `gemba: 1
include: [site.yaml]
namespaces: { own: "${NAMESPACE}" }
sources:
  - { name: line, kind: opcua, endpoint: "opc.tcp://127.0.0.1:${port}", security: { mode: none, insecure: true } }
types:
  spindle:
    kind: box
    tags:
      - signal: burst
        name: { zh: 波形, en: Burst }
        type: waveform
        unit: m/s2
        binding:
          path: "own:Samples"
          every: 100
          waveform: { rate: "own:Rate", context: { speed: "own:Speed", tool: "own:Tool", piece: "own:Piece" } }
      - signal: short
        name: { zh: 短, en: Short }
        type: waveform
        unit: m/s2
        binding: { path: "own:Short", every: 100, waveform: { rate: 10 } }
      - signal: scalar
        name: { zh: 数, en: Scalar }
        type: number
        unit: m/s2
        binding: { path: "own:Samples", every: 100 }
      - signal: third
        name: { zh: 三, en: Third }
        type: number
        unit: m/s2
        binding: { path: "own:Short", index: 3, every: 100 }
assets:
  - uid: "urn:own:s1"
    label: S1
    type: spindle
    name: { zh: 主轴, en: Spindle }
    path: acme/one/hall/s1
    source: line
    address: { root: /Objects/own:Spindle }
`;

const BURST = encodeURIComponent("urn:own:s1#burst");
const RMS = encodeURIComponent("urn:own:s1#rms-of-burst");
const SOON = { timeout: 30_000, interval: 100 };

interface Rms {
  readonly time: string;
  readonly value: number;
  readonly status: number;
}

interface Head {
  readonly time: string;
  readonly n: number;
}

it("[K10][K11][K12][K13][K15][WF30] 4,096 floats are a waveform everywhere, also after a restart", async () => {
  writeFileSync(join(dir, "gemba.yaml"), PLANT());
  writeFileSync(join(dir, "site.yaml"), SITE);
  const config = await loadConfig(dir, plugins, { env: {} });
  const logged: string[] = [];
  const log = pino({ level: "warn" }, { write: (line: string) => void logged.push(line) });
  const start = () => startEdge(config, { dataDir: join(dir, "data"), host: "127.0.0.1", port: 0, log });
  const first = Date.now() - 60_000;
  write(first, 50, "PC-1");

  let edge = await start();
  const ask = async <T>(path: string): Promise<T> =>
    (await (await fetch(`${edge.address}/api/v1/${path}`)).json()) as T;
  const list = async (): Promise<Head[]> =>
    (await ask<{ waveforms?: Head[] }>(`waveforms?tag=${BURST}&from=-1h`)).waveforms ?? [];
  const rms = async () => {
    const { samples } = await ask<{ samples: Rms[] }>(`samples?tag=${RMS}&from=-1h`);
    // When it arrived is a bound of the part of the history in which it lies.
    return samples.map(({ time, value, status }) => ({ time, value, status }));
  };
  try {
    await vi.waitFor(async () => expect(await list()).toHaveLength(1), SOON);
    write(first + 30_000, 70, "PC-2");
    await vi.waitFor(async () => expect(await list()).toHaveLength(2), SOON);
    const [newest] = await list();
    const startMs = first + 30_000 - (1000 * (POINTS - 1)) / RATE_HZ;
    expect(newest).toMatchObject({
      n: POINTS,
      dt: 1 / RATE_HZ,
      unit: "m/s2",
      status: 0,
      simulated: false,
      context: { speedPerMin: 4200, tool: "21", program: null, pieceId: "PC-2" },
    });
    expect(Math.abs(Date.parse(newest?.time ?? "") - startMs)).toBeLessThan(1);
    const { points } = await ask<{ points: number[] }>(`waveforms/block?tag=${BURST}`);
    expect(Float32Array.from(points)).toEqual(burst(70));
    const { samples } = await ask<{ samples: { tagUid: string; value: unknown; status: number; live: boolean }[] }>(
      "samples/latest",
    );
    expect(samples.filter(({ tagUid }) => !tagUid.includes("-of-"))).toMatchObject([
      { tagUid: "urn:own:s1#burst", value: null, status: 0, live: true },
      { tagUid: "urn:own:s1#short", value: null, status: 0x80740000 },
      { tagUid: "urn:own:s1#scalar", value: null, status: 0x80740000 },
      { tagUid: "urn:own:s1#third", value: 3, status: 0 },
    ]);
    const said = logged.join("\n");
    expect(said).toMatch(/the array has 16 elements; up to 16 are number tags with an index/);
    expect(said).toMatch(/Float array of 4096; make the tag `type: waveform`, or name one element by `index`/);
    // The same points later are another waveform.
    write(first + 45_000, 70, "PC-3");
    await vi.waitFor(
      async () =>
        expect(await list()).toMatchObject([{ context: { pieceId: "PC-3" } }, { context: { pieceId: "PC-2" } }, {}]),
      SOON,
    );
    await vi.waitFor(async () => expect(await rms()).toHaveLength(3), SOON);
    const derived = await rms();
    expect(derived.map(({ time }) => time)).toEqual((await list()).map(({ time }) => time).toReversed());
    for (const { value } of derived) expect(value).toBeCloseTo(Math.SQRT1_2, 2);
    expect(await edge.stop()).toBe(true);

    // The historian's file is a copy: the log restores everything, and the server's present array, sent again, is no
    // fourth waveform.
    rmSync(join(dir, "data", "historian"), { recursive: true });
    edge = await start();
    await vi.waitFor(async () => expect((await list()).map(({ n }) => n)).toEqual([POINTS, POINTS, POINTS]), SOON);
    await edge.firstValues;
    expect(await list()).toHaveLength(3);
    expect(await rms()).toEqual(derived);
    const old = await ask<{ points: number[] }>(`waveforms/block?tag=${BURST}&time=${(await list())[2]?.time}`);
    expect(Float32Array.from(old.points)).toEqual(burst(50));
  } finally {
    await edge.stop();
  }
});
