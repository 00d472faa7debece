import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { connectAsync } from "mqtt";
import sparkplug from "sparkplug-payload";
import { afterEach, expect, it, vi } from "vitest";
import { UserFile } from "../../edge/access/user-file.ts";
import { parseOptions } from "../../edge/cli/options.ts";
import { sendCommandCommand } from "../../edge/cli/process/send-command.ts";
import type { CommandType, SparkplugConfig } from "../../edge/sources/mqtt/sparkplug/config.ts";
import { commandPayload, sendCommand } from "../../edge/sources/mqtt/sparkplug/write-command.ts";
import { plantFolder, SITE } from "../fakes/config/plant-folder.ts";
import { demoBroker } from "../fakes/mqtt/brokers.ts";

const codec = sparkplug.get("spBv1.0");

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

it.each<[CommandType, string, unknown]>([
  ["Int8", "-23", -23],
  ["Int32", "-1", -1],
  ["Int64", "9007199254740993", "9007199254740993"],
  ["UInt64", "18446744073709551615", "18446744073709551615"],
  ["Float", "1.5", 1.5],
  ["Double", "42.5", 42.5],
  ["Boolean", "true", true],
  ["String", "go", "go"],
])(
  "[topics-ncmd-payload, -timestamp] a command with %s %s is read by sparkplug-payload, with its time and without seq",
  (type, text, value) => {
    const payload = codec?.decodePayload(commandPayload({ metric: "Setpoint", type, text, nowMs: 1_700_000_000_000 }));
    expect(Number(payload?.timestamp)).toBe(1_700_000_000_000);
    expect(payload?.seq).toBe(undefined);
    expect(
      payload?.metrics?.map((metric) => [
        metric.name,
        metric.type,
        typeof value === "string" ? String(metric.value) : metric.value,
      ]),
    ).toEqual([["Setpoint", type, value]]);
  },
);

it("a command names its metric by alias where the config gives one, and by nothing else", () => {
  const payload = codec?.decodePayload(
    commandPayload({ metric: "Setpoint", alias: 10, type: "Int16", text: "7", nowMs: 1 }),
  );
  expect(payload?.metrics?.map(({ name, alias, value }) => [name, Number(alias), value])).toEqual([[undefined, 10, 7]]);
});

it("writes a negative Int64 as the standard's vector has it", () => {
  expect(commandPayload({ metric: "a", type: "Int64", text: "-1", nowMs: 1 }).toString("hex")).toContain(
    "200458ffffffffffffffffff01",
  );
});

it.each<[CommandType, string]>([
  ["Int8", "128"],
  ["UInt16", "-1"],
  ["Int32", "1.5"],
  ["Double", ""],
  ["Double", "Infinity"],
  ["Boolean", "1"],
])("refuses what %s cannot hold: %s", (type, text) => {
  expect(() => commandPayload({ metric: "a", type, text, nowMs: 1 })).toThrow(type);
});

it(
  "[S6] [topics-ncmd-mqtt, topics-dcmd-mqtt] sends only allowed commands, by NCMD or DCMD, QoS 0, not " +
    "retained; by default that is nothing",
  async () => {
    const broker = await demoBroker();
    cleanups.push(() => broker.kill());
    const heard: unknown[] = [];
    const client = await connectAsync(broker.url);
    cleanups.push(() => client.endAsync(true));
    client.on("message", (topic, payload, { qos, retain }) =>
      heard.push([topic, qos, retain, codec?.decodePayload(payload).metrics?.[0]?.value]),
    );
    await client.subscribeAsync("spBv1.0/#", { qos: 1 });
    const config: SparkplugConfig = {
      url: broker.url,
      keepAliveS: 5,
      reorderTimeoutMs: 1_000,
      commands: [{ metric: "Setpoint", type: "Double", range: [0, 10], everyS: 10, role: "maintainer" }],
    };
    const command = { metric: "Setpoint", text: "7.5", clientId: "test", signal: new AbortController().signal };
    await sendCommand(config, { group: "g", node: "n" }, command);
    await sendCommand(config, { group: "g", node: "n", device: "d" }, command);
    await expect(sendCommand(config, { group: "g", node: "n" }, { ...command, text: "10.5" })).rejects.toMatchObject({
      code: "bad-request",
    });
    await expect(
      sendCommand(
        { ...config, commands: [{ metric: "Setpoint", type: "Double", everyS: 10, role: "maintainer" }] },
        { group: "g", node: "n" },
        command,
      ),
    ).rejects.toMatchObject({
      code: "forbidden",
    });
    await expect(sendCommand({ ...config, commands: [] }, { group: "g", node: "n" }, command)).rejects.toMatchObject({
      code: "forbidden",
    });
    await vi.waitFor(() => expect(heard).toHaveLength(2), { timeout: 10_000 });
    expect(heard).toEqual([
      ["spBv1.0/g/NCMD/n", 0, false, 7.5],
      ["spBv1.0/g/DCMD/n/d", 0, false, 7.5],
    ]);
  },
);

/** Answers of the running edge to `gemba command`. */
interface Edge {
  session: object;
  sample: { value: unknown; status: number; live: boolean };
  entries: { at: string }[];
}

it(
  "[S6] gemba command takes two steps with a reason, in range, by role, not too often, never on a metric " +
    "that is stale or not good; it reads back and is on record",
  async () => {
    using folder = plantFolder({ "site.yaml": SITE });
    const broker = await demoBroker();
    cleanups.push(() => broker.kill());
    const edge: Edge = {
      session: { users: true, user: "mia", role: "maintainer" },
      sample: { value: 5, status: 0, live: true },
      entries: [],
    };
    const server = createServer((request, response) => {
      const path = new URL(request.url ?? "", "http://x").pathname;
      response.end(
        JSON.stringify(
          path.endsWith("/session")
            ? edge.session
            : path.endsWith("/journal")
              ? { entries: edge.entries }
              : { samples: [edge.sample] },
        ),
      );
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    cleanups.push(async () => server.close());
    const dataDir = join(folder.path, "data");
    mkdirSync(dataDir);
    writeFileSync(
      join(dataDir, "run.json"),
      JSON.stringify({ address: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }),
    );
    writeFileSync(
      join(folder.path, "gemba.yaml"),
      `gemba: 1
include: [site.yaml]
sources:
  - name: meters
    kind: sparkplug
    url: "${broker.url}"
    commands: [{ metric: Setpoint, type: Double, range: [0, 60] }, { metric: Hidden, type: Boolean }]
types:
  meter:
    kind: meter
    tags:
      - { signal: setpoint, name: { zh: 设定, en: Setpoint }, type: number, unit: kW, binding: { metric: Setpoint } }
assets:
  - uid: "urn:t:m1"
    label: M1
    type: meter
    name: { zh: 表, en: Meter }
    path: acme/one/hall/m1
    source: meters
    address: { group: g, node: n }
`,
    );
    const heard: unknown[] = [];
    const device = await connectAsync(broker.url);
    cleanups.push(() => device.endAsync(true));
    device.on("message", (_topic, payload) => {
      const value = codec?.decodePayload(payload).metrics?.[0]?.value;
      heard.push(value);
      edge.sample.value = value;
    });
    await device.subscribeAsync("spBv1.0/#", { qos: 1 });
    let said = "";
    const write = vi.spyOn(process.stdout, "write").mockImplementation((text) => {
      said += String(text);
      return true;
    });
    cleanups.push(async () => write.mockRestore());
    const run =
      (metric: string, value: string, ...more: string[]) =>
      async () =>
        await sendCommandCommand.run(
          parseOptions(["M1", metric, value, "--config", folder.path, "--data-dir", dataDir, ...more]),
          new AbortController().signal,
        );
    const why = ["--reason", "trial of recipe 7"];
    const refused = async (code: string, command: () => Promise<number>) =>
      await expect(command()).rejects.toMatchObject({ code });

    await refused("bad-request", run("Setpoint", "42.5"));
    await refused("bad-request", run("Setpoint", "61", ...why));
    await refused("forbidden", run("Other", "1", ...why));
    await refused("forbidden", run("Hidden", "true", ...why));
    for (const [session, code] of [
      [{ users: false, user: "local", role: "operator" }, "forbidden"],
      [{ users: true, user: null, role: null }, "forbidden"],
      [{ users: true, user: "op", role: "operator" }, "forbidden"],
    ] as const) {
      const before = edge.session;
      edge.session = session;
      await refused(code, run("Setpoint", "42.5", ...why));
      edge.session = before;
    }
    for (const sample of [
      { value: 5, status: 0, live: false },
      { value: 5, status: 0x80000000, live: true },
      { value: 5, status: 0x40000000, live: true },
    ]) {
      edge.sample = sample;
      await refused("conflict", run("Setpoint", "42.5", ...why));
    }
    edge.sample = { value: 5, status: 0, live: true };
    edge.entries = [{ at: new Date(Date.now() - 5_000).toISOString() }];
    await refused("conflict", run("Setpoint", "42.5", ...why));
    edge.entries = [{ at: new Date(Date.now() - 11_000).toISOString() }];

    expect(await run("Setpoint", "42.5", ...why)()).toBe(0);
    expect(heard).toEqual([]);
    const code = /--confirm ([0-9a-f]{6})/.exec(said)?.[1] ?? "";
    await refused("forbidden", run("Setpoint", "42.6", ...why, "--confirm", code));
    await refused("forbidden", run("Setpoint", "42.5", "--reason", "another", "--confirm", code));
    expect(heard).toEqual([]);
    expect(await run("Setpoint", "42.5", ...why, "--confirm", code)()).toBe(0);
    expect(heard).toEqual([42.5]);
    expect(said).toContain("The metric now reads ");
    expect(new UserFile(dataDir).read().unrecorded).toMatchObject([
      {
        action: "command.send",
        target: "urn:t:m1#setpoint",
        before: 5,
        after: { value: "42.5", user: "mia", reason: "trial of recipe 7" },
      },
      { action: "command.outcome", before: 5, after: { outcome: "read back" } },
    ]);
    // Commands that are not yet recorded count too.
    await refused("conflict", run("Setpoint", "43", ...why));
  },
);
