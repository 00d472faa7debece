import { dirname } from "node:path";
import { type DiskCalls, runLater, runNow, type Steps } from "./disk-calls.ts";
import { renaming } from "./replace-file.ts";
import { syncPathSteps } from "./sync-folder.ts";

/**
 * Renames a file or folder; the new name survives a power cut. Its content must be on disk already. Throws system
 * errors.
 */
export async function movePath(from: string, to: string): Promise<void> {
  await runLater((calls) => moving(calls, from, to));
}

/** `movePath`, synchronously. */
export function movePathSync(from: string, to: string): void {
  runNow((calls) => moving(calls, from, to));
}

/** Places a file that another writer made, such as a database: syncs its content before it takes the place of `to`. */
export async function placeFile(from: string, to: string): Promise<void> {
  await runLater((calls) => placing(calls, from, to));
}

/** Syncs the content of a file. */
export async function syncFile(path: string): Promise<void> {
  await runLater((calls) => syncPathSteps(calls, path, "r+"));
}

/** `placeFile`, synchronously. */
export function placeFileSync(from: string, to: string): void {
  runNow((calls) => placing(calls, from, to));
}

function* moving(calls: DiskCalls, from: string, to: string): Steps<void> {
  yield* renaming(calls, from, to);
  for (const folder of new Set([dirname(to), dirname(from)])) yield* syncPathSteps(calls, folder);
}

function* placing(calls: DiskCalls, from: string, to: string): Steps<void> {
  yield* syncPathSteps(calls, from, "r+");
  yield* moving(calls, from, to);
}
