import { EdgeError } from "../../../contracts/errors.ts";
import type { AskedSave, Saved, SavedKind } from "../../../contracts/explore/record.ts";
import type { SavedBook, SavedBy } from "../../../contracts/explore/saved-book.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import { writtenTime } from "../../../contracts/path/written-time.ts";
import { type Caller, demand, ownerFrom, principalFrom, refusalOf } from "../caller.ts";
import type { Range } from "../range.ts";

/** The kinds of saved records by their part of the address. */
export const COLLECTIONS = {
  views: "view",
  annotations: "annotation",
  "calculated-tags": "calculated-tag",
  "period-definitions": "period-definition",
} as const satisfies Record<string, SavedKind>;
export type Collection = keyof typeof COLLECTIONS;
export type KindIn<Name extends Collection> = (typeof COLLECTIONS)[Name];

export interface SavedDeps {
  /** Absent where the edge saves nothing for people. */
  readonly saved?: SavedBook;
  now(): Micros;
}

/** A record with what the caller may do. */
export interface SavedView<Kind extends SavedKind = SavedKind> {
  readonly saved: Saved<Kind>;
  readonly mayChange: boolean;
}

/** Records of a collection that the caller may see, newest change first. Throws EdgeError `unavailable`. */
export function listSaved<Name extends Collection>(
  deps: SavedDeps,
  caller: Caller,
  collection: Name,
): readonly SavedView<KindIn<Name>>[] {
  demand(caller, `GET /api/v1/${collection}` as const);
  const [book, by] = [keptBook(deps), personOf(deps, caller)];
  return book.list(COLLECTIONS[collection] as KindIn<Name>, by).map((saved) => ({
    saved,
    mayChange: book.mayChange(saved as Saved, by),
  }));
}

/** The times of annotations, parsed once: there can be 20,000, and a record never changes but is replaced. */
const spans = new WeakMap<object, Range>();

function spanOf({ content }: Saved<"annotation">): Range {
  const known = spans.get(content);
  if (known !== undefined) return known;
  const span = { from: writtenTime(content.from), to: writtenTime(content.to) };
  spans.set(content, span);
  return span;
}

/** What annotations are asked for; an absent field matches every one. */
export interface AnnotationFilter {
  readonly range?: Range | undefined;
  readonly asset?: string | undefined;
  readonly tag?: string | undefined;
}

/**
 * Annotations that reach into the range and are about the asset, about one of its tags, about the tag, or about the
 * whole plant; newest change first. Throws EdgeError `unavailable`.
 */
export function listAnnotations(
  deps: SavedDeps,
  caller: Caller,
  { range, asset, tag }: AnnotationFilter,
): readonly SavedView<"annotation">[] {
  demand(caller, "GET /api/v1/annotations");
  const [book, by] = [keptBook(deps), personOf(deps, caller)];
  const found = book.list("annotation", by).filter((saved) => {
    const { content } = saved;
    const isIn = range === undefined || (spanOf(saved).to >= range.from && spanOf(saved).from < range.to);
    if (!isIn || (asset === undefined && tag === undefined)) return isIn;
    if (content.asset === undefined && content.tag === undefined) return true;
    const isOfTag = tag !== undefined && content.tag === tag;
    return isOfTag || (asset !== undefined && (content.asset ?? content.tag?.split("#")[0]) === asset);
  });
  return found.map((saved) => ({ saved, mayChange: book.mayChange(saved as Saved, by) }));
}

/** One record. Throws EdgeError `not-found`, `unavailable`. */
export function oneSaved<Name extends Collection>(
  deps: SavedDeps,
  caller: Caller,
  { collection, uid }: { readonly collection: Name; readonly uid: string },
): SavedView<KindIn<Name>> {
  demand(caller, `GET /api/v1/${collection}/:uid` as const);
  const [book, by] = [keptBook(deps), personOf(deps, caller)];
  const saved = book.find(COLLECTIONS[collection] as KindIn<Name>, uid, by);
  if (saved === undefined) throw new EdgeError("not-found", `there is no saved record ${uid}`);
  return { saved, mayChange: book.mayChange(saved as Saved, by) };
}

/** Saves a record. Throws EdgeError `forbidden`, `not-found`, `conflict`, `unavailable`, `disk`. */
export async function save<Name extends Collection>(
  deps: SavedDeps,
  caller: Caller,
  { collection, ...asked }: Omit<AskedSave<KindIn<Name>>, "kind"> & { readonly collection: Name },
): Promise<SavedView<KindIn<Name>>> {
  demand(caller, `PUT /api/v1/${collection}/:uid` as const);
  const [book, by] = [keptBook(deps), keeperOf(deps, caller)];
  const kind = COLLECTIONS[collection] as KindIn<Name>;
  const saved = await book.save({ ...asked, kind } as AskedSave<KindIn<Name>>, by);
  return { saved, mayChange: book.mayChange(saved as Saved, by) };
}

/** Removes a record. Throws as `save`. */
export async function removeSaved(
  deps: SavedDeps,
  caller: Caller,
  { collection, uid, revision }: { readonly collection: Collection; readonly uid: string; readonly revision: number },
): Promise<void> {
  demand(caller, `DELETE /api/v1/${collection}/:uid` as const);
  await keptBook(deps).remove({ kind: COLLECTIONS[collection], uid, revision }, keeperOf(deps, caller));
}

/** The caller as the book knows people. Whoever may operate changes what belongs to the plant. */
function personOf({ now }: Pick<SavedDeps, "now">, caller: Caller): SavedBy {
  const principal = principalFrom(caller);
  const isOperator = refusalOf(caller, ["operate"]) === undefined;
  return { user: ownerFrom(caller), isOperator, principal, at: now() };
}

/** The same, of a caller who may save. Throws EdgeError `forbidden`. */
function keeperOf(deps: Pick<SavedDeps, "now">, caller: Caller): SavedBy {
  const person = personOf(deps, caller);
  if (person.user === "")
    throw new EdgeError("forbidden", "A token of the role viewer only reads. Sign in to save views of your own.");
  return person;
}

function keptBook({ saved }: SavedDeps): SavedBook {
  if (saved === undefined) throw new EdgeError("unavailable", "This edge saves no views.");
  return saved;
}
