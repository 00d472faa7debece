/** `gemba edge` on one of two boxes: runs the keeper, which starts the edge in a process of its own. */
import { fork } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Logger } from "pino";
import { EdgeError } from "../../contracts/errors.ts";
import type { PlantConfig } from "../../plugins.ts";
import { Box } from "../../standby/box/box.ts";
import { placeOf } from "../../standby/link/place.ts";
import type { Options } from "../options.ts";

const WRITER = fileURLToPath(new URL("./box-writer.ts", import.meta.url));

export interface BoxPlan {
  readonly options: Options;
  readonly config: PlantConfig;
  readonly log: Logger;
}

/** Runs the box until the signal. Resolves with the exit code. */
export async function runBox({ options, config, log }: BoxPlan, signal: AbortSignal): Promise<number> {
  const { boxes = [], witness, key, leaseMs, commit } = config.standby;
  const { dataDir, host, port } = options;
  const name = options.box ?? nameIn(dataDir);
  const own = boxes.find((box) => box.name === name);
  const other = boxes.find((box) => box.name !== name);
  if (own === undefined || other === undefined || witness === undefined) {
    const names = boxes.map((box) => box.name).join(", ");
    const asked = name === undefined ? "which box this is, is not said" : `there is no box "${name}"`;
    throw new EdgeError("bad-request", `standby: ${asked}; give --box with one of: ${names}`);
  }
  const box = new Box({
    ...{ dataDir, name: own.name, place: placeOf(own.address), witness: placeOf(witness), key, leaseMs, commit, log },
    other: { name: other.name, place: placeOf(other.address), url: other.url },
    page: { host, port },
    fork: () =>
      fork(WRITER, process.argv.slice(3), {
        stdio: ["ignore", "inherit", "inherit", "ipc"],
        // What this process and its children compile is there at the next take-over; it is of no use elsewhere.
        env: { NODE_COMPILE_CACHE: join(dataDir, "standby", "compiled"), ...process.env },
      }),
  });
  process.stdout.write(`Box ${own.name} is there; the other one is ${other.name} at ${other.address}\n`);
  await box.run(signal);
  return 0;
}

function nameIn(dataDir: string): string | undefined {
  try {
    return readFileSync(join(dataDir, "box"), "utf8").trim();
  } catch {
    return undefined;
  }
}
