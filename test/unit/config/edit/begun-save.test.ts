import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { carryOutSave, finishSave } from "../../../../edge/config/edit/begun-save.ts";
import { type StoredVersion, VersionStore } from "../../../../edge/config/edit/version-store.ts";
import { checkedLine, readCheckedLine } from "../../../../edge/store/checked-line.ts";
import { temporaryFolder } from "../../../fakes/config/plant-folder.ts";
import { type Fault, tryWith } from "../../../fakes/disk/failing-disk.ts";

const version = (id: number, before = "old", isMasked = false): StoredVersion => ({
  id,
  at: id,
  by: "li",
  kind: "edits",
  note: "",
  files: [{ file: "a.yaml", before, after: "new", isMasked }],
});

function begun(): { path: string; data: string; plant: string; put: (a: string, b: string) => void } & Disposable {
  const folder = temporaryFolder();
  const plant = join(folder.path, "plant");
  const data = join(folder.path, "data");
  for (const dir of [plant, data]) mkdirSync(dir);
  const put = (a: string, b: string) => {
    writeFileSync(join(plant, "a.yaml"), a);
    writeFileSync(join(plant, "b.yaml"), b);
  };
  put("old a", "old b");
  return { path: folder.path, data, plant, put, [Symbol.dispose]: () => folder[Symbol.dispose]() };
}

/** The record that stands in the data folder while files are replaced. */
function recordOf(at: { data: string; plant: string }): string {
  const contents = new Map(["a", "b"].map((name) => [join(at.plant, `${name}.yaml`), `new ${name}`]));
  const file = join(at.data, "config-save.json");
  let seen = "";
  // A version store that fails leaves the record, as a kill at this moment does.
  const store = {
    add() {
      seen = readFileSync(file, "utf8");
    },
  } as unknown as VersionStore;
  carryOutSave(at.data, { folder: at.plant, contents, version: version(1) }, store);
  return seen;
}

const texts = ({ plant }: { plant: string }) =>
  ["a", "b"].map((name) => readFileSync(join(plant, `${name}.yaml`), "utf8"));

it.each([
  ["none was replaced", "old a", "old b", ["old a", "old b"], 0],
  ["the first was replaced", "new a", "old b", ["new a", "new b"], 1],
  ["the second was replaced", "old a", "new b", ["new a", "new b"], 1],
  ["all were replaced", "new a", "new b", ["new a", "new b"], 1],
  ["somebody changed one since", "new a", "by hand", ["new a", "by hand"], 0],
])("[CE6] a kill in the middle of a save of two files: %s", (_, a, b, expected, versions) => {
  using at = begun();
  const record = recordOf(at);
  at.put(a, b);
  writeFileSync(join(at.data, "config-save.json"), record);
  finishSave(at.data, at.plant);
  expect(texts(at)).toEqual(expected);
  expect(new VersionStore(at.data).list()).toHaveLength(versions);
  expect(existsSync(join(at.data, "config-save.json"))).toBe(false);
});

const PASSWORD = "secrets/mail-password.secret";

/** Saves a config and its password; the disk fails, or the process ends, at the given call. */
async function savedWith(at: { path: string; data: string; plant: string }, how: { at: number; fault: Fault }) {
  const save = {
    folder: at.plant,
    contents: new Map([[join(at.plant, "a.yaml"), "new a"]]),
    secrets: new Map([[join(at.plant, PASSWORD), "new secret"]]),
    version: version(1),
  };
  return await tryWith(at.path, how, () => carryOutSave(at.data, save, new VersionStore(at.data)));
}

// Every other fault of several files: [FS8].
it.each(["ENOSPC", "full", "kill"] as const)(
  "[CE6] %s at any call of a save with a secret: after the next start both are new, or none",
  async (fault) => {
    using at = begun();
    const password = join(at.plant, PASSWORD);
    for (let call = 1, goesOn = true; goesOn; call++) {
      at.put("old a", "old b");
      mkdirSync(join(at.plant, "secrets"), { recursive: true });
      writeFileSync(password, "old secret", { mode: 0o600 });
      const { hasFailed, calls } = await savedWith(at, { at: call, fault });
      goesOn = hasFailed;
      finishSave(at.data, at.plant);
      const found = [readFileSync(join(at.plant, "a.yaml"), "utf8"), readFileSync(password, "utf8")];
      expect(
        [
          ["old a", "old secret"],
          ["new a", "new secret"],
        ],
        `${fault} at ${call}: ${calls.join(", ")}`,
      ).toContainEqual(found);
      expect(statSync(password).mode & 0o777).toBe(0o600);
      expect(existsSync(join(at.data, "config-save.json"))).toBe(false);
    }
  },
);

it("[CE6] a damaged record, or one that names a file outside the plant's folder, changes nothing", () => {
  using at = begun();
  const record = recordOf(at);
  at.put("new a", "old b");
  writeFileSync(join(at.data, "config-save.json"), record.replace("new", "bad"));
  finishSave(at.data, join(at.plant, "gemba.yaml"));
  expect(texts(at)).toEqual(["new a", "old b"]);
  const outside = join(at.path, "outside.yaml");
  writeFileSync(outside, "old a");
  const { files, ...rest } = readCheckedLine(record.trimEnd()) as { files: readonly { file: string }[] };
  const moved = files.map((file, i) => (i === 0 ? { ...file, file: "../outside.yaml" } : file));
  at.put("old a", "new b");
  writeFileSync(join(at.data, "config-save.json"), checkedLine({ ...rest, files: moved }));
  finishSave(at.data, join(at.plant, "gemba.yaml"));
  expect(readFileSync(outside, "utf8")).toBe("old a");
});

it("[CE5] the newest versions stay, within a number and a size; a damaged one is left out", () => {
  using at = begun();
  const store = new VersionStore(at.data, { most: 3, maxBytes: 2_200 });
  for (let id = 1; id <= 5; id++) {
    expect(store.nextId).toBe(id);
    store.add(version(id));
  }
  expect(store.list().map(({ id }) => id)).toEqual([5, 4, 3]);
  store.add(version(6, "x".repeat(2_000)));
  expect(store.list().map(({ id }) => id)).toEqual([6]);
  store.add(version(7, "x".repeat(9_000)));
  expect(store.list().map(({ id }) => id)).toEqual([7]);
  writeFileSync(join(at.data, "config-versions", "000007.json"), "00000000 {}");
  const again = new VersionStore(at.data);
  expect([again.list(), again.nextId]).toEqual([[], 8]);
  expect(() => again.read(7)).toThrow("no version 7");
});

it("[CE5] the state after a version undoes all later ones; it stops where a secret is missing", () => {
  using at = begun();
  const store = new VersionStore(at.data);
  for (const [id, before] of ["one", "two", "three"].entries()) store.add(version(id + 1, before));
  const textsAfter = (id: number) => [...store.stateAfter(id).texts];
  expect(textsAfter(3)).toEqual([]);
  expect(textsAfter(1)).toEqual([["a.yaml", "two"]]);
  expect(textsAfter(0)).toEqual([["a.yaml", "one"]]);
  expect(() => store.stateAfter(4)).toThrow("no version 4");
  store.add(version(4, "masked", true));
  expect(() => store.stateAfter(3)).toThrow("in plain text");
});
