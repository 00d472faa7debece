import { createPublicKey } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { EdgeError } from "../contracts/errors.ts";
import { verdictOn } from "../passport/seal.ts";
import { keyIdOf } from "../passport/seal-key.ts";
import type { Command } from "./command.ts";
import { fromUser } from "./options.ts";

/** The passport of a piece that went round in circles has some 200 KB. */
const MOST_BYTES = 16 * 1024 * 1024;

const HELP = `gemba verify-passport: whether the passport of a piece is as it was sealed

  gemba verify-passport FILE [KEY]   FILE is the JSON of a passport. KEY is the id of the
                                     system's key (16 hex digits) or its public key as a
                                     PEM file, noted elsewhere (GET /api/v1/trace/seal-key):
                                     only with it a passport that somebody else sealed is
                                     recognised

Exit codes: 0 valid, 1 changed, sealed by another key, or no passport.
`;

/** `gemba verify-passport`. Needs no data folder and no edge. */
export const verifyPassportCommand: Command = {
  help: HELP,
  operands: 2,
  async run(options) {
    const [file, key] = options.positionals;
    if (file === undefined) throw new EdgeError("bad-request", "gemba verify-passport: name the file. See --help");
    const verdict = verdictOn(await textIn(fromUser(file)), key === undefined ? undefined : await keyIdIn(key));
    switch (verdict.kind) {
      case "valid": {
        const checked = key === undefined ? "; give the key's id to check that it is yours" : "";
        process.stdout.write(
          `valid: piece ${verdict.piece}, sealed ${verdict.sealedAt} by the key ${verdict.keyId}${checked}\n`,
        );
        return 0;
      }
      case "changed":
        process.stderr.write("changed: the content is not what was sealed\n");
        return 1;
      case "other-key":
        process.stderr.write(`other key: unchanged, but sealed by the key ${verdict.keyId}\n`);
        return 1;
      case "unreadable":
        process.stderr.write("this file is no passport in JSON\n");
        return 1;
    }
  },
};

async function textIn(path: string): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size <= MOST_BYTES) return await readFile(path, "utf8");
  } catch (cause) {
    throw new EdgeError("bad-request", `${path} cannot be read`, { cause });
  }
  throw new EdgeError("bad-request", `${path} is too large for a passport`);
}

async function keyIdIn(key: string): Promise<string> {
  if (/^[0-9a-f]{16}$/.test(key)) return key;
  try {
    return keyIdOf(createPublicKey(await textIn(fromUser(key))));
  } catch (cause) {
    throw new EdgeError("bad-request", `${key} is neither the id of a key nor a file with a public key`, { cause });
  }
}
