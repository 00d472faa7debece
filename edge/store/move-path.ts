import { dirname } from "node:path";
import { type DiskCalls, runLater, runNow, type Steps } from "./disk-calls.ts";
import { renaming } from "./replace-file.ts";
import { syncPathSteps } from "./sync-folder.ts";

/**
 * Gives a file or folder another name, which survives a power cut. What is in it must be on disk already. Throws what
 * the system says.
 */
export async function movePath(from: string, to: string): Promise<void> {
  await runLater((calls) => moving(calls, from, to));
}

/** `movePath`, while the event loop waits. */
export function movePathSync(from: string, to: string): void {
  runNow((calls) => moving(calls, from, to));
}

/**
 * For a file that something else wrote, as a database does: its content is brought to disk before it takes the place
 * of `to`.
 */
export async function placeFile(from: string, to: string): Promise<void> {
  await runLater((calls) => placing(calls, from, to));
}

/** Brings what was written to a file to disk. */
export async function syncFile(path: string): Promise<void> {
  await runLater((calls) => syncPathSteps(calls, path, "r+"));
}

/** `placeFile`, while the event loop waits. */
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
