/** The last cut of a block, on disk before the block is sent: after a kill the same block goes again. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { replaceFile } from "../../../store/replace-file.ts";
import type { Cut } from "./block.ts";

const FILE = "clickhouse.json";

/** Undefined where there is none of this log. A damaged one costs another cut of the same items, nothing else. */
export async function readCut(folder: string, logUid: string): Promise<Cut | undefined> {
  try {
    const found = JSON.parse(await readFile(join(folder, FILE), "utf8")) as Partial<Cut & { logUid: string }>;
    const { from, to, stored, againTo = 0 } = found;
    return found.logUid === logUid && [from, to, stored, againTo].every(Number.isSafeInteger)
      ? ({ from, to, stored, againTo } as Cut)
      : undefined;
  } catch {
    return undefined;
  }
}

export function saveCut(folder: string, logUid: string, cut: Cut): Promise<void> {
  return replaceFile(join(folder, FILE), `${JSON.stringify({ logUid, ...cut })}\n`);
}
