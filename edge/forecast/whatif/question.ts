/** The file of `gemba whatif`: futures and their changes (docs/forecast.md). */
import { Ajv } from "ajv";
import { parse } from "yaml";
import { EdgeError, reasonOf } from "../../contracts/errors.ts";
import { type Static, type TObject, type TSchema, Type } from "../../contracts/schema.ts";
import type { Change } from "./changes.ts";
import { SEQUENCE_RULES, type SequenceRule } from "./sequence-change.ts";

const closed = <P extends Record<string, TSchema>>(properties: P): TObject<P> =>
  Type.Object(properties, { additionalProperties: false });
const pattern = Type.String({ minLength: 1, maxLength: 80 });
const hours = Type.Number({ exclusiveMinimum: 0, maximum: 10_000 });
/** East and north. */
const metres = Type.Array(Type.Number({ minimum: -10_000, maximum: 10_000 }), { minItems: 2, maxItems: 2 });
const from = Type.Number({ minimum: 0, maximum: 10_000, default: 0 });

const CHANGES = {
  out: closed({ out: pattern, from, hours }),
  closed: closed({ closed: pattern, from, hours }),
  open: closed({ open: pattern, from, hours }),
  vehicles: closed({ vehicles: Type.Integer() }),
  load: closed({ load: Type.Integer({ minimum: 1 }), at: pattern }),
  capacity: closed({ capacity: Type.Integer({ minimum: 1 }), at: pattern }),
  speed: closed({ speed: Type.Number({ exclusiveMinimum: 0, maximum: 100 }), at: pattern }),
  add: closed({
    add: pattern,
    variant: pattern,
    pieces: Type.Integer({ minimum: 1 }),
    due: Type.Number({ minimum: 0 }),
    first: Type.Boolean({ default: false }),
  }),
  remove: closed({ remove: pattern }),
  sequence: closed({ sequence: Type.Enum([...SEQUENCE_RULES]) }),
  route: closed({ route: pattern, over: Type.Array(pattern, { minItems: 1, maxItems: 100 }) }),
  move: closed({
    move: Type.Union([pattern, Type.Array(pattern, { minItems: 1, maxItems: 100 })]),
    to: Type.Optional(metres),
    by: Type.Optional(metres),
  }),
  lot: closed({
    lot: Type.Integer({ minimum: 1 }),
    variant: Type.String({ minLength: 1, maxLength: 80, default: "*" }),
  }),
  repair: closed({
    repair: pattern,
    component: Type.String({ minLength: 1, maxLength: 200, default: "*" }),
    from,
    hours,
  }),
  people: closed({ people: Type.Integer(), of: pattern, from, hours: Type.Optional(hours) }),
} as const;
type Name = keyof typeof CHANGES;
type Written = { [Key in Name]: Static<(typeof CHANGES)[Key]> };

const FILE = closed({
  "gemba-whatif": Type.Literal(1),
  futures: Type.Array(
    closed({
      name: Type.String({ minLength: 1, maxLength: 80 }),
      changes: Type.Array(Type.Object({}, { additionalProperties: true }), { minItems: 1, maxItems: 50 }),
    }),
    { minItems: 1, maxItems: 50 },
  ),
});
type File = Readonly<Static<typeof FILE>>;

const ajv = new Ajv({ allErrors: true, strict: true, strictTypes: false, useDefaults: true });
const fits = ajv.compile<File>(FILE);
const fitsChange = new Map(Object.entries(CHANGES).map(([name, schema]) => [name, ajv.compile(schema)] as const));

/** Name of the plant as it is, beside which futures stand. */
export const BASELINE = "baseline";
/** That, and what it is called on screen and in texts. */
const ITS_NAMES: readonly string[] = [BASELINE, "as it is", "现状"];

export interface NamedChanges {
  readonly name: string;
  readonly changes: readonly Change[];
}

/** Throws EdgeError `bad-request` with all problems, each with its place. `where` is the file's name for messages. */
export function readQuestion(text: string, where: string): readonly NamedChanges[] {
  let read: unknown;
  try {
    read = parse(text);
  } catch (error) {
    throw new EdgeError("bad-request", `${where} is no YAML: ${reasonOf(error)}`);
  }
  return checkQuestion(read, where);
}

/** The same for content that has been read. Fields that have a default get it. */
export function checkQuestion(read: unknown, where: string): readonly NamedChanges[] {
  const problems: string[] = [];
  if (!fits(read)) problems.push(...said(fits.errors ?? [], "/"));
  const { futures = [] } = (problems.length === 0 ? read : {}) as Partial<File>;
  const made = futures.map(({ name, changes }, future) => ({
    name,
    changes: changes.flatMap((change, at) => {
      const read = readChange(change);
      if (!Array.isArray(read)) return [read as Change];
      problems.push(...read.map((one) => `/futures/${future}/changes/${at}${one}`));
      return [];
    }),
  }));
  const names = made.map(({ name }) => name);
  if (new Set(names).size < names.length) problems.push("/futures: two have one name; give each its own");
  for (const [at, name] of names.entries())
    if (ITS_NAMES.includes(name.trim().toLowerCase()))
      problems.push(`/futures/${at}/name: ${name} is the plant as it is, which is always answered; give another name`);
  if (problems.length > 0)
    throw new EdgeError(
      "bad-request",
      `${where} has mistakes; docs/forecast.md shows one:\n  ${problems.join("\n  ")}`,
    );
  return made;
}

/** One change as a file writes it; or what is wrong with it, each with its place in the change. */
export function readChange(written: object): Change | readonly string[] {
  const kind = Object.keys(CHANGES).find((one) => Object.hasOwn(written, one)) as Name | undefined;
  const check = kind === undefined ? undefined : fitsChange.get(kind);
  if (kind === undefined || check === undefined) return [`: is none of ${Object.keys(CHANGES).join(", ")}`];
  if (!check(written)) return said(check.errors ?? [], "");
  return kind === "move" ? moveOf(written as never) : changeOf(kind, written as never);
}

function said(errors: readonly { instancePath: string; message?: string }[], root: string): readonly string[] {
  return errors.map(({ instancePath, message }) => `${instancePath || root}: ${message}`);
}

/** Either to a point or by a shift. */
function moveOf({ move, to, by }: Written["move"]): Change | readonly string[] {
  if ((to === undefined) === (by === undefined))
    return [": a move is to a point (to: [east, north]) or by a shift (by: [east, north]), metres; give one of them"];
  const what = typeof move === "string" ? [move] : move;
  return { kind: "move", what, ...(to && { to: spot(to) }), ...(by && { by: spot(by) }) };
}

const spot = ([east = 0, north = 0]: readonly number[]): readonly [number, number] => [east, north];

function changeOf(kind: Exclude<Name, "move">, written: Written[Exclude<Name, "move">]): Change {
  const all = written as Partial<Written["out"] & Written["closed"] & Written["open"] & Written["vehicles"]> &
    Partial<Written["load"] & Written["capacity"] & Written["speed"] & Written["add"] & Written["remove"]> &
    Partial<Written["sequence"] & Written["route"] & Written["lot"] & Written["repair"] & Written["people"]>;
  const { from: fromH = 0, hours: lastsH = 0, at = "*" } = all;
  switch (kind) {
    case "out":
    case "closed":
    case "open":
      return { kind, machines: all[kind] as string, fromH, hours: lastsH };
    case "repair":
      return { kind, machines: all.repair as string, component: all.component ?? "*", fromH, hours: lastsH };
    case "vehicles":
      return { kind, add: all.vehicles as number };
    case "people": {
      const { people = 0, of = "", hours: stretchH } = all;
      return { kind, add: people, of, fromH, ...(stretchH === undefined ? {} : { hours: stretchH }) };
    }
    case "load":
      return { kind, pieces: all.load as number, from: at };
    case "capacity":
      return { kind, pieces: all.capacity as number, places: at };
    case "speed":
      return { kind, factor: all.speed as number, machines: at };
    case "add": {
      const { add = "", variant = "", pieces = 0, due = 0, first = false } = all;
      return { kind: "add-order", order: add, variant, pieces, dueH: due, isFirst: first };
    }
    case "remove":
      return { kind: "remove-order", order: all.remove as string };
    case "sequence":
      return { kind, by: all.sequence as SequenceRule };
    case "route":
      return { kind, variants: all.route as string, over: all.over as readonly string[] };
    case "lot":
      return { kind, pieces: all.lot as number, variants: all.variant as string };
  }
}
