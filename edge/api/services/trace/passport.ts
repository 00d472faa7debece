import { EdgeError } from "../../../contracts/errors.ts";
import type { RenderedReport } from "../../../contracts/reports/question.ts";
import { timeText } from "../../../contracts/trace/build-record.ts";
import type { Passport, PassportMaker, SealKey, SealVerdict } from "../../../contracts/trace/passport.ts";
import type { ShownSignature, SignatureBook } from "../../../contracts/trace/signature.ts";
import type { Language } from "../../../contracts/words/language.ts";
import { type Caller, demand } from "../caller.ts";
import type { ReportMaker } from "../reports/reports.ts";
import { type PieceTraceDeps, traceOf } from "./piece-trace.ts";

export interface PassportDeps extends Omit<PieceTraceDeps, "passports"> {
  /** Absent where the edge seals nothing. */
  readonly passports?: PassportMaker;
  readonly signatures?: SignatureBook;
  readonly reports?: Pick<ReportMaker, "render">;
}

/** The public key that checks seals. Throws EdgeError `unavailable`, `disk`. */
export function sealKey({ passports }: Pick<PassportDeps, "passports">, caller: Caller): SealKey {
  demand(caller, "GET /api/v1/trace/seal-key");
  return maker(passports).key();
}

/** Whether a file is a passport that this edge sealed. Throws EdgeError `unavailable`, `disk`. */
export function passportVerdict(
  { passports }: Pick<PassportDeps, "passports">,
  caller: Caller,
  text: string,
): SealVerdict {
  demand(caller, "POST /api/v1/trace/verify");
  return maker(passports).verdict(text);
}

/**
 * The sealed passport of a piece. Throws EdgeError `not-found`, and `unavailable` while a book does not answer or
 * catches up: an incomplete record is not sealed.
 */
export async function passportOf(deps: PassportDeps, caller: Caller, piece: string): Promise<Passport> {
  demand(caller, "GET /api/v1/trace/piece/:piece/passport");
  const passports = maker(deps.passports);
  const { record, parts } = await traceOf(deps, piece);
  const late = parts.find(({ part, state }) => part !== "curves" && (state === "behind" || state === "failed"));
  if (late !== undefined)
    throw new EdgeError(
      "unavailable",
      `The record of ${late.part} is not up to date, and is not sealed. Try again later.`,
    );
  const hash = passports.hashOf(record);
  const signatures = (deps.signatures?.of({ kind: "piece", id: piece }) ?? []).map((one) => ({
    user: one.user,
    role: one.role,
    meaning: one.meaningName,
    reason: one.reason,
    at: timeText(one.at) as string,
    hash: one.hash,
    isOfPresent: one.hash === hash,
  }));
  return passports.seal(record, signatures);
}

/** The passport on paper. Throws EdgeError `unavailable`. */
export async function passportPdf(
  { passports, reports, plant }: PassportDeps,
  passport: Passport,
  language: Language,
): Promise<RenderedReport> {
  if (reports === undefined) throw new EdgeError("unavailable", "This edge makes no reports.");
  const document = maker(passports).document(passport, language, plant.site.timeZone);
  return { ...(await reports.render(document, "pdf")), name: fileName(passport.record.piece, "pdf") };
}

/** Names of pieces may hold anything; those of files may not. */
export function fileName(piece: string, ending: "json" | "pdf"): string {
  return `gemba-passport-${piece.replaceAll(/[^\w.-]/g, "_").slice(0, 80)}.${ending}`;
}

/** Signatures beside the record as it is now. */
export function shownOf(signatures: ReturnType<SignatureBook["of"]>, hash: string | undefined): ShownSignature[] {
  return signatures.map((one) => ({ ...one, isOfPresent: one.hash === hash }));
}

function maker(passports: PassportMaker | undefined): PassportMaker {
  if (passports === undefined) throw new EdgeError("unavailable", "This edge seals no passports.");
  return passports;
}
