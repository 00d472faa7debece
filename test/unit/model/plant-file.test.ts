import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { readPlantFile, writePlantFile } from "../../../edge/model/plant-file.ts";

let folder: string;
const plant = { site: { id: "site" } } as unknown as Parameters<typeof writePlantFile>[1]["plant"];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gemba-plant-file-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

it("L19: where the disk refuses the file, the start goes on with the one of the last start", () => {
  expect(writePlantFile(folder, { edgeId: "edge-1", plant, tags: [] })).toBe(true);
  // A folder where the new file would be written refuses it as a full disk does.
  mkdirSync(join(folder, "plant.json.new"));
  expect(writePlantFile(folder, { edgeId: "edge-2", plant, tags: [] })).toBe(false);
  expect(readPlantFile(folder).edgeId).toBe("edge-1");
});

it("leaves nothing half-written behind", () => {
  expect(writePlantFile(join(folder, "none"), { edgeId: "edge-1", plant, tags: [] })).toBe(false);
  expect(existsSync(join(folder, "none"))).toBe(false);
});
