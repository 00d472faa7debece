/** Where a source was with its server, kept over restarts of the edge. */
import { mkdir, open, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import type { ResumePoint } from "./messages.ts";

const FORMAT = 1;

/** `resume.json` in the source's data folder: written whole, to a second file that then takes the first one's place. */
export class ResumeFile {
  readonly #dir: string;
  #isMade = false;

  constructor(dir: string) {
    this.#dir = dir;
  }

  /** What was saved last, or undefined: no file, or one that cannot be read, costs a gap that is declared and nothing else. */
  async load(): Promise<ResumePoint | undefined> {
    try {
      const stored = JSON.parse(await readFile(this.#path, "utf8")) as { format: number; point: ResumePoint };
      return stored.format === FORMAT && isResumePoint(stored.point) ? { ...stored.point, sequences: stored.point.sequences ?? {} } : undefined;
    } catch {
      return undefined;
    }
  }

  /** Resolves when it is on disk. */
  async save(point: ResumePoint): Promise<void> {
    if (!this.#isMade) await mkdir(this.#dir, { recursive: true });
    this.#isMade = true;
    const next = `${this.#path}.next`;
    const file = await open(next, "w");
    try {
      await file.writeFile(JSON.stringify({ format: FORMAT, point }));
      await file.datasync();
    } finally {
      await file.close();
    }
    await rename(next, this.#path);
  }

  get #path(): string {
    return join(this.#dir, "resume.json");
  }
}

function isResumePoint(point: unknown): point is ResumePoint {
  const { plan, serverStart, subscriptions, missing, owed } = (point ?? {}) as Partial<ResumePoint>;
  return typeof plan === "string" && typeof serverStart === "number" && [subscriptions, missing, owed].every(Array.isArray);
}
