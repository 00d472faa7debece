/** Changes of the register from the map: edits of the config, which the set-up room checks, shows and saves. */
import { screen } from "../../../data/signals.ts";
import { t } from "../../../i18n/language.ts";
import { draft, edit, open, openFailure, section, tab, tree } from "../../setup/state.ts";

type Point = readonly [x: number, y: number];

export type RegisterEdit =
  | { readonly kind: "open" }
  | { readonly kind: "move"; readonly id: string; readonly at: Point }
  | { readonly kind: "add"; readonly id: string; readonly what: string; readonly zone: string; readonly at: Point };

/**
 * Adds the edit to those of the set-up room and goes there: check, difference, save with a note, versions and undo are
 * its own. Returns why it was not possible; empty where it was.
 */
export async function editRegister(asked: RegisterEdit): Promise<string> {
  if (tree.value === null) await open();
  if (openFailure.value !== null) return openFailure.value;
  const resources = resourcesOf(draft.value);
  if (asked.kind === "move") {
    const at = resources.findIndex(({ id }) => id === asked.id);
    if (at < 0) return t("map.gone", { id: asked.id });
    edit({ kind: "set", path: ["safety", "resources", at, "position"], value: pointOf(asked.at) });
  } else if (asked.kind === "add") {
    const { id, what, zone, at } = asked;
    if (resources.some((one) => one.id === id)) return t("map.twice", { id });
    const value = { id, kind: what, place: { zone }, position: pointOf(at) };
    edit({ kind: "insert", path: ["safety", "resources", resources.length], value });
  }
  section.value = "safety";
  tab.value = "sections";
  screen.value = "setup";
  return "";
}

function resourcesOf(values: unknown): readonly { readonly id?: string }[] {
  const { safety } = values as { readonly safety?: { readonly resources?: readonly { readonly id?: string }[] } };
  return safety?.resources ?? [];
}

function pointOf([x, y]: Point) {
  return { x, y };
}
