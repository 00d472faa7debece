/** Reads the records of pieces and of machine states of an edge that may write to them meanwhile. */
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { EdgeError, reasonOf } from "../contracts/errors.ts";
import type { PlantDescription } from "../contracts/forecast/description.ts";
import type { PastMachine, PlantHistory } from "../contracts/forecast/history.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import { readPastPieces } from "../production/material/past-pieces.ts";
import { readPastMachines } from "../production/state/past-machines.ts";
import { copyDatabase } from "../store/copy-database.ts";

type Machines = Parameters<typeof readPastMachines>[1];

/** A plant with what its records are read by. */
export interface RecordedPlant extends Omit<PlantDescription, "assets" | "kpis"> {
  readonly assets: Machines["assets"];
  readonly kpis: PlantDescription["kpis"] & Machines["kpis"];
}

export interface RecordPlace {
  /** Data folder of the edge. */
  readonly dataDir: string;
  /** Folder for copies of the records, which are removed when they have been read. */
  readonly folder: string;
}

/** From `forS` seconds before `at` on, or before the newest report. */
interface Since {
  readonly forS: number;
  readonly at?: Micros | undefined;
}

function recordIn(dataDir: string): string {
  return join(dataDir, "production", "material.db");
}

/** Whether the data folder has a record of pieces. */
export function hasRecord({ dataDir }: Pick<RecordPlace, "dataDir">): boolean {
  return existsSync(recordIn(dataDir));
}

/**
 * The history up to the newest report. Undefined where no piece has been seen; without machines where no states were
 * recorded. Throws EdgeError `bad-request` where there is no record, or no room for a copy.
 */
export function readRecord(place: RecordPlace, plant: RecordedPlant, { forS, at }: Since): PlantHistory | undefined {
  const source = recordIn(place.dataDir);
  if (!hasRecord(place))
    throw new EdgeError("bad-request", `${source} is not there; name the data folder of an edge with --data-dir`);
  const history = withPieces(place, (copy) => readPastPieces(copy, forS, at));
  if (history === undefined) return undefined;
  // Edges without a book of states, and those of before there was one, have no such file.
  const states = join(place.dataDir, "production", "states.db");
  return existsSync(states) ? { ...history, machines: machinesIn(states, place, plant, history) } : history;
}

/** Copies the record of pieces, and removes the copy behind `read`. Throws EdgeError `bad-request`. */
export function withPieces<T>(place: RecordPlace, read: (path: string) => T): T {
  return withCopy(recordIn(place.dataDir), place.folder, read);
}

function machinesIn(
  states: string,
  { folder }: RecordPlace,
  plant: RecordedPlant,
  { from, to }: PlantHistory,
): readonly PastMachine[] {
  try {
    return withCopy(states, folder, (copy) => readPastMachines(copy, plant, { from, to }));
  } catch (error) {
    if (error instanceof EdgeError) throw error;
    throw new EdgeError(
      "bad-request",
      `${states} cannot be read: ${reasonOf(error)}; start the edge once, which mends or renews it, or move the file ` +
        "away to forecast without failures",
      { cause: error },
    );
  }
}

function withCopy<T>(source: string, folder: string, read: (path: string) => T): T {
  const copy = join(folder, basename(source));
  try {
    mkdirSync(folder, { recursive: true });
    // A process that was killed may have left one.
    rmSync(copy, { force: true });
    copyDatabase(source, copy);
  } catch (error) {
    throw new EdgeError(
      "bad-request",
      `${source} cannot be copied to ${folder}: ${reasonOf(error)}; it must be a readable record of an edge ` +
        "(--data-dir), which the edge mends or renews when it starts, and the folder needs room for it (TMPDIR)",
      { cause: error },
    );
  }
  try {
    return read(copy);
  } finally {
    rmSync(copy, { force: true });
  }
}
