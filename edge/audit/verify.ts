import { lineBlocks } from "../store/line-blocks.ts";
import { ChainWalk } from "./chain.ts";
import { listSegments } from "./segments.ts";

export type Verdict =
  | { readonly ok: true; readonly entries: number; readonly firstSeq: number; readonly head: string }
  /** `name`: the file below the data folder; `line`: counted from 1. */
  | { readonly ok: false; readonly name: string; readonly line: number; readonly what: string };

/**
 * Reads the whole journal of a data folder and names the first line that breaks the chain. `anchor`: a head that was
 * noted elsewhere.
 */
export async function verifyJournal(dir: string, anchor?: string): Promise<Verdict> {
  const walk = new ChainWalk(anchor);
  const segments = listSegments(dir);
  let last = { name: segments[0]?.name ?? "", line: 1 };
  for (const { name, path } of segments) {
    let line = 0;
    for await (const lines of lineBlocks(path)) {
      for (const text of lines) {
        last = { name, line: ++line };
        const what = walk.take(text);
        if (what !== undefined) return { ok: false, ...last, what };
      }
    }
  }
  const wrong = walk.end();
  if (wrong === undefined) return { ok: true, entries: walk.entries, firstSeq: walk.firstSeq, head: walk.head };
  return { ok: false, ...(wrong.at === "end" ? last : { name: segments[0]?.name ?? "", line: 1 }), what: wrong.what };
}
