import { EdgeError } from "../../../contracts/errors.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import type { Plant } from "../../../contracts/plant/plant.ts";
import type { AssetUid, LocalizedText } from "../../../contracts/plant/tag.ts";
import { causeWords, defectWords } from "../../../contracts/quality/cause-words.ts";
import type { CauseReader, CauseView, DefectView } from "../../../contracts/quality/causes.ts";
import { CHECKED_PIECES, type LoopReader } from "../../../contracts/quality/loop.ts";
import type { DefectCase } from "../../../contracts/records/defect-case.ts";
import { caseOf, type NewWorkItem, type WorkItem } from "../../../contracts/records/work-book.ts";
import { isOpenWork, workState } from "../../../contracts/records/work-item.ts";
import { type Caller, demand, principalFrom } from "../caller.ts";
import { actorOf } from "../record-actor.ts";
import { keptWork, viewOf, type WorkDeps, type WorkView } from "../work/list.ts";
import { followedLoop } from "./loop.ts";

export interface CaseDeps extends WorkDeps {
  readonly causes?: CauseReader;
  readonly loop?: LoopReader;
  readonly plant: Pick<Plant, "assets">;
}

/** A case as a caller asks for it. */
export interface AskedCase {
  readonly itemUid?: string | undefined;
  readonly key: string;
  /** Place in the newest ranking; null: another cause, which `title` says. */
  readonly cause: number | null;
  readonly title?: string | undefined;
  readonly pieces?: number | undefined;
}

/** Without a figure of the class, a check of effect waits for this many pieces; else for twice the fewest that show. */
const CHECKED_BY_DEFAULT = 100;
const LEAST_BY_DEFAULT = 30;
/** Letters of the title of a work item. */
const MOST_LETTERS = 200;

/**
 * Opens a case; answers the open one of the same class and cause. A case whose like was closed before names that one
 * as its cause (rule R11). Throws EdgeError `bad-request`, `not-found`, `conflict`, `unavailable`, `disk`.
 */
export async function openCase(
  deps: CaseDeps,
  caller: Caller,
  asked: AskedCase,
): Promise<{ readonly view: WorkView; readonly isNew: boolean }> {
  demand(caller, "POST /api/v1/quality/cases");
  const work = keptWork(deps);
  const defect = await classIn(deps, asked.key);
  const cause = causeIn(defect, asked);
  const { payload, title } = await payloadOf(deps, { defect, cause, asked });
  const alike = casesIn(work.newestFirst()).filter((one) => isAlike(one.payload, payload));
  const actor = actorOf(caller);
  const open = alike.find(isOpenWork);
  if (open !== undefined) return { view: viewOf(deps, actor, open), isNew: false };
  const [closed] = alike.filter((one) => workState(one) === "closed");
  const given: NewWorkItem = {
    ...(asked.itemUid === undefined ? {} : { itemUid: asked.itemUid }),
    kind: "corrective-action",
    about: { assetUid: assetOf(deps, defect, cause) },
    title,
    evidence: [],
    ...(closed === undefined ? {} : { cause: closed.itemUid }),
    reportedAt: deps.now(),
    reportedBy: actor.by,
    payload,
  };
  const { item, isNew } = await work.report(given, principalFrom(caller));
  return { view: viewOf(deps, actor, item), isNew };
}

/** A work item that is a case of a defect. */
export type CaseItem = WorkItem & { readonly payload: DefectCase };

export function casesIn(items: Iterable<WorkItem>): readonly CaseItem[] {
  return [...items].filter((item): item is CaseItem => caseOf(item) !== undefined);
}

async function classIn({ causes }: CaseDeps, key: string): Promise<DefectView> {
  if (causes === undefined) throw new EdgeError("unavailable", "This edge follows no measurements of pieces.");
  const found = (await causes.defects()).find((one) => one.key === key);
  if (found === undefined)
    throw new EdgeError("not-found", "there is no such class of defects; take one of GET /api/v1/quality/defects");
  return found;
}

function causeIn({ ranking }: DefectView, { cause, title = "" }: AskedCase): CauseView | undefined {
  if (cause === null) {
    if (title.trim() === "")
      throw new EdgeError("bad-request", "title: say what is suspected, where no cause of the ranking is");
    return undefined;
  }
  const found = ranking?.causes[cause];
  if (found === undefined)
    throw new EdgeError("not-found", "the newest ranking of this class has no such cause; look at its causes first");
  return found;
}

interface Opened {
  readonly defect: DefectView;
  readonly cause: CauseView | undefined;
  readonly asked: AskedCase;
}

async function payloadOf(
  deps: CaseDeps,
  { defect, cause, asked }: Opened,
): Promise<{ readonly payload: DefectCase; readonly title: LocalizedText }> {
  const { key } = defect;
  const group = cause === undefined ? undefined : groupOf(cause);
  const from = Math.max(defect.comparedFrom, cause?.since ?? Number.NEGATIVE_INFINITY);
  const now: Micros = deps.now();
  const none = { bad: 0, pieces: 0 };
  const wanted = { pieces: CHECKED_PIECES.least, known: none, startedAt: now, finishedAt: now };
  const { before, fewest } = await followedLoop(deps.loop).effect({ key, group: group ?? null, from, ...wanted });
  const proposed = fewest === null ? CHECKED_BY_DEFAULT : Math.max(LEAST_BY_DEFAULT, 2 * fewest);
  const words = defectWords(defect);
  const name = cause === undefined ? undefined : causeWords(cause);
  const said = asked.title?.trim() || undefined;
  const title = (of: "zh" | "en"): string =>
    `${words[of]}${of === "zh" ? "：" : ": "}${said ?? name?.[of] ?? ""}`.slice(0, MOST_LETTERS);
  return {
    payload: {
      key,
      ...(group === undefined ? {} : { group }),
      ...(cause === undefined ? {} : { sentence: { ...cause.sentence } }),
      from,
      known: { ...before },
      pieces: Math.min(CHECKED_PIECES.most, asked.pieces ?? proposed),
    },
    title: { zh: title("zh"), en: title("en") },
  };
}

function groupOf({ candidate, level, side, cut, since }: CauseView): NonNullable<DefectCase["group"]> {
  const { kind, operation, name } = candidate;
  return { candidate: { kind, operation, name }, level, side, cut, since };
}

/** The same class and the same circumstance; a number is the same whatever its cut. */
function isAlike(one: DefectCase, other: DefectCase): boolean {
  const nameOf = ({ key, group }: DefectCase): string =>
    JSON.stringify([key, group?.candidate ?? null, group?.level ?? null, group?.side ?? null]);
  return nameOf(one) === nameOf(other);
}

/** The machine that the cause names, else the station that judged. */
function assetOf({ plant }: CaseDeps, { place }: DefectView, cause: CauseView | undefined): AssetUid {
  const level = cause?.level ?? "";
  const labels = [cause?.candidate.kind === "machine" ? level : (level.split(/[/:]/, 1)[0] ?? ""), place];
  for (const label of labels) {
    const asset = plant.assets.find((one) => one.label === label);
    if (asset !== undefined) return asset.assetUid;
  }
  throw new EdgeError("not-found", "the station that judged is no asset of the config");
}
