/** Keeps the progress of a source at its server over restarts of the edge. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { StateFile, stateIn } from "../../../store/state-file.ts";
import type { ResumePoint } from "../link/messages.ts";

const FORMAT = 1;

/** `resume.json` in the source's data folder. */
export class ResumeFile {
  readonly #path: string;
  readonly #file: StateFile;

  constructor(dir: string) {
    this.#path = join(dir, "resume.json");
    this.#file = new StateFile(this.#path);
  }

  /** The last saved point, or undefined: a missing or unreadable file costs only a declared gap. */
  async load(): Promise<ResumePoint | undefined> {
    try {
      const stored = JSON.parse(stateIn(await readFile(this.#path, "utf8"))) as { format: number; point: ResumePoint };
      return stored.format === FORMAT && isResumePoint(stored.point)
        ? { ...stored.point, sequences: stored.point.sequences ?? {} }
        : undefined;
    } catch {
      return undefined;
    }
  }

  /** Resolves when it is on disk. */
  async save(point: ResumePoint): Promise<void> {
    await this.#file.write(JSON.stringify({ format: FORMAT, point }));
  }
}

function isResumePoint(point: unknown): point is ResumePoint {
  const { plan, serverStart, subscriptions, missing, owed } = (point ?? {}) as Partial<ResumePoint>;
  return (
    typeof plan === "string" && typeof serverStart === "number" && [subscriptions, missing, owed].every(Array.isArray)
  );
}
