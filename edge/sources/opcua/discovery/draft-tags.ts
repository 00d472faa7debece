/** Tags of one asset, drafted from the variables below its root. */
import type { EnumLabel, LocalizedText, TagLimits, TagRole } from "../../../contracts/plant/tag.ts";
import { shortHash } from "../../config-words.ts";
import { MAX_ARRAY_ELEMENTS } from "../limits.ts";
import type { ModelName } from "./companion-types.ts";
import type { VariableDetails } from "./details.ts";
import { modelUnit, roleOf, type StateMeaning, stateMeaning } from "./meanings.ts";
import { distinctiveSteps, pathText, stepsBelow, tagName } from "./names.ts";
import type { FoundNode } from "./walk.ts";

/** One tag as the config spells it. */
export interface DraftTag {
  readonly component?: string;
  readonly signal: string;
  readonly name: LocalizedText;
  readonly type: "number" | "boolean" | "enum" | "text";
  readonly unit?: string;
  readonly range?: readonly [number, number];
  readonly limits?: TagLimits;
  readonly labels?: readonly EnumLabel[];
  readonly role?: TagRole;
  readonly isStatic?: true;
  readonly binding: {
    readonly path: string;
    readonly every?: number;
    readonly field?: string;
    readonly index?: number | number[];
  };
}

export interface LeftOut {
  readonly path: string;
  readonly reason: string;
  /** A part of a node that has tags. */
  readonly isPart?: true;
}

export interface DraftContext {
  readonly namespaces: readonly string[];
  readonly prefixes: readonly string[];
  readonly details: ReadonlyMap<FoundNode, VariableDetails>;
  readonly names: ReadonlyMap<FoundNode, LocalizedText>;
  modelsOf(node: FoundNode): readonly ModelName[];
  /** True where `CurrentState/Number` has a value; the state is then read there. */
  hasNumber(currentState: FoundNode): boolean;
}

/** Sampling interval of values that hardly change. */
const STATIC_EVERY_MS = 5000;
const MAX_LABELS = 256;
const MAX_TEXT = 40;
const MAX_NAME = 120;

/** Tags of an asset, in the server's order. Each role goes to its first tag. */
export function draftTags(
  root: FoundNode,
  variables: readonly FoundNode[],
  context: DraftContext,
): { tags: DraftTag[]; leftOut: LeftOut[]; proposed: number } {
  const tags: { tag: DraftTag; variable: FoundNode }[] = [];
  const leftOut: LeftOut[] = [];
  const roles = new Set<TagRole>();
  const keys = new Set<string>();
  const states = new Map<string, string>();
  for (const variable of variables) {
    const steps = stepsBelow(root, variable);
    const path = pathText(stepsBelow(undefined, variable), context.prefixes);
    const drafted = secondState(steps, states, context) ?? draft(steps, context);
    if (typeof drafted === "string") leftOut.push({ path, reason: drafted });
    else {
      for (const tag of drafted) tags.push({ tag: withUniqueKey(withFirstRole(tag, roles), keys), variable });
      for (const { name, reason } of context.details.get(variable)?.unplaced ?? [])
        leftOut.push({ path: `${path} ${name}`, reason, isPart: true });
    }
  }
  return {
    tags: withDistinctNames(root, tags, context),
    leftOut,
    proposed: variables.length - leftOut.filter(({ isPart }) => isPart !== true).length,
  };
}

/**
 * Servers show the state of one item in several places of a model; the first one is taken. Returns why this one has no
 * tag; undefined for the first.
 */
function secondState(
  steps: readonly FoundNode[],
  states: Map<string, string>,
  { modelsOf, prefixes }: DraftContext,
): string | undefined {
  const current = steps.at(-1) as FoundNode;
  if (!isCurrentState(current) || current.parent === undefined) return undefined;
  const meaning = stateMeaning(modelsOf(current.parent));
  if (meaning === undefined) return undefined;
  const key = `${tagName(steps).component} ${meaning.labels.map(({ en }) => en).join()}`;
  const before = states.get(key);
  if (before === undefined) states.set(key, pathText(steps, prefixes));
  return before === undefined ? undefined : "the state of an item that another place shows too";
}

/**
 * Six joints have an `ActualPosition` each: names that repeat within an asset get the names of the parts before them.
 */
function withDistinctNames(
  root: FoundNode,
  drafts: readonly { readonly tag: DraftTag; readonly variable: FoundNode }[],
  { names }: DraftContext,
): DraftTag[] {
  const counts = new Map<string, number>();
  for (const { tag } of drafts) counts.set(tag.name.en, (counts.get(tag.name.en) ?? 0) + 1);
  return drafts.map(({ tag, variable }) => {
    if (counts.get(tag.name.en) === 1) return tag;
    const parts = distinctiveSteps(stepsBelow(root, variable)).slice(0, -1);
    const join = (language: "zh" | "en"): string =>
      [...parts.map((part) => names.get(part)?.[language] ?? part.name), tag.name[language]]
        .join(" ")
        .slice(0, MAX_NAME);
    return { ...tag, name: { zh: join("zh"), en: join("en") } };
  });
}

function withFirstRole(tag: DraftTag, roles: Set<TagRole>): DraftTag {
  if (tag.role === undefined) return tag;
  const { role, ...rest } = tag;
  if (roles.has(role)) return rest;
  roles.add(role);
  return tag;
}

function withUniqueKey(tag: DraftTag, keys: Set<string>): DraftTag {
  const key = `${tag.component ?? ""}/${tag.signal}`;
  if (!keys.has(key)) {
    keys.add(key);
    return tag;
  }
  // By path, not by a running number, so that the next discovery gives the same name.
  const signal = `${tag.signal.slice(0, 54).replace(/-$/, "")}-${shortHash(JSON.stringify(tag.binding))}`;
  keys.add(`${tag.component ?? ""}/${signal}`);
  return { ...tag, signal };
}

/** The tags of one variable, or the reason why there are none. */
function draft(steps: readonly FoundNode[], context: DraftContext): DraftTag[] | string {
  const variable = steps.at(-1) as FoundNode;
  const details = context.details.get(variable);
  if (details === undefined) return "its attributes could not be read";
  if (!details.isReadable) return "the server does not let this user read it";
  if (isCurrentState(variable)) return [stateTag(steps, context)];
  const base = baseOf(steps, context);
  const { arrayLength: length, dataType, fields } = details;
  if (length !== undefined) return arrayTags(base, { length, details, steps });
  if (dataType === "structure") return structureTags(base, { fields: fields ?? [], steps });
  if (dataType === "other") return "its data type has no place in a tag";
  if (dataType === "abstract") return "its data type is abstract, and it has no value now that shows what it holds";
  const unit = details.unit ?? unitAround(steps, context);
  const whole = unit === undefined ? details : { ...details, unit };
  return [{ ...base, ...valueFields(whole), ...roleIn(steps, whole, context) }];
}

/** The parts of a CNC position take the unit of the position (OPC 40502, 8.1). */
function unitAround(steps: readonly FoundNode[], { details, namespaces }: DraftContext): VariableDetails["unit"] {
  const variable = steps.at(-1) as FoundNode;
  const above = variable.parent;
  return (above?.kind === "variable" ? details.get(above)?.unit : undefined) ?? modelUnit(variable, namespaces);
}

function isCurrentState({ namespace, name, kind }: FoundNode): boolean {
  return namespace === 0 && name === "CurrentState" && kind === "variable";
}

type Base = Pick<DraftTag, "component" | "signal" | "name" | "isStatic" | "binding">;

function baseOf(steps: readonly FoundNode[], context: DraftContext, suffix = ""): Base {
  const variable = steps.at(-1) as FoundNode;
  const { component, signal } = tagName(steps, suffix);
  const isStatic = variable.kind === "property";
  return {
    ...(component === "" ? {} : { component }),
    signal,
    name: context.names.get(variable) ?? { zh: variable.name, en: variable.name },
    ...(isStatic ? { isStatic } : {}),
    binding: { path: pathText(steps, context.prefixes), ...(isStatic ? { every: STATIC_EVERY_MS } : {}) },
  };
}

function valueFields(details: VariableDetails): Omit<DraftTag, keyof Base> {
  const labels = details.labels?.slice(0, MAX_LABELS);
  if (details.dataType === "boolean") return { type: "boolean", ...(labels === undefined ? {} : { labels }) };
  if (details.dataType === "enum" && labels !== undefined) return { type: "enum", labels };
  if (details.dataType === "number" || details.dataType === "enum") return { type: "number", ...numberOf(details) };
  return { type: "text" };
}

function numberOf({ unit, range, limits }: VariableDetails): Pick<DraftTag, "unit" | "range" | "limits"> {
  return {
    unit: unitText(unit),
    ...(range === undefined ? {} : { range }),
    ...(limits === undefined ? {} : { limits }),
  };
}

/**
 * Every number has a unit in the config. A unit without a UCUM code becomes an annotation of the unit 1, as UCUM
 * allows.
 */
function unitText(unit: VariableDetails["unit"]): string {
  if (unit?.ucum !== undefined) return unit.ucum;
  const symbol = unit?.symbol.replace(/[^!-~]|[{}]/g, "") ?? "";
  return symbol === "" ? "1" : `{${symbol.slice(0, MAX_TEXT - 2)}}`;
}

function roleIn(
  steps: readonly FoundNode[],
  details: VariableDetails,
  { namespaces }: DraftContext,
): Pick<DraftTag, "role"> {
  const role = roleOf(steps, details.unit?.ucum, namespaces);
  return role === undefined ? {} : { role };
}

/** The state of a state machine: its number where a model defines the numbers, else its name. */
function stateTag(steps: readonly FoundNode[], context: DraftContext): DraftTag {
  const current = steps.at(-1) as FoundNode;
  const machine = current.parent as FoundNode;
  const base = baseOf(steps, context);
  const name = context.names.get(machine) ?? base.name;
  const meaning: StateMeaning | undefined = stateMeaning(context.modelsOf(machine));
  if (meaning === undefined || (!meaning.isKnownById && !context.hasNumber(current)))
    return { ...base, name, type: "text" };
  const property = context.hasNumber(current) ? "Number" : "Id";
  const { labels, role } = meaning;
  return {
    ...base,
    name,
    type: "enum",
    labels,
    ...(role === undefined ? {} : { role }),
    binding: { path: `${base.binding.path}/${property}` },
  };
}

function arrayTags(
  base: Base,
  { length, details, steps }: { length: number; details: VariableDetails; steps: readonly FoundNode[] },
): DraftTag[] | string {
  const dimensions = details.dimensions ?? [length];
  const elements = dimensions.reduce((product, size) => product * size, 1);
  const shape = `${dimensions.length > 1 ? "a matrix" : "an array"} of ${dimensions.join(" x ")} elements`;
  if (!(elements > 0)) return "an array whose length is not known";
  if (elements > MAX_ARRAY_ELEMENTS)
    return dimensions.length > 1
      ? `${shape}: bind elements or rows by index`
      : `${shape}: bind it as a waveform if it is one`;
  if (!["number", "boolean", "text", "enum"].includes(details.dataType)) return "an array of structures";
  return Array.from({ length: elements }, (_, flat) => {
    const places = placesAt(flat, dimensions);
    const number = places.map((place) => place + 1).join(" ");
    return {
      ...base,
      signal: tagName(steps, number).signal,
      name: { zh: `${base.name.zh} ${number}`, en: `${base.name.en} ${number}` },
      ...valueFields(details),
      binding: { ...base.binding, index: dimensions.length > 1 ? places : flat },
    };
  });
}

/** The indices of a position; values come row by row. */
function placesAt(flat: number, dimensions: readonly number[]): number[] {
  const places: number[] = [];
  for (let i = dimensions.length - 1, rest = flat; i >= 0; i--) {
    const size = dimensions[i] as number;
    places.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return places;
}

function structureTags(
  base: Base,
  { fields, steps }: { fields: NonNullable<VariableDetails["fields"]>; steps: readonly FoundNode[] },
): DraftTag[] | string {
  const variable = steps.at(-1) as FoundNode;
  const own = new Set(variable.children.map(({ name }) => name.toLowerCase()));
  const top = (name: string): string => (name.split(/[.[]/)[0] ?? name).toLowerCase();
  if (fields.length > 0 && fields.every(({ name }) => own.has(top(name))))
    return "a structure whose fields are variables of their own";
  if (fields.length === 0) return "a structure without fields for a tag, or one that the server does not describe";
  return fields.map(({ name, type, labels }) => ({
    ...base,
    signal: tagName(steps, name).signal,
    name: { zh: `${base.name.zh} ${name}`, en: `${base.name.en} ${name}` },
    type,
    ...(type === "number" ? { unit: "1" } : {}),
    ...(labels === undefined ? {} : { labels: labels.slice(0, MAX_LABELS) }),
    binding: { ...base.binding, field: name },
  }));
}
