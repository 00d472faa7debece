import { EdgeError } from "../contracts/errors.ts";
import type { Study } from "../contracts/forecast/studies.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { NewAdvice } from "../contracts/records/advice-book.ts";
import { momentText } from "../contracts/words/time-text.ts";

/**
 * The pick of a study as the book of recommendations takes it (rule FK83). Throws EdgeError `conflict` with the reason
 * where nothing is recommended.
 */
export function adviceOf({ uid, answer }: Study, now: Micros): NewAdvice {
  if (answer === null) throw refused("This study has no answer yet. Wait until its state is done.");
  const { recommendation, confirmed, seed, at } = answer;
  if (recommendation === null || confirmed?.isBetter !== true) throw refused(reasonIn(answer));
  const { validUntil } = recommendation;
  if (now > validUntil)
    throw refused(`The time of this study ended at ${momentText(validUntil / 1000, "UTC", false)} UTC. Ask again.`);
  const seeded = {
    en: `Study ${uid}, seed ${seed}.`,
    zh: `研究 ${uid}，随机种子 ${seed}。`,
  };
  return {
    ...recommendation,
    // Two studies may have one name.
    key: `study ${uid}`,
    why: { en: `${recommendation.why.en} ${seeded.en}`, zh: `${recommendation.why.zh}${seeded.zh}` },
    basis: [{ kind: "study", uid, from: at, to: validUntil }],
  };
}

/** Why there is nothing to recommend. */
function reasonIn({ picked, isComplete, confirmed, design, variants }: NonNullable<Study["answer"]>): string {
  if (!isComplete) return "This study was ended before its time, so its best variant is not known well enough.";
  if (design === "screening") return "A screening design compares factors, not variants. Study those that matter.";
  if (picked === null) return "No variant of this study is picked, so there is nothing to recommend.";
  if (picked === 0) return "The plant is best as it is, so there is nothing to recommend.";
  const noGain = `${confirmed?.runs ?? 0} further runs do not show a gain beyond its interval.`;
  return variants[0]?.fate.kind === "breaks" ? noGain : `${noGain} Leave the plant as it is.`;
}

function refused(reason: string): EdgeError {
  return new EdgeError("conflict", reason);
}
