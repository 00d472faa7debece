/** Which hub has which edges. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { valueProblems } from "../../../edge/config/read-file.ts";
import { hubConfig, hubProblems } from "../../../edge/hub/config.ts";
import { HubFolder } from "../../../edge/hub/hub-folder.ts";
import {
  areEqual,
  merged,
  type Owner,
  type OwnerTable,
  partitionOf,
  readTable,
  tableText,
} from "../../../edge/hub/owner-table.ts";
import { randomOf } from "../../run/seed.ts";

it("[HU10] the partition of an edge is that of the NATS server's partition(), whatever the id", () => {
  // Asked of nats-server 2.10.27 with {{partition(16,1)}}.
  expect(["edge-0", "edge-1", "edge-2", "edge-3", "edge-4"].map((id) => partitionOf(id, 16))).toEqual([9, 6, 3, 0, 5]);
});

it("[HU11] tables of hubs merge to the same one in any order, and a later term wins", () => {
  const random = randomOf("owner tables");
  for (let round = 0; round < 50; round++) {
    const tables = Array.from({ length: 3 }, (): OwnerTable => {
      const owners = new Map<number, Owner>();
      for (let partition = 0; partition < 8; partition++)
        if (random() < 0.6) {
          const hub = ["a", "b", "c"][Math.floor(random() * 3)] as string;
          owners.set(partition, { hub, folder: `of-${hub}`, term: 1 + Math.floor(random() * 3) });
        }
      return { partitions: 8, owners };
    });
    const [a, b, c] = tables as [OwnerTable, OwnerTable, OwnerTable];
    const whole = merged(merged(a, b), c);
    expect(areEqual(whole, merged(c, merged(b, a)))).toBe(true);
    expect(areEqual(whole, merged(merged(c, a), b))).toBe(true);
    for (const [partition, { term }] of whole.owners)
      expect(term).toBe(Math.max(...tables.map(({ owners }) => owners.get(partition)?.term ?? 0)));
    expect(readTable(JSON.parse(tableText(whole)))).toEqual(whole);
  }
  for (const wrong of [
    null,
    {},
    { partitions: 65, owners: [] },
    { partitions: 2, owners: [[2, {}]] },
    { partitions: 2, owners: [[0, { hub: "../x", folder: "f", term: 1 }]] },
  ])
    expect(readTable(wrong)).toBeUndefined();
});

it("[HU11] a damaged hub.json is refused with what to do", () => {
  const dir = mkdtempSync(join(tmpdir(), "gemba-hub-folder-"));
  const { uid } = HubFolder.open(dir);
  expect(HubFolder.open(dir).uid).toBe(uid);
  const text = readFileSync(join(dir, "hub.json"), "utf8");
  for (const damaged of ["", text.slice(0, 20), text.replace(":1,", ":2,"), text.replace("null", "{}")]) {
    writeFileSync(join(dir, "hub.json"), damaged);
    expect(() => HubFolder.open(dir)).toThrow("gemba hub-adopt NAME");
  }
  rmSync(dir, { recursive: true });
});

it("[HU19] a key without effect at a hub, or a wrong number of partitions, is refused with its place", () => {
  const own = { servers: ["nats://127.0.0.1:4222"] };
  const places = (more: object) =>
    valueProblems("hub.yaml", { ...own, ...more }, hubConfig, hubProblems).map(({ path }) => path);
  expect(places({ partitions: 64, name: "hub-1", metrics: 9464 })).toEqual([]);
  expect(places({ historian: { answers: "influx" } }).join()).toContain("historian");
  expect(places({ partitions: 65 }).join()).toContain("partitions");
  expect(places({ name: "Hub 1" }).join()).toContain("name");
});
