/** The passport of a piece: its record, people's signatures under it, and the seal of the system. */
import type { LocalizedText } from "../plant/tag.ts";
import type { ReportDocument } from "../reports/document.ts";
import type { Language } from "../words/language.ts";
import type { Co2Factor, PieceRecord } from "./piece-record.ts";

/** A signature as the passport carries it. */
export interface PassportSignature {
  readonly user: string;
  readonly role: string;
  readonly meaning: LocalizedText;
  readonly reason: string;
  /** RFC 3339. */
  readonly at: string;
  readonly hash: string;
  /** False: under an earlier version of the record. */
  readonly isOfPresent: boolean;
}

interface Seal {
  readonly algorithm: "Ed25519";
  /** First 16 hex digits of the SHA-256 of the public key. */
  readonly keyId: string;
  /** SPKI, DER, base64. */
  readonly publicKey: string;
  readonly sealedAt: string;
  /** SHA-256 of the record in canonical form (RFC 8785), hex. */
  readonly hash: string;
  readonly statement: LocalizedText;
  /** Over the whole passport in canonical form without this field, base64. */
  readonly signature: string;
}

export interface Passport {
  readonly format: "gemba-passport/1";
  /** Names of the fields. */
  readonly labels: Readonly<Record<string, LocalizedText>>;
  readonly record: PieceRecord;
  readonly remarks: readonly LocalizedText[];
  readonly signatures: readonly PassportSignature[];
  readonly seal: Seal;
}

/** The public half of the system's key. */
export interface SealKey {
  readonly algorithm: "Ed25519";
  readonly keyId: string;
  /** SPKI, PEM. */
  readonly publicKey: string;
}

/**
 * `valid`: unchanged since the key sealed it. `changed`: something in it differs. `other-key`: unchanged, but sealed by
 * another key than the expected one. `unreadable`: no passport.
 */
export type SealVerdict =
  | { readonly kind: "valid"; readonly keyId: string; readonly piece: string; readonly sealedAt: string }
  | { readonly kind: "changed" | "unreadable" }
  | { readonly kind: "other-key"; readonly keyId: string };

export interface PassportMaker {
  readonly factors: readonly Co2Factor[];
  /** SHA-256 of a record in canonical form, hex. */
  hashOf(record: unknown): string;
  /** Makes the key at its first use. Throws EdgeError `disk` where its file is damaged. */
  key(): SealKey;
  /** Judges any text by the system's own key. Throws EdgeError `disk` where its file is damaged. */
  verdict(text: string): SealVerdict;
  seal(record: PieceRecord, signatures: readonly PassportSignature[]): Passport;
  /** The passport on paper. `timeZone`: of the site. */
  document(passport: Passport, language: Language, timeZone: string): ReportDocument;
}
