/** What people save while they explore history: views, annotations, calculated tags, definitions of periods. */
import type { Micros } from "../path/sample-batch.ts";
import { type Static, Type } from "../schema.ts";
import type { AnnotationContent } from "./annotation.ts";
import type { CalculatedTagContent } from "./calculated-tag.ts";
import type { PeriodDefinitionContent } from "./period.ts";
import type { ViewContent } from "./view.ts";

/** `mine`: only the owner sees and changes it. `plant`: every reader sees it, and every operator may change it. */
export const Scope = Type.Union([Type.Literal("mine"), Type.Literal("plant")]);
export type Scope = Static<typeof Scope>;

interface Contents {
  readonly view: ViewContent;
  readonly annotation: AnnotationContent;
  readonly "calculated-tag": CalculatedTagContent;
  readonly "period-definition": PeriodDefinitionContent;
}

export type SavedKind = keyof Contents;

/** A saved record with the people behind it. */
export interface Saved<Kind extends SavedKind = SavedKind> {
  /** UUIDv7. */
  readonly uid: string;
  readonly kind: Kind;
  readonly scope: Scope;
  /** The user that saved it first; `local` while the edge has no users. */
  readonly owner: string;
  readonly createdAt: Micros;
  readonly changedAt: Micros;
  readonly changedBy: string;
  /** 1 for a new one. A change names the revision that it is based on. */
  readonly revision: number;
  readonly content: Contents[Kind];
}

/** A record as a person wants it: a new one without `revision`, a change with the one that it is based on. */
export interface AskedSave<Kind extends SavedKind = SavedKind> {
  /** Made by the client, so that a repeated request saves once. */
  readonly uid: string;
  readonly kind: Kind;
  readonly scope: Scope;
  readonly content: Contents[Kind];
  readonly revision?: number;
}
