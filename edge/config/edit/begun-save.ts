/**
 * A save of several files as one: its contents are on disk in the data folder before the first file of the config
 * changes, so that a kill in the middle is finished at the next start (rule CE6).
 */
import { readFileSync, rmSync, statSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { checkedLine } from "../../store/checked-line.ts";
import { readRecord } from "../../store/record-line.ts";
import { replaceFileSync, replaceFilesSync } from "../../store/replace-file.ts";
import { syncFolderSync } from "../../store/sync-folder.ts";
import { printOf } from "../seen.ts";
import { type StoredVersion, VersionStore } from "./version-store.ts";

const FORMAT = 1;
const MODE = 0o644;
/** Of secrets, and of this record, which has them until they are written. */
const PRIVATE = 0o600;

/** What a save writes. */
export interface BegunSave {
  readonly folder: string;
  /** New contents by absolute path; null before: the file is new. */
  readonly contents: ReadonlyMap<string, string | Uint8Array>;
  /** The same of private files. */
  readonly secrets?: ReadonlyMap<string, string> | undefined;
  readonly version: StoredVersion | undefined;
}

interface StoredFile {
  /** Relative to the plant's folder. */
  readonly file: string;
  /** Fingerprint of the content before, null for a new file. */
  readonly before: string | null;
  /** Base64. */
  readonly after: string;
  readonly isPrivate?: true;
}

function pathOf(dataDir: string): string {
  return join(dataDir, "config-save.json");
}

/** Writes all files, those of secrets too, and the version, or none of them. Throws EdgeError `disk`. */
export function carryOutSave(
  dataDir: string,
  { folder, contents, secrets = new Map(), version }: BegunSave,
  versions: VersionStore,
): void {
  const files = [
    ...[...secrets].map((one) => storedFile(one, { folder, isPrivate: true })),
    ...[...contents].map((one) => storedFile(one, { folder })),
  ];
  replaceFileSync(pathOf(dataDir), checkedLine({ v: FORMAT, files, version }), { mode: PRIVATE });
  try {
    replaceAll(folder, files);
  } catch (error) {
    end(dataDir);
    throw error;
  }
  if (version !== undefined) versions.add(version);
  end(dataDir);
}

function storedFile(
  [path, content]: readonly [path: string, content: string | Uint8Array],
  { folder, isPrivate }: { readonly folder: string; readonly isPrivate?: true },
): StoredFile {
  const present = contentOf(path);
  return {
    file: relative(folder, path),
    before: present === undefined ? null : printOf(present),
    after: Buffer.from(content).toString("base64"),
    ...(isPrivate === undefined ? {} : { isPrivate }),
  };
}

function replaceAll(folder: string, files: readonly StoredFile[]): void {
  replaceFilesSync(
    files.map(({ file, after, isPrivate }) => ({
      path: join(folder, file),
      content: Buffer.from(after, "base64"),
      mode: isPrivate === true ? PRIVATE : MODE,
    })),
  );
}

/**
 * Finishes a save that a kill interrupted: all its files get their new contents, unless none has, or somebody changed
 * one since. Called before the config is read. `config`: the plant's folder or the first file of its config.
 */
export function finishSave(dataDir: string, config: string): void {
  const path = pathOf(dataDir);
  const text = contentOf(path)?.toString("utf8");
  if (text === undefined) return;
  const record = readRecord(text.trimEnd(), path, FORMAT) as
    | { readonly files: readonly StoredFile[]; readonly version?: StoredVersion }
    | undefined;
  const given = resolve(config);
  const folder = statSync(given, { throwIfNoEntry: false })?.isDirectory() === true ? given : dirname(given);
  if (record !== undefined && isHalfDone(folder, record.files)) {
    replaceAll(folder, record.files);
    if (record.version !== undefined) new VersionStore(dataDir).add(record.version);
  }
  end(dataDir);
}

/** At least one file has its new content, and the others their old one. One that stays the same tells nothing. */
function isHalfDone(folder: string, files: readonly StoredFile[]): boolean {
  const differing = files.filter(({ before, after }) => before !== printOf(Buffer.from(after, "base64")));
  const states = differing.map(({ file, before, after }) => {
    const path = join(folder, file);
    if (!path.startsWith(folder + sep)) return "other";
    const present = contentOf(path);
    const print = present === undefined ? null : printOf(present);
    if (print === printOf(Buffer.from(after, "base64"))) return "new";
    return print === before ? "old" : "other";
  });
  return states.includes("new") && !states.includes("other");
}

function end(dataDir: string): void {
  const path = pathOf(dataDir);
  rmSync(path, { force: true });
  syncFolderSync(dirname(path));
}

function contentOf(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}
