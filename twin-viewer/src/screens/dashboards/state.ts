import { computed, signal } from "@preact/signals";
import type { Dashboard, Dashboards, Panel } from "../../../../edge/contracts/dashboards/dashboard.ts";
import { generatedDashboards } from "../../../../edge/contracts/dashboards/generated.ts";
import { account } from "../../data/account.ts";
import { dashboardChoice, openDashboard } from "../../data/dashboard-link.ts";
import type { Base } from "../../data/dashboards-api.ts";
import type { PlantIndex } from "../../data/plant-index.ts";
import { dictionaryVersion, plant } from "../../data/signals.ts";

/** The dashboards of the config; null until the edge has answered. */
export const stored = signal<Dashboards | null>(null);
export const loadFailure = signal<string | null>(null);

/** A dashboard in the list. `isOwn`: the config has it; else it is generated. */
export interface Listed {
  readonly dashboard: Dashboard;
  readonly isOwn: boolean;
}

/** All dashboards: those of the config first, then the generated ones that none of them replaces. */
export function listed(own: readonly Dashboard[], index: PlantIndex): readonly Listed[] {
  const assets = index.plant.assets.map((asset) => ({
    ...asset,
    hasState: index.tagWith(asset.assetUid, "item-state") !== undefined,
  }));
  const ids = new Set(own.map(({ id }) => id));
  const generated = generatedDashboards({ assets, places: index.plant.places }).filter(({ id }) => !ids.has(id));
  return [
    ...own.map((dashboard) => ({ dashboard, isOwn: true })),
    ...generated.map((dashboard) => ({ dashboard, isOwn: false })),
  ];
}

export const all = computed<readonly Listed[]>(() => {
  dictionaryVersion.value;
  return plant.value === null ? [] : listed(stored.value?.list ?? [], plant.value);
});

/** Roles whose people mostly look after machines; without a choice in the config theirs opens on maintenance. */
const MAINTAINING = new Set(["maintainer"]);

/** The dashboard that opens without a choice: by the role in the config, else by what the role does. */
export function firstFor(role: string | null, list: readonly Listed[], config: Dashboards | null): string {
  const ids = new Set(list.map(({ dashboard }) => dashboard.id));
  const chosen = config === null || role === null ? undefined : new Map(Object.entries(config.defaults)).get(role);
  if (chosen !== undefined && ids.has(chosen)) return chosen;
  if (role !== null && MAINTAINING.has(role) && ids.has("maintenance")) return "maintenance";
  return list[0]?.dashboard.id ?? "";
}

/** The shown dashboard; undefined before anything is known, and for an id that there is not. */
export const shown = computed<Listed | undefined>(() => {
  const id = openDashboard.value === "" ? firstFor(account.value?.role ?? null, all.value, stored.value) : "";
  return all.value.find(({ dashboard }) => dashboard.id === (id === "" ? openDashboard.value : id));
});

export function open(id: string): void {
  openDashboard.value = id;
  dashboardChoice.value = "";
}

/** A dashboard while somebody edits it. */
export interface Draft {
  readonly dashboard: Dashboard;
  /** Earlier states for undo, the newest last, and undone ones for redo. */
  readonly before: readonly Dashboard[];
  readonly after: readonly Dashboard[];
  /** As the config had it when the edit began. */
  readonly base: Base;
  readonly isNew: boolean;
}

export const draft = signal<Draft | null>(null);
/** Number of the panel whose options are open. */
export const chosen = signal<number | null>(null);

const MOST_STEPS = 100;

/** Changes the draft; the state before can come back. */
export function change(next: (before: Dashboard) => Dashboard): void {
  const now = draft.value;
  if (now === null) return;
  const dashboard = next(now.dashboard);
  if (dashboard === now.dashboard) return;
  draft.value = { ...now, dashboard, before: [...now.before, now.dashboard].slice(-MOST_STEPS), after: [] };
}

export function changePanels(next: (panels: readonly Panel[]) => readonly Panel[]): void {
  change((dashboard) => {
    const panels = next(dashboard.panels);
    return panels === dashboard.panels ? dashboard : { ...dashboard, panels: [...panels] };
  });
}

export function undo(): void {
  const now = draft.value;
  const last = now?.before.at(-1);
  if (now === null || last === undefined) return;
  chosen.value = null;
  draft.value = { ...now, dashboard: last, before: now.before.slice(0, -1), after: [...now.after, now.dashboard] };
}

export function redo(): void {
  const now = draft.value;
  const next = now?.after.at(-1);
  if (now === null || next === undefined) return;
  chosen.value = null;
  draft.value = { ...now, dashboard: next, before: [...now.before, now.dashboard], after: now.after.slice(0, -1) };
}
