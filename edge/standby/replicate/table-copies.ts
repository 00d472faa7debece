/** Copies of files of tables, made in a thread: a large one takes seconds, and the lease is renewed meanwhile. */
import { once } from "node:events";
import { rmSync } from "node:fs";
import { isMainThread, Worker, workerData } from "node:worker_threads";
import { copyDatabase } from "../../store/copy-database.ts";

interface Copy {
  readonly source: string;
  readonly target: string;
}

/** Replaces `target` by a copy of one moment. Rejects where `source` cannot be read. */
export async function copyTables(source: string, target: string): Promise<void> {
  const worker = new Worker(new URL(import.meta.url), { workerData: { source, target } satisfies Copy });
  await once(worker, "exit");
}

if (!isMainThread && isCopy(workerData)) {
  rmSync(workerData.target, { force: true });
  copyDatabase(workerData.source, workerData.target);
}

function isCopy(data: unknown): data is Copy {
  return typeof (data as Partial<Copy> | null)?.source === "string" && "target" in (data as object);
}
