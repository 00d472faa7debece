import type { AlertView } from "../../../contracts/alerts/alert.ts";
import { EdgeError } from "../../../contracts/errors.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import { type ComponentContext, componentsOf, eachComponent } from "../../../contracts/plant/components.ts";
import type { AssetUid, LocalizedText } from "../../../contracts/plant/tag.ts";
import type { SpareStock } from "../../../contracts/records/spares.ts";
import type { NewWorkItem } from "../../../contracts/records/work-book.ts";
import type { WorkAct, WorkKind } from "../../../contracts/records/work-item.ts";
import {
  MOST_OF_ITEM,
  type PictureId,
  type PictureKeeper,
  picturesOf,
  picturesOfAct,
} from "../../../contracts/safety/pictures.ts";
import type { PermitReader, SafetyReader } from "../../../contracts/safety/reader.ts";
import { type Caller, demand, principalFrom } from "../caller.ts";
import { closingEffect, type EffectDeps } from "../quality/effect.ts";
import { actorOf } from "../record-actor.ts";
import { keptWork, viewOf, type WorkDeps, type WorkView } from "./list.ts";

export interface WorkActDeps extends WorkDeps, EffectDeps {
  /** Absent where the edge keeps no stock. */
  readonly spares?: Pick<SpareStock, "has">;
  readonly plant: ComponentContext["plant"];
  readonly tags: Pick<ComponentContext, "ofAsset">;
  /** Absent where nothing watches the plant for permits. */
  readonly permits?: PermitReader;
  readonly safety?: SafetyReader;
  readonly pictures?: PictureKeeper;
}

/** A report as a caller writes it. Asset and title may come from the alert that is the cause. */
export interface AskedReport {
  readonly itemUid?: string | undefined;
  readonly kind?: WorkKind | undefined;
  readonly assetUid?: string | undefined;
  readonly component?: string | undefined;
  readonly title?: Partial<LocalizedText> | undefined;
  readonly cause?: string | undefined;
}

/**
 * Reports work; answers the present item where the report repeats one. Throws EdgeError `bad-request`, `not-found`,
 * `conflict`, `unavailable`.
 */
export async function reportWork(
  deps: WorkActDeps,
  caller: Caller,
  asked: AskedReport,
): Promise<{ readonly view: WorkView; readonly isNew: boolean }> {
  demand(caller, "POST /api/v1/work-items");
  const work = keptWork(deps);
  const actor = actorOf(caller);
  // Such a one would be a permit without demands.
  if (asked.kind === "permit" && (deps.safety?.register.permits.length ?? 0) > 0)
    throw new EdgeError("bad-request", "kind: a permit is applied for by POST /api/v1/safety/permits");
  if (asked.kind === "response")
    throw new EdgeError("bad-request", "kind: a response plan is opened by POST /api/v1/safety/responses");
  const given: NewWorkItem = {
    ...(asked.itemUid === undefined ? {} : { itemUid: asked.itemUid }),
    kind: asked.kind ?? "maintenance",
    ...factsOf(deps, asked),
    reportedAt: deps.now(),
    reportedBy: actor.by,
  };
  const { item, isNew } = await work.report(given, principalFrom(caller));
  return { view: viewOf(deps, actor, item), isNew };
}

/** An act as a caller writes it. */
export type AskedWorkAct = Omit<WorkAct, "at" | "by" | "effect">;

/** Does an act on an item. Throws EdgeError `forbidden`, `not-found`, `bad-request`, `conflict`, `unavailable`. */
export async function actOnWork(
  deps: WorkActDeps,
  caller: Caller,
  { itemUid, act }: { readonly itemUid: string; readonly act: AskedWorkAct },
): Promise<WorkView> {
  demand(caller, "POST /api/v1/work-items/:itemUid/acts");
  const work = keptWork(deps);
  const at = deps.now();
  const item = work.find(itemUid);
  // A repeated act was checked the first time: its due time may have passed since.
  if (item?.acts.some(({ actUid }) => actUid === act.actUid) !== true) {
    checkFields(act, item?.kind, at);
    for (const component of act.replaced ?? []) checkComponent(deps, item?.about.assetUid, component);
    if (act.informed !== undefined && act.informed.at > at)
      throw new EdgeError("bad-request", "informed: the time must not be later than now");
    for (const { part } of act.parts ?? [])
      if (deps.spares?.has(part) !== true) throw new EdgeError("not-found", `there is no spare part ${part}`);
    await claimPictures(deps, picturesOfAct(act), item === undefined ? new Set() : picturesOf(item));
  }
  const effect = await closingEffect(deps, item, act);
  const actor = actorOf(caller);
  const { by, role } = actor;
  const proof = effect === undefined ? {} : { effect };
  const refuse = deps.permits?.refusal;
  const after = await work.act(
    itemUid,
    { ...act, ...proof, at, by },
    { role, principal: principalFrom(caller), refuse },
  );
  return viewOf(deps, actor, after);
}

/** Before they are written into an item that has the `present` ones. Throws EdgeError `conflict`, `not-found`. */
export async function claimPictures(
  { pictures }: Pick<WorkActDeps, "pictures">,
  ids: readonly PictureId[],
  present: ReadonlySet<PictureId> = new Set(),
): Promise<void> {
  if (ids.length === 0) return;
  if (pictures === undefined) throw new EdgeError("unavailable", "This edge keeps no pictures.");
  if (new Set([...present, ...ids]).size > MOST_OF_ITEM)
    throw new EdgeError("conflict", `pictures: one record has ${MOST_OF_ITEM} at most`);
  await pictures.claim(ids);
}

type Facts = Pick<NewWorkItem, "about" | "title" | "evidence" | "hypotheses" | "cause">;

/** Throws EdgeError `bad-request` for a missing fact, `not-found` for an unknown asset, component or cause. */
function factsOf(deps: WorkActDeps, { assetUid, component, title, cause }: AskedReport): Facts {
  const alert = cause === undefined ? undefined : deps.alerts.find(cause);
  const earlier = cause === undefined ? undefined : keptWork(deps).find(cause);
  if (cause !== undefined && alert === undefined && earlier === undefined)
    throw new EdgeError(
      "not-found",
      `cause: there is no alert or work item ${cause}; it may be older than the kept ones`,
    );
  const asset = (assetUid ?? alert?.assetUid ?? earlier?.about.assetUid) as AssetUid | undefined;
  const words = wordsOf(title) ?? alert?.message ?? earlier?.title;
  if (asset === undefined) throw new EdgeError("bad-request", "assetUid: give the asset, or an alert as cause");
  if (words === undefined)
    throw new EdgeError("bad-request", "title: say what is to be done, or give an alert as cause");
  const isSame = asset === alert?.assetUid;
  // The asset of an alert or an earlier item may be one that the config no longer has.
  const isGiven = assetUid !== undefined && !isSame && asset !== earlier?.about.assetUid;
  if (isGiven && !deps.plant.assets.some((one) => one.assetUid === asset))
    throw new EdgeError("not-found", "there is no such asset");
  if (component !== undefined) checkComponent(deps, asset, component);
  const path = component ?? (isSame ? alert?.component : undefined);
  return {
    about: { assetUid: asset, ...(path === undefined ? {} : { component: path }) },
    title: words,
    ...(isSame && alert !== undefined ? takenFrom(alert) : { evidence: [] }),
    ...(cause === undefined ? {} : { cause }),
  };
}

/** As the record has it. */
const MOST_EVIDENCE = 20;

/** What a work item has of the alert that it comes from. */
export function takenFrom({ evidence, hypotheses }: AlertView): Pick<NewWorkItem, "evidence" | "hypotheses"> {
  return {
    evidence: evidence.slice(0, MOST_EVIDENCE),
    ...(hypotheses === undefined ? {} : { hypotheses: hypotheses.slice(0, MOST_EVIDENCE) }),
  };
}

/** Text that a person wrote in one language stands in both. */
export function wordsOf(title: Partial<LocalizedText> | undefined): LocalizedText | undefined {
  const [zh, en] = [title?.zh?.trim(), title?.en?.trim()];
  const either = zh || en;
  return either ? { zh: zh || either, en: en || either } : undefined;
}

/**
 * A component of the model, or one that tags of the asset name: health watches those too, such as a meter's counter.
 * An asset that the config no longer has is not checked.
 */
function checkComponent({ plant, tags }: WorkActDeps, assetUid: AssetUid | undefined, path: string): void {
  const asset = plant.assets.find((one) => one.assetUid === assetUid);
  if (asset === undefined) return;
  const own = tags.ofAsset(asset.assetUid);
  if (own.some(({ component }) => component === path)) return;
  const context = { plant, ofAsset: (uid: AssetUid) => tags.ofAsset(uid) };
  for (const one of eachComponent(componentsOf(asset, context))) if (one.path === path) return;
  throw new EdgeError("not-found", `the asset has no component ${path}`);
}

/** Optional facts of each kind of act, besides the note. */
const FACTS: Readonly<Record<WorkAct["kind"], readonly (keyof WorkAct)[]>> = {
  plan: ["assignee", "due", "grade", "level", "criterion", "measure", "money", "contingency"],
  start: [],
  finish: [
    "done",
    "found",
    "foundKind",
    "verdict",
    "replaced",
    "parts",
    "doneBy",
    "ticks",
    "proofs",
    "pictures",
    "controls",
  ],
  return: [],
  verify: ["foundKind", "verdict", "proofs", "pictures"],
  reject: ["found", "foundKind", "verdict"],
  interrupt: [],
  remark: ["found", "foundKind", "verdict", "proofs", "pictures", "informed", "blocked"],
  tick: ["step"],
};
const ALWAYS: readonly string[] = ["actUid", "kind", "note"];

/** Facts that only acts on work of this kind have. */
const OF_KIND: Readonly<Partial<Record<WorkKind, readonly (keyof WorkAct)[]>>> = {
  "hidden-danger": ["level", "criterion", "measure", "money", "contingency", "proofs", "pictures", "informed"],
  inspection: ["ticks"],
  response: ["step", "blocked", "controls"],
};
/** Facts of acts on permits. */
const OF_PERMITS: Readonly<Partial<Record<WorkAct["kind"], readonly (keyof WorkAct)[]>>> = {
  plan: ["guardian"],
  start: ["guardian", "gas", "isolation", "ticks"],
  remark: ["guardian", "gas"],
};
const OF_SOME_KIND: readonly string[] = Object.values(OF_KIND).flat();

function checkFields(act: AskedWorkAct, kind: WorkKind | undefined, at: Micros): void {
  const own: readonly string[] = kind === undefined ? OF_SOME_KIND : (OF_KIND[kind] ?? []);
  const ofAll = FACTS[act.kind].filter((field) => own.includes(field) || !OF_SOME_KIND.includes(field));
  const takes = [...ofAll, ...(kind === "permit" ? (OF_PERMITS[act.kind] ?? []) : [])];
  const strange = Object.keys(act).find((field) => !ALWAYS.includes(field) && !(takes as string[]).includes(field));
  if (strange !== undefined) throw new EdgeError("bad-request", `${strange}: the act ${act.kind} does not take it`);
  if (act.due !== undefined && act.due <= at) throw new EdgeError("bad-request", "due: must be later than now");
}
