/** Components as the types of a plant describe them (rules AS5 to AS9 in docs/rules/assets.md). */
import type { ComponentKind, Geometry, PriorLife, Ratings } from "./component-kinds.ts";
import type { LocalizedText } from "./tag.ts";

/**
 * A component in the description of an asset type. Tags are written `component/signal`; `*` stands for any characters.
 */
export interface ComponentTemplate {
  /** One level of the path: lower-case letters, digits and hyphens. */
  readonly id: string;
  readonly kind: ComponentKind;
  /** Absent: the name of its kind. */
  readonly name?: LocalizedText;
  readonly geometry?: Geometry;
  readonly ratings?: Ratings;
  /** Tags that observe it. Those that a component below it names belong to that one alone. */
  readonly tags?: readonly string[];
  /**
   * Tags of its surroundings, which explain changes other than wear: of the asset, or of another one as
   * `LABEL#component/signal`. Absent: those of the component above.
   */
  readonly environment?: readonly string[];
  readonly replacedBy?: Replacement;
  readonly priorLife?: PriorLife;
  readonly components?: readonly ComponentTemplate[];
}

/**
 * How the edge detects that the component was replaced: by an event of the asset, or by a counter that rises. A
 * finished work item that names the component counts in any case (rule R21 in docs/rules/records.md).
 */
export type Replacement = { readonly event: string } | { readonly counter: string };

/** The components of an asset type. */
export interface ComponentType {
  readonly name: string;
  /** The type's own kinds with their names. */
  readonly componentKinds?: readonly (LocalizedText & { readonly kind: string })[];
  readonly components?: readonly ComponentTemplate[];
}
