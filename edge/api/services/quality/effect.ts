/** The check of effect of a case of a defect, from its acts (rules RC21, RC22 and RC27). */
import { EdgeError } from "../../../contracts/errors.ts";
import type { EffectCheck, LoopReader } from "../../../contracts/quality/loop.ts";
import { caseOf, type WorkItem } from "../../../contracts/records/work-book.ts";
import type { WorkAct } from "../../../contracts/records/work-item.ts";

export interface EffectDeps {
  /** Absent where the edge follows no production. */
  readonly loop?: Pick<LoopReader, "effect">;
}

/**
 * The check as it is now, or as it was when the case was closed. Undefined before the action is finished, and where
 * the edge no longer knows the class. Throws EdgeError `unavailable`.
 */
export async function effectOfItem({ loop }: EffectDeps, item: WorkItem): Promise<EffectCheck | undefined> {
  const payload = caseOf(item);
  const { acts } = item;
  const kept = acts.findLast(({ kind }) => kind === "verify")?.effect;
  if (kept !== undefined) return kept;
  const finishedAt = acts.findLast(({ kind }) => kind === "finish")?.at;
  const startedAt = acts.find(({ kind }) => kind === "start")?.at;
  if (loop === undefined || payload === undefined || finishedAt === undefined || startedAt === undefined)
    return undefined;
  const { key, group = null, from, known, pieces } = payload;
  try {
    return await loop.effect({ key, group, from, known, pieces, startedAt, finishedAt });
  } catch (error) {
    // The book of causes was made anew, without this class.
    if (error instanceof EdgeError && error.code === "not-found") return undefined;
    throw error;
  }
}

/** What a closing keeps as its proof. Throws EdgeError `bad-request` where it shows no effect and nobody says why. */
export async function closingEffect(
  deps: EffectDeps,
  item: WorkItem | undefined,
  { kind, note = "", actUid }: Pick<WorkAct, "kind" | "note" | "actUid">,
): Promise<EffectCheck | undefined> {
  if (kind !== "verify" || item === undefined || caseOf(item) === undefined) return undefined;
  if (item.acts.some((one) => one.actUid === actUid)) return undefined;
  const effect = await effectOfItem(deps, item);
  if (effect?.verdict !== "effective" && note.trim() === "")
    throw new EdgeError("bad-request", "note: the effect is not shown; say why the case is closed all the same");
  return effect;
}
