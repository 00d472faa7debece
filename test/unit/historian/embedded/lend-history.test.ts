import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { lendHistory } from "../../../../edge/historian/embedded/lend-history.ts";
import { Store } from "../../../../edge/historian/embedded/store.ts";
import { batchOf, T0 } from "../../../fakes/source/samples.ts";

const HOUR = 3600e6;

it("[D26] closed history is lent as links that outlive the span; newer items lie beside them", async () => {
  const dir = mkdtempSync(join(tmpdir(), "gemba-lend-"));
  const store = await Store.open(join(dir, "history.duckdb"), 128, { clock: () => T0 });
  await store.place({ from: T0, to: T0 + HOUR }, [batchOf([1, T0 + 1, 10], [2, T0 + 1, "O1"])], []);
  const rest = { samples: 1, events: [], dictionary: [], waveforms: [], lost: 0, holes: [] };
  await store.append({ from: 0, to: 1, batches: [batchOf([1, T0 + HOUR, 20])], ...rest }, "log");
  const own = join(dir, "lent");
  mkdirSync(own);
  const tail = batchOf([1, T0 + HOUR + 1, 30], [1, T0 + 3 * HOUR, 99], [2, T0 + HOUR, "O2"], [2, T0 + 3 * HOUR, "O3"]);
  const lent = await lendHistory(store, { dir: own, from: T0, to: T0 + 2 * HOUR, wants: ["samples"] }, tail);
  expect([lent.samples.length, lent.texts.length, lent.events.length, lent.closedTo]).toEqual([1, 1, 0, T0 + HOUR]);
  expect(lent.fresh.newestTexts).toEqual([[2, T0 + HOUR, "O2", 0]]);
  const [path = ""] = lent.samples;
  expect(statSync(path).ino).toBe(statSync(store.spans.all()[0]?.parts[0]?.path ?? "").ino);
  const bytes = readFileSync(path);
  // Late samples replace the span.
  await store.place({ from: T0, to: T0 + HOUR }, [batchOf([1, T0 + 2, 11])], []);
  expect(readFileSync(path)).toEqual(bytes);
  expect(readdirSync(own).sort()).toEqual([
    "fresh-samples",
    "fresh-texts.parquet",
    "samples-0.parquet",
    "texts-0.parquet",
  ]);
  const block = readFileSync(lent.fresh.samples ?? "");
  expect([block.readDoubleLE(0), block.readDoubleLE(8) - T0, block.readDoubleLE(16) - T0]).toEqual([2, HOUR, HOUR + 1]);
  await store.close();
  rmSync(dir, { recursive: true });
});
