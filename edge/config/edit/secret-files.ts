/** Private files of secrets that come over the API, each with a name made from its place in the config. */
import { existsSync, statSync } from "node:fs";
import { join, resolve, sep } from "node:path";
import { EdgeError } from "../../contracts/errors.ts";
import type { ConfigPath } from "../../contracts/plant/config-edit.ts";
import { placeOf } from "../plan-save.ts";

/** Folder of these files in the plant's folder. */
const SECRETS_FOLDER = "secrets";
const REFERENCE = /^\$\{file:([^}]+)\}$/;

/** Reads the config that is being edited. Undefined where there is nothing. */
type Read = (path: ConfigPath) => unknown;

/** The secrets of one change. */
export class SecretFiles {
  readonly #folder: string;
  /** Contents by absolute path. */
  readonly contents = new Map<string, string>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Keeps the secret for writing and returns the reference to it. A place that has such a file keeps it. */
  reference(path: ConfigPath, value: string, read: Read): string {
    const file = ownFile(read(path)) ?? this.#newFile(path, read);
    this.contents.set(placeOf(file, this.#folder), value);
    return `\${file:${file}}`;
  }

  #newFile(path: ConfigPath, read: Read): string {
    const name = nameOf(path, read);
    for (let n = 1; ; n++) {
      const file = `${SECRETS_FOLDER}/${n === 1 ? name : `${name}-${n}`}.secret`;
      const at = join(this.#folder, file);
      if (!this.contents.has(at) && !existsSync(at)) return file;
    }
  }
}

/** The file that a text refers to, where this edge made it. */
function ownFile(written: unknown): string | undefined {
  const file = typeof written === "string" ? REFERENCE.exec(written)?.[1] : undefined;
  return file !== undefined && /^secrets\/[a-z0-9][a-z0-9-]*\.secret$/.test(file) ? file : undefined;
}

/** `notify-crew-mail-password`: items by their id or name instead of their number. */
function nameOf(path: ConfigPath, read: Read): string {
  const words = path.map((step, depth) => {
    if (typeof step === "string") return step;
    const item = read(path.slice(0, depth + 1));
    const named = typeof item === "object" && item !== null ? (item as Record<string, unknown>) : {};
    return String(named["id"] ?? named["name"] ?? step);
  });
  const name = words
    .join("-")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "");
  return name.slice(0, 80) || "secret";
}

/**
 * Refuses texts that name a private file of the plant's folder: named as a document, the edge would serve it. Throws
 * EdgeError `bad-request`.
 */
export function refusePrivateFiles(value: unknown, folder: string): void {
  if (typeof value === "object" && value !== null)
    for (const inner of Object.values(value)) refusePrivateFiles(inner, folder);
  if (typeof value !== "string" || value.length > 500 || value.includes("\0")) return;
  const path = resolve(folder, value);
  if (!path.startsWith(folder + sep)) return;
  if (isPrivate(path))
    throw new EdgeError(
      "bad-request",
      `${value.slice(0, 200)} is a private file of the plant's folder. Only the config's own files may name it.`,
    );
}

function isPrivate(path: string): boolean {
  // Windows has no such bits.
  if (process.platform === "win32") return false;
  try {
    const stat = statSync(path);
    return stat.isFile() && (stat.mode & 0o077) === 0;
  } catch {
    return false;
  }
}
