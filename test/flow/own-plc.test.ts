import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AddressSpace, DataType, nodesets, OPCUACertificateManager, OPCUAServer, Variant } from "node-opcua";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { freePort } from "../fakes/net/free-port.ts";

/** The README's "connect your own PLC": its config, with the address of a server in place of the PLC. */

const root = join(import.meta.dirname, "..", "..");
let dir: string;
let server: OPCUAServer;
let force = 120;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "gemba-plc-"));
  const port = await freePort();
  const serverCertificateManager = new OPCUACertificateManager({ rootFolder: join(dir, "pki") });
  server = new OPCUAServer({
    port,
    host: "127.0.0.1",
    hostname: "127.0.0.1",
    nodesets: [nodesets.standard],
    serverCertificateManager,
  });
  await server.initialize();
  const space = server.engine.addressSpace as AddressSpace;
  const namespace = space.registerNamespace("http://www.siemens.com/simatic-s7-opcua");
  const plc = namespace.addObject({ browseName: "PLC_1", organizedBy: space.rootFolder.objects });
  const block = namespace.addObject({ browseName: "DB_Press", componentOf: plc });
  namespace.addVariable({
    browseName: "Force",
    componentOf: block,
    dataType: DataType.Double,
    minimumSamplingInterval: 100,
    value: { get: () => new Variant({ dataType: DataType.Double, value: ++force }) },
  });
  await server.start();
});

afterEach(async () => {
  await server.shutdown(0);
  rmSync(dir, { recursive: true, force: true });
});

it("the README's plant reads a PLC: value, unit and alert limit in the API, the viewer at the address", async () => {
  const yaml = /```yaml\n(gemba: 1\n[\s\S]*?)```/.exec(readFileSync(join(root, "README.md"), "utf8"))?.[1] ?? "";
  writeFileSync(
    join(dir, "gemba.yaml"),
    yaml.replace("opc.tcp://192.168.0.10:4840", `opc.tcp://127.0.0.1:${server.endpoints[0]?.port}`),
  );
  const edge = spawn(
    process.execPath,
    [
      join(root, "edge", "main.ts"),
      "start",
      "--config",
      dir,
      "--data-dir",
      join(dir, "data"),
      "--port",
      "0",
      "--log-level",
      "warn",
    ],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  let output = "";
  edge.stdout.on("data", (piece) => (output += String(piece)));
  try {
    await vi.waitFor(() => expect(existsSync(join(dir, "data", "run.json")), output).toBe(true), {
      timeout: 45_000,
      interval: 100,
    });
    const run = JSON.parse(readFileSync(join(dir, "data", "run.json"), "utf8")) as {
      address: string;
      pids: { simulators: number | null; broker: number | null };
    };
    expect(run.pids).toMatchObject({ simulators: null, broker: null });
    await vi.waitFor(() => expect(output).toContain(run.address));
    await vi.waitFor(
      async () => {
        const { samples } = (await (await fetch(`${run.address}/api/v1/samples/latest`)).json()) as {
          samples: { tagUid: string; value: number; live: boolean }[];
        };
        expect(samples).toEqual([expect.objectContaining({ tagUid: "urn:acme:press:1#force", live: true })]);
        expect(samples[0]?.value).toBeGreaterThan(120);
      },
      { timeout: 15_000, interval: 200 },
    );
    const { tags } = (await (await fetch(`${run.address}/api/v1/tags`)).json()) as {
      tags: { unit: string; limits: object }[];
    };
    expect(tags).toEqual([expect.objectContaining({ unit: "kN", limits: expect.objectContaining({ high: 450 }) })]);
  } finally {
    edge.kill("SIGTERM");
    const [code] = (await once(edge, "exit")) as [number];
    expect(code).toBe(0);
  }
});
