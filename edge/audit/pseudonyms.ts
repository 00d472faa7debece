import { createHmac } from "node:crypto";
import { join } from "node:path";
import { keyIn } from "../store/key-file.ts";

/** Names that are not names of persons. */
const NOBODY = new Set(["local", "cli", "unknown", "server", "edge", "several", "link"]);

/**
 * Maps a name to a stable pseudonym with a secret of this edge, so that nobody can find names by trial (GDPR Article
 * 4(5)). Throws EdgeError `disk` when the secret is damaged.
 */
export function pseudonyms(dataDir: string): (name: string) => string {
  const key = keyIn(join(dataDir, "pseudonyms.key"), "exports then give people other pseudonyms");
  return (name) =>
    NOBODY.has(name) ? name : `person-${createHmac("sha256", key).update(name).digest("hex").slice(0, 8)}`;
}
