/** Dashboards of the edge: read by everybody, saved as a change of the config. */
import type { Dashboard, Dashboards } from "../../../edge/contracts/dashboards/dashboard.ts";
import type { ConfigEdit } from "../../../edge/contracts/plant/config-edit.ts";
import { ask, jsonOf } from "./api.ts";
import { type ConfigProblemAnswer, EdgeRefusal } from "./problem.ts";

export function fetchDashboards(): Promise<Dashboards> {
  return ask("/api/v1/dashboards");
}

interface ConfigAnswer {
  readonly revision: string;
  readonly values: { readonly dashboards?: { readonly list?: readonly Dashboard[] } | null };
}

/** A dashboard before somebody edits it: as the config has it, or undefined where it is new or generated. */
export type Base = Dashboard | undefined;

/** `changed`: the config has another state than the one that the edit began with; `theirs` is that state. */
export type Saved =
  | { readonly kind: "saved" }
  | { readonly kind: "refused"; readonly problems: readonly ConfigProblemAnswer[] }
  | { readonly kind: "changed"; readonly theirs: Base };

/** Texts of both are equal whenever their values are, because both come out of JSON. */
function isSame(a: Base, b: Base): boolean {
  return canonical(a) === canonical(b);
}

function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (_, one: unknown) =>
      typeof one === "object" && one !== null && !Array.isArray(one)
        ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
        : one,
    ) ?? ""
  );
}

function entryOf({ values }: ConfigAnswer, id: string): { readonly base: Base; readonly at: number; count: number } {
  const list = values.dashboards?.list ?? [];
  const at = list.findIndex((one) => one.id === id);
  return { base: list[at], at, count: list.length };
}

/**
 * Saves a dashboard, or removes it where it is undefined. Other changes of the config since do not matter; a change of
 * this dashboard does, unless `overwrites`.
 */
export async function saveDashboard(
  id: string,
  dashboard: Dashboard | undefined,
  { base, overwrites }: { readonly base: Base; readonly overwrites: boolean },
): Promise<Saved> {
  const config = await ask<ConfigAnswer>("/api/v1/config");
  const { base: present, at, count } = entryOf(config, id);
  if (!overwrites && !isSame(present, base)) return { kind: "changed", theirs: present };
  const edit = editOf(dashboard, at, count);
  if (edit === undefined) return { kind: "saved" };
  const change = { revision: config.revision, edits: [edit] };
  try {
    const { problems } = await ask<{ problems: readonly ConfigProblemAnswer[] }>(
      "/api/v1/config/check",
      jsonOf("POST", change),
    );
    if (problems.length > 0) return { kind: "refused", problems };
    await ask("/api/v1/config/save", jsonOf("POST", change));
  } catch (error) {
    if (error instanceof EdgeRefusal && error.problems.length > 0) return { kind: "refused", problems: error.problems };
    throw error;
  }
  return { kind: "saved" };
}

function editOf(dashboard: Dashboard | undefined, at: number, count: number): ConfigEdit | undefined {
  const path = ["dashboards", "list", at === -1 ? count : at];
  if (dashboard === undefined) return at === -1 ? undefined : { kind: "remove", path };
  return { kind: at === -1 ? "insert" : "set", path, value: dashboard };
}
