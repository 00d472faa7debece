/** Seals passports, and says whether one is as it was sealed (rules TC14 to TC17 in docs/rules/trace.md). */
import { createHash, createPublicKey, sign, verify } from "node:crypto";
import { canonicalJson } from "../contracts/trace/canonical-json.ts";
import type { Passport, PassportSignature, SealVerdict } from "../contracts/trace/passport.ts";
import type { PieceRecord } from "../contracts/trace/piece-record.ts";
import { PASSPORT_LABELS, REMARKS, STATEMENT } from "./labels.ts";
import { keyIdOf, type SealKeys } from "./seal-key.ts";

export function hashOf(record: unknown): string {
  return createHash("sha256").update(canonicalJson(record)).digest("hex");
}

export interface Sealable {
  readonly record: PieceRecord;
  readonly signatures: readonly PassportSignature[];
  /** RFC 3339. */
  readonly sealedAt: string;
}

export function sealed({ record, signatures, sealedAt }: Sealable, keys: SealKeys): Passport {
  const seal = {
    algorithm: "Ed25519",
    keyId: keys.keyId,
    publicKey: keys.publicKey.export({ format: "der", type: "spki" }).toString("base64"),
    sealedAt,
    hash: hashOf(record),
    statement: STATEMENT,
  } as const;
  const unsealed = {
    format: "gemba-passport/1",
    labels: PASSPORT_LABELS,
    record,
    remarks: REMARKS,
    signatures,
  } as const;
  const signature = sign(null, bytesOf({ ...unsealed, seal }), keys.privateKey).toString("base64");
  return { ...unsealed, seal: { ...seal, signature } };
}

/** `expected`: id of the key that should have sealed it; undefined: any. Never throws. */
export function verdictOn(text: string, expected: string | undefined): SealVerdict {
  const passport = passportIn(text);
  if (passport === undefined) return { kind: "unreadable" };
  try {
    const { signature, ...seal } = passport.seal;
    const key = createPublicKey({ key: Buffer.from(seal.publicKey, "base64"), format: "der", type: "spki" });
    if (key.asymmetricKeyType !== "ed25519") return { kind: "changed" };
    const keyId = keyIdOf(key);
    const isSealed = verify(null, bytesOf({ ...passport, seal }), key, Buffer.from(signature, "base64"));
    if (!isSealed || seal.keyId !== keyId || seal.hash !== hashOf(passport.record)) return { kind: "changed" };
    if (expected !== undefined && keyId !== expected) return { kind: "other-key", keyId };
    return { kind: "valid", keyId, piece: passport.record.piece, sealedAt: seal.sealedAt };
  } catch {
    return { kind: "changed" };
  }
}

function passportIn(text: string): Passport | undefined {
  try {
    const passport = JSON.parse(text) as Partial<Passport> | null;
    return passport?.format === "gemba-passport/1" && typeof passport.seal === "object" && passport.seal !== null
      ? (passport as Passport)
      : undefined;
  } catch {
    return undefined;
  }
}

function bytesOf(value: unknown): Buffer {
  return Buffer.from(canonicalJson(value));
}
