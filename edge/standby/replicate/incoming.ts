/**
 * Files that come from the writer: each into a draft, then all of one pass into place together. So a thing that moved
 * from one file to another is never in none.
 */
import { type FileHandle, mkdir, open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { syncFolder } from "../../store/sync-folder.ts";
import { type Frame, wholeIn } from "../link/frames.ts";
import { look } from "./folder.ts";
import { isReplicated } from "./left-out.ts";

interface Draft {
  readonly path: string;
  readonly draft: string;
  /** Bytes of the file in place that stay before the draft's; 0: the draft replaces it. */
  readonly base: number;
  readonly mode: number;
  /** Length of the whole file. */
  readonly size: number;
  got: number;
  file: FileHandle | undefined;
}

export class IncomingFiles {
  readonly #dataDir: string;
  readonly #dir: string;
  readonly #drafts = new Map<string, Draft>();
  readonly #removed = new Set<string>();
  #count = 0;

  constructor(dataDir: string) {
    this.#dataDir = dataDir;
    this.#dir = join(dataDir, "standby", "incoming");
  }

  /** What an earlier connection left. */
  async clear(): Promise<void> {
    await rm(this.#dir, { recursive: true, force: true });
    await mkdir(this.#dir, { recursive: true });
  }

  /** A piece of a file. Throws where it does not fit to the ones before. */
  async add(path: string, head: Frame["head"], body: Buffer): Promise<void> {
    if (!isReplicated(path)) throw new Error("the writer names a file that is not replicated");
    const [base, size, at] = [wholeIn(head, "base"), wholeIn(head, "size"), wholeIn(head, "at")];
    let draft = this.#drafts.get(path);
    if (at === base) {
      await draft?.file?.close();
      const name = join(this.#dir, String(++this.#count));
      const file = await open(name, "w", 0o600);
      draft = { path, draft: name, base, size, mode: Number(head["mode"]) & 0o777, got: 0, file };
      this.#drafts.set(path, draft);
    }
    if (draft?.file === undefined || at !== draft.base + draft.got) throw new Error(`a piece of ${path} is missing`);
    await draft.file.writeFile(body);
    draft.got += body.length;
    if (draft.base + draft.got < draft.size) return;
    await draft.file.chmod(draft.mode);
    await draft.file.sync();
    await draft.file.close();
    draft.file = undefined;
    this.#removed.delete(path);
  }

  remove(path: string): void {
    if (!isReplicated(path)) throw new Error("the writer names a file that is not replicated");
    this.#removed.add(path);
  }

  /** Everything of this pass is in place, on disk, when this resolves. What grew comes first, what went last. */
  async apply(): Promise<void> {
    const drafts = [...this.#drafts.values()].sort((one, two) => Number(one.base === 0) - Number(two.base === 0));
    if (drafts.some(({ file }) => file !== undefined)) throw new Error("a pass ended with a file that is not whole");
    const folders = new Set<string>();
    for (const draft of drafts) {
      const path = join(this.#dataDir, draft.path);
      if (draft.base > 0) await this.#append(path, draft);
      else {
        await mkdir(dirname(path), { recursive: true });
        await rename(draft.draft, path);
        folders.add(dirname(path));
      }
    }
    for (const path of this.#removed) {
      await rm(join(this.#dataDir, path), { force: true });
      folders.add(dirname(join(this.#dataDir, path)));
    }
    for (const folder of folders) await syncFolder(folder).catch(() => undefined);
    this.#drafts.clear();
    this.#removed.clear();
  }

  /** Of files that are not whole; nothing is applied afterwards. */
  async close(): Promise<void> {
    for (const { file } of this.#drafts.values()) await file?.close();
    this.#drafts.clear();
  }

  async #append(path: string, { base, draft }: Draft): Promise<void> {
    if ((await look(path))?.size !== base) throw new Error(`${path} has not the length that the writer knows`);
    const from = await open(draft, "r");
    const to = await open(path, "r+");
    try {
      let at = base;
      const chunk = Buffer.alloc(256 * 1024);
      for (;;) {
        const { bytesRead } = await from.read(chunk, 0, chunk.length);
        if (bytesRead === 0) break;
        await to.write(chunk, 0, bytesRead, at);
        at += bytesRead;
      }
      await to.datasync();
    } finally {
      await from.close();
      await to.close();
    }
    await rm(draft, { force: true });
  }
}
