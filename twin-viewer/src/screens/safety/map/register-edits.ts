/** Changes of the register from the map: edits of the config, which the set-up room checks, shows and saves. */
import { useState } from "preact/hooks";
import type { ConfigEdit } from "../../../../../edge/contracts/plant/config-edit.ts";
import { screen } from "../../../data/signals.ts";
import { t } from "../../../i18n/language.ts";
import { draft, edit, open, openFailure, section, tab, tree } from "../../setup/state.ts";

type Point = readonly [x: number, y: number];

type RegisterEdit =
  | { readonly kind: "open" }
  | { readonly kind: "move"; readonly id: string; readonly at: Point }
  | { readonly kind: "add"; readonly id: string; readonly what: string; readonly zone: string; readonly at: Point };

/** The edit of the config, why there can be none, or nothing to change. Pure. */
export function editOf(asked: RegisterEdit, values: unknown): ConfigEdit | { readonly refusal: string } | null {
  if (asked.kind === "open") return null;
  const resources = resourcesOf(values);
  const [x, y] = asked.at;
  if (asked.kind === "move") {
    const at = resources.findIndex(({ id }) => id === asked.id);
    if (at < 0) return { refusal: t("map.gone", { id: asked.id }) };
    return { kind: "set", path: ["safety", "resources", at, "position"], value: { x, y } };
  }
  const { id, what, zone } = asked;
  if (resources.some((one) => one.id === id)) return { refusal: t("map.twice", { id }) };
  const value = { id, kind: what, place: { zone }, position: { x, y } };
  return { kind: "insert", path: ["safety", "resources", resources.length], value };
}

function resourcesOf(values: unknown): readonly { readonly id?: string }[] {
  const { safety } = values as { readonly safety?: { readonly resources?: readonly { readonly id?: string }[] } };
  return safety?.resources ?? [];
}

/**
 * Adds the edit to those of the set-up room and goes there: check, difference, save with a note, versions and undo are
 * its own. Returns why it was not possible; empty where it was.
 */
async function editRegister(asked: RegisterEdit): Promise<string> {
  if (tree.value === null) await open();
  if (openFailure.value !== null) return openFailure.value;
  const next = editOf(asked, draft.value);
  if (next !== null && "refusal" in next) return next.refusal;
  if (next !== null) edit(next);
  section.value = "safety";
  tab.value = "sections";
  screen.value = "setup";
  return "";
}

export interface EditOutcomeState {
  readonly isBusy: boolean;
  readonly failure: string;
}

/** The state of an edit, how to send one, and how to refuse one that is not complete. */
export function useRegisterEdit(): readonly [
  EditOutcomeState,
  send: (asked: RegisterEdit) => void,
  refuse: (why: string) => void,
] {
  const [outcome, setOutcome] = useState<EditOutcomeState>({ isBusy: false, failure: "" });
  const refuse = (failure: string) => setOutcome({ isBusy: false, failure });
  const send = (asked: RegisterEdit) => {
    if (outcome.isBusy) return;
    setOutcome({ isBusy: true, failure: "" });
    void editRegister(asked).then(refuse);
  };
  return [outcome, send, refuse];
}
