/** People's signatures under records (rules in docs/rules/signatures.md). */
import type { Micros } from "../path/sample-batch.ts";
import type { LocalizedText } from "../plant/tag.ts";

/**
 * What can be signed: the record of a piece, a version of frozen limits (`plan/machine/version`), and a closed case of
 * a defect by its work item.
 */
export const SIGNED_KINDS = ["piece", "limits", "case"] as const;
type SignedKind = (typeof SIGNED_KINDS)[number];

export interface SignedSubject {
  readonly kind: SignedKind;
  readonly id: string;
}

/** A signature: who, in which role, meant what, why, when, and the exact record. */
export interface Signature extends SignedSubject {
  readonly uid: string;
  /** SHA-256 of the record in canonical form (RFC 8785), hex. */
  readonly hash: string;
  readonly user: string;
  readonly role: string;
  /** Id of a meaning of the config. */
  readonly meaning: string;
  /** As the config named the meaning then. */
  readonly meaningName: LocalizedText;
  readonly reason: string;
  readonly at: Micros;
}

/** A signature beside the record as it is now. */
export interface ShownSignature extends Signature {
  /** False: the record has changed since, and the signature is under an earlier version. */
  readonly isOfPresent: boolean;
}

/** A meaning that a signature may have, with the lowest role that may give it. */
export interface SignatureMeaning {
  readonly id: string;
  readonly name: LocalizedText;
  readonly least: "operator" | "maintainer" | "engineer" | "admin";
}

/** Signatures on disk; they are only added. */
export interface SignatureBook {
  readonly meanings: readonly SignatureMeaning[];
  /** Newest last. */
  of(subject: SignedSubject): readonly Signature[];
  /** Resolves when the signature is on disk. Throws EdgeError `conflict`, `disk`. */
  add(signature: Signature): Promise<void>;
}
