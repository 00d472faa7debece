/** The one way in which a file is replaced. Rules: docs/rules/store.md. */
import { readFileSync, type Stats } from "node:fs";
import { dirname, resolve } from "node:path";
import { EdgeError } from "../contracts/errors.ts";
import { type DiskCalls, runLater, runNow, type Steps } from "./disk-calls.ts";
import { diskError } from "./disk-error.ts";
import { draftOf, sweepDrafts } from "./drafts.ts";
import { syncPathSteps } from "./sync-folder.ts";

export interface ReplaceOptions {
  /** Mode of a new file, less the umask. An existing file keeps its mode, except where `mode` is private. */
  readonly mode?: number;
}

type Content = string | Uint8Array;

/** A file to write, with its mode as in `ReplaceOptions`. */
export interface FileToWrite extends ReplaceOptions {
  readonly path: string;
  readonly content: Content;
}

const MODE = 0o640;
/** Windows refuses to replace a file while a virus scanner reads it. */
const RENAME_TRIES = 10;
const RENAME_PAUSE_MS = 20;
/** Errors of `link` on file systems without hard links. */
const NO_LINKS: readonly string[] = ["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK"];

/**
 * Replaces a file, or makes it and its folder. When this resolves, the whole content is on disk under its name and
 * survives a power cut. When it rejects, the file is unchanged or (if only the sync of the folder failed) wholly new.
 * Follows a symbolic link; keeps mode and owner. Throws EdgeError `disk`.
 */
export async function replaceFile(path: string, content: Content, options: ReplaceOptions = {}): Promise<void> {
  await runLater((calls) => explained(path, replacing(calls, [{ path, content, ...options }])));
}

/** `replaceFile`, synchronously: for small files that are rarely written. */
export function replaceFileSync(path: string, content: Content, options: ReplaceOptions = {}): void {
  runNow((calls) => explained(path, replacing(calls, [{ path, content, ...options }])));
}

/** Replaces all files or, if one cannot be written, none: every content is on disk before the first name changes. */
export function replaceFilesSync(files: readonly FileToWrite[]): void {
  runNow((calls) => explained(files.map(({ path }) => path).join(", "), replacing(calls, files)));
}

/**
 * Makes a file with its whole content; an existing file stays. False when there is one. Throws EdgeError `disk`.
 * Where the disk has no hard links (FAT, some network shares), a claim beside the file keeps others from making it
 * meanwhile.
 */
export function createFileSync(path: string, content: Content, { mode = MODE }: ReplaceOptions = {}): boolean {
  return runNow((calls) => explained(path, creating(calls, path, { content, mode })));
}

/** Gives errors of the steps a text for people. */
export function* explained<Result>(path: string, steps: Steps<Result>): Steps<Result> {
  try {
    return yield* steps;
  } catch (error) {
    throw error instanceof EdgeError ? error : diskError(path, error);
  }
}

interface Staged {
  readonly path: string;
  readonly draft: string;
  /** Content before, of several files that are restored together. */
  readonly before: Buffer | undefined;
  readonly mode: number;
}

function* replacing(calls: DiskCalls, files: readonly FileToWrite[]): Steps<void> {
  const staged: Staged[] = [];
  const placed: Staged[] = [];
  try {
    for (const { path: name, content, mode = MODE } of files) {
      const { path, stat } = yield* target(calls, name);
      yield* sweepDrafts(calls, path);
      const before = files.length > 1 && stat !== undefined ? readFileSync(path) : undefined;
      const file = { path, draft: draftOf(path), before, mode };
      staged.push(file);
      yield* writeDraft(calls, file.draft, { content, mode, like: stat });
    }
    for (const file of staged) {
      yield* renaming(calls, file.draft, file.path);
      placed.push(file);
    }
    for (const folder of new Set(staged.map(({ path }) => dirname(path)))) yield* syncPathSteps(calls, folder);
  } catch (error) {
    if (placed.length < staged.length) yield* putBack(calls, placed);
    yield* removeDrafts(calls, staged);
    throw error;
  }
}

/** Restores those of several files that were replaced already. */
function* putBack(calls: DiskCalls, placed: readonly Staged[]): Steps<void> {
  for (const { path, before, mode } of placed) {
    try {
      if (before === undefined) yield calls.remove(path);
      else yield* replacing(calls, [{ path, content: before, mode }]);
    } catch {
      // The caller gets the first failure.
    }
  }
}

function* creating(
  calls: DiskCalls,
  path: string,
  { content, mode }: { content: Content; mode: number },
): Steps<boolean> {
  const draft = draftOf(path);
  try {
    yield* makeFolderOf(calls, path);
    yield* sweepDrafts(calls, path);
    yield* writeDraft(calls, draft, { content, mode, like: undefined });
    // Unlike a rename, a link refuses an existing name.
    if (!(yield* linking(calls, draft, path)) && !(yield* renamingClaimed(calls, draft, path))) return false;
    yield* syncPathSteps(calls, dirname(path));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    yield* removeDrafts(calls, [{ draft }]);
  }
}

/** False where the disk has no hard links. */
function* linking(calls: DiskCalls, draft: string, path: string): Steps<boolean> {
  try {
    yield calls.link(draft, path);
    return true;
  } catch (error) {
    if (NO_LINKS.includes((error as NodeJS.ErrnoException).code ?? "")) return false;
    throw error;
  }
}

/** The same without a link: false where the file exists. */
function* renamingClaimed(calls: DiskCalls, draft: string, path: string): Steps<boolean> {
  const claim = `${path}.claim`;
  try {
    yield calls.close((yield calls.open(claim, "wx", MODE)) as number);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    const what = `${claim} is there: another process makes ${path} at this moment, or was killed while it did`;
    throw new EdgeError("disk", `${what}. If no edge runs on this folder, delete ${claim} and start again`);
  }
  try {
    if (yield* isThere(calls, path)) return false;
    yield* renaming(calls, draft, path);
    return true;
  } finally {
    yield calls.remove(claim);
  }
}

function* isThere(calls: DiskCalls, path: string): Steps<boolean> {
  try {
    yield calls.stat(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
}

/** Path at the end of symbolic links, and the file there. */
function* target(calls: DiskCalls, name: string): Steps<{ path: string; stat: Stats | undefined }> {
  try {
    const found = (yield calls.lstat(name)) as Stats;
    const path = found.isSymbolicLink() ? ((yield calls.realpath(name)) as string) : name;
    const stat = path === name ? found : ((yield calls.stat(path)) as Stats);
    if (!stat.isFile()) throw new EdgeError("disk", `${name} is not a regular file; move it away`);
    return { path, stat };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    yield* makeFolderOf(calls, name);
    return { path: name, stat: undefined };
  }
}

function* makeFolderOf(calls: DiskCalls, path: string): Steps<void> {
  const made = (yield calls.makeFolder(dirname(path))) as string | undefined;
  if (made === undefined) return;
  for (let folder = dirname(resolve(path)); folder.length >= made.length; folder = dirname(folder))
    yield* syncPathSteps(calls, dirname(folder));
}

function* writeDraft(
  calls: DiskCalls,
  draft: string,
  { content, mode, like }: { content: Content; mode: number; like: Stats | undefined },
): Steps<void> {
  const isPrivate = (mode & 0o077) === 0;
  const bytes = typeof content === "string" ? Buffer.from(content) : content;
  const fd = (yield calls.open(
    draft,
    "wx",
    isPrivate || like === undefined ? mode : like.mode & 0o777 & ~0o077,
  )) as number;
  try {
    if (like !== undefined) yield* takeAfter(calls, fd, { like, isPrivate });
    for (let at = 0; at < bytes.length; ) {
      const written = (yield calls.write(fd, bytes, at)) as number;
      if (written <= 0) throw Object.assign(new Error("nothing was written"), { code: "ENOSPC" });
      at += written;
    }
    yield calls.sync(fd);
  } finally {
    yield calls.close(fd);
  }
}

/** Owner first: a change of owner clears bits of the mode. */
function* takeAfter(
  calls: DiskCalls,
  fd: number,
  { like, isPrivate }: { like: Stats; isPrivate: boolean },
): Steps<void> {
  if (process.platform === "win32") return;
  if (like.uid !== process.geteuid?.() || like.gid !== process.getegid?.()) {
    try {
      yield calls.chown(fd, like.uid, like.gid);
    } catch (error) {
      // Only root may give a file away; otherwise the edge owns the new file.
      if ((error as NodeJS.ErrnoException).code !== "EPERM") throw error;
    }
  }
  if (!isPrivate) yield calls.chmod(fd, like.mode & 0o7777);
}

export function* renaming(calls: DiskCalls, from: string, to: string): Steps<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      yield calls.rename(from, to);
      return;
    } catch (error) {
      const isBusy = ["EPERM", "EACCES", "EBUSY"].includes((error as NodeJS.ErrnoException).code ?? "");
      if (process.platform !== "win32" || !isBusy || attempt === RENAME_TRIES) throw error;
      yield calls.pause(RENAME_PAUSE_MS * attempt);
    }
  }
}

function* removeDrafts(calls: DiskCalls, drafts: readonly { readonly draft: string }[]): Steps<void> {
  for (const { draft } of drafts) {
    try {
      yield calls.remove(draft);
    } catch {
      // The next start removes it.
    }
  }
}
