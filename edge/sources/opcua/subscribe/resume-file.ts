/** Keeps the progress of a source at its server over restarts of the edge. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { replaceFile } from "../../../store/replace-file.ts";
import type { ResumePoint } from "../link/messages.ts";

const FORMAT = 1;

/** `resume.json` in the source's data folder: replaced as a whole. */
export class ResumeFile {
  readonly #dir: string;

  constructor(dir: string) {
    this.#dir = dir;
  }

  /** The last saved point, or undefined: a missing or unreadable file costs only a declared gap. */
  async load(): Promise<ResumePoint | undefined> {
    try {
      const stored = JSON.parse(await readFile(this.#path, "utf8")) as { format: number; point: ResumePoint };
      return stored.format === FORMAT && isResumePoint(stored.point)
        ? { ...stored.point, sequences: stored.point.sequences ?? {} }
        : undefined;
    } catch {
      return undefined;
    }
  }

  /** Resolves when it is on disk. */
  async save(point: ResumePoint): Promise<void> {
    await replaceFile(this.#path, JSON.stringify({ format: FORMAT, point }));
  }

  get #path(): string {
    return join(this.#dir, "resume.json");
  }
}

function isResumePoint(point: unknown): point is ResumePoint {
  const { plan, serverStart, subscriptions, missing, owed } = (point ?? {}) as Partial<ResumePoint>;
  return (
    typeof plan === "string" && typeof serverStart === "number" && [subscriptions, missing, owed].every(Array.isArray)
  );
}
