import { uuidv7 } from "../../../batch/uuidv7.ts";
import { type Accounts, type Identity, isAtLeast, type Role } from "../../../contracts/access/access.ts";
import type { Act, Journal, Principal } from "../../../contracts/access/journal.ts";
import { EdgeError } from "../../../contracts/errors.ts";
import type { EdgeEvent } from "../../../contracts/path/event-batch.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import { caseOf, type WorkBook, type WorkItem } from "../../../contracts/records/work-book.ts";
import { workState } from "../../../contracts/records/work-item.ts";
import type {
  ShownSignature,
  Signature,
  SignatureBook,
  SignatureMeaning,
  SignedSubject,
} from "../../../contracts/trace/signature.ts";
import type { Caller } from "../caller.ts";
import { refusalOnRecord } from "../on-record.ts";
import type { PassportDeps } from "./passport.ts";
import { traceOf } from "./piece-trace.ts";

export interface SignatureDeps extends PassportDeps {
  /** Absent where the edge keeps no work items. */
  readonly work?: Pick<WorkBook, "find">;
  /** Absent where an edge can have no users. */
  readonly accounts?: Pick<Accounts, "confirm" | "confirmExternal" | "isOfProvider" | "identify">;
  readonly journal: Pick<Journal, "record">;
  /** Puts an event into the log; absent where the edge has none. */
  readonly recordEvent?: (event: EdgeEvent) => Promise<void>;
  now(): Micros;
}

/** A signature as a person asks for it, however the identity is proved. */
export interface WantedSignature extends SignedSubject {
  /** Of the record that the person saw. */
  readonly hash: string;
  readonly meaning: string;
  readonly reason: string;
}

/** The act of signing as the audit log names it, before its result. */
export function signingAct(principal: Principal, { kind, id, meaning, reason }: WantedSignature): Omit<Act, "result"> {
  return { principal, action: "record.sign", target: `${kind} ${id}`, reason, signature: meaning };
}

/** The person of a session who may give a meaning, before the identity is proved. Throws EdgeError `forbidden`. */
export function signerIn(asking: Caller, meaning: SignatureMeaning): Identity {
  if (asking.kind !== "user" || asking.identity.via !== "session")
    throw new EdgeError("forbidden", "A signature needs a person who signed in, not a token.");
  checkRole(asking.identity.role, meaning);
  return asking.identity;
}

/** Throws EdgeError `forbidden` where the role is too low for the meaning. */
function checkRole(role: Role, { id, least }: SignatureMeaning): void {
  if (!isAtLeast(role, least))
    throw new EdgeError("forbidden", `To sign as ${id} needs the role ${least} or more, and you are ${role}.`);
}

interface Proved {
  readonly wanted: WantedSignature;
  readonly act: Omit<Act, "result">;
  /** The person, who has just proved the identity, with the present role; throws EdgeError where it was refused. */
  readonly prove: () => Promise<Identity>;
}

/**
 * Signs the record that the person saw: book, then audit log, then log (rule SG3). Throws EdgeError `forbidden`,
 * `conflict` where the record changed meanwhile, `not-found`, `bad-request`, `unavailable`, `disk`.
 */
export async function signed(deps: SignatureDeps, { wanted, act, prove }: Proved): Promise<ShownSignature> {
  const signature = await refusalOnRecord(deps.journal, act, async () => {
    const { user, role } = await prove();
    const meaning = meaningIn(deps, wanted.meaning);
    // A directory or provider may have given another role since the person signed in.
    checkRole(role, meaning);
    await checkUnchanged(deps, wanted);
    const at = deps.now();
    const { kind, id, hash, reason } = wanted;
    const binds = { kind, id, hash, user, role, meaning: meaning.id, meaningName: meaning.name, reason, at };
    const made: Signature = { uid: uuidv7(at / 1000), ...binds };
    await bookIn(deps).add(made);
    return made;
  });
  const { uid, hash, at } = signature;
  await deps.journal.record({ ...act, result: "done", after: { uid, hash } });
  await recorded(deps, eventOf(signature, at));
  return { ...signature, isOfPresent: true };
}

/** Throws EdgeError `conflict` where the record is another than the one that the person saw (rule SG4). */
export async function checkUnchanged(deps: SignatureDeps, wanted: WantedSignature): Promise<void> {
  if ((await hashOf(deps, wanted)) !== wanted.hash)
    throw new EdgeError("conflict", "The record has changed since you read it. Read it again, then sign.");
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

/** A meaning of the config. Throws EdgeError `bad-request`. */
export function meaningIn(deps: Pick<SignatureDeps, "signatures">, id: string): SignatureMeaning {
  const { meanings } = bookIn(deps);
  const meaning = meanings.find((one) => one.id === id);
  if (meaning === undefined)
    throw new EdgeError("bad-request", `a signature means one of ${meanings.map((one) => one.id).join(", ")}`);
  return meaning;
}

/** Hash of the record as it is now. */
export async function hashOf(deps: SignatureDeps, { kind, id }: SignedSubject): Promise<string> {
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
  if (item === undefined || caseOf(item) === undefined || workState(item) !== "closed")
    throw new EdgeError("not-found", "there is no closed case with this itemUid");
  // As it is on disk: fields without a value are left out.
  return JSON.parse(JSON.stringify(item)) as object;
}

/** Fields without a value are left out, as in the log. */
function withoutNaN<T extends { readonly model: object }>(limits: T): object {
  const model = Object.fromEntries(Object.entries(limits.model).filter(([, value]) => !Number.isNaN(value)));
  return { ...limits, model };
}

/** Throws EdgeError `unavailable` where the edge keeps no signatures. */
export function bookIn({ signatures }: Pick<SignatureDeps, "signatures">): SignatureBook {
  if (signatures === undefined) throw new EdgeError("unavailable", "This edge keeps no signatures.");
  return signatures;
}
