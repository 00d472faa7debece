/** The component model of assets (rules AS5 to AS9 in docs/rules/assets.md; ISO 14224, 8.2: subunits and items). */
import {
  COMPONENT_KINDS,
  type ComponentKind,
  type Geometry,
  isKnownComponentKind,
  type PriorLife,
  type Ratings,
} from "./component-kinds.ts";
import type { ComponentTemplate, ComponentType, Replacement } from "./component-template.ts";
import { genericComponents } from "./generic-components.ts";
import type { Asset, Plant } from "./plant.ts";
import { type AssetUid, type LocalizedText, signalName, type Tag } from "./tag.ts";
import { matchesWord } from "./tag-pattern.ts";

/** A component of one asset. */
export interface Component {
  /** Within the asset, such as `spindle/front-bearing`: the component of a record's subject. */
  readonly path: string;
  readonly kind: ComponentKind;
  readonly name: LocalizedText;
  readonly geometry?: Geometry;
  readonly ratings?: Ratings;
  readonly tags: readonly Tag[];
  readonly environment: readonly Tag[];
  readonly replacedBy?: Replacement;
  readonly priorLife?: PriorLife;
  /** No type describes it: it follows from the tags or the kind of the asset. */
  readonly isGeneric?: true;
  readonly components: readonly Component[];
}

/** Where `componentsOf` looks things up. */
export interface ComponentContext {
  readonly plant: Pick<Plant, "assets" | "types">;
  ofAsset(uid: AssetUid): readonly Tag[];
}

/** The components of an asset as its type names them; where it names none, those that its tags and kind suggest. */
export function componentsOf(asset: Asset, context: ComponentContext): readonly Component[] {
  const type = asset.type === undefined ? undefined : context.plant.types?.find(({ name }) => name === asset.type);
  const templates = type?.components;
  const tags = context.ofAsset(asset.assetUid);
  if (templates === undefined)
    return resolved(genericComponents(asset, tags), { asset, context, tags, isGeneric: true });
  return resolved(templates, { asset, context, tags, ...(type === undefined ? {} : { type }) });
}

/** All components with those below them, in the order of the tree. */
export function* eachComponent(components: readonly Component[]): Generator<Component> {
  for (const one of components) {
    yield one;
    yield* eachComponent(one.components);
  }
}

/** The component at a path, or the nearest one above it: records keep paths that a newer config no longer has. */
export function componentAt(components: readonly Component[], path: string): Component | undefined {
  let found: Component | undefined;
  for (const one of eachComponent(components)) if (path === one.path || path.startsWith(`${one.path}/`)) found = one;
  return found;
}

/** The component that a tag observes; undefined where none does. */
export function componentOfTag(components: readonly Component[], tag: Pick<Tag, "ref">): Component | undefined {
  for (const one of eachComponent(components)) if (one.tags.some(({ ref }) => ref === tag.ref)) return one;
  return undefined;
}

interface Resolving {
  readonly asset: Asset;
  readonly type?: ComponentType;
  readonly context: ComponentContext;
  /** Components of the asset. */
  readonly tags: readonly Tag[];
  readonly isGeneric?: true;
}

interface Above {
  readonly path: string;
  readonly environment: readonly Tag[];
}

function resolved(
  templates: readonly ComponentTemplate[],
  resolving: Resolving,
  above: Above = { path: "", environment: [] },
): readonly Component[] {
  return templates.map((template): Component => {
    const { id, kind, geometry, ratings, replacedBy } = template;
    const path = above.path === "" ? id : `${above.path}/${id}`;
    const environment =
      template.environment === undefined ? above.environment : surroundings(template.environment, resolving);
    const below = resolved(template.components ?? [], resolving, { path, environment });
    const taken = new Set([...eachComponent(below)].flatMap(({ tags }) => tags));
    const priorLife = resolving.asset.priorLife?.find((one) => one.component === path) ?? template.priorLife;
    return {
      path,
      kind,
      name: template.name ?? nameOfKind(kind, resolving.type),
      ...(geometry === undefined ? {} : { geometry }),
      ...(ratings === undefined ? {} : { ratings }),
      tags: fitting(template.tags ?? [], resolving.tags).filter((tag) => !taken.has(tag)),
      environment,
      ...(replacedBy === undefined ? {} : { replacedBy }),
      ...(priorLife === undefined ? {} : { priorLife: lifeOf(priorLife) }),
      ...(resolving.isGeneric === true ? { isGeneric: true } : {}),
      components: below,
    };
  });
}

function lifeOf({ hours, cycles }: PriorLife): PriorLife {
  return { ...(hours === undefined ? {} : { hours }), ...(cycles === undefined ? {} : { cycles }) };
}

function fitting(patterns: readonly string[], tags: readonly Tag[]): readonly Tag[] {
  return tags.filter((tag) => patterns.some((pattern) => matchesWord(pattern, signalName(tag))));
}

function surroundings(patterns: readonly string[], { context, tags }: Resolving): readonly Tag[] {
  return patterns.flatMap((written) => {
    const at = written.lastIndexOf("#");
    if (at < 0) return fitting([written], tags);
    const other = context.plant.assets.find(({ label }) => label === written.slice(0, at));
    return other === undefined ? [] : fitting([written.slice(at + 1)], context.ofAsset(other.assetUid));
  });
}

function nameOfKind(kind: ComponentKind, type: ComponentType | undefined): LocalizedText {
  if (isKnownComponentKind(kind)) return COMPONENT_KINDS[kind];
  const own = type?.componentKinds?.find((one) => one.kind === kind);
  return own === undefined ? { zh: kind, en: kind } : { zh: own.zh, en: own.en };
}
