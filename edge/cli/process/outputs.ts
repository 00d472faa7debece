/**
 * Outputs that a command in a process of its own has begun to write. When the command has ended, the process that
 * started it removes unfinished ones: a killed command cannot do so itself.
 */
import { existsSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";

/** Message to the process that started the command. */
type OutputMessage =
  | { readonly kind: "unfinished"; readonly path: string; readonly mayGo: MayGo }
  | { readonly kind: "finished"; readonly path: string };

/**
 * The parts of an unfinished output that may be removed. An empty folder that existed before stays; a file that existed
 * before, and a folder that was not empty, stay as they are.
 */
type MayGo = "all" | "content" | "nothing";

/** Declares the path unfinished until `finished`, or until it is renamed. Resolves when the parent process knows. */
export function unfinished(path: string): Promise<void> {
  return report({ kind: "unfinished", path, mayGo: mayGo(path) });
}

/** Declares the path complete. */
export function finished(path: string): Promise<void> {
  return report({ kind: "finished", path });
}

function report(message: OutputMessage): Promise<void> {
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

/** Outputs of one command, in the process that started it. */
export class Outputs {
  readonly #unfinished = new Map<string, MayGo>();

  hear(message: unknown): void {
    if (typeof message !== "object" || message === null || !("kind" in message)) return;
    const output = message as OutputMessage;
    if (output.kind === "unfinished") this.#unfinished.set(output.path, output.mayGo);
    if (output.kind === "finished") this.#unfinished.delete(output.path);
  }

  /** Removes unfinished outputs; returns the paths of those that must stay. */
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
