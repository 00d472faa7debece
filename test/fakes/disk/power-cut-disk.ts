import { createHash } from "node:crypto";
import fs, { type Stats } from "node:fs";
import { dirname, join, resolve } from "node:path";

const real = {
  stat: fs.statSync,
  truncate: fs.truncateSync,
  link: fs.linkSync,
  rename: fs.renameSync,
  remove: fs.rmSync,
  mkdir: fs.mkdirSync,
};

/** A change of a name whose folder was not synced yet. */
interface Renaming {
  readonly folder: string;
  undo(): void;
}

/** Losses of a power cut: content that was not synced, and names in folders that were not. */
export class Afterwards {
  readonly #attic: string;
  /** Bytes of each file (by inode) that are certainly on disk. */
  readonly #synced = new Map<number, number>();
  readonly #written = new Map<number, string>();
  #namings: Renaming[] = [];
  #kept = 0;

  constructor(folder: string) {
    this.#attic = `${folder}.attic-${createHash("sha1").update(`${Math.random()}`).digest("hex").slice(0, 8)}`;
    real.mkdir(this.#attic, { recursive: true });
  }

  /** Before a call. */
  expects(name: string, path: string, args: readonly unknown[]): void {
    if (name === "rename") this.#willName(path, String(args[1]));
    else if (name === "link")
      this.#namings.push({
        folder: dirname(resolve(String(args[1]))),
        undo: () => real.remove(String(args[1]), { force: true }),
      });
    else if (name === "unlink" || name === "rm") this.#willRemove(path);
    else if (/^(open|write|append)/.test(name)) this.#remember(path);
  }

  /** After a call that worked. */
  saw(name: string, path: string, args: readonly unknown[]): void {
    const stat = found(path);
    if (/sync$/.test(name)) {
      if (stat?.isFile() === true) this.#synced.set(stat.ino, stat.size);
      else this.#namings = this.#namings.filter(({ folder }) => folder !== resolve(path));
    } else if (name === "rename") this.#follow(path, String(args[1]));
    else if (stat?.isFile() === true) {
      this.#written.set(stat.ino, path);
      const isAnew = name === "writeFile" && typeof args[0] === "string";
      if (isAnew || (name === "open" && String(args[1]).startsWith("w"))) this.#synced.set(stat.ino, 0);
    }
  }

  loseContent(): void {
    for (const [ino, path] of this.#written) {
      const stat = found(path);
      if (stat?.ino === ino && stat.size > (this.#synced.get(ino) ?? 0))
        real.truncate(path, this.#synced.get(ino) ?? 0);
    }
  }

  loseNames(): void {
    this.loseContent();
    for (const { undo } of this.#namings.reverse()) undo();
  }

  forget(): void {
    real.remove(this.#attic, { recursive: true, force: true });
  }

  /** The content before the first write was synced long ago. */
  #remember(path: string): void {
    const stat = found(path);
    if (stat?.isFile() !== true) {
      if (stat === undefined)
        this.#namings.push({ folder: dirname(resolve(path)), undo: () => real.remove(path, { force: true }) });
    } else if (!this.#written.has(stat.ino) && !this.#synced.has(stat.ino)) this.#synced.set(stat.ino, stat.size);
  }

  #willName(from: string, to: string): void {
    const aside = this.#keep(to);
    const undo = (): void => {
      if (found(to) !== undefined) real.rename(to, from);
      if (aside !== undefined) real.rename(aside, to);
    };
    this.#namings.push({ folder: dirname(resolve(to)), undo });
  }

  #willRemove(path: string): void {
    const aside = this.#keep(path);
    const folder = dirname(resolve(path));
    // A removed folder took its files along.
    const undo = (): void => {
      if (aside !== undefined && found(folder) !== undefined) real.rename(aside, path);
    };
    if (aside !== undefined) this.#namings.push({ folder, undo });
  }

  #keep(path: string): string | undefined {
    if (found(path)?.isFile() !== true) return undefined;
    const aside = join(this.#attic, String(this.#kept++));
    real.link(path, aside);
    return aside;
  }

  #follow(from: string, to: string): void {
    for (const [ino, path] of this.#written) if (path === from) this.#written.set(ino, to);
  }
}

function found(path: string): Stats | undefined {
  return real.stat(path, { throwIfNoEntry: false });
}
