/** Health of components and work on them, as the API answers. Times RFC 3339. */
import type { AdaptationInForce } from "../../../edge/contracts/health/adaptation.ts";
import type { NamedHypothesis } from "../../../edge/contracts/health/component-condition.ts";
import type { ExpectedLife } from "../../../edge/contracts/health/expected-life.ts";
import type { AssetUid, LocalizedText, TagUid } from "../../../edge/contracts/plant/tag.ts";
import { ask, type PastAlert } from "./api.ts";

/** The condition of one component (`/api/v1/component-health`). */
export interface ComponentAnswer {
  readonly assetUid: AssetUid;
  /** Path; empty where the asset itself is meant. */
  readonly component: string;
  readonly name: LocalizedText;
  readonly stage: "learning" | "healthy" | "watch" | "act";
  readonly since: string | null;
  readonly health: number | null;
  readonly evidence: number;
  readonly hypotheses: readonly NamedHypothesis[];
  readonly severity: number | null;
  readonly rul: NonNullable<PastAlert["rul"]> | null;
  readonly alertUid: string | null;
  /** Kind of the alert, such as `safety`; null without one. */
  readonly kind: string | null;
  /** The work that came from the alert, else open work on the component. */
  readonly work: { readonly itemUid: string; readonly state: WorkState; readonly due: string | null } | null;
  /** Version of what verdicts taught, with the verdicts about such components in it. */
  readonly adaptation: AdaptationInForce | null;
}

export interface ExpectedAnswer
  extends Pick<ExpectedLife, "unit" | "expected" | "median" | "used" | "prior" | "ended" | "left" | "isWorn"> {
  readonly perDay: number | null;
  readonly basisDays: number | null;
}

/** Evidence and life of one component (`/api/v1/component-health/life`); columns of equal length. */
export interface LifeAnswer {
  /** Life by the maker, in hours or cycles; null where the config says nothing of it. */
  readonly expected: ExpectedAnswer | null;
  /** Kinds of faults that health distinguishes in it. */
  readonly kinds: readonly { readonly kind: string; readonly name: LocalizedText }[];
  readonly evidence: NonNullable<PastAlert["evidence"]>;
  readonly curve: {
    readonly times: readonly (string | null)[];
    readonly health: readonly (number | null)[];
    readonly evidence: readonly number[];
  };
  /** Statistics that may be evidence, beside their usual range; strongest first. */
  readonly statistics: readonly {
    readonly tagUid: TagUid | null;
    readonly name: LocalizedText;
    readonly meaning: LocalizedText;
    readonly unit: string;
    readonly times: readonly (string | null)[];
    readonly value: readonly number[];
    readonly low: readonly (number | null)[];
    readonly high: readonly (number | null)[];
  }[];
}

export type WorkState = "reported" | "planned" | "in-progress" | "finished" | "closed" | "rejected";
export type WorkActKind = "plan" | "start" | "finish" | "return" | "verify" | "reject" | "interrupt" | "remark";
export type Verdict = "right" | "wrong" | "not-useful";

/** Something that a person or a program did with a work item; null where a field does not apply. */
export interface WorkActAnswer {
  readonly actUid: string;
  readonly kind: WorkActKind;
  readonly at: string | null;
  readonly by: { readonly name: string; readonly as: "person" | "program" };
  readonly note: string | null;
  readonly done: string | null;
  /** Name of the person who did the work, where another person or a program reports it. */
  readonly doneBy: string | null;
  readonly found: string | null;
  readonly foundKind: string | null;
  readonly verdict: Verdict | null;
  readonly replaced: readonly string[] | null;
  readonly parts: readonly { readonly part: string; readonly quantity: number }[];
}

export interface WorkItemAnswer {
  readonly itemUid: string;
  readonly kind: "maintenance" | "hidden-danger" | "inspection" | "corrective-action" | "permit";
  readonly state: WorkState;
  readonly title: LocalizedText;
  readonly assetUid: AssetUid;
  readonly assetLabel: string | null;
  readonly component: string | null;
  readonly cause: string | null;
  readonly causeKind: "alert" | "recommendation" | "work-item" | "plan" | null;
  readonly reportedAt: string | null;
  readonly reportedBy: { readonly name: string; readonly as: "person" | "program" };
  readonly assignee: string | null;
  readonly due: string | null;
  readonly grade: number | null;
  readonly isOverdue: boolean;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly endedAt: string | null;
  readonly verdict: Verdict | null;
  readonly replaced: readonly string[];
  readonly acts: readonly WorkActAnswer[];
  /** Acts that the signed-in user may do now. */
  readonly may: readonly WorkActKind[];
}

/** Components of the plant, or of one asset. */
export async function fetchComponents(asset?: AssetUid): Promise<readonly ComponentAnswer[]> {
  const query = asset === undefined ? "" : `?${new URLSearchParams({ asset }).toString()}`;
  return (await ask<{ components: readonly ComponentAnswer[] }>(`/api/v1/component-health${query}`)).components;
}

export function fetchLife(asset: AssetUid, component: string): Promise<LifeAnswer> {
  const query = new URLSearchParams({ asset, ...(component === "" ? {} : { component }) });
  return ask(`/api/v1/component-health/life?${query.toString()}`);
}

interface WorkQuery {
  readonly state?: WorkState | "open" | "all";
  readonly asset?: AssetUid;
  /** All but hidden dangers and inspections of the register. */
  readonly safety?: "false";
  readonly limit?: string;
}

interface WorkPage {
  /** Open items of the whole plant, whatever the page holds. */
  readonly openCount: number;
  /** Newest report first. */
  readonly items: readonly WorkItemAnswer[];
}

/** Work items of a state: the first page of the list. */
export function fetchWork(query: WorkQuery): Promise<WorkPage> {
  const words = new URLSearchParams(Object.entries(query)).toString();
  return ask(`/api/v1/work-items?${words}`);
}

interface WorkReport {
  /** Given by the page, so that a repeated request makes no second item. */
  readonly itemUid: string;
  readonly assetUid: AssetUid;
  readonly component?: string;
  readonly title: Partial<LocalizedText>;
  /** The alert that it came from. */
  readonly cause?: string;
}

export function reportWork(report: WorkReport): Promise<WorkItemAnswer> {
  return post("/api/v1/work-items", report);
}

/** An act with the fields that its kind takes. */
export interface WorkActAsked {
  /** Given by the page, so that a repeated request acts once. */
  readonly actUid: string;
  readonly kind: WorkActKind;
  readonly note?: string;
  readonly assignee?: string;
  readonly due?: string;
  readonly grade?: number;
  readonly done?: string;
  readonly found?: string;
  readonly foundKind?: string;
  readonly verdict?: Verdict;
  readonly replaced?: readonly string[];
  readonly parts?: readonly { readonly part: string; readonly quantity: number }[];
}

export function actOnWork(itemUid: string, act: WorkActAsked): Promise<WorkItemAnswer> {
  return post(`/api/v1/work-items/${encodeURIComponent(itemUid)}/acts`, act);
}

interface Figures {
  readonly failures: number;
  readonly mtbfS: number | null;
  readonly mttrS: number | null;
  readonly operatingS: number | null;
  readonly timeBasis: "operating-time" | "calendar-time" | null;
  readonly verdicts: { readonly right: number; readonly wrong: number; readonly notUseful: number };
}

/** Key figures of the work that was finished in a time. */
export interface FiguresAnswer {
  readonly plant: Figures;
  readonly assets: readonly (Figures & { readonly assetUid: AssetUid; readonly assetLabel: string | null })[];
}

export function fetchFigures(days: number): Promise<FiguresAnswer> {
  return ask(`/api/v1/maintenance-figures?from=-${days}d`);
}

function post(path: string, body: object): Promise<WorkItemAnswer> {
  return ask(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
}
