/** Files of a box in its data folder. */
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { newestArrival } from "../../historian/log/segment-file.ts";
import { replaceFileSync } from "../../store/replace-file.ts";

const isWholePath = (dataDir: string): string => join(dataDir, "standby", "whole.json");
const differsPath = (dataDir: string): string => join(dataDir, "standby", "differs");
const switchPath = (dataDir: string): string => join(dataDir, "standby", "switch");

/** Whether this folder was a whole copy once, or that of a writer: only then may a box take over with it. */
export const isWhole = (dataDir: string): boolean => existsSync(isWholePath(dataDir));

export function markWhole(dataDir: string, term: number): void {
  replaceFileSync(isWholePath(dataDir), JSON.stringify({ version: 1, term }));
}

/** Term in which this box last committed something; 0 where it never did. */
export function lastWritten(dataDir: string): number {
  return numberIn(join(dataDir, "standby", "wrote.json"), "term");
}

/** Where the disk refuses, the next take-over of this box declares its gap once more. */
export function markWritten(dataDir: string, term: number): void {
  try {
    replaceFileSync(join(dataDir, "standby", "wrote.json"), JSON.stringify({ version: 1, term }));
  } catch {
    // The log says what the disk refuses.
  }
}

/** Epoch of the edge's last start on this folder; 0 without one. */
export const epochIn = (dataDir: string): number => numberIn(join(dataDir, "edge.json"), "epoch");

/**
 * The next start gets this epoch: a term, which no other start of this edge has. Without a file the edge is new, and
 * its first epoch is 1.
 */
export function nextEpoch(dataDir: string, epoch: number): void {
  const path = join(dataDir, "edge.json");
  if (!existsSync(path)) return;
  const identity = JSON.parse(readFileSync(path, "utf8")) as object;
  replaceFileSync(path, `${JSON.stringify({ ...identity, epoch: epoch - 1 })}\n`);
}

/** When the newest item of the copy came, ms UTC; undefined for an empty log. */
export const newestIn = (dataDir: string): Promise<number | undefined> => newestArrival(join(dataDir, "log"));

/** How the other box differs, for commands on this one; undefined where it does not, or is unknown. */
export function differenceIn(dataDir: string): string | undefined {
  try {
    return readFileSync(differsPath(dataDir), "utf8");
  } catch {
    return undefined;
  }
}

/** Where the disk refuses, commands say nothing of it; log and alert do. */
export function keepDifference(dataDir: string, text: string | undefined): void {
  try {
    if (text === undefined) rmSync(differsPath(dataDir), { force: true });
    else replaceFileSync(differsPath(dataDir), text);
  } catch {
    // The log says what the disk refuses.
  }
}

/** `gemba switch`: the writer on the folder hands over. */
export function requestSwitch(dataDir: string): void {
  replaceFileSync(switchPath(dataDir), "");
}

/** True once after each request. */
export function takeSwitch(dataDir: string): boolean {
  if (!existsSync(switchPath(dataDir))) return false;
  rmSync(switchPath(dataDir), { force: true });
  return true;
}

function numberIn(path: string, key: string): number {
  try {
    const value = (JSON.parse(readFileSync(path, "utf8")) as Readonly<Record<string, unknown>>)[key];
    return Number.isSafeInteger(value) ? (value as number) : 0;
  } catch {
    return 0;
  }
}
