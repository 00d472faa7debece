import { computed, signal } from "@preact/signals";
import type { Layout, SavedLayout } from "../../../../edge/contracts/plant/layout.ts";
import { account } from "../../data/account.ts";
import { ask, wordsOf } from "../../data/api.ts";
import { type Failure, failureOf } from "../../data/problem.ts";
import { changeOf } from "./change-of.ts";
import { type Draft, draftOf } from "./draft.ts";

/** Effect of a click on the plan. */
export type Tool = "select" | "zone" | "route" | "scale" | "map";

/** Most steps that can be undone. */
const MOST_STEPS = 200;

export const layout = signal<Layout | null>(null);
export const draft = signal<Draft | null>(null);
const past = signal<readonly Draft[]>([]);
const future = signal<readonly Draft[]>([]);
export const chosen = signal<ReadonlySet<string>>(new Set());
export const tool = signal<Tool>("select");
/** Points that the present tool has collected, plant metres. */
export const points = signal<readonly { readonly x: number; readonly y: number }[]>([]);
/** Object that the next click places: an asset without a place, or a type. */
export const placing = signal<{ readonly asset: string } | { readonly type: string } | null>(null);
export const failure = signal<Failure | null>(null);
/** Why there is nothing to arrange: the layout could not be read. */
export const openFailure = signal<string | null>(null);
export const saved = signal<SavedLayout | null>(null);
export const isBusy = signal(false);

export const canUndo = computed(() => past.value.length > 0);
export const canRedo = computed(() => future.value.length > 0);
export const isChanged = computed(
  () => layout.value !== null && draft.value !== null && Object.keys(changeOf(layout.value, draft.value)).length > 1,
);
/** Why the draft cannot be saved, null where it can; the edge decides, this only predicts it. */
export const whyNotSave = computed((): "layout.no-users" | "layout.may-not" | null => {
  if (account.value === null) return null;
  if (!account.value.users) return "layout.no-users";
  return account.value.role === "engineer" || account.value.role === "admin" ? null : "layout.may-not";
});

export async function open(): Promise<void> {
  try {
    layout.value = await ask<Layout>("/api/v1/layout");
    draft.value = draftOf(layout.value);
    past.value = [];
    future.value = [];
    failure.value = null;
    openFailure.value = null;
  } catch (error) {
    openFailure.value = wordsOf(error);
  }
}

/** Takes a change; `joined` continues the previous one, as while dragging. */
export function change(next: Draft, joined = false): void {
  if (draft.value === null || next === draft.value) return;
  if (!joined) past.value = [...past.value.slice(-MOST_STEPS), draft.value];
  future.value = [];
  draft.value = next;
  saved.value = null;
}

export function undo(): void {
  const before = past.value.at(-1);
  if (before === undefined || draft.value === null) return;
  past.value = past.value.slice(0, -1);
  future.value = [draft.value, ...future.value];
  draft.value = before;
}

export function redo(): void {
  const [next, ...rest] = future.value;
  if (next === undefined || draft.value === null) return;
  future.value = rest;
  past.value = [...past.value, draft.value];
  draft.value = next;
}

/** Writes into the plant's config. Resolves with whether it was taken. */
export async function save(): Promise<boolean> {
  if (layout.value === null || draft.value === null || isBusy.value) return false;
  isBusy.value = true;
  failure.value = null;
  try {
    const answer = await ask<SavedLayout>("/api/v1/layout", {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(changeOf(layout.value, draft.value)),
    });
    await open();
    saved.value = answer;
    return true;
  } catch (error) {
    failure.value = failureOf(error);
    return false;
  } finally {
    isBusy.value = false;
  }
}

/** Restarts the edge, so that it reads the new layout. The page reconnects automatically. */
export async function restartEdge(): Promise<void> {
  try {
    await ask("/api/v1/layout/restart", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: "{}",
    });
    saved.value = null;
  } catch (error) {
    failure.value = failureOf(error);
  }
}

export function setTool(next: Tool): void {
  tool.value = next;
  points.value = [];
  placing.value = null;
}

/** Selects a machine; `isMore` adds it to the selection or takes it out again. */
export function choose(key: string, isMore: boolean): void {
  if (isMore) {
    const next = new Set(chosen.value);
    if (!next.delete(key)) next.add(key);
    chosen.value = next;
  } else if (!chosen.value.has(key)) chosen.value = new Set([key]);
}
