/** Composition of what verdicts teach: its versions, and the requests of `gemba verdicts`. */
import type { Logger } from "pino";
import type { Journal, Principal } from "../../contracts/access/journal.ts";
import { EdgeError } from "../../contracts/errors.ts";
import type { Jobs } from "../../observe/jobs.ts";
import { type VerdictAnswer, VerdictLearning, type VerdictLearningParts } from "../../verdicts/verdict-learning.ts";
import { VersionBook } from "../../verdicts/version-book.ts";
import { FileRequests } from "../serving/file-requests.ts";
import type { StopStack } from "../stop-stack.ts";

/** Requests are seen this soon. */
const LOOK_EVERY_MS = 1_000;

export interface VerdictParts extends Omit<VerdictLearningParts, "versions"> {
  readonly dataDir: string;
  readonly journal: Journal;
  readonly jobs: Jobs;
  readonly log: Logger;
}

/** Opens the versions, gives the log the one in force, and answers `gemba verdicts` from now on. */
export async function openVerdicts(parts: VerdictParts, stop: StopStack): Promise<void> {
  const { dataDir, journal, jobs, now } = parts;
  const versions = await VersionBook.open({ dir: dataDir, journal, log: parts.log.child({ part: "verdicts" }) });
  stop.add("health versions", () => versions.close());
  const learning = new VerdictLearning({ ...parts, versions });
  const requests = new FileRequests(dataDir, "verdicts", (principal, act) => carryOut(learning, principal, act));
  learning.tick(now());
  const look = async (): Promise<void> => {
    learning.tick(now());
    await requests.look();
  };
  const looking = jobs.start({ name: "verdicts", everyMs: LOOK_EVERY_MS, run: look });
  stop.add("verdicts", () => looking.stop());
}

async function carryOut(learning: VerdictLearning, principal: Principal, act = ""): Promise<VerdictAnswer> {
  switch (act) {
    case "propose":
      return await learning.propose();
    case "apply":
      return await learning.apply(principal);
    case "back":
      return await learning.back(principal);
    default:
      throw new EdgeError("bad-request", `an edge of this version knows no ${act} of verdicts`);
  }
}
