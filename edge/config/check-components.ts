/** Checks of components that a schema cannot express: kinds, tags, paths, and measures that no such part can have. */
import {
  COMPONENT_KIND_NAMES,
  GEOMETRY_FIELDS,
  isKnownComponentKind,
  RATING_FIELDS,
} from "../contracts/plant/component-kinds.ts";
import { listed } from "../contracts/plant/config-text.ts";
import { genericComponents } from "../contracts/plant/generic-components.ts";
import type { Capability } from "../contracts/plant/kinds.ts";
import { matchesWord } from "../contracts/plant/tag-pattern.ts";
import { geometryTroubles } from "./component-geometry.ts";
import { components } from "./component-schema.ts";
import { problem, sentence } from "./config-texts.ts";
import type { ConfigDocument, Steps } from "./document.ts";
import { isMap, mapsIn, textAt } from "./loose.ts";
import { hintAtPriorLife } from "./prior-life-hints.ts";
import { choose, perhaps, unknown } from "./suggest.ts";
import type { Validator } from "./validator.ts";

interface TypeFacts {
  readonly document: ConfigDocument;
  /** Kinds of the type's own. */
  readonly kinds: readonly string[];
  /** Tags as components name them, with their types. */
  readonly tags: ReadonlyMap<string, string>;
}

type Written = Record<string, unknown>;

/** Checks the components of all types, and the prior lives of all assets. */
export function checkComponents(document: ConfigDocument, validator: Validator): void {
  const { types } = document.root;
  if (!isMap(types)) return;
  for (const [name, type] of Object.entries(types)) {
    if (!isMap(type)) continue;
    const kinds = ownKinds(document, name, type);
    const steps = ["types", name, "components"];
    if (type["components"] === undefined) continue;
    validator.check(components, type["components"], { document, steps });
    checkList({ document, kinds, tags: tagsOf(type) }, steps, type["components"]);
  }
  for (const [index, asset] of mapsIn(document.root["assets"])) {
    // The paths of a type are computed again for each asset that has prior lives.
    if (asset["priorLife"] === undefined) continue;
    const type = types[textAt(asset, "type") ?? ""];
    if (isMap(type)) checkPriorLives(document, index, { asset, type });
  }
}

function ownKinds(document: ConfigDocument, name: string, type: Written): string[] {
  const kinds: string[] = [];
  for (const [index, own] of mapsIn(type["componentKinds"])) {
    const kind = textAt(own, "kind");
    if (kind === undefined) continue;
    if (isKnownComponentKind(kind) || kinds.includes(kind))
      document.problem(["types", name, "componentKinds", index, "kind"], problem("component-kind-twice", { kind }));
    kinds.push(kind);
  }
  return kinds;
}

/** Signals of a type by `component/signal`, with their types; a number as text has a signal of its own. */
function tagsOf(type: Written): Map<string, string> {
  return new Map(
    mapsIn(type["tags"]).flatMap(([, tag]): [string, string][] => {
      const signal = textAt(tag, "signal");
      if (signal === undefined) return [];
      const component = textAt(tag, "component") ?? "";
      const form = textAt(tag, "as");
      const path = `${component === "" ? "" : `${component}/`}${signal}${form === undefined ? "" : `-${form}`}`;
      return [[path, form ?? textAt(tag, "type") ?? ""]];
    }),
  );
}

function checkList(facts: TypeFacts, steps: Steps, list: unknown): void {
  const seen = new Map<string, number>();
  for (const [index, component] of mapsIn(list)) {
    const id = textAt(component, "id");
    const before = id === undefined ? undefined : seen.get(id);
    if (id !== undefined && before === undefined) seen.set(id, index);
    if (before !== undefined)
      facts.document.problem([...steps, index, "id"], problem("component-twice", { id: String(id), before }));
    checkComponent(facts, [...steps, index], component);
    checkList(facts, [...steps, index, "components"], component["components"]);
  }
}

function checkComponent(facts: TypeFacts, steps: Steps, component: Written): void {
  const { document, kinds, tags } = facts;
  const kind = textAt(component, "kind");
  if (kind !== undefined && !isKnownComponentKind(kind) && !kinds.includes(kind)) {
    const meant = perhaps(kind, [...COMPONENT_KIND_NAMES, ...kinds]);
    const remedy = sentence("remedy-own-component-kind", { meant }).message;
    const name = document.show([...steps, "kind"]);
    document.problem([...steps, "kind"], problem("component-kind-unknown", { name }, remedy));
  }
  if (kind !== undefined && isKnownComponentKind(kind)) checkFields(document, steps, { kind, component });
  const geometry = component["geometry"];
  if (isMap(geometry))
    for (const { field, ...text } of geometryTroubles(kind, geometry))
      document.problem([...steps, "geometry", ...(field === undefined ? [] : [field])], text);
  hintAtPriorLife(document, [...steps, "priorLife"], {
    life: component["priorLife"],
    ratings: component["ratings"],
    path: textAt(component, "id") ?? "",
  });
  for (const [index, pattern] of textsIn(component["tags"])) checkPattern(facts, [...steps, "tags", index], pattern);
  for (const [index, pattern] of textsIn(component["environment"]))
    checkEnvironment(facts, [...steps, "environment", index], pattern);
  const replacedBy = component["replacedBy"];
  const counter = isMap(replacedBy) ? textAt(replacedBy, "counter") : undefined;
  if (counter === undefined) return;
  checkPattern(facts, [...steps, "replacedBy", "counter"], counter);
  if (tags.has(counter) && tags.get(counter) !== "number")
    document.problem(
      [...steps, "replacedBy", "counter"],
      problem("component-counter-type", { counter, type: tags.get(counter) ?? "" }),
    );
}

/** Reports fields that do not apply to the kind. */
function checkFields(
  document: ConfigDocument,
  steps: Steps,
  { kind, component }: { readonly kind: string; readonly component: Written },
): void {
  for (const [part, fields] of [
    ["geometry", GEOMETRY_FIELDS],
    ["ratings", RATING_FIELDS],
  ] as const) {
    const written = component[part];
    if (!isMap(written)) continue;
    const known = new Map<string, readonly string[]>(Object.entries(fields).map(([name, { of }]) => [name, of]));
    const fit = [...known].filter(([, of]) => of.includes(kind)).map(([name]) => name);
    for (const name of Object.keys(written)) {
      const of = known.get(name);
      if (of === undefined || of.includes(kind)) continue;
      document.problem(
        [...steps, part, name],
        problem("component-no-field", {
          kind,
          name,
          fields: fit.length === 0 ? { en: "none of these fields", zh: "无" } : listed(fit),
        }),
        "key",
      );
    }
  }
}

function checkPattern({ document, tags }: TypeFacts, steps: Steps, pattern: string): void {
  const known = [...tags.keys()];
  if (known.some((path) => matchesWord(pattern, path))) return;
  document.problem(
    steps,
    problem(
      "component-no-tag",
      { pattern: document.show(steps) },
      pattern.includes("*") ? sentence("remedy-tag-path", {}).message : choose(pattern, known, "tag"),
    ),
  );
}

function checkEnvironment(facts: TypeFacts, steps: Steps, pattern: string): void {
  const { document } = facts;
  const at = pattern.lastIndexOf("#");
  if (at < 0) {
    checkPattern(facts, steps, pattern);
    return;
  }
  const label = pattern.slice(0, at);
  const assets = mapsIn(document.root["assets"]);
  const asset = assets.find(([, one]) => textAt(one, "label") === label)?.[1];
  if (asset === undefined) {
    const labels = assets.flatMap(([, one]) => textAt(one, "label") ?? []);
    if (!document.incomplete) document.problem(steps, unknown("asset", `"${label}"`, choose(label, labels, "asset")));
    return;
  }
  const { types } = document.root;
  const type = isMap(types) ? types[textAt(asset, "type") ?? ""] : undefined;
  if (!isMap(type)) return;
  const known = [...tagsOf(type).keys()];
  if (!known.some((path) => matchesWord(pattern.slice(at + 1), path)))
    document.problem(
      steps,
      problem(
        "component-no-tag-of",
        { asset: label, pattern: pattern.slice(at + 1) },
        choose(pattern.slice(at + 1), known, "tag"),
      ),
    );
}

function checkPriorLives(
  document: ConfigDocument,
  asset: number,
  written: { readonly asset: Written; readonly type: Written },
): void {
  const { components: list } = written.type;
  const ratings = new Map(list === undefined ? [] : ratingsIn(list));
  const paths = list === undefined ? genericPaths(written.type) : [...ratings.keys()];
  const seen = new Set<string>();
  for (const [index, life] of mapsIn(written.asset["priorLife"])) {
    const steps = ["assets", asset, "priorLife", index];
    const path = textAt(life, "component");
    if (path === undefined) continue;
    if (!paths.includes(path))
      document.problem(
        [...steps, "component"],
        problem(
          "component-unknown",
          { type: textAt(written.asset, "type") ?? "", name: document.show([...steps, "component"]) },
          choose(path, [...new Set(paths)], "component"),
        ),
      );
    else if (seen.has(path)) document.problem([...steps, "component"], problem("component-two-lives", { path }));
    else hintAtPriorLife(document, steps, { life, ratings: ratings.get(path), path });
    seen.add(path);
  }
}

/** Components of a type that describes none, as its tags name them or its kind implies them. */
function genericPaths(type: Written): string[] {
  const { capabilities } = type;
  const tags = mapsIn(type["tags"]).map(([, tag]) => ({ component: textAt(tag, "component") ?? "" }));
  const able = Array.isArray(capabilities) ? { capabilities: capabilities as Capability[] } : {};
  return genericComponents({ kind: textAt(type, "kind") ?? "", ...able }, tags).map(({ id }) => id);
}

/** Ratings of the components of a type, as written, by path. */
function ratingsIn(list: unknown, above = ""): (readonly [path: string, ratings: unknown])[] {
  return mapsIn(list).flatMap(([, component]) => {
    const path = `${above}${textAt(component, "id") ?? ""}`;
    return [[path, component["ratings"]] as const, ...ratingsIn(component["components"], `${path}/`)];
  });
}

function textsIn(list: unknown): [index: number, text: string][] {
  return Array.isArray(list)
    ? list.flatMap((one: unknown, index): [number, string][] => (typeof one === "string" ? [[index, one]] : []))
    : [];
}
