import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { TagRef } from "../../edge/contracts/tag.ts";
import { Store } from "../../edge/historian/embedded/store.ts";
import type { LogChunk } from "../../edge/historian/log/log-reader.ts";
import { numbered } from "../fakes/samples.ts";

const TAGS = 20_000;
let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "gemba-store-"));
});

afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

const firstChunk = (): LogChunk => ({
  from: 0,
  to: 100,
  batches: [numbered(0, 100)],
  samples: 100,
  events: [],
  waveforms: [],
  dictionary: Array.from(
    { length: TAGS },
    (_, ref) => ({ ref: ref as TagRef, tagUid: `urn:t#tag-${ref}`, assetUid: "urn:t", component: "", signal: `tag-${ref}`, type: "number" as const }) as LogChunk["dictionary"][number],
  ),
  lost: 0,
  holes: [],
});

async function storedTags(path: string): Promise<number> {
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  const rows = await connection.runAndReadAll("SELECT count(*) FROM tags");
  connection.closeSync();
  instance.closeSync();
  return Number(rows.getColumns()[0]?.[0]);
}

it("[L15] the first chunk of a large plant brings all its tags within the smallest memory limit, and a tag is written once", async () => {
  const path = join(dir, "history.duckdb");
  const store = await Store.open(path, 64);
  await store.append(firstChunk(), "log");
  await store.append({ ...firstChunk(), from: 100, to: 200 }, "log");
  await store.close();
  const again = await Store.open(path, 64);
  await again.append({ ...firstChunk(), from: 200, to: 300 }, "log");
  expect(await again.position("log")).toBe(300);
  await again.close();
  expect(await storedTags(path)).toBe(TAGS);
});
