import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";

/** Where `${…}` looks. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Relative `${file:…}` paths are meant from here. */
  readonly folder: string;
  /** Told of every secret file: its text, undefined where it could not be read. */
  saw(path: string, text: string | undefined): void;
}

/** `values` are what came from outside: they appear in no error text. */
export type Substituted = { readonly ok: true; readonly text: string; readonly values: readonly string[] } | { readonly ok: false; readonly message: string; readonly remedy: string };

const REFERENCE = /\$\{([^}]*)\}/g;
const ENV = /^env:([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?$/s;
const FILE = /^file:(.+)$/s;

/** Largest secret file, bytes: a certificate chain fits, a wrong path to a log does not. */
const MAX_SECRET_BYTES = 65_536;

/** Puts in the values of `${env:NAME}`, `${env:NAME:-default}` and `${file:PATH}`. Error texts name the reference, never a value. */
export function substitute(written: string, surroundings: Surroundings): Substituted {
  let failure: Substituted | undefined;
  const values: string[] = [];
  const text = written.replace(REFERENCE, (whole, inside: string) => {
    const value = resolveReference(inside, surroundings);
    if (value.ok) {
      values.push(...value.values);
      return value.text;
    }
    failure ??= value;
    return whole;
  });
  return failure ?? { ok: true, text, values };
}

function resolveReference(inside: string, surroundings: Surroundings): Substituted {
  const env = ENV.exec(inside);
  if (env !== null) {
    const name = env[1] as string;
    const value = surroundings.env[name];
    if (value !== undefined && value !== "") return { ok: true, text: value, values: [value] };
    if (env[2] !== undefined) return { ok: true, text: env[2], values: [] };
    return { ok: false, message: `the environment variable ${name} is not set`, remedy: `set it, or give a default: \${env:${name}:-default}` };
  }
  const file = FILE.exec(inside);
  if (file !== null) return readSecret(resolve(surroundings.folder, file[1] as string), surroundings);
  return { ok: false, message: `"\${${inside}}" is no known reference`, remedy: `write \${env:NAME}, \${env:NAME:-default} or \${file:PATH}` };
}

function readSecret(path: string, { saw }: Surroundings): Substituted {
  saw(path, undefined);
  try {
    const stat = statSync(path);
    if (!stat.isFile()) return { ok: false, message: `${path} is not a file`, remedy: "name a file that holds the secret" };
    if (stat.size > MAX_SECRET_BYTES) return { ok: false, message: `${path} has ${stat.size} bytes`, remedy: `a secret has at most ${MAX_SECRET_BYTES}; check the path` };
    const whole = readFileSync(path, "utf8");
    saw(path, whole);
    const text = whole.replace(/\r?\n$/, "");
    // A secret that any user of the machine can read is none. Windows has no such bits.
    if (process.platform !== "win32" && (stat.mode & 0o077) !== 0 && !isCertificate(text)) {
      return { ok: false, message: `${path} can be read by other users of this machine`, remedy: `run: chmod 600 ${path}` };
    }
    return { ok: true, text, values: [text] };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unknown error";
    return { ok: false, message: `cannot read ${path} (${code})`, remedy: "check the path and who may read it" };
  }
}

/** Certificates are public, keys are not. */
function isCertificate(text: string): boolean {
  return text.startsWith("-----BEGIN CERTIFICATE-----") && !text.includes("PRIVATE KEY");
}
