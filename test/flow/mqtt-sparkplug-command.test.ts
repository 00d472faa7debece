import { connectAsync } from "mqtt";
import sparkplug from "sparkplug-payload";
import { afterEach, expect, it, vi } from "vitest";
import type { CommandType, SparkplugConfig } from "../../edge/sources/mqtt/sparkplug/config.ts";
import { commandPayload, sendCommand } from "../../edge/sources/mqtt/sparkplug/write-command.ts";
import { demoBroker } from "../fakes/mqtt-brokers.ts";

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
])("[topics-ncmd-payload, -timestamp] a command with %s %s is read by sparkplug-payload, with its time and without seq", (type, text, value) => {
  const payload = codec?.decodePayload(commandPayload({ metric: "Setpoint", type, text, nowMs: 1_700_000_000_000 }));
  expect(Number(payload?.timestamp)).toBe(1_700_000_000_000);
  expect(payload?.seq).toBe(undefined);
  expect(payload?.metrics?.map((metric) => [metric.name, metric.type, typeof value === "string" ? String(metric.value) : metric.value])).toEqual([["Setpoint", type, value]]);
});

it("a command names its metric by alias where the config gives one, and by nothing else", () => {
  const payload = codec?.decodePayload(commandPayload({ metric: "Setpoint", alias: 10, type: "Int16", text: "7", nowMs: 1 }));
  expect(payload?.metrics?.map(({ name, alias, value }) => [name, Number(alias), value])).toEqual([[undefined, 10, 7]]);
});

it("writes a negative Int64 as the standard's vector has it", () => {
  expect(commandPayload({ metric: "a", type: "Int64", text: "-1", nowMs: 1 }).toString("hex")).toContain("200458ffffffffffffffffff01");
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

it("[S6] [topics-ncmd-mqtt, topics-dcmd-mqtt] sends what the config allows by NCMD or DCMD, QoS 0, not retained; by default that is nothing", async () => {
  const broker = await demoBroker();
  cleanups.push(() => broker.kill());
  const heard: unknown[] = [];
  const client = await connectAsync(broker.url);
  cleanups.push(() => client.endAsync(true));
  client.on("message", (topic, payload, { qos, retain }) => heard.push([topic, qos, retain, codec?.decodePayload(payload).metrics?.[0]?.value]));
  await client.subscribeAsync("spBv1.0/#", { qos: 1 });
  const config: SparkplugConfig = { url: broker.url, keepAliveS: 5, reorderTimeoutMs: 1_000, commands: [{ metric: "Setpoint", type: "Double" }] };
  const command = { metric: "Setpoint", text: "7.5", clientId: "test", signal: new AbortController().signal };
  await sendCommand(config, { group: "g", node: "n" }, command);
  await sendCommand(config, { group: "g", node: "n", device: "d" }, command);
  await expect(sendCommand({ ...config, commands: [] }, { group: "g", node: "n" }, command)).rejects.toMatchObject({ code: "forbidden" });
  await vi.waitFor(() => expect(heard).toHaveLength(2), { timeout: 10_000 });
  expect(heard).toEqual([
    ["spBv1.0/g/NCMD/n", 0, false, 7.5],
    ["spBv1.0/g/DCMD/n/d", 0, false, 7.5],
  ]);
});
