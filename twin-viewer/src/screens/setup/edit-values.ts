/** Values of the config with edits that are not saved yet. */
import type { ConfigEdit, ConfigPath } from "../../../../edge/contracts/plant/config-edit.ts";

export type Values = Readonly<Record<string, unknown>>;

/** The values after edits, without secrets. Each list and map is copied once, however many edits change it. */
export function editedBy(values: Values, edits: readonly ConfigEdit[]): Values {
  const copies = new WeakSet<object>();
  return edits.reduce(
    (next, edit) => (edit.kind === "secret" ? next : (at(next, edit.path, { edit, copies }) as Values)),
    values,
  );
}

interface Editing {
  readonly edit: Exclude<ConfigEdit, { kind: "secret" }>;
  /** Lists and maps that may be changed in place. */
  readonly copies: WeakSet<object>;
}

function at(value: unknown, [step, ...rest]: ConfigPath, editing: Editing): unknown {
  if (step === undefined) return value;
  const { edit, copies } = editing;
  const isLast = rest.length === 0;
  if (typeof step === "number") {
    const list = Array.isArray(value) ? (copies.has(value) ? (value as unknown[]) : [...(value as unknown[])]) : [];
    copies.add(list);
    if (!isLast) list[step] = at(list[step], rest, editing);
    else if (edit.kind === "insert") list.splice(step, 0, edit.value);
    else if (edit.kind === "remove") list.splice(step, 1);
    else list[step] = edit.value;
    return list;
  }
  const before = (value ?? {}) as Record<string, unknown>;
  const map = copies.has(before) ? before : { ...before };
  copies.add(map);
  if (isLast && edit.kind === "remove") delete map[step];
  else map[step] = isLast && edit.kind !== "remove" ? edit.value : at(map[step], rest, editing);
  return map;
}

/** The value at a path; undefined where there is none. */
export function valueAt(values: unknown, path: ConfigPath): unknown {
  return path.reduce<unknown>(
    (value, step) =>
      typeof value === "object" && value !== null ? (value as Record<string | number, unknown>)[step] : undefined,
    values,
  );
}

/**
 * The edits with one more. It replaces the last one where both set the same place, as while somebody types.
 */
export function withEdit(edits: readonly ConfigEdit[], edit: ConfigEdit): readonly ConfigEdit[] {
  const last = edits.at(-1);
  const isSame =
    last !== undefined &&
    last.kind === edit.kind &&
    (edit.kind === "set" || edit.kind === "secret") &&
    samePath(last.path, edit.path);
  return [...(isSame ? edits.slice(0, -1) : edits), edit];
}

function samePath(one: ConfigPath, other: ConfigPath): boolean {
  return one.length === other.length && one.every((step, i) => step === other[i]);
}

/** `assets[3].pose.x`, as problems name places. */
export function pathText(path: ConfigPath): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === "number") return `${text}[${step}]`;
    if (/^[A-Za-z_][\w-]*$/.test(step)) return text === "" ? step : `${text}.${step}`;
    return `${text}[${JSON.stringify(step)}]`;
  }, "");
}

/** The path that such a text stands for. */
export function pathOfText(text: string): ConfigPath {
  return [...text.matchAll(/\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]|([A-Za-z_][\w-]*)/g)].map(
    ([, index, quoted, key = ""]) =>
      index !== undefined ? Number(index) : quoted !== undefined ? (JSON.parse(quoted) as string) : key,
  );
}
