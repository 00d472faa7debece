/**
 * What a command that runs apart has begun to write. The process that started it removes what is not whole when the command
 * has ended, however it ended: a killed one cannot do so itself.
 */
import { existsSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";

/** Told to the process that started the command. */
type OutputMessage =
  | { readonly kind: "unfinished"; readonly path: string; readonly mayGo: MayGo }
  | { readonly kind: "finished"; readonly path: string };

/** What of an unfinished output may be removed: an empty folder that was there stays; a file that was there, and a folder that held something, stay as they are. */
type MayGo = "all" | "content" | "nothing";

/** The path is not whole from now on until `finished`, or until it is renamed. Resolves when that is known outside of this process. */
export function unfinished(path: string): Promise<void> {
  return tell({ kind: "unfinished", path, mayGo: mayGo(path) });
}

/** The path is whole. */
export function finished(path: string): Promise<void> {
  return tell({ kind: "finished", path });
}

function tell(message: OutputMessage): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (process.send === undefined || !process.connected) resolve();
  else process.send(message, () => resolve());
  return promise;
}

function mayGo(path: string): MayGo {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return "all";
  return found.isDirectory() && readdirSync(path).length === 0 ? "content" : "nothing";
}

/** The outputs of one command, seen by the process that started it. */
export class Outputs {
  readonly #unfinished = new Map<string, MayGo>();

  hear(message: unknown): void {
    if (typeof message !== "object" || message === null || !("kind" in message)) return;
    const told = message as OutputMessage;
    if (told.kind === "unfinished") this.#unfinished.set(told.path, told.mayGo);
    if (told.kind === "finished") this.#unfinished.delete(told.path);
  }

  /** Removes what is not whole; returns the paths that stay although they are not. */
  removeUnfinished(): readonly string[] {
    const staying: string[] = [];
    for (const [path, may] of this.#unfinished) {
      if (!existsSync(path)) continue;
      if (may === "nothing") staying.push(path);
      else if (may === "all") rmSync(path, { recursive: true, force: true });
      else for (const entry of readdirSync(path)) rmSync(join(path, entry), { recursive: true, force: true });
    }
    return staying;
  }
}
