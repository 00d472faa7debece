import type { AnnotationContent } from "../../../edge/contracts/explore/annotation.ts";
import type { CalculatedTagContent } from "../../../edge/contracts/explore/calculated-tag.ts";
import type { CurveSet, CurveSource, Expression } from "../../../edge/contracts/explore/curve.ts";
import { MOST_CELLS, MOST_COLUMNS } from "../../../edge/contracts/explore/curve.ts";
import { decodeCurves } from "../../../edge/contracts/explore/curve-block.ts";
import type { PeriodDefinitionContent, PeriodFigures, PeriodRule } from "../../../edge/contracts/explore/period.ts";
import type { Scope } from "../../../edge/contracts/explore/record.ts";
import type { ViewContent } from "../../../edge/contracts/explore/view.ts";
import type { LocalizedText } from "../../../edge/contracts/plant/tag.ts";
import { ask, jsonOf, request, type Span } from "./api.ts";

const iso = (ms: number): string => new Date(ms).toISOString();

/** Figures of many curves over a span, one column per pixel, as far as one answer may hold. */
export async function fetchCurves(
  curves: readonly CurveSource[],
  { fromMs, toMs }: Span,
  width: number,
): Promise<CurveSet> {
  const most = Math.min(MOST_COLUMNS, Math.floor(MOST_CELLS / Math.max(1, curves.length)));
  const body = { from: iso(fromMs), to: iso(toMs), width: Math.max(1, Math.min(most, Math.round(width))), curves };
  const response = await request("/api/v1/curves", jsonOf("POST", body));
  return decodeCurves(await response.arrayBuffer());
}

/** The samples behind curves as a file for spreadsheets. */
export async function fetchExport(question: {
  readonly span: Span;
  readonly curves: readonly { readonly source: CurveSource; readonly name: string }[];
  readonly format: "csv" | "xlsx";
  readonly language: "zh" | "en";
}): Promise<Blob> {
  const { span, curves, format, language } = question;
  const body = { from: iso(span.fromMs), to: iso(span.toMs), curves, format, language };
  return (await request("/api/v1/curves/export", jsonOf("POST", body))).blob();
}

/** What is wrong with an expression, and what to do about it. */
export interface ExpressionProblem {
  readonly text: LocalizedText;
  readonly remedy: LocalizedText;
}

/** Why an expression cannot be computed; empty where it can. */
export async function checkExpression(expression: Expression): Promise<readonly ExpressionProblem[]> {
  const answer = ask<{ problems: readonly ExpressionProblem[] }>(
    "/api/v1/expressions/check",
    jsonOf("POST", { expression }),
  );
  return (await answer).problems;
}

/** A saved record of the explore room with the people behind it; times RFC 3339. */
export interface SavedEntry<Content> {
  readonly uid: string;
  readonly scope: Scope;
  readonly owner: string;
  readonly createdAt: string;
  readonly changedAt: string;
  readonly changedBy: string;
  readonly revision: number;
  readonly mayChange: boolean;
  readonly content: Content;
}

interface Collections {
  readonly views: ViewContent;
  readonly "calculated-tags": CalculatedTagContent;
  readonly "period-definitions": PeriodDefinitionContent;
  readonly annotations: AnnotationContent;
}
export type Collection = keyof Collections;
export type EntryOf<Name extends Collection> = SavedEntry<Collections[Name]>;

/** The records that the user may see, newest change first. Annotations: those that reach into the span. */
export async function fetchSaved<Name extends Collection>(name: Name, span?: Span): Promise<readonly EntryOf<Name>[]> {
  const query = span === undefined ? "" : `?${new URLSearchParams({ from: iso(span.fromMs), to: iso(span.toMs) })}`;
  return (await ask<{ entries: readonly EntryOf<Name>[] }>(`/api/v1/${name}${query}`)).entries;
}

/** Saves a new record, or a change of the revision that it is based on. The same request again saves nothing twice. */
export function saveRecord<Name extends Collection>(
  name: Name,
  uid: string,
  record: { readonly scope: Scope; readonly content: Collections[Name]; readonly revision?: number },
): Promise<EntryOf<Name>> {
  return ask(`/api/v1/${name}/${encodeURIComponent(uid)}`, jsonOf("PUT", record));
}

export async function deleteRecord(name: Collection, { uid, revision }: SavedEntry<unknown>): Promise<void> {
  await request(`/api/v1/${name}/${encodeURIComponent(uid)}?revision=${revision}`, { method: "DELETE" });
}

export interface PeriodAnswer {
  readonly from: string;
  readonly to: string;
  readonly isOpenBefore: boolean;
  readonly isOpenAfter: boolean;
  readonly seconds: number;
  readonly split: string | null;
  readonly figures: readonly PeriodFigures[];
  readonly alerts: number;
}

export interface PeriodsAnswer {
  readonly periods: readonly PeriodAnswer[];
  readonly isCut: boolean;
  readonly rawFrom: string | null;
}

/** Periods in a span in which an expression is true, oldest first. */
export function fetchPeriods(rule: PeriodRule, span: Span, figures: readonly string[]): Promise<PeriodsAnswer> {
  const body = { from: iso(span.fromMs), to: iso(span.toMs), rule, figures };
  return ask("/api/v1/periods", jsonOf("POST", body));
}
