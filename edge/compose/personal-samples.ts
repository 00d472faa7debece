/** Composition of the path of samples about people (docs/privacy.md). */
import { join } from "node:path";
import type { EdgeConfig } from "../contracts/plant/edge-config.ts";
import { type PersonalParts, type PersonalPath, personalPath } from "../privacy/personal.ts";
import type { Alerting } from "./alerting/alerting.ts";
import type { StopStack } from "./stop-stack.ts";

interface Parts extends Omit<PersonalParts, "evidenceDir" | "evidenceDays">, Pick<Alerting, "book"> {
  readonly config: EdgeConfig;
  readonly dataDir: string;
}

/** Undefined where the plant has no such samples, or where the config stores them like all others. */
export function openPersonal(parts: Parts, stop: StopStack): PersonalPath | undefined {
  const { store, evidenceDays } = parts.config.personal;
  if (store !== undefined) {
    parts.log.info({ ...store }, "samples about people are stored");
    return undefined;
  }
  const personal = personalPath({ ...parts, evidenceDir: join(parts.dataDir, "personal"), evidenceDays });
  if (personal === undefined) return undefined;
  parts.book.subscribe((alert, at) => personal.hear(alert, at));
  stop.add("positions around alerts", () => personal.close());
  return personal;
}
