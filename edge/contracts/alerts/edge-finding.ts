import type { Micros } from "../path/sample-batch.ts";
import type { AssetUid } from "../plant/tag.ts";
import type { Finding } from "./detector.ts";

/** Message of a finding of the edge, and its severity (1 to 1000). */
export interface EdgeWords {
  readonly severity: number;
  readonly zh: string;
  readonly en: string;
}

/**
 * Creates findings of the edge about itself at one moment: of kind `system`, with the edge as their asset, without
 * evidence in samples.
 */
export function edgeFindings(
  edge: AssetUid,
  at: Micros,
): (rule: string, standing: boolean, words: EdgeWords) => Finding {
  return (rule, standing, { severity, zh, en }) => ({
    rule,
    assetUid: edge,
    kind: "system",
    standing,
    at,
    severity,
    message: { zh, en },
    evidence: [],
  });
}
