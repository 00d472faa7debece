/** State of the set-up room: the config that was read, the edits to come, and their check. */
import { computed, signal } from "@preact/signals";
import type {
  ConfigChange,
  ConfigEdit,
  ConfigPath,
  ProposalOrigin,
  SavedChange,
} from "../../../../edge/contracts/plant/config-edit.ts";
import { wordsOf } from "../../data/api.ts";
import { type Failure, failureOf } from "../../data/problem.ts";
import {
  type CheckAnswer,
  checkChange,
  fetchSchema,
  fetchTree,
  restartEdge,
  saveChange,
  type TreeAnswer,
} from "./config-api.ts";
import { editedBy, type Values, withEdit } from "./edit-values.ts";

export const TABS = ["connect", "sections", "tags", "versions"] as const;
export type Tab = (typeof TABS)[number];

export const tab = signal<Tab>("connect");
/** The section whose form is open. */
export const section = signal<string>("notify");
export const tree = signal<TreeAnswer | null>(null);
export const schema = signal<object | null>(null);
/** Why the config could not be read. */
export const openFailure = signal<string | null>(null);
export const edits = signal<readonly ConfigEdit[]>([]);
/** The proposal of another plant from which the edits were taken. */
const origin = signal<ProposalOrigin | null>(null);
/** For each act of the person the number of edits before it. */
let acts: readonly number[] = [];
/** Secrets that a check asked for. They belong to the change that is looked at, edits or a version. */
export const anew = signal<readonly ConfigEdit[]>([]);
/** What the change would do, while it is being looked at. */
export const checked = signal<CheckAnswer | null>(null);
/** The version that is looked at instead of edits. */
export const restoring = signal<number | null>(null);
export const failure = signal<Failure | null>(null);
export const isBusy = signal(false);
export const saved = signal<SavedChange | null>(null);
/** True between the request for a restart and the edge's return. */
export const isRestarting = signal(false);

/** The values with the edits. */
export const draft = computed((): Values => editedBy(tree.value?.values ?? {}, edits.value));

export async function open(): Promise<void> {
  openFailure.value = null;
  try {
    const [read, form] = await Promise.all([fetchTree(), schema.value ?? fetchSchema()]);
    tree.value = read;
    schema.value = form;
  } catch (error) {
    openFailure.value = wordsOf(error);
  }
}

export function edit(next: ConfigEdit): void {
  const before = edits.value.length;
  edits.value = withEdit(edits.value, next);
  if (edits.value.length > before) acts = [...acts, before];
  forgetCheck();
}

/** Edits that are undone together. */
export function editTogether(next: readonly ConfigEdit[]): void {
  if (next.length === 0) return;
  acts = [...acts, edits.value.length];
  edits.value = [...edits.value, ...next];
  forgetCheck();
}

/** Edits of a proposal, whose origin is kept with the save. */
export function takeOver(next: readonly ConfigEdit[], from: ProposalOrigin): void {
  editTogether(next);
  origin.value = from;
}

export function undo(): void {
  edits.value = edits.value.slice(0, acts.at(-1) ?? 0);
  acts = acts.slice(0, -1);
  if (acts.length === 0) origin.value = null;
  forgetCheck();
}

export function discard(): void {
  replaceEdits([]);
  forgetCheck();
}

function replaceEdits(next: readonly ConfigEdit[]): void {
  acts = next.length === 0 ? [] : [0];
  edits.value = next;
  origin.value = null;
}

export function forgetCheck(): void {
  anew.value = [];
  checked.value = null;
  restoring.value = null;
  failure.value = null;
}

function changeNow(): ConfigChange {
  const revision = tree.value?.revision ?? "";
  if (restoring.value !== null)
    return { revision, version: restoring.value, ...(anew.value.length === 0 ? {} : { edits: anew.value }) };
  return {
    revision,
    edits: [...edits.value, ...anew.value],
    ...(origin.value === null ? {} : { origin: origin.value }),
  };
}

/** Asks the edge what the edits, or a former version, would do. */
export async function check(version: number | null = null): Promise<void> {
  await doing(async () => {
    if (restoring.value !== version) anew.value = [];
    restoring.value = version;
    checked.value = null;
    checked.value = await checkChange(changeNow());
  });
}

/** Saves and reads the config again. Returns whether it was saved. */
export async function save(note: string): Promise<boolean> {
  return await doing(async () => {
    saved.value = await saveChange({ ...changeNow(), ...(note.trim() === "" ? {} : { note: note.trim() }) });
    replaceEdits([]);
    forgetCheck();
    await open();
  });
}

/** Saves edits that no form holds, such as those of a connection. */
export async function checkEdits(next: readonly ConfigEdit[]): Promise<void> {
  replaceEdits(next);
  await check();
}

export async function restart(): Promise<void> {
  await doing(async () => {
    await restartEdge();
    isRestarting.value = true;
    saved.value = null;
  });
}

async function doing(work: () => Promise<void>): Promise<boolean> {
  isBusy.value = true;
  failure.value = null;
  try {
    await work();
    return true;
  } catch (error) {
    failure.value = failureOf(error);
    return false;
  } finally {
    isBusy.value = false;
  }
}

/** A secret that a check asked for, typed again. */
export function enterAnew(path: ConfigPath, value: string): void {
  const text = JSON.stringify(path);
  const others = anew.value.filter((one) => JSON.stringify(one.path) !== text);
  anew.value = value === "" ? others : [...others, { kind: "secret", path, value }];
}

/** Whether a secret stands at a place, and where it comes from. */
export function secretAt(path: ConfigPath): "file" | "environment" | "config" | "new" | null {
  const text = JSON.stringify(path);
  if (edits.value.some((one) => one.kind === "secret" && JSON.stringify(one.path) === text)) return "new";
  return tree.value?.secrets.find((one) => JSON.stringify(one.path) === text)?.from ?? null;
}
