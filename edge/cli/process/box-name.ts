/** Which of two boxes this is. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { EdgeError } from "../../contracts/errors.ts";
import type { Options } from "../options.ts";

/** As the command line says, or the file `box` of the data folder; undefined where neither does. */
export function boxNameOf({ box, dataDir }: Pick<Options, "box" | "dataDir">): string | undefined {
  if (box !== undefined) return box;
  try {
    return readFileSync(join(dataDir, "box"), "utf8").trim();
  } catch {
    return undefined;
  }
}

/** The config has boxes, and none of that name. */
export function unknownBox(name: string | undefined, boxes: readonly { readonly name: string }[]): EdgeError {
  const names = boxes.map((box) => box.name).join(", ");
  const asked = name === undefined ? "which box this is, is not said" : `there is no box "${name}"`;
  return new EdgeError("bad-request", `standby: ${asked}; give --box with one of: ${names}`);
}
