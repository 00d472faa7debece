import type { Journal } from "../../../contracts/access/journal.ts";
import { EdgeError } from "../../../contracts/errors.ts";
import type { Layout, LayoutChange, LayoutEditor, SavedLayout } from "../../../contracts/plant/layout.ts";
import { type Caller, demand, principalFrom } from "../caller.ts";

/** Maximum length of a recorded reason: a refusal can list every mistake of a config. */
const REASON_LENGTH = 1_000;

export interface LayoutDeps {
  /** Absent where the edge may not change its plant's config. */
  readonly layout?: Pick<LayoutEditor, "read" | "save" | "restart">;
  readonly journal: Pick<Journal, "record">;
}

/** The layout in the config. Throws EdgeError `unavailable`. */
export async function readLayout({ layout }: LayoutDeps, caller: Caller): Promise<Layout> {
  demand(caller, "GET /api/v1/layout");
  return await editable(layout).read();
}

/**
 * Writes a change into the config and records it. Throws EdgeError `conflict`, `bad-request`, `unavailable`, `disk`.
 */
export async function saveLayout(
  { layout, journal }: LayoutDeps,
  caller: Caller,
  change: LayoutChange,
): Promise<SavedLayout> {
  demand(caller, "PUT /api/v1/layout");
  const act = { principal: principalFrom(caller), action: "layout.save", target: "plant", after: summaryOf(change) };
  try {
    const saved = await editable(layout).save(change, act.principal.user);
    await journal.record({ ...act, result: "done", reason: saved.files.join(", ") });
    return saved;
  } catch (error) {
    if (error instanceof EdgeError && error.code !== "disk")
      await journal.record({ ...act, result: "refused", reason: error.message.slice(0, REASON_LENGTH) });
    throw error;
  }
}

/**
 * Checks the saved config, records the request, and resolves with the function that restarts the edge. Throws EdgeError
 * `conflict` with every mistake, `unavailable`.
 */
export async function prepareRestart({ layout, journal }: LayoutDeps, caller: Caller): Promise<() => void> {
  demand(caller, "POST /api/v1/layout/restart");
  const { restart } = editable(layout);
  if (restart === undefined)
    throw new EdgeError("unavailable", "This edge cannot restart itself. Restart it where it was started.");
  const act = { principal: principalFrom(caller), action: "edge.restart", target: "edge" };
  try {
    const again = await restart();
    await journal.record({ ...act, result: "done", reason: "layout" });
    return again;
  } catch (error) {
    if (error instanceof EdgeError && error.code === "conflict")
      await journal.record({ ...act, result: "refused", reason: error.message.slice(0, REASON_LENGTH) });
    throw error;
  }
}

function editable<E>(layout: E | undefined): E {
  if (layout === undefined) throw new EdgeError("unavailable", "This edge cannot change its plant's config.");
  return layout;
}

/** The change for the audit log: counts and names, never the drawing. */
function summaryOf({ poses, axes, added, removed, zones, routes, maps, floor, underlay }: LayoutChange): object {
  return {
    ...(poses === undefined ? {} : { moved: poses.length }),
    ...(axes === undefined ? {} : { axes: axes.map(({ assetUid }) => assetUid) }),
    ...(added === undefined ? {} : { added: added.map(({ label }) => label) }),
    ...(removed === undefined ? {} : { removed }),
    ...(zones === undefined ? {} : { zones: zones.length }),
    ...(routes === undefined ? {} : { routes: routes.nodes.length }),
    ...(maps === undefined ? {} : { maps: maps.map(({ id }) => id) }),
    ...(floor === undefined ? {} : { floor }),
    ...(underlay === undefined ? {} : { underlay: underlay === null ? "removed" : "set" }),
  };
}
