/** What both boxes have read as their config, as one frame (rule SB42). */
import {
  type ConfigPrints,
  type FilePrints,
  LONGEST_NAME,
  LONGEST_PRINT,
  MOST_PRINTS,
} from "../../contracts/plant/config-prints.ts";
import type { Frame } from "./frames.ts";

export interface ConfigExchange {
  /** Of this box; undefined until it has read its config. The same object until it reads that again. */
  readonly own: ConfigPrints | undefined;
  hear(other: ConfigPrints): void;
}

/** Prints in a frame. Throws RangeError for anything else, which ends the connection. */
export function configIn({ version, files }: Frame["head"]): ConfigPrints {
  const isOne = (file: unknown): boolean =>
    Array.isArray(file) && file.length === 2 && isText(file[0], LONGEST_NAME) && isText(file[1], LONGEST_PRINT);
  if (!isText(version, LONGEST_PRINT) || !Array.isArray(files) || files.length > MOST_PRINTS || !files.every(isOne))
    throw new RangeError("a frame has no prints of a config");
  return { version, files: files as FilePrints };
}

/** Names come into messages and pages. */
function isText(value: unknown, most: number): value is string {
  return typeof value === "string" && value.length <= most && !/\p{C}/u.test(value);
}
