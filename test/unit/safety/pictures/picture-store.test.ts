/** Pictures on disk: rules SR29 to SR31 in docs/rules/safety-register.md. */
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { sweepPictures } from "../../../../edge/safety/pictures/keep-pictures.ts";
import { PictureStore } from "../../../../edge/safety/pictures/picture-store.ts";
import { readPicture } from "../../../../edge/safety/pictures/read-picture.ts";
import { MemoryJournal } from "../../../fakes/api/deps.ts";
import { FAULTS, tryWith } from "../../../fakes/disk/failing-disk.ts";
import { jpeg } from "../../../fakes/safety/pictures.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "gemba-pictures-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const BOUNDS = { mostMiB: 8, keepDays: 10 };
const opened = (bounds: object = {}) => new PictureStore(dir, { ...BOUNDS, ...bounds });
const picture = (n: number) => jpeg({ scan: Buffer.from([n, n, 7]) });
const STORED = readPicture(picture(2));
const files = (folder: string) => (existsSync(join(dir, folder)) ? readdirSync(join(dir, folder)) : []);
const DAY_MS = 86_400_000;
const NOTHING = { named: new Set<string>(), needed: new Set<string>() };
const DELETION = { at: "2026-11-30T08:00:00.000Z", by: "ada", reason: "a face" };

it("[SR29] a picture is stored once by its content, for its owner only, and there after a restart", async () => {
  const store = opened();
  const both = await Promise.all([store.add(picture(1)), store.add(picture(1))]);
  expect(both.map(({ isNew }) => isNew).sort()).toEqual([false, true]);
  const { id } = both[0].picture;
  expect([files("waiting"), files("kept")]).toEqual([[`${id}.jpg`], []]);
  expect(statSync(join(dir, "waiting", `${id}.jpg`)).mode & 0o77).toBe(0);
  await Promise.all([store.claim([id]), store.claim([id, id])]);
  expect([files("waiting"), files("kept")]).toEqual([[], [`${id}.jpg`]]);
  const again = opened();
  expect((await again.read(id)).type).toBe("image/jpeg");
  expect(again.use).toEqual({ ...store.use, refused: 0 });
  expect((await again.add(picture(1))).isNew).toBe(false);
  await expect(again.claim(["0".repeat(64)])).rejects.toMatchObject({ code: "not-found" });
});

it.each(FAULTS)(
  "[SR29] a fault (%s) at any call leaves no claimed picture missing, and none in part",
  async (fault) => {
    for (let at = 1; ; at++) {
      rmSync(dir, { recursive: true, force: true });
      let claimed: string | undefined;
      const { hasFailed } = await tryWith(dir, { at, fault }, async () => {
        const store = opened();
        const { id } = (await store.add(picture(2))).picture;
        await store.claim([id]);
        claimed = id;
      });
      // As the next start finds it: what was answered is there.
      const after = opened();
      if (claimed !== undefined) expect((await after.read(claimed)).bytes).toEqual(Buffer.from(STORED.bytes));
      const { id } = (await after.add(picture(2))).picture;
      await after.claim([id]);
      expect((await after.read(id)).bytes).toEqual(Buffer.from(STORED.bytes));
      if (!hasFailed) break;
      expect(at).toBeLessThan(100);
    }
  },
);

it("[SR29] what no act named in a day is given up, also where its act was refused; drafts of a kill too", async () => {
  const store = opened();
  const ids = await Promise.all([1, 2, 3].map(async (n) => (await store.add(picture(n))).picture.id));
  const [waiting, refused, named] = ids as [string, string, string];
  await store.claim([refused, named]);
  const inBook = { named: new Set([named]), needed: new Set([named]) };
  expect(store.sweep(Date.now() + DAY_MS / 2, inBook)).toEqual([]);
  expect(store.use.count).toBe(3);
  expect(store.sweep(undefined, inBook)).toEqual([]);
  store.sweep(Date.now() + 1.1 * DAY_MS, inBook);
  expect([store.use.count, files("kept"), files("waiting")]).toEqual([1, [`${named}.jpg`], []]);
  await expect(store.read(waiting)).rejects.toMatchObject({ code: "not-found" });
  writeFileSync(join(dir, "waiting", `${waiting}.jpg.1-00.new`), "x");
  opened();
  expect(files("waiting")).toEqual([]);
});

it("[SR30] at the bound a further picture is refused and counted, and none is dropped", async () => {
  const large = (n: number) => jpeg({ scan: Buffer.alloc(1.9 * 1024 * 1024, n) });
  const store = opened();
  const ids = await Promise.all([1, 2, 3, 4].map(async (n) => (await store.add(large(n))).picture.id));
  await expect(store.add(large(5))).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringMatching(/no room.*mostMiB/s),
  });
  expect(store.use).toMatchObject({ count: 4, refused: 1, mostBytes: 8 * 1024 * 1024 });
  for (const id of ids) await store.read(id);
});

it("[SR31] after its days a picture of ended work is deleted on record; a needed one stays", async () => {
  const store = opened();
  const [old, open] = await Promise.all([1, 2].map(async (n) => (await store.add(picture(n))).picture.id));
  await store.claim([old as string, open as string]);
  const past = (Date.now() - 11 * DAY_MS) / 1000;
  for (const file of files("kept")) utimesSync(join(dir, "kept", file), past, past);
  const again = opened();
  const journal = new MemoryJournal();
  const item = (id: string, kinds: readonly string[]) => ({
    ...{ kind: "hidden-danger", payload: { pictures: [id] } },
    acts: kinds.map((kind) => ({ kind })),
  });
  const work = { newestFirst: () => [item(open as string, []), item(old as string, ["reject"])] } as never;
  const sweep = (at: number | undefined) =>
    sweepPictures({ store: again, work, journal, deletionTime: () => (at === undefined ? undefined : at * 1000) });
  await sweep(undefined);
  await sweep(Date.now() - 5 * DAY_MS);
  expect(again.use.count).toBe(2);
  await sweep(Date.now());
  expect(again.use.count).toBe(1);
  expect(journal.entries).toMatchObject([
    { action: "safety.picture-delete", target: old, reason: "safety.pictures.keepDays: 10" },
  ]);
  await expect(again.read(old as string)).rejects.toThrow(/deleted on .* by safety register: .*keepDays: 10/);
  await again.read(open as string);
});

it("[SR31] a deleted picture says by whom and why, after a restart too, and is not stored again", async () => {
  const store = opened();
  const { id } = (await store.add(picture(1))).picture;
  await store.claim([id]);
  await store.remove(id, DELETION, async () => undefined);
  for (const one of [store, opened()]) {
    await expect(one.read(id)).rejects.toThrow("deleted on 2026-11-30T08:00:00.000Z by ada: a face");
    await expect(one.add(picture(1))).rejects.toMatchObject({ code: "conflict" });
    await expect(one.claim([id])).rejects.toMatchObject({ code: "not-found" });
    await expect(one.remove(id, DELETION, async () => undefined)).rejects.toMatchObject({ code: "not-found" });
    expect(one.use).toMatchObject({ count: 0, bytes: 0 });
  }
  // A kill between the note and the file.
  writeFileSync(join(dir, "kept", `${id}.jpg`), picture(1));
  expect(opened().sweep(Date.now(), NOTHING)).toEqual([]);
  expect(files("kept")).toEqual([`${id}.json`]);
});

it("[SR37] a deletion waits for what is done with the picture, and is on record before the file goes", async () => {
  const store = opened();
  const steps: string[] = [];
  const { id } = readPictureId(picture(1));
  const note = (name: string) => () => steps.push(name);
  const onRecord = async () => {
    // As a disk: whoever waits for what was before hears of it first.
    await new Promise(setImmediate);
    steps.push(`record, ${files("kept").length} files`);
  };
  const added = store.add(picture(1)).then(note("added"));
  const claimed = store.claim([id]).then(note("kept"));
  const read = store.read(id).then(note("read"));
  const removed = store.remove(id, DELETION, onRecord).then(note("removed"));
  // What comes later finds it deleted, and does not store it again.
  const again = store.add(picture(1)).catch(({ code }: { code: string }) => steps.push(code));
  await Promise.all([added, claimed, read, removed, again]);
  expect(steps).toEqual(["added", "kept", "read", "record, 1 files", "removed", "conflict"]);
  expect([files("waiting"), files("kept"), store.use.count]).toEqual([[], [`${id}.json`], 0]);
  // A record that fails is told, and the picture is gone with its note.
  const other = (await store.add(picture(2))).picture.id;
  await expect(store.remove(other, DELETION, () => Promise.reject(new Error("disk")))).rejects.toThrow("disk");
  await expect(store.read(other)).rejects.toThrow(/a face/);
});

it("[SR37] a kill at any moment of a deletion deletes no picture off the record; it can be repeated", async () => {
  for (let at = 1; ; at++) {
    rmSync(dir, { recursive: true, force: true });
    const store = opened();
    const { id } = (await store.add(picture(1))).picture;
    await store.claim([id]);
    let records = 0;
    const remove = (from: PictureStore) => from.remove(id, DELETION, async () => records++);
    const { hasFailed } = await tryWith(dir, { at, fault: "kill" }, () => remove(opened()));
    const after = opened();
    if (after.use.count === 0) expect(records).toBe(1);
    else await remove(after);
    expect([files("kept"), records >= 1]).toEqual([[`${id}.json`], true]);
    if (!hasFailed) break;
    expect(at).toBeLessThan(100);
  }
});

function readPictureId(bytes: Buffer): { readonly id: string } {
  return { id: createHash("sha256").update(readPicture(bytes).bytes).digest("hex") };
}
