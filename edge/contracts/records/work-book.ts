/** The book of all work items, and functions for its readers (rules in docs/rules/work.md). */

import type { Role } from "../access/access.ts";
import type { Principal } from "../access/journal.ts";
import type { Micros } from "../path/sample-batch.ts";
import type { AssetUid } from "../plant/tag.ts";
import type { DangerFacts, InspectionFacts } from "../safety/loop-facts.ts";
import type { PermitFacts } from "../safety/permit.ts";
import type { ResponseFacts } from "../safety/response.ts";
import type { Static, TNever } from "../schema.ts";
import type { DefectCase } from "./defect-case.ts";
import type { Evidence } from "./evidence.ts";
import type { Hypothesis } from "./hypothesis.ts";
import type { Refused } from "./life-cycle.ts";
import type { WorkAct, workItemOf } from "./work-item.ts";

type Plain = Omit<Static<ReturnType<typeof workItemOf<TNever>>>, "payload" | "acts" | "evidence" | "hypotheses">;

/** An item with the payloads that the edge adds: a case of a defect, a hidden danger, an inspection, a permit. */
export type WorkItem = Readonly<Plain> & {
  readonly acts: readonly WorkAct[];
  readonly evidence: readonly Evidence[];
  readonly hypotheses?: readonly Hypothesis[];
  readonly payload?: DefectCase | DangerFacts | InspectionFacts | PermitFacts | ResponseFacts;
};

/** A report of work. Without `itemUid` the book assigns one. */
export type NewWorkItem = Omit<WorkItem, "acts" | "itemUid"> & { readonly itemUid?: string };

/** A change of an item: its report, or an act. */
export interface WorkChange {
  readonly item: WorkItem;
  /** Absent: the item was reported. */
  readonly act?: WorkAct;
}

/** An act on an item. */
export type WorkAction = Required<WorkChange>;

/** Role and name of an actor. */
export interface WorkActor {
  readonly role: Role;
  readonly principal: Principal;
  /** Refuses by what is the case when it is the act's turn, after all acts before it; not asked of a repeated act. */
  readonly refuse?: ((item: WorkItem, act: WorkAct) => Refused | undefined) | undefined;
}

/**
 * Open items, and closed ones as far back as they are kept. Each change is on disk and in the audit log before it is
 * answered; one that the disk refused has not happened.
 */
export interface WorkBook {
  /** Changes with every change. */
  readonly version: number;
  /** Number of items that are neither closed nor rejected. */
  readonly openCount: number;
  /** Newest report first. */
  newestFirst(): Iterable<WorkItem>;
  /** Items reported before the one of this uid, newest first; undefined where the book has no such item. */
  before(itemUid: string): Iterable<WorkItem> | undefined;
  find(itemUid: string): WorkItem | undefined;
  /**
   * The reported item; the present one where its uid, or an open item with its cause, is there already. Throws
   * EdgeError `conflict` at the bounds, `unavailable`, `disk`.
   */
  report(item: NewWorkItem, principal: Principal): Promise<{ readonly item: WorkItem; readonly isNew: boolean }>;
  /**
   * The item after the act; unchanged where it has the act already. `at` is moved behind the newest act if the clock
   * was set back. `role`: the actor's role. Throws EdgeError `not-found`, `forbidden`, `bad-request`, `conflict`,
   * `unavailable`, `disk`.
   */
  act(itemUid: string, act: WorkAct, actor: WorkActor): Promise<WorkItem>;
  /** Calls `listener` with every change that is on disk, in order. Returns the unsubscriber. */
  subscribe(listener: (change: WorkChange) => unknown): () => void;
}

/**
 * Event of the log: a person replaced a component. Its payload has the `component` and the `itemUid`. After a kill it
 * may be there twice, with the same `eventUid` (rule WI19).
 */
export const COMPONENT_REPLACED = "component.replaced";

/** A component that a finish names as replaced: its life restarts at `at` (rule R23). */
export interface Replaced {
  readonly assetUid: AssetUid;
  readonly component: string;
  readonly at: Micros;
  readonly itemUid: string;
}

/** Components that an item's work replaced, in the order of time. */
export function replacedIn({ itemUid, about: { assetUid }, acts }: WorkItem): readonly Replaced[] {
  return acts.flatMap(({ kind, at, replaced }) =>
    kind === "finish" ? (replaced ?? []).map((component) => ({ assetUid, component, at, itemUid })) : [],
  );
}

/** Found kind where the component was sound. */
export const NOTHING_FOUND = "none";

/** The kind of fault that was found: the newest word on it counts. */
export function foundKindOf({ acts }: Pick<WorkItem, "acts">): string | undefined {
  return acts.findLast(({ foundKind }) => foundKind !== undefined)?.foundKind;
}

/** Whether the statement that an item came from was right: the newest word on it counts. */
export function verdictOf({ acts }: Pick<WorkItem, "acts">): NonNullable<WorkAct["verdict"]> | undefined {
  return acts.findLast(({ verdict }) => verdict !== undefined)?.verdict;
}

/** The case of a defect that a corrective action is about; undefined for other work. */
export function caseOf({ kind, payload }: Pick<WorkItem, "kind" | "payload">): DefectCase | undefined {
  return kind === "corrective-action" && payload !== undefined ? (payload as DefectCase) : undefined;
}
