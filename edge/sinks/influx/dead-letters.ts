import { appendFile, mkdir, rename, stat } from "node:fs/promises";
import { dirname } from "node:path";

const MAX_BYTES = 64 * 1024 * 1024;

/** Lines the server will never take, with its reason: one JSON object a line. Two files of at most 64 MiB, the older one goes. */
export class DeadLetters {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  async add(lines: readonly string[], reason: string): Promise<void> {
    await mkdir(dirname(this.path), { recursive: true });
    const size = (await stat(this.path).catch(() => undefined))?.size ?? 0;
    if (size > MAX_BYTES) await rename(this.path, `${this.path}.1`);
    const at = new Date().toISOString();
    await appendFile(this.path, lines.map((line) => `${JSON.stringify({ at, reason, line })}\n`).join(""));
  }
}
