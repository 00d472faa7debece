import { uuidv7 } from "../../../batch/uuidv7.ts";
import { type Accounts, isAtLeast, type Role } from "../../../contracts/access/access.ts";
import type { Journal } from "../../../contracts/access/journal.ts";
import { EdgeError } from "../../../contracts/errors.ts";
import type { EdgeEvent } from "../../../contracts/path/event-batch.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import type { WorkBook, WorkItem } from "../../../contracts/records/work-book.ts";
import { workState } from "../../../contracts/records/work-item.ts";
import type {
  ShownSignature,
  Signature,
  SignatureBook,
  SignatureMeaning,
  SignedSubject,
} from "../../../contracts/trace/signature.ts";
import { type Caller, demand, principalFrom } from "../caller.ts";
import { type PassportDeps, shownOf } from "./passport.ts";
import { traceOf } from "./piece-trace.ts";

export interface SignatureDeps extends PassportDeps {
  /** Absent where the edge keeps no work items. */
  readonly work?: Pick<WorkBook, "find">;
  /** Absent where an edge can have no users. */
  readonly accounts?: Pick<Accounts, "confirm">;
  readonly journal: Pick<Journal, "record">;
  /** Puts an event into the log; absent where the edge has none. */
  readonly recordEvent?: (event: EdgeEvent) => Promise<void>;
  now(): Micros;
}

/** A signature as a person asks for it. */
export interface WantedSignature extends SignedSubject {
  /** Of the record that the person saw. */
  readonly hash: string;
  readonly meaning: string;
  readonly reason: string;
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
}

/** Signatures of a subject. Throws EdgeError `not-found`, `bad-request`, `unavailable`. */
export async function signaturesOf(deps: SignatureDeps, caller: Caller, subject: SignedSubject): Promise<SignedRecord> {
  demand(caller, "GET /api/v1/signatures");
  const book = bookIn(deps);
  const hash = await hashOf(deps, subject);
  return { hash, signatures: shownOf(book.of(subject), hash), meanings: book.meanings };
}

/**
 * Signs the record that the person saw. The person proves the identity again, whatever the session says (rule SG1).
 * Throws EdgeError `forbidden`, `conflict` where the record changed meanwhile, `not-found`, `bad-request`,
 * `unavailable`, `disk`.
 */
export async function sign(deps: SignatureDeps, caller: Caller, wanted: WantedSignature): Promise<Signed> {
  demand(caller, "POST /api/v1/signatures");
  const { kind, id, hash, reason } = wanted;
  const principal = principalFrom(caller);
  const act = { principal, action: "record.sign", target: `${kind} ${id}`, reason, signature: wanted.meaning };
  const meaning = meaningIn(bookIn(deps), wanted.meaning);
  const proved = await proof(deps, caller, { wanted, meaning });
  if (proved.kind === "locked") return proved;
  const why =
    proved.kind === "refused"
      ? new EdgeError("forbidden", proved.why)
      : (await hashOf(deps, wanted)) === hash
        ? undefined
        : new EdgeError("conflict", "The record has changed since you read it. Read it again, then sign.");
  if (proved.kind === "refused" || why !== undefined) {
    await deps.journal.record({ ...act, result: "refused", reason: (why as EdgeError).message });
    throw why;
  }
  const at = deps.now();
  const signature: Signature = {
    uid: uuidv7(at / 1000),
    ...{
      kind,
      id,
      hash,
      user: principal.user,
      role: proved.role,
      meaning: meaning.id,
      meaningName: meaning.name,
      reason,
      at,
    },
  };
  await bookIn(deps).add(signature);
  await deps.journal.record({ ...act, result: "done", after: { uid: signature.uid, hash } });
  await recorded(deps, eventOf(signature, at));
  return { kind: "signed", signature: { ...signature, isOfPresent: true } };
}

/** Whether the person is who the session says, and may give the meaning. */
async function proof(
  { accounts }: SignatureDeps,
  caller: Caller,
  { wanted, meaning }: { readonly wanted: WantedSignature; readonly meaning: SignatureMeaning },
): Promise<
  | { readonly kind: "proved"; readonly role: Role }
  | { readonly kind: "refused"; readonly why: string }
  | { readonly kind: "locked"; readonly waitS: number }
> {
  if (accounts === undefined) throw new EdgeError("unavailable", "This edge keeps no users.");
  const refused = (why: string) => ({ kind: "refused", why }) as const;
  if (caller.kind !== "user" || caller.identity.via !== "session")
    return refused("A signature needs a person who signed in, not a token.");
  const { user, role } = caller.identity;
  const { id, least } = meaning;
  const needs = (has: Role): string => `To sign as ${id} needs the role ${least} or more, and you are ${has}.`;
  if (!isAtLeast(role, least)) return refused(needs(role));
  const checked = await accounts.confirm(user, wanted.password, wanted.network);
  switch (checked.kind) {
    case "locked":
      return checked;
    case "wrong":
      return refused("The password is wrong: nothing is signed.");
    case "elsewhere":
      return refused(
        "You sign in at the plant's provider, which this edge cannot ask for your password again. Sign with a user " +
          "of the edge or of its directory.",
      );
    case "confirmed": {
      // A directory may have given another role since the person signed in.
      const { role: present } = checked.identity;
      return isAtLeast(present, least) ? { kind: "proved", role: present } : refused(needs(present));
    }
  }
}

/** The signature is on disk by now, so that a full log must not look as if nothing had been signed. */
async function recorded({ recordEvent }: SignatureDeps, event: EdgeEvent): Promise<void> {
  try {
    await recordEvent?.(event);
  } catch (cause) {
    if (!(cause instanceof EdgeError)) throw cause;
    throw new EdgeError(
      "unavailable",
      "It is signed and in the audit log, but the log takes no data now. Do not sign again.",
      { cause },
    );
  }
}

function eventOf({ at, meaningName: _name, ...signature }: Signature, now: Micros): EdgeEvent {
  const payload = { ...signature, at };
  const about = { time: at, receivedAt: now, schema: "record-signed/1" };
  return { eventUid: signature.uid, type: "record.signed", ...about, payload };
}

function meaningIn({ meanings }: SignatureBook, id: string): SignatureMeaning {
  const meaning = meanings.find((one) => one.id === id);
  if (meaning === undefined)
    throw new EdgeError("bad-request", `a signature means one of ${meanings.map((one) => one.id).join(", ")}`);
  return meaning;
}

/** Hash of the record as it is now. */
async function hashOf(deps: SignatureDeps, { kind, id }: SignedSubject): Promise<string> {
  const { passports, quality, work } = deps;
  if (passports === undefined) throw new EdgeError("unavailable", "This edge seals no passports.");
  if (kind === "case") return passports.hashOf(closedCase(work?.find(id)));
  if (kind === "piece") return passports.hashOf((await traceOf(deps, id)).record);
  if (quality === undefined) throw new EdgeError("unavailable", "This edge follows no measurements of pieces.");
  const [plan = "", machine = "", version = ""] = id.split("/");
  const limits = (await quality.limits({ plan, machine })).find((one) => String(one.version) === version);
  if (limits === undefined || id.split("/").length !== 3)
    throw new EdgeError("not-found", "there is no such version of limits; write plan/machine/version");
  return passports.hashOf(withoutNaN(limits));
}

/** A closed case, which never changes: class, cause, all acts and the check of effect (rule RC29). */
function closedCase(item: WorkItem | undefined): object {
  if (item?.payload === undefined || workState(item) !== "closed")
    throw new EdgeError("not-found", "there is no closed case with this itemUid");
  // As it is on disk: fields without a value are left out.
  return JSON.parse(JSON.stringify(item)) as object;
}

/** Fields without a value are left out, as in the log. */
function withoutNaN<T extends { readonly model: object }>(limits: T): object {
  const model = Object.fromEntries(Object.entries(limits.model).filter(([, value]) => !Number.isNaN(value)));
  return { ...limits, model };
}

function bookIn({ signatures }: SignatureDeps): SignatureBook {
  if (signatures === undefined) throw new EdgeError("unavailable", "This edge keeps no signatures.");
  return signatures;
}
