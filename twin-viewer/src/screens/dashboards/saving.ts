import { signal } from "@preact/signals";
import type { Dashboard } from "../../../../edge/contracts/dashboards/dashboard.ts";
import { dashboardChoice } from "../../data/dashboard-link.ts";
import { type Base, fetchDashboards, saveDashboard } from "../../data/dashboards-api.ts";
import { type ConfigProblemAnswer, failureOf } from "../../data/problem.ts";
import { all, chosen, draft, type Listed, open, stored } from "./state.ts";

/** Why the newest save did not happen. The draft stays as it is. */
export type Trouble =
  | { readonly kind: "failed"; readonly reason: string; readonly problems: readonly ConfigProblemAnswer[] }
  | { readonly kind: "changed"; readonly theirs: Base };

export const trouble = signal<Trouble | null>(null);
export const isSaving = signal(false);

/** Edits a dashboard. A generated one becomes one of the plant with the same id when it is saved. */
export function beginEdit({ dashboard, isOwn }: Listed): void {
  trouble.value = null;
  chosen.value = null;
  draft.value = { dashboard, before: [], after: [], base: isOwn ? dashboard : undefined, isNew: false };
}

export function beginNew(): void {
  trouble.value = null;
  chosen.value = null;
  const dashboard = { id: freeId("dashboard"), title: { zh: "新看板", en: "New dashboard" }, panels: [] };
  draft.value = { dashboard, before: [], after: [], base: undefined, isNew: true };
}

export function endEdit(): void {
  draft.value = null;
  chosen.value = null;
  trouble.value = null;
}

/** An id that no dashboard has: the word, or the word with a number. */
function freeId(word: string): string {
  const taken = new Set(all.value.map(({ dashboard }) => dashboard.id));
  if (!taken.has(word)) return word;
  let n = 2;
  while (taken.has(`${word}-${n}`)) n++;
  return `${word}-${n}`;
}

/** An id for a new dashboard by its English title. */
function idOf({ title: { en } }: Dashboard): string {
  const word = en
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 50);
  return freeId(word === "" ? "dashboard" : word);
}

/** Saves the draft; `overwrites` a state that somebody else saved meanwhile. */
export async function save({ overwrites = false, asCopy = false } = {}): Promise<void> {
  const now = draft.value;
  if (now === null || isSaving.value) return;
  const isFresh = now.isNew || asCopy;
  const dashboard = isFresh ? { ...now.dashboard, id: idOf(now.dashboard) } : now.dashboard;
  await send(dashboard.id, dashboard, { base: isFresh ? undefined : now.base, overwrites });
}

/** Removes the dashboard from the config; a generated one of the same id comes back. */
export async function remove(): Promise<void> {
  const now = draft.value;
  if (now !== null && !isSaving.value) await send(now.dashboard.id, undefined, { base: now.base, overwrites: false });
}

async function send(
  id: string,
  dashboard: Dashboard | undefined,
  how: { readonly base: Base; readonly overwrites: boolean },
): Promise<void> {
  isSaving.value = true;
  trouble.value = null;
  try {
    const saved = await saveDashboard(id, dashboard, how);
    if (saved.kind === "changed") trouble.value = saved;
    else if (saved.kind === "refused") trouble.value = { kind: "failed", reason: "", problems: saved.problems };
    else {
      const choice = dashboardChoice.value;
      stored.value = await fetchDashboards();
      open(dashboard === undefined ? "" : id);
      if (dashboard?.variable !== undefined) dashboardChoice.value = choice;
      endEdit();
    }
  } catch (error) {
    trouble.value = { kind: "failed", ...failureOf(error) };
  } finally {
    isSaving.value = false;
  }
}

/** Takes the state that somebody else saved; undo brings the own one back. */
export function takeTheirs(theirs: Base): void {
  const now = draft.value;
  trouble.value = null;
  if (now === null) return;
  chosen.value = null;
  const dashboard = theirs ?? now.dashboard;
  draft.value = { ...now, dashboard, base: theirs, before: [...now.before, now.dashboard], after: [] };
}
