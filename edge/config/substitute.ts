import { closeSync, constants, fstatSync, openSync, readSync, realpathSync } from "node:fs";
import { resolve, sep } from "node:path";

import type { ConfigText } from "../contracts/plant/config-text.ts";
import { problem } from "./config-texts.ts";

/** Sources of the values of `${…}`. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The plant's folder, to which `${file:…}` paths are relative. */
  readonly folder: string;
  /** Secrets by path, taken instead of files that are not written yet. */
  readonly secrets?: ReadonlyMap<string, string>;
  /** Called for every secret file with its text, or undefined where it could not be read. */
  saw(path: string, text: string | undefined): void;
}

/** `values` came from outside and appear in no error text. */
export type Substituted =
  | { readonly ok: true; readonly value: string; readonly values: readonly string[] }
  | { readonly ok: false; readonly text: ConfigText };

const REFERENCE = /\$\{([^}]*)\}/g;
const ENV = /^env:([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?$/s;
const FILE = /^file:(.+)$/s;

/** Largest secret file, bytes: a certificate chain fits, a wrong path to a log does not. */
const MAX_SECRET_BYTES = 65_536;

/** Folder in which container runtimes put secrets. */
const SECRET_FOLDER = "/run/secrets";

/** Folders, separated like those of PATH, that hold secrets besides the plant's folder. */
const FOLDERS_VARIABLE = "GEMBA_SECRET_FOLDERS";

/** Folders of the kernel. They hold no secret of a plant, whatever is configured. */
const SYSTEM_FOLDERS = ["/proc", "/sys", "/dev"];

/** Replaces `${env:NAME}`, `${env:NAME:-default}` and `${file:PATH}`. Error texts name the reference, never a value. */
export function substitute(written: string, surroundings: Surroundings): Substituted {
  let failure: Substituted | undefined;
  const values: string[] = [];
  const value = written.replace(REFERENCE, (whole, inside: string) => {
    const result = resolveReference(inside, surroundings);
    if (result.ok) {
      values.push(...result.values);
      return result.value;
    }
    failure ??= result;
    return whole;
  });
  return failure ?? { ok: true, value, values };
}

function resolveReference(inside: string, surroundings: Surroundings): Substituted {
  const env = ENV.exec(inside);
  if (env !== null) {
    const name = env[1] as string;
    const value = surroundings.env[name];
    if (value !== undefined && value !== "") return { ok: true, value, values: [value] };
    if (env[2] !== undefined) return { ok: true, value: env[2], values: [] };
    return wrong(problem("env-unset", { name }));
  }
  const file = FILE.exec(inside);
  if (file !== null) return readSecret(resolve(surroundings.folder, file[1] as string), surroundings);
  return wrong(problem("reference-unknown", { inside }));
}

function readSecret(path: string, surroundings: Surroundings): Substituted {
  surroundings.saw(path, undefined);
  const folders = secretFolders(surroundings);
  // Checked before the file is touched: the answer must not reveal whether an outside file exists.
  if (!folders.some((folder) => isBelow(folder, path))) return outside(path);
  const instead = surroundings.secrets?.get(path);
  if (instead !== undefined) return { ok: true, value: instead, values: [instead] };
  let file: number | undefined;
  try {
    const real = realpathSync(path);
    if (!folders.some((folder) => isBelow(realPathOf(folder), real))) return outside(path);
    // Does not wait for a pipe's other end, and follows no link that was placed meanwhile.
    file = openSync(real, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
    const { mode, size, isFile } = statOf(file);
    if (!isFile) return wrong(problem("secret-no-file", { file: path }));
    if (size > MAX_SECRET_BYTES)
      return wrong(problem("secret-large", { file: path, bytes: size, most: MAX_SECRET_BYTES }));
    const whole = textOf(file);
    surroundings.saw(path, whole);
    const text = whole.replace(/\r?\n$/, "");
    // Other users of the machine must not be able to read a secret. Windows has no such bits.
    if (process.platform !== "win32" && (mode & 0o077) !== 0 && !isCertificate(text)) {
      return wrong(problem("secret-readable", { file: path }));
    }
    return { ok: true, value: text, values: [text] };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unknown error";
    return wrong(problem("secret-unreadable", { file: path, error: code }));
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** The plant's folder, and folders that the environment names; never folders that a config names. */
function secretFolders({ folder, env }: Surroundings): readonly string[] {
  const named = env[FOLDERS_VARIABLE]?.split(process.platform === "win32" ? ";" : ":") ?? [SECRET_FOLDER];
  const credentials = env["CREDENTIALS_DIRECTORY"];
  const folders = [folder, ...named, ...(credentials === undefined ? [] : [credentials])]
    .filter((one) => one !== "")
    .map((one) => resolve(one));
  return folders.filter((one) => one !== sep);
}

function outside(path: string): Substituted {
  return wrong(problem("secret-outside", { file: path, folder: SECRET_FOLDER, variable: FOLDERS_VARIABLE }));
}

function wrong(text: ConfigText): Substituted {
  return { ok: false, text };
}

function isBelow(folder: string, path: string): boolean {
  return path.startsWith(folder + sep) && !isOfSystem(path);
}

function isOfSystem(path: string): boolean {
  return SYSTEM_FOLDERS.some((folder) => path.startsWith(folder + sep));
}

function realPathOf(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return folder;
  }
}

function statOf(file: number): { readonly mode: number; readonly size: number; readonly isFile: boolean } {
  const stat = fstatSync(file);
  return { mode: stat.mode, size: stat.size, isFile: stat.isFile() };
}

/** Reads at most one byte beyond the limit, so that a growing file ends there. */
function textOf(file: number): string {
  const bytes = Buffer.alloc(MAX_SECRET_BYTES + 1);
  let length = 0;
  for (let read = -1; read !== 0 && length < bytes.length; length += read)
    read = readSync(file, bytes, length, bytes.length - length, null);
  return bytes.toString("utf8", 0, length);
}

/** Certificates are public, keys are not. */
function isCertificate(text: string): boolean {
  return text.startsWith("-----BEGIN CERTIFICATE-----") && !text.includes("PRIVATE KEY");
}
