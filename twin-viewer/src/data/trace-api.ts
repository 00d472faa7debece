/** Records of pieces, recalls, signatures and seals, as the API answers (docs/trace.md). Times RFC 3339. */
import type { Recall, RecallShipment } from "../../../edge/contracts/production/recall.ts";
import type { SealKey, SealVerdict } from "../../../edge/contracts/trace/passport.ts";
import type { PieceRecord } from "../../../edge/contracts/trace/piece-record.ts";
import type { ShownSignature, SignatureMeaning, SignedSubject } from "../../../edge/contracts/trace/signature.ts";
import { language } from "../i18n/chosen.ts";
import { ask, jsonOf, request } from "./api.ts";

/** PDFs are made by a thread that may be busy, and questions wait for others of their kind. */
const PATIENT_MS = 60_000;

export interface TracePartAnswer {
  readonly part: "material" | "quality" | "energy" | "curves";
  readonly state: "complete" | "partial" | "behind" | "failed" | "absent";
  readonly newest: string | null;
  readonly reason: string | null;
}

export interface CurveAnswer {
  readonly tagUid: string;
  readonly station: string;
  readonly operation: string;
  readonly start: string | null;
  readonly points: number;
}

export interface TraceAnswer {
  readonly record: PieceRecord;
  /** Of this very record; null where the edge seals nothing. */
  readonly hash: string | null;
  readonly parts: readonly TracePartAnswer[];
  readonly curves: readonly CurveAnswer[];
}

export function fetchTrace(piece: string): Promise<TraceAnswer> {
  return ask(`/api/v1/trace/piece/${encodeURIComponent(piece)}`, patient());
}

export function fetchSealKey(): Promise<SealKey> {
  return ask("/api/v1/trace/seal-key");
}

/** The sealed passport of a piece as a file. */
export async function fetchPassport(piece: string, format: "json" | "pdf"): Promise<Blob> {
  const query = new URLSearchParams({ format, ...(format === "pdf" ? { lang: language.value } : {}) });
  return await blobOf(`/api/v1/trace/piece/${encodeURIComponent(piece)}/passport?${query.toString()}`, patient());
}

export type SignatureAnswer = Omit<ShownSignature, "at"> & { readonly at: string | null };

export interface SignaturesAnswer {
  /** Of the record as it is now. */
  readonly hash: string;
  readonly signatures: readonly SignatureAnswer[];
  readonly meanings: readonly SignatureMeaning[];
  /** How the user of the page proves the identity to sign. */
  readonly proof: "password" | "provider";
  /** Of this user's last way to the provider for this record; `why` null: it is signed. */
  readonly outcome: { readonly why: string | null } | null;
}

export function fetchSignatures({ kind, id }: SignedSubject): Promise<SignaturesAnswer> {
  return ask(`/api/v1/signatures?${new URLSearchParams({ kind, id }).toString()}`, patient());
}

export interface WantedSignature extends SignedSubject {
  /** Of the record that the person saw. */
  readonly hash: string;
  readonly meaning: string;
  readonly reason: string;
}

export function signRecord(wanted: WantedSignature & { readonly password: string }): Promise<SignatureAnswer> {
  return ask("/api/v1/signatures", { ...jsonOf("POST", wanted), ...patient() });
}

/** Gives the address at which the provider asks the person; from there the browser returns to `back`. */
export function beginAtProvider(
  wanted: WantedSignature & { readonly back: string },
): Promise<{ readonly url: string }> {
  return ask("/api/v1/signatures/provider", { ...jsonOf("POST", wanted), ...patient() });
}

/** Names that the pieces of a recall have in common, and times RFC 3339; absent ones are any. */
export type RecallCriteria = Readonly<Partial<Record<RecallField | "from" | "to", string>>>;
export const RECALL_FIELDS = ["lot", "supplier", "order", "machine", "tool", "program", "fixture"] as const;
type RecallField = (typeof RECALL_FIELDS)[number];

export interface RecallAnswer extends Omit<Recall, "shipments"> {
  readonly isCurrent: boolean;
  readonly simulated: boolean;
  /** The entry of the audit log with this question; null where the disk took none. */
  readonly record: { readonly entry: number | null; readonly hash: string };
  readonly shipments: readonly (Omit<RecallShipment, "time"> & { readonly time: string | null })[];
}

export function fetchRecall(criteria: RecallCriteria): Promise<RecallAnswer> {
  return ask("/api/v1/trace/recall", { ...jsonOf("POST", criteria), ...patient() });
}

export const RECALL_FILES = ["csv", "xlsx", "pdf"] as const;
export type RecallFile = (typeof RECALL_FILES)[number];

/** The same recall as a file; its name has the number of its entry in the audit log. */
export async function fetchRecallFile(criteria: RecallCriteria, format: RecallFile): Promise<File> {
  const body = format === "csv" ? criteria : { ...criteria, lang: language.value };
  const response = await request(`/api/v1/trace/recall.${format}`, { ...jsonOf("POST", body), ...patient() });
  const named = /filename="([\w.-]+)"/.exec(response.headers.get("content-disposition") ?? "");
  return new File([await response.blob()], named?.[1] ?? `gemba-recall.${format}`);
}

export interface VerdictAnswer {
  readonly verdict: SealVerdict["kind"];
  readonly keyId: string | null;
  readonly piece: string | null;
  readonly sealedAt: string | null;
}

/** Judges the seal of a file by the key of the edge. */
export function fetchVerdict(text: string): Promise<VerdictAnswer> {
  return ask("/api/v1/trace/verify", { ...jsonOf("POST", { text }), ...patient() });
}

async function blobOf(path: string, init: RequestInit): Promise<Blob> {
  return await (await request(path, init)).blob();
}

function patient(): RequestInit {
  return { signal: AbortSignal.timeout(PATIENT_MS) };
}
