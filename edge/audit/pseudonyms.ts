import { createHmac, randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { EdgeError } from "../contracts/errors.ts";
import { createFileSync } from "../store/replace-file.ts";

/** Names that are not names of persons. */
const NOBODY = new Set(["local", "cli", "unknown", "server", "edge", "several"]);

/**
 * Maps a name to a stable pseudonym with a secret of this edge, so that nobody can find names by trial (GDPR Article
 * 4(5)). Throws EdgeError `disk` when the secret is damaged.
 */
export function pseudonyms(dataDir: string): (name: string) => string {
  const path = join(dataDir, "pseudonyms.key");
  if (!existsSync(path)) createFileSync(path, randomBytes(32).toString("hex"), { mode: 0o600 });
  const key = readFileSync(path, "utf8").trim();
  // With an empty key anybody could find the names by trial, so a short one is refused.
  if (!/^[0-9a-f]{64}$/.test(key))
    throw new EdgeError(
      "disk",
      `${path} is damaged; restore it from a backup, or delete it: exports then give people other pseudonyms`,
    );
  return (name) =>
    NOBODY.has(name) ? name : `person-${createHmac("sha256", key).update(name).digest("hex").slice(0, 8)}`;
}
