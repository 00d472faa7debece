import { createHmac, randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Who is nobody in particular. */
const NOBODY = new Set(["local", "cli", "unknown", "server"]);

/** Makes the same pseudonym of the same name, with a secret of this edge: nobody can tell names by trying them (GDPR Article 4(5)). */
export function pseudonyms(dataDir: string): (name: string) => string {
  const path = join(dataDir, "pseudonyms.key");
  if (!existsSync(path)) writeFileSync(path, randomBytes(32).toString("hex"), { mode: 0o600, flag: "wx" });
  const key = readFileSync(path, "utf8").trim();
  return (name) => (NOBODY.has(name) ? name : `person-${createHmac("sha256", key).update(name).digest("hex").slice(0, 8)}`);
}
