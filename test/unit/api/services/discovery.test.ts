import { expect, it } from "vitest";
import { lookAtServer, readValues } from "../../../../edge/api/services/edge/discovery.ts";
import { EdgeError } from "../../../../edge/contracts/errors.ts";
import type { Discovery } from "../../../../edge/contracts/path/discovery.ts";
import { MemoryJournal } from "../../../fakes/api/deps.ts";

function answering(discover: Discovery["discover"] = async () => ({ endpoints: [] })): Discovery {
  return { discover, values: async () => ({ values: [] }) };
}

const engineer = {
  kind: "user",
  identity: { user: "li", role: "engineer", via: "session" },
  origin: "10.0.0.5",
} as const;
const request = { endpoint: "opc.tcp://plc:4840", insecure: false, user: { name: "a", password: "hunter2" } };

it("[CE10] every look is on record with the address and without the password, refused ones too", async () => {
  const journal = new MemoryJournal();
  const discovery = answering(async () => {
    throw new EdgeError("forbidden", "not there");
  });
  await expect(lookAtServer({ discovery, journal, now: () => 0 }, engineer, { request, looks: [] })).rejects.toThrow(
    "not there",
  );
  await lookAtServer({ discovery: answering(), journal, now: () => 0 }, engineer, { request, looks: [] });
  const source = { name: "plc", kind: "s7", host: "plc-2", password: "hunter2" };
  await readValues({ discovery: answering(), journal, now: () => 0 }, engineer, {
    request: { namespaces: {}, source, address: {}, tags: [] },
    looks: [],
  });
  expect(journal.entries).toMatchObject([
    { action: "discovery.look", target: "opc.tcp://plc:4840", result: "refused", reason: "not there" },
    { action: "discovery.look", result: "done", principal: { user: "li" } },
    { action: "discovery.values", target: "s7 plc-2", result: "done" },
  ]);
  expect(JSON.stringify(journal.entries)).not.toContain("hunter2");
});

it("[CE10] a password in an address is in no record either, of whichever kind", async () => {
  const journal = new MemoryJournal();
  const look = { ...request, endpoint: "opc.tcp://ann:hunter2@plc:4840" };
  await lookAtServer({ discovery: answering(), journal, now: () => 0 }, engineer, { request: look, looks: [] });
  for (const source of [
    { name: "a", kind: "opcua", endpoint: "opc.tcp://ann:hunter2@plc:4840" },
    { name: "b", kind: "mtconnect", url: "http://ann:hunter2@hunter2@mill:5000/x" },
    { name: "c", kind: "s7", host: "//ann:hunter2@plc-2" },
  ])
    await readValues({ discovery: answering(), journal, now: () => 0 }, engineer, {
      request: { namespaces: {}, source, address: {}, tags: [] },
      looks: [],
    });
  expect(journal.entries.map(({ target }) => target)).toEqual([
    "opc.tcp://plc:4840",
    "opcua opc.tcp://plc:4840",
    "mtconnect http://mill:5000/x",
    "s7 //plc-2",
  ]);
  expect(JSON.stringify(journal.entries)).not.toContain("hunter2");
});

it("[CE10] twelve looks a minute are answered, the thirteenth waits", async () => {
  const journal = new MemoryJournal();
  let now = 0;
  const looks: number[] = [];
  const look = () => lookAtServer({ discovery: answering(), journal, now: () => now }, engineer, { request, looks });
  for (let i = 0; i < 12; i++) {
    now = i * 1e6;
    await look();
  }
  await expect(look()).rejects.toThrow("try again in 49 s");
  now = 60e6;
  await look();
  expect(looks).toHaveLength(12);
});

it("[U21] a viewer may not look", async () => {
  const viewer = { ...engineer, identity: { ...engineer.identity, role: "viewer" } } as const;
  const journal = new MemoryJournal();
  const discovery = answering(() => Promise.reject(new Error("asked")));
  await expect(
    lookAtServer({ discovery, journal, now: () => 0 }, viewer, { request, looks: [] }),
  ).rejects.toMatchObject({ code: "forbidden" });
});
