/** Pictures of raised unsafe acts on disk: rules VE15, VE16 and P12. */
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { AssetUid } from "../../../../edge/contracts/plant/tag.ts";
import { ActPictureStore } from "../../../../edge/safety/vision/act-pictures.ts";
import { MemoryJournal } from "../../../fakes/api/deps.ts";
import { FAULTS, tryWith } from "../../../fakes/disk/failing-disk.ts";
import { jpeg } from "../../../fakes/safety/pictures.ts";

let root: string;
let journal: MemoryJournal;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "gemba-act-pictures-"));
  journal = new MemoryJournal();
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const DAY_MS = 86_400_000;
const alert = (n: number) => ({ alertUid: `a-${n}`, occurrenceUid: `o-${n}`, rule: "r", assetUid: "e" as AssetUid });
const event = (n: number) => ({ camera: "A", eventId: String(n) });
const opened = (more: object = {}) =>
  new ActPictureStore({
    ...{ dir: join(root, "vision"), isOn: true, keepDays: 10, journal },
    alertOf: ({ eventId }) => (eventId === "0" ? undefined : alert(Number(eventId))),
    ...more,
  });
const files = () => (existsSync(join(root, "vision")) ? readdirSync(join(root, "vision")) : []);

it("[VE14] [VE15] one is kept of an event whose act is an alert, stripped, for its owner; off, none is", async () => {
  await expect(opened({ isOn: false }).keep(event(1), jpeg())).rejects.toMatchObject({ code: "forbidden" });
  const store = opened();
  await expect(store.keep(event(0), jpeg())).rejects.toMatchObject({ code: "not-found" });
  await expect(store.keep(event(1), Buffer.from("no picture"))).rejects.toMatchObject({ code: "bad-request" });
  expect(files()).toEqual([]);
  expect(await Promise.all([store.keep(event(1), jpeg()), store.keep(event(1), jpeg())])).toEqual([true, false]);
  expect(files()).toEqual(["a-1_o-1.jpg"]);
  const path = join(root, "vision", "a-1_o-1.jpg");
  expect([statSync(path).mode & 0o77, statSync(join(root, "vision")).mode & 0o77]).toEqual([0, 0]);
  expect(readFileSync(path).includes("S3CRET")).toBe(false);
  const again = opened();
  expect(again.of("a-1")).toMatchObject([{ occurrenceUid: "o-1" }]);
  expect((await again.read("a-1", "o-1")).type).toBe("image/jpeg");
  expect(again.of("a-2")).toEqual([]);
  await expect(again.read("a-1", "o-2")).rejects.toMatchObject({ code: "not-found" });
});

it.each(FAULTS)(
  "[VE15] after a fault (%s) at any call there is a whole picture or none, and no draft of it",
  async (fault) => {
    for (let at = 1; ; at++) {
      rmSync(join(root, "vision"), { recursive: true, force: true });
      let isKept = false;
      const { hasFailed } = await tryWith(root, { at, fault }, async () => {
        isKept = await opened().keep(event(1), jpeg());
      });
      const after = opened();
      if (isKept) expect(after.of("a-1")).toHaveLength(1);
      expect(files().filter((name) => name.endsWith(".new"))).toEqual([]);
      for (const { occurrenceUid } of after.of("a-1"))
        expect((await after.read("a-1", occurrenceUid)).bytes.subarray(-2)).toEqual(Buffer.from([0xff, 0xd9]));
      if (!hasFailed) break;
      expect(at).toBeLessThan(100);
    }
  },
);

it("[VE16] [P12] after its days it is deleted on record, also where pictures are off, by a sure clock", async () => {
  await opened().keep(event(1), jpeg());
  await opened().keep(event(2), jpeg());
  const past = (Date.now() - 11 * DAY_MS) / 1000;
  utimesSync(join(root, "vision", "a-1_o-1.jpg"), past, past);
  writeFileSync(join(root, "vision", "a-3_o-3.jpg.1-00.new"), "x");
  const store = opened({ isOn: false });
  expect(files()).toEqual(["a-1_o-1.jpg", "a-2_o-2.jpg"]);
  await store.sweep(undefined);
  expect(files()).toHaveLength(2);
  await store.sweep(Date.now() * 1000);
  expect(files()).toEqual(["a-2_o-2.jpg"]);
  expect(journal.entries).toMatchObject([
    {
      action: "vision.picture-delete",
      target: "a-1",
      reason: "personal.evidenceDays: 10",
      before: { occurrenceUid: "o-1" },
    },
  ]);
  await expect(store.read("a-1", "o-1")).rejects.toThrow(/its time is over/);
});

it("[VE16] pictures whose days are over go where the record fails, and one that stays is on record once", async () => {
  for (const n of [1, 2, 3]) await opened().keep(event(n), jpeg());
  const store = opened({ keepDays: 0, journal: { record: () => Promise.reject(new Error("the disk is full")) } });
  const later = (Date.now() + DAY_MS) * 1000;
  await expect(store.sweep(later)).rejects.toThrow("the disk is full");
  expect(files()).toEqual([]);
  await opened().keep(event(4), jpeg());
  const again = opened({ keepDays: 0 });
  let isStuck = false;
  await tryWith(root, { at: 1, fault: "EIO" }, async () => {
    await again.sweep(later).catch(() => (isStuck = true));
  });
  expect([isStuck, files()]).toEqual([true, ["a-4_o-4.jpg"]]);
  await again.sweep(later);
  expect([files(), journal.entries.length]).toEqual([[], 1]);
});
