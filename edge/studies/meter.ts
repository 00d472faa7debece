import type { Levels, StudyProgress } from "../contracts/forecast/studies.ts";
import { sizeOf } from "../forecast/study/design/design.ts";
import { factorsOf } from "../forecast/study/factors.ts";
import type { StudyFile } from "../forecast/study/file/study-file.ts";
import { SEARCHED } from "../forecast/study/search/search.ts";

/** Progress is told so often at most. */
const TOLD_MS = 500;

/** How far a study is, from what its parts say; each part counts its own runs. */
export class Meter {
  readonly #say: (progress: StudyProgress) => void;
  readonly #most: number;
  /** Runs of the parts that are over, and of the one that goes on. */
  #before = 0;
  #done = 0;
  #variants = 0;
  #best: Levels | null = null;
  #saidAt = Number.NEGATIVE_INFINITY;

  constructor(file: StudyFile, say: (progress: StudyProgress) => void) {
    this.#say = say;
    this.#most = mostRuns(file);
  }

  runs(done: number, variants: number): void {
    if (done < this.#done) this.#before += this.#done;
    this.#done = done;
    this.#variants = variants;
    const now = performance.now();
    if (now < this.#saidAt + TOLD_MS) return;
    this.#saidAt = now;
    const runs = this.#before + done;
    this.#say({ runs, most: Math.max(runs, this.#most), variants, best: this.#best });
  }

  leads(best: Levels): void {
    this.#best = best;
    this.#saidAt = Number.NEGATIVE_INFINITY;
    this.runs(this.#done, this.#variants);
  }
}

/** As many as there are where no variant is dropped. */
function mostRuns(file: StudyFile): number {
  const { design, replications, search } = file;
  if (design === "search") return search.variants * SEARCHED + (1 + search.finalists) * replications;
  return sizeOf(design, factorsOf(file)) * replications;
}
