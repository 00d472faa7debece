import { EdgeError } from "../../../contracts/errors.ts";
import type { ShownSignature, SignatureMeaning, SignedSubject } from "../../../contracts/trace/signature.ts";
import { type Caller, demand, principalFrom } from "../caller.ts";
import { refusalOnRecord } from "../on-record.ts";
import { shownOf } from "./passport.ts";
import {
  bookIn,
  hashOf,
  meaningIn,
  type SignatureDeps,
  signed,
  signerIn,
  signingAct,
  type WantedSignature,
} from "./signing.ts";
import type { SigningOutcome, WaitingSignatures } from "./waiting-signatures.ts";

interface WithPassword extends WantedSignature {
  readonly password: string;
  /** Network of the person's machine, by which guesses are slowed down. */
  readonly network: string;
}

/** `locked`: too many wrong passwords, and none was checked. */
export type Signed =
  | { readonly kind: "signed"; readonly signature: ShownSignature }
  | { readonly kind: "locked"; readonly waitS: number };

/** The record as it is now: its hash, the signatures under it, and what they may mean. */
export interface SignedRecord {
  readonly hash: string;
  readonly signatures: readonly ShownSignature[];
  readonly meanings: readonly SignatureMeaning[];
  /** How the caller proves the identity to sign. */
  readonly proof: "password" | "provider";
  /** The caller's last signature under this record by the way of the provider; null where there was none. */
  readonly outcome: SigningOutcome | null;
}

/** Signatures of a subject. Throws EdgeError `not-found`, `bad-request`, `unavailable`. */
export async function signaturesOf(
  deps: SignatureDeps & { readonly waiting: Pick<WaitingSignatures, "outcomeOf"> },
  caller: Caller,
  subject: SignedSubject,
): Promise<SignedRecord> {
  demand(caller, "GET /api/v1/signatures");
  const book = bookIn(deps);
  const hash = await hashOf(deps, subject);
  const user = caller.kind === "user" && caller.identity.via === "session" ? caller.identity.user : "";
  return {
    hash,
    signatures: shownOf(book.of(subject), hash),
    meanings: book.meanings,
    proof: deps.accounts?.isOfProvider(user) === true ? "provider" : "password",
    outcome: deps.waiting.outcomeOf(user, subject) ?? null,
  };
}

/**
 * Signs the record that the person saw. The person proves the identity again by the password, whatever the session says
 * (rule SG1). Throws EdgeError `forbidden`, `conflict` where the record changed meanwhile, `not-found`, `bad-request`,
 * `unavailable`, `disk`.
 */
export async function sign(deps: SignatureDeps, caller: Caller, asked: WithPassword): Promise<Signed> {
  demand(caller, "POST /api/v1/signatures");
  const { password, network, ...wanted } = asked;
  const act = signingAct(principalFrom(caller), wanted);
  const meaning = meaningIn(deps, wanted.meaning);
  const { accounts } = deps;
  if (accounts === undefined) throw new EdgeError("unavailable", "This edge keeps no users.");
  const { user } = await refusalOnRecord(deps.journal, act, async () => signerIn(caller, meaning));
  const checked = await accounts.confirm(user, password, network);
  if (checked.kind === "locked") return checked;
  const prove = async () => {
    if (checked.kind === "wrong") throw new EdgeError("forbidden", "The password is wrong: nothing is signed.");
    if (checked.kind === "confirmed") return checked.identity;
    throw new EdgeError(
      "forbidden",
      "You sign in at the plant's provider, so the edge cannot check your password. Confirm the signature there.",
    );
  };
  return { kind: "signed", signature: await signed(deps, { wanted, act, prove }) };
}
