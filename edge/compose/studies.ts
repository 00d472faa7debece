/** Composition of studies: the book that makes, stores and scores comparisons of many variants. */
import { join } from "node:path";
import { Shelf } from "../asked/shelf.ts";
import type { StudyBook } from "../contracts/forecast/studies.ts";
import { runApart } from "../futures/apart.ts";
import { lostIn } from "../futures/lost-in.ts";
import { describedBy } from "../futures/record-of-pieces.ts";
import { VERSION } from "../observe/version.ts";
import { studyApart } from "../studies/apart.ts";
import { Studies } from "../studies/book.ts";
import { STUDIES } from "../studies/stored.ts";
import type { FutureParts } from "./futures.ts";
import type { StopStack } from "./stop-stack.ts";

const EVERY_MS = 1_000;

/** Opens the studies of a data folder; those that were not made before the last stop go on now. */
export function openStudies({ config, dataDir, historian, jobs, log, now }: FutureParts, stop: StopStack): StudyBook {
  const own = log.child({ part: "studies" });
  const { shelf, heads } = Shelf.open(join(dataDir, "studies"), STUDIES, own);
  const description = describedBy(config);
  const book = new Studies({
    ...{ shelf, heads, log: own, now },
    make: (task, options) => studyApart({ ...task, dataDir, description, program: VERSION }, options),
    run: (task, options) => runApart({ ...task, dataDir, description }, options),
    lostIn: (from, to) => lostIn(historian, { from, to }, now()),
  });
  stop.add("studies", () => book.close());
  const job = jobs.start({ name: "studies", everyMs: EVERY_MS, run: () => book.tick() });
  stop.add("studies: job", () => job.stop());
  return book;
}
