import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { readPlantFile, writePlantFile } from "../../../edge/model/plant-file.ts";
import { tryWith } from "../../fakes/disk/failing-disk.ts";

let folder: string;
const plant = { site: { id: "site" } } as unknown as Parameters<typeof writePlantFile>[1]["plant"];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gemba-plant-file-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

it("[L19] if the disk refuses the file, the start goes on with the one of the last start", async () => {
  expect(writePlantFile(folder, { edgeId: "edge-1", plant, tags: [] })).toBe(true);
  await tryWith(folder, { at: 3, fault: "full" }, () =>
    expect(writePlantFile(folder, { edgeId: "edge-2", plant, tags: [] })).toBe(false),
  );
  expect(readdirSync(folder)).toEqual(["plant.json"]);
  expect(readPlantFile(folder).edgeId).toBe("edge-1");
});
