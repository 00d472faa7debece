import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { EdgeError } from "../contracts/errors.ts";
import { createFileSync } from "../store/replace-file.ts";

/** The system's key pair. */
export interface SealKeys {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly keyId: string;
}

/**
 * The key that seals passports (Ed25519, RFC 8032): made at its first use, readable by its owner alone, and never
 * replaced. Throws EdgeError `disk` where the file is damaged: a new key would make all earlier passports look foreign.
 */
export function sealKeysIn(dataDir: string): SealKeys {
  const path = join(dataDir, "passport", "seal-key.pem");
  if (!existsSync(path)) {
    const { privateKey } = generateKeyPairSync("ed25519");
    // Another process may make it meanwhile; the file that is there counts.
    createFileSync(path, privateKey.export({ format: "pem", type: "pkcs8" }), { mode: 0o600 });
  }
  try {
    const privateKey = createPrivateKey(readFileSync(path, "utf8"));
    if (privateKey.asymmetricKeyType !== "ed25519") throw new TypeError("not a key of Ed25519");
    const publicKey = createPublicKey(privateKey);
    return { privateKey, publicKey, keyId: keyIdOf(publicKey) };
  } catch (cause) {
    throw new EdgeError(
      "disk",
      `${path} is damaged; restore it from a backup, or delete it: then a new key seals, and earlier passports show ` +
        "another key",
      { cause },
    );
  }
}

/** First 16 hex digits of the SHA-256 of the key (SPKI, DER). */
export function keyIdOf(publicKey: KeyObject): string {
  return createHash("sha256")
    .update(publicKey.export({ format: "der", type: "spki" }))
    .digest("hex")
    .slice(0, 16);
}
