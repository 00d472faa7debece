/** A disk that fails at a chosen call: the functions of node:fs, for one folder, with a fault at call number n. */
import fs from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { resolve } from "node:path";
import { Afterwards } from "./power-cut-disk.ts";

/**
 * `ENOSPC`, `EIO`: that call fails, later ones work. `short`: it writes half and says so. `full`: it writes half, and
 * every later write fails. `kill`: the process ends in the middle of it, so that nothing later reaches the disk.
 * `power-cut`: as `kill`, and content that was not synced is lost though its name is there. `names-lost`: as
 * `power-cut`, and changes of names in folders that were not synced are undone. If the work ends before that call,
 * these two happen at its end.
 */
export const FAULTS = ["ENOSPC", "EIO", "short", "full", "kill", "power-cut", "names-lost"] as const;
export type Fault = (typeof FAULTS)[number];

/** Thrown by every call once the process has "ended". */
class Ended extends Error {}

export interface Trial {
  /** Calls on the folder, such as `rename users.json`. */
  readonly calls: readonly string[];
  /** False when the work makes fewer calls than the fault needs. */
  readonly hasFailed: boolean;
}

type Call = (...args: unknown[]) => unknown;
type Kind = "write" | "sync" | "other";

/** Calls by path: the index of the path argument, and the kind of the call. */
const BY_PATH: Readonly<Record<string, Kind>> = {
  writeFile: "write",
  appendFile: "write",
  rename: "other",
  link: "other",
  unlink: "other",
  rm: "other",
  truncate: "other",
  mkdir: "other",
  copyFile: "other",
  chmod: "other",
};
const BY_FD: Readonly<Record<string, Kind>> = {
  write: "write",
  fsync: "sync",
  fdatasync: "sync",
  ftruncate: "other",
  fchmod: "other",
  fchown: "other",
};
const BY_HANDLE: Readonly<Record<string, Kind>> = {
  write: "write",
  writev: "write",
  appendFile: "write",
  writeFile: "write",
  sync: "sync",
  datasync: "sync",
  truncate: "other",
};

let current: Disk | undefined;
let isPatched = false;

/**
 * Runs the work with the fault at call `at` (from 1) in `folder`. After the fault the work may fail in any way;
 * `over` aborts when the process has ended.
 */
export async function tryWith(
  folder: string,
  { at, fault }: { at: number; fault: Fault },
  work: (over: AbortSignal) => unknown,
): Promise<Trial> {
  await patch();
  if (current !== undefined) throw new Error("one trial at a time");
  const disk = new Disk(resolve(folder), at, fault);
  current = disk;
  try {
    await work(disk.over);
  } catch (error) {
    if (!disk.hasFailed) throw error;
  } finally {
    current = undefined;
    disk.end();
  }
  return disk;
}

class Disk implements Trial {
  readonly calls: string[] = [];
  readonly #folder: string;
  readonly #at: number;
  readonly #fault: Fault;
  readonly #after: Afterwards;
  hasFailed = false;
  #isFull = false;
  readonly #ended = new AbortController();

  constructor(folder: string, at: number, fault: Fault) {
    this.#folder = folder;
    this.#at = at;
    this.#fault = fault;
    this.#after = new Afterwards(folder);
  }

  concerns(path: unknown): path is string {
    return typeof path === "string" && (resolve(path) === this.#folder || resolve(path).startsWith(`${this.#folder}/`));
  }

  /** How to treat a call: make it, make half of it, or fail. */
  next(name: string, kind: Kind, path: string): "all" | "half" | Error {
    if (this.hasEnded) return new Ended();
    this.calls.push(`${name} ${path.slice(this.#folder.length + 1)}`);
    const isHit = this.calls.length === this.#at;
    if (isHit) this.hasFailed = true;
    const isEnd = isHit && ["kill", "power-cut", "names-lost"].includes(this.#fault);
    if (isEnd) this.#ended.abort();
    if (kind === "write" && (isEnd || (isHit && (this.#fault === "short" || this.#fault === "full")))) {
      this.#isFull = this.#fault === "full";
      return "half";
    }
    if (isEnd) return new Ended();
    if (this.#isFull && kind === "write") return failure("ENOSPC");
    return isHit && (this.#fault === "ENOSPC" || this.#fault === "EIO") ? failure(this.#fault) : "all";
  }

  /** A write that is not a single system call ends with an error after half of it. */
  get afterHalf(): Error {
    return this.hasEnded ? new Ended() : failure("ENOSPC");
  }

  get hasEnded(): boolean {
    return this.over.aborted;
  }

  get over(): AbortSignal {
    return this.#ended.signal;
  }

  get after(): Afterwards {
    return this.#after;
  }

  end(): void {
    if (this.#fault === "power-cut") this.#after.loseContent();
    if (this.#fault === "names-lost") this.#after.loseNames();
    this.#after.forget();
  }
}

function failure(code: string): Error {
  return Object.assign(new Error(`${code}: injected`), { code });
}

const paths = new Map<number, string>();
/**
 * Each handle with the disk on which it was opened: an ended process writes no more, however long its promises live.
 */
const handles = new WeakMap<object, { readonly path: string; readonly disk: Disk | undefined }>();

async function patch(): Promise<void> {
  if (isPatched) return;
  isPatched = true;
  const [sync, async] = [fs as unknown as Record<string, Call>, fs.promises as unknown as Record<string, Call>];
  for (const [name, kind] of Object.entries(BY_PATH)) {
    patchSync(sync, `${name}Sync`, (call, args) => around(name, kind, pathOf(args[0]), args, call));
    patchSync(async, name, async (call, args) => await around(name, kind, pathOf(args[0]), args, call));
  }
  for (const [name, kind] of Object.entries(BY_FD)) {
    patchSync(sync, `${name}Sync`, (call, args) => around(name, kind, paths.get(args[0] as number), args, call));
    patchSync(sync, name, (call, args) => calledBack(name, kind, paths.get(args[0] as number), args, call));
  }
  patchOpen(sync, async);
  const probe = await fs.promises.open(process.execPath, "r");
  const prototype = Object.getPrototypeOf(probe) as Record<string, Call>;
  await probe.close();
  for (const [name, kind] of Object.entries(BY_HANDLE)) {
    const real = prototype[name] as Call;
    prototype[name] = async function (this: FileHandle, ...args: unknown[]) {
      const opened = handles.get(this);
      if (opened?.disk?.hasEnded === true && opened.disk !== current) throw new Ended();
      return await around(name, kind, opened?.path, [this, ...args], (_self, ...rest) => real.apply(this, rest));
    };
  }
  syncBuiltinESMExports();
}

function patchSync(owner: Record<string, Call>, name: string, by: (call: Call, args: unknown[]) => unknown): void {
  const real = owner[name] as Call;
  owner[name] = (...args) => by(real, args);
}

function pathOf(target: unknown): string | undefined {
  return typeof target === "string" ? target : typeof target === "number" ? paths.get(target) : undefined;
}

/** Opening counts where it may write. */
function patchOpen(sync: Record<string, Call>, async: Record<string, Call>): void {
  const writes = (flags: unknown): boolean => typeof flags === "string" && /[wax+]/.test(flags);
  const count = (args: unknown[], call: Call): unknown =>
    writes(args[1]) ? around("open", "other", pathOf(args[0]), args, call) : call(...args);
  patchSync(sync, "openSync", (call, args) => {
    const fd = count(args, call) as number;
    paths.set(fd, String(args[0]));
    return fd;
  });
  patchSync(sync, "open", (call, args) => {
    const done = args.at(-1) as (error: unknown, fd: number) => void;
    const keep = (error: unknown, fd: number): void => {
      if (error === null) paths.set(fd, String(args[0]));
      done(error, fd);
    };
    const rest = [...args.slice(0, -1), keep];
    return writes(args[1]) ? calledBack("open", "other", pathOf(args[0]), rest, call) : call(...rest);
  });
  patchSync(async, "open", async (call, args) => {
    const handle = (await count(args, call)) as FileHandle;
    handles.set(handle, { path: String(args[0]), disk: current });
    return handle;
  });
}

function calledBack(name: string, kind: Kind, path: string | undefined, args: unknown[], call: Call): unknown {
  const disk = current;
  if (disk?.concerns(path) !== true) return call(...args);
  const done = args.at(-1) as (error: unknown, result?: unknown) => void;
  const what = disk.next(name, kind, path);
  if (what instanceof Error) return void setImmediate(done, what);
  if (what === "half") return call(...halved(name, args));
  return call(...args.slice(0, -1), (error: unknown, result: unknown) => {
    if (error === null || error === undefined) disk.after.saw(name, path, args);
    done(error, result);
  });
}

function around(name: string, kind: Kind, path: string | undefined, args: unknown[], call: Call): unknown {
  const disk = current;
  if (disk?.concerns(path) !== true) return call(...args);
  const what = disk.next(name, kind, path);
  if (what instanceof Error) throw what;
  disk.after.expects(name, path, args);
  const result = call(...(what === "half" ? halved(name, args) : args));
  disk.after.saw(name, path, args);
  // Only `write` may return a short count; `writeFile` and `appendFile` go on and then fail.
  const isCut = what === "half" && (disk.hasEnded || /File$/.test(name));
  if (!isCut) return result;
  if (!(result instanceof Promise)) throw disk.afterHalf;
  return result.then(() => {
    throw disk.afterHalf;
  });
}

/** The same call with the first half of its data. */
function halved(name: string, args: unknown[]): unknown[] {
  const [target, content, ...rest] = args;
  const bytes = typeof content === "string" ? Buffer.from(content) : (content as Buffer);
  if (!ArrayBuffer.isView(bytes)) return args;
  if (/File$/.test(name) || typeof rest[0] !== "number") return [target, bytes.subarray(0, bytes.length >> 1), ...rest];
  const from = rest[0];
  const length = (typeof rest[1] === "number" ? rest[1] : bytes.length - from) >> 1;
  const position = typeof rest[2] === "number" ? rest[2] : null;
  const done = typeof rest.at(-1) === "function" ? [rest.at(-1)] : [];
  return [target, bytes, from, Math.max(length, 1), position, ...done];
}
