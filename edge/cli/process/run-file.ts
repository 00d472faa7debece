import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { replaceFileSync } from "../../store/replace-file.ts";

/**
 * `DIR/run.json`: addresses and process ids of a running edge and its parts, for scripts and for `gemba simulate`. It
 * exists from readiness to a clean stop.
 */
export interface RunFile {
  readonly address: string;
  readonly pids: {
    readonly edge: number;
    readonly historian: number | null;
    readonly simulators: number | null;
    readonly broker: number | null;
  };
  /** Endpoints of the simulators. */
  readonly opcua: readonly string[];
  readonly mqtt: string | null;
  readonly modbus: string | null;
}

const pathIn = (dataDir: string) => join(dataDir, "run.json");

/** Atomic: a reader sees the whole file or none. */
export function writeRunFile(dataDir: string, run: RunFile): void {
  replaceFileSync(pathIn(dataDir), `${JSON.stringify(run, null, 2)}\n`);
}

export function removeRunFile(dataDir: string): void {
  rmSync(pathIn(dataDir), { force: true });
}

/** The run file of the last edge on this folder, or undefined. A killed edge leaves its file behind. */
export function readRunFile(dataDir: string): RunFile | undefined {
  try {
    return JSON.parse(readFileSync(pathIn(dataDir), "utf8")) as RunFile;
  } catch {
    return undefined;
  }
}
