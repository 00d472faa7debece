/** Modules that keep data in a data folder, each as work whose acknowledged results can be read back. */
import { existsSync, mkdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { pino } from "pino";
import { UserFile } from "../../../edge/access/user-file.ts";
import { openOutOfService } from "../../../edge/alerts/out-of-service.ts";
import { openJournal } from "../../../edge/audit/open-journal.ts";
import { pseudonyms } from "../../../edge/audit/pseudonyms.ts";
import type { Journal } from "../../../edge/contracts/access/journal.ts";
import type { AssetUid, TagUid } from "../../../edge/contracts/plant/tag.ts";
import { Assignments } from "../../../edge/model/assignments.ts";
import { lockDataFolder, startEpoch } from "../../../edge/model/data-folder.ts";
import { readPlantFile, writePlantFile } from "../../../edge/model/plant-file.ts";
import { giveBackReserve, takeReserve } from "../../../edge/model/reserve.ts";
import { TagRegistry } from "../../../edge/model/tag-registry.ts";
import { Outbox } from "../../../edge/notify/outbox.ts";
import { LineFile } from "../../../edge/store/line-file.ts";
import { VersionBook } from "../../../edge/verdicts/version-book.ts";
import { openWorkBook } from "../../../edge/work/work-book.ts";
import { HISTORY_WRITERS } from "./history-writers.ts";
import { PART_WRITERS } from "./part-writers.ts";
import { STATE_WRITERS } from "./state-writers.ts";
import { each, type Writer } from "./writer.ts";

const log = pino({ level: "silent" });

const lines: Writer = {
  name: "LineFile",
  async work(dir, acknowledge) {
    let known: string[] = [];
    const { file } = await LineFile.open(join(dir, "lines.txt"));
    const append = (from: number, to: number) =>
      each(to, async (i) => {
        if (i < from) return;
        await file.append(`line ${i} ${"x".repeat(i * 7)}\n`);
        known.push(`line ${i}`);
        acknowledge(`line ${i}`);
      });
    await append(1, 3);
    await each(1, async () => {
      await file.replace(known.map((line) => `${line} again\n`).join(""));
    });
    await append(4, 6);
    known = [];
    await each(1, () => file.close());
  },
  async read(dir) {
    const { file, content } = await LineFile.open(join(dir, "lines.txt"));
    await file.close();
    const all = content.toString().split("\n").slice(0, -1);
    for (const line of all) if (!/^line \d( again| x+)$/.test(line)) throw new Error(`torn: ${line}`);
    return all.map((line) => line.slice(0, 6));
  },
};

const users: Writer = {
  name: "users.json",
  isReplaced: true,
  async work(dir, acknowledge) {
    const file = new UserFile(dir);
    await each(4, (i) => {
      file.change((people) => ({
        ...people,
        users: [...people.users, { name: `user-${i}`, role: "viewer", createdAt: i } as never],
      }));
      acknowledge(String(file.read().users.length));
    });
  },
  async read(dir) {
    return [String(new UserFile(dir).read().users.length)];
  },
};

const registry: Writer = {
  name: "tags.log",
  async work(dir, acknowledge) {
    const tags = TagRegistry.open(dir);
    await each(4, (i) => {
      const [ref] = tags.assign([{ tagUid: `urn:t#${i}` as TagUid, type: "number" }]);
      acknowledge(`${i} is ${ref}`);
    });
    tags.close();
  },
  async read(dir) {
    const tags = TagRegistry.open(dir);
    const all = tags.all().map(({ tagUid, ref }) => `${tagUid.slice(6)} is ${ref}`);
    tags.assign([{ tagUid: "urn:t#after" as TagUid, type: "number" }]);
    tags.close();
    TagRegistry.open(dir).close();
    return all;
  },
};

const assignments: Writer = {
  name: "assignments.log",
  async work(dir, acknowledge) {
    const file = Assignments.open(dir);
    await each(4, (i) => {
      file.update([{ assetUid: "urn:a" as AssetUid, equipmentPath: `site/${i}` }], i * 1000);
      acknowledge(`site/${i}`);
    });
    file.close();
  },
  async read(dir) {
    const file = Assignments.open(dir);
    const all = file.of("urn:a" as AssetUid).map(({ equipmentPath }) => equipmentPath);
    file.close();
    return all;
  },
};

const epoch: Writer = {
  name: "edge.json and lock",
  isReplaced: true,
  async work(dir, acknowledge) {
    await each(3, () => {
      using _lock = lockDataFolder(dir);
      acknowledge(String(startEpoch(dir).epoch));
    });
  },
  async read(dir) {
    // The process with the lock is gone.
    rmSync(join(dir, "lock"), { force: true });
    using _lock = lockDataFolder(dir);
    return [String(startEpoch(dir).epoch - 1)];
  },
};

const reserve: Writer = {
  name: "reserve",
  async work(dir, acknowledge) {
    if (takeReserve(dir)) acknowledge("taken");
  },
  async read(dir) {
    giveBackReserve(dir);
    const size = statSync(join(dir, "reserve"), { throwIfNoEntry: false })?.size;
    // A smaller one would leave the next start on a full disk without its reserve.
    if (size !== undefined && size !== 8 * 1024 * 1024) throw new Error(`${size} bytes`);
    return size === undefined ? [] : ["taken"];
  },
};

const plant: Writer = {
  name: "plant.json",
  isReplaced: true,
  async work(dir, acknowledge) {
    await each(3, (i) => {
      if (writePlantFile(dir, { edgeId: String(i), plant: {} as never, tags: [] })) acknowledge(String(i));
    });
  },
  async read(dir) {
    return [existsSync(join(dir, "plant.json")) ? readPlantFile(dir).edgeId : "0"];
  },
};

const journal: Writer = {
  name: "journal.jsonl",
  async work(dir, acknowledge) {
    const open = await openJournal({ dir, clock: () => 1, log });
    await each(4, async (i) => {
      await open.record({
        principal: { user: "ann", role: "admin", origin: "cli" },
        action: "user.add",
        target: String(i),
        result: "done",
      });
      acknowledge(String(i));
    });
    await open.close();
  },
  async read(dir) {
    const open = await openJournal({ dir, clock: () => 1, log });
    const all = (await open.read({ limit: 100 })).map(({ target }) => target);
    await open.close();
    return all.reverse();
  },
};

const outbox: Writer = {
  name: "notify.jsonl",
  async work(dir, acknowledge) {
    const box = await Outbox.open(dir, log);
    await each(4, async (i) => {
      await box.note([{ key: String(i), channel: "hook", alertUid: "a", priority: 1, at: i }]);
      acknowledge(String(i));
    });
    await box.close();
  },
  async read(dir) {
    const box = await Outbox.open(dir, log);
    const all = box.items("hook").map(({ key }) => key);
    await box.close();
    return all;
  },
};

const nobody = { record: async () => ({}) as never, read: () => [] } as unknown as Journal;

const outOfService: Writer = {
  name: "out-of-service.json",
  async work(dir, acknowledge) {
    const list = await openOutOfService({ dir, journal: nobody, log, isKnown: () => true, changed: () => {} });
    await each(4, async (i) => {
      const principal = { user: "mia", role: "maintainer", origin: "api" } as const;
      await list.remove({ assetUid: `urn:${i}` as AssetUid }, { at: i, principal, reason: "overhaul" });
      acknowledge(`urn:${i}`);
    });
  },
  async read(dir) {
    const list = await openOutOfService({ dir, journal: nobody, log, isKnown: () => true, changed: () => {} });
    return list.list().map(({ assetUid }) => assetUid);
  },
};

const recorded = { ...nobody, missing: async () => new Set<string>() };

const workItems: Writer = {
  name: "work-items.log",
  async work(dir, acknowledge) {
    const book = await openWorkBook({ dir, journal: recorded, log });
    const principal = { user: "li", role: "operator", origin: "api" } as const;
    const by = { name: "li", as: "person" } as const;
    const facts = { kind: "maintenance", title: { zh: "轴承", en: "bearing" }, evidence: [], reportedBy: by } as const;
    await each(2, async (i) => {
      const about = { assetUid: "urn:a" as AssetUid };
      await book.report({ ...facts, about, itemUid: `w-${i}`, reportedAt: i }, principal);
      acknowledge(`w-${i}: 0`);
      await book.act(`w-${i}`, { actUid: "a", kind: "start", at: i, by }, { role: "operator", principal });
      acknowledge(`w-${i}: 1`);
    });
    await each(1, () => book.close());
  },
  async read(dir) {
    const book = await openWorkBook({ dir, journal: recorded, log });
    const counts = [...book.newestFirst()].map(({ itemUid, acts }) => [itemUid, acts.length] as const);
    await book.close();
    return counts.flatMap(([uid, acts]) => Array.from({ length: acts + 1 }, (_, i) => `${uid}: ${i}`));
  },
};

const healthVersions: Writer = {
  name: "health-versions.log",
  async work(dir, acknowledge) {
    const book = await VersionBook.open({ dir, journal: recorded, log, most: 4 });
    const principal = { user: "li", role: "local", origin: "cli" } as const;
    await each(6, async (i) => {
      const adaptation = { version: book.next, places: [], watches: [] };
      await book.apply({ adaptation, itemUids: [] }, { principal, at: i });
      acknowledge(`${adaptation.version}`);
    });
    await each(1, () => book.close());
  },
  async read(dir) {
    const book = await VersionBook.open({ dir, journal: recorded, log, most: 4 });
    const { version } = book.inForce;
    await book.close();
    return [`${version}`];
  },
  isReplaced: true,
};

const secret: Writer = {
  name: "pseudonyms.key",
  async work(dir, acknowledge) {
    await each(2, () => acknowledge(pseudonyms(dir)("ann")));
  },
  async read(dir) {
    return [pseudonyms(dir)("ann")];
  },
};

export const WRITERS: readonly Writer[] = [
  ...[lines, users, registry, assignments, epoch, reserve, plant, journal, outbox, outOfService],
  workItems,
  healthVersions,
  secret,
  ...STATE_WRITERS,
  ...PART_WRITERS,
  ...HISTORY_WRITERS,
];

export function emptyFolder(dir: string): void {
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
}
