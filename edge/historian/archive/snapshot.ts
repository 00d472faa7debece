import { linkSync, mkdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { namesIn } from "../../store/names-in.ts";
import { Spans } from "../embedded/spans.ts";
import { Store } from "../embedded/store.ts";
import { LogReader } from "../log/log-reader.ts";
import { listSegments } from "../log/segment-file.ts";

const CHUNK_SAMPLES = 50_000;
const MEMORY_MB = 512;
/** A span may be closed again for samples that arrive this late. */
const LATE_MS = 900_000;

/** Folder of the snapshot that this process takes, while it is open. */
export function snapshotFolder(dataDir: string): string {
  return join(dataDir, "historian", `snapshot-${process.pid}`);
}

/**
 * A snapshot of the history in a data folder, whether an edge runs on it or not: closed spans by hard links, later
 * items from the commit log. `late: "as-found"` leaves the spans as they are, damage included; otherwise late samples
 * are merged into them. The edge's own files do not change. Dispose of it.
 */
export async function openSnapshot(
  dataDir: string,
  options: { readonly late?: "placed" | "as-found" } = {},
): Promise<Store & AsyncDisposable> {
  const dir = snapshotFolder(dataDir);
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(join(dir, "spans"), { recursive: true });
  linkSpans(join(dataDir, "historian", "spans"), join(dir, "spans"));
  const spans = await Spans.open(join(dir, "spans"));
  const store = await Store.open(join(dir, "history.duckdb"), MEMORY_MB);
  await readLog(store, join(dataDir, "log"), (spans.all().at(-1)?.to ?? 0) / 1000 - LATE_MS);
  // Merges late samples, so that every key is in one place.
  if (options.late !== "as-found") await store.closeDue(Date.now() * 1000, { late: true });
  return Object.assign(store, {
    async [Symbol.asyncDispose]() {
      await store.close();
      rmSync(dir, { recursive: true, force: true });
    },
  });
}

function linkSpans(from: string, to: string): void {
  for (const name of namesIn(from)) {
    if (name === "building") continue;
    mkdirSync(join(to, name));
    try {
      for (const file of namesIn(join(from, name)))
        if (file.endsWith(".parquet")) linkSync(join(from, name, file), join(to, name, file));
    } catch (error) {
      // The span was replaced or retired at this moment: its next version follows in the log, or it is gone anyway.
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
      rmSync(join(to, name), { recursive: true, force: true });
    }
  }
}

/** Every item in segments that were still written to at `sinceMs`. */
async function readLog(store: Store, dir: string, sinceMs: number): Promise<void> {
  const segments = (await listSegments(dir)).filter(
    ({ path }) => (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0) >= sinceMs,
  );
  const first = segments[0];
  if (first === undefined) return;
  const reader = new LogReader(dir, first.firstSeq);
  for (
    let chunk = await reader.read(CHUNK_SAMPLES, Number.POSITIVE_INFINITY);
    chunk !== undefined;
    chunk = await reader.read(CHUNK_SAMPLES, Number.POSITIVE_INFINITY)
  )
    await store.append(chunk, "snapshot");
  await reader.close();
}
