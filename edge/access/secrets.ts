import { createHash, randomBytes } from "node:crypto";

/** 256 random bits from the system's generator, as base64url. */
export function newSecret(): string {
  return randomBytes(32).toString("base64url");
}

/**
 * The stored form of a secret. One plain hash is enough for 256 random bits; slow ones are for secrets that people
 * choose. Secrets are found by looking up their digest, so no comparison reveals by its duration how many characters
 * match.
 */
export function digestOf(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}
