import type { Asked } from "../asked.ts";
import type { BriefLine } from "./line.ts";

/**
 * What studies recommend, as it is on record: the line has the key of that recommendation, so that people decide on the
 * same one here (rule ST16).
 */
export function studyLines({ parts, words, isNewest }: Asked): BriefLine[] {
  const { advice } = parts;
  if (advice === undefined || !isNewest) return [];
  const now = parts.now();
  const seen = new Set<string>();
  const lines: BriefLine[] = [];
  for (const { key, basis } of advice.newestFirst()) {
    if (seen.has(key) || !basis.some(({ kind }) => kind === "study")) continue;
    seen.add(key);
    const known = advice.inForce(key, now);
    if (known === undefined || known.validUntil <= now) continue;
    const { what, why, action, consequence, evidence, validUntil } = known;
    lines.push({
      ...{ urgency: "watch", weight: 0, rule: "study", key, what, why, evidence, basis: known.basis, validUntil },
      ...(action === undefined ? {} : { look: action }),
      ...(consequence === undefined ? {} : { consequence }),
      ...words.linkTo("forecast", now),
    });
  }
  return lines;
}
