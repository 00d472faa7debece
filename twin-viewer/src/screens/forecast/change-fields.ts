/** The changes that a future may have, and their fields, as forms show them. */
import type { WrittenChange } from "../../../../edge/contracts/forecast/forecasts.ts";
import type { ForecastChoicesAnswer } from "../../data/forecast-api.ts";
import type { TextKey } from "../../i18n/catalogue.ts";
import { t } from "../../i18n/language.ts";

type Plan = NonNullable<ForecastChoicesAnswer["plan"]>;

export interface Choice {
  readonly value: string;
  readonly text: string;
}

/** One field of a change: one or several of the plant's names, a number, a name, or a mark. */
export type Field = { readonly name: string; readonly text: TextKey } & (
  | { readonly kind: "choice" | "choices"; choices(plan: Plan): readonly Choice[] }
  | {
      readonly kind: "number";
      /** Limits are those of the API, because a stored question may have any of its values. */
      readonly min?: number;
      readonly max?: number;
      readonly step: number | "any";
      /** Absent: it may be left empty. */
      readonly usual?: number;
    }
  | { readonly kind: "text"; readonly usual: string }
  /** East and north, metres: a place, or a shift where `isShift`. */
  | { readonly kind: "point"; readonly isShift: boolean }
  | { readonly kind: "mark" }
);

const plain = (labels: readonly string[]): readonly Choice[] => labels.map((label) => ({ value: label, text: label }));
const machine = (name: string, more: (plan: Plan) => readonly string[] = () => []): Field => ({
  name,
  text: "forecast.field-machine",
  kind: "choice",
  choices: (plan) => [...plain([...plan.machines, ...more(plan)]), { value: "*", text: t("forecast.field-all") }],
});
const number = (
  name: string,
  text: TextKey,
  limits: Pick<Extract<Field, { kind: "number" }>, "min" | "max" | "step" | "usual">,
): Field => ({ name, text, kind: "number", ...limits });
/** The API takes any time above 0; a shorter one than 3.6 s means nothing. */
export const LEAST_HOURS = 0.001;
const MOST_HOURS = 10_000;
const from = number("from", "forecast.field-from", { min: 0, max: MOST_HOURS, step: "any", usual: 0 });
const lasting = { min: LEAST_HOURS, max: MOST_HOURS, step: "any" } as const;
const stretch: readonly Field[] = [from, number("hours", "forecast.field-hours", { ...lasting, usual: 4 })];
const variants = ({ variants: names }: Plan): readonly Choice[] => plain(names);

const spots = ({ spots: all }: Plan): readonly Choice[] =>
  all.map(({ label, x, y }) => ({ value: label, text: t("forecast.now-at", { label, x: metres(x), y: metres(y) }) }));
const metres = (value: number): string => String(Math.round(10 * value) / 10);

/** Those of the edge's `whatif/sequence-change.ts`. */
const SEQUENCE_RULES = ["due", "short", "variant"] as const;

/** By the field that names the kind of change in the file of `gemba whatif`; `shift` is a move by some metres. */
export const CHANGE_FIELDS = {
  out: [machine("out", ({ belts }) => belts), ...stretch],
  repair: [
    {
      name: "repair",
      text: "forecast.field-machine",
      kind: "choice",
      choices: ({ lives = [] }) => plain([...new Set(lives.map((one) => one.machine))]),
    },
    {
      name: "component",
      text: "forecast.field-component",
      kind: "choice",
      choices: ({ lives = [] }) => [
        { value: "*", text: t("forecast.field-all-components") },
        ...plain([...new Set(lives.flatMap(({ component }) => (component === "" ? [] : [component])))]),
      ],
    },
    ...stretch,
  ],
  vehicles: [number("vehicles", "forecast.field-vehicles", { step: 1, usual: 1 })],
  people: [
    { name: "of", text: "forecast.field-crew", kind: "choice", choices: ({ crews = [] }) => plain(crews) },
    number("people", "forecast.field-people", { step: 1, usual: 1 }),
    from,
    number("hours", "forecast.field-hours-on-duty", lasting),
  ],
  capacity: [
    {
      name: "at",
      text: "forecast.field-place",
      kind: "choice",
      choices: ({ places }) =>
        places.map(({ label, capacity }) => ({
          value: label,
          text: capacity === null ? label : t("forecast.now-room", { label, count: capacity }),
        })),
    },
    number("capacity", "forecast.field-capacity", { min: 1, step: 1, usual: 20 }),
  ],
  speed: [machine("at"), number("speed", "forecast.field-speed", { min: 0.001, max: 100, step: "any", usual: 1.2 })],
  add: [
    { name: "add", text: "forecast.field-order", kind: "text", usual: "ORD-RUSH" },
    { name: "variant", text: "forecast.field-variant", kind: "choice", choices: variants },
    number("pieces", "forecast.field-pieces", { min: 1, step: 1, usual: 40 }),
    number("due", "forecast.field-due", { min: 0, step: "any", usual: 6 }),
    { name: "first", text: "forecast.field-first", kind: "mark" },
  ],
  remove: [
    {
      name: "remove",
      text: "forecast.field-order",
      kind: "choice",
      choices: ({ orders }) => plain(orders.flatMap(({ order, isBegun }) => (isBegun ? [] : [order]))),
    },
  ],
  closed: [machine("closed"), ...stretch],
  open: [machine("open"), ...stretch],
  load: [
    {
      name: "at",
      text: "forecast.field-lane",
      kind: "choice",
      choices: ({ lanes }) =>
        lanes.map(({ from, load }) => ({ value: from, text: t("forecast.now-room", { label: from, count: load }) })),
    },
    number("load", "forecast.field-load", { min: 1, step: 1, usual: 4 }),
  ],
  sequence: [
    {
      name: "sequence",
      text: "forecast.field-rule",
      kind: "choice",
      choices: () => SEQUENCE_RULES.map((rule) => ({ value: rule, text: t(`forecast.rule-${rule}`) })),
    },
  ],
  route: [
    {
      name: "route",
      text: "forecast.field-variant",
      kind: "choice",
      choices: (plan) => [...variants(plan), { value: "*", text: t("forecast.field-all-variants") }],
    },
    {
      name: "over",
      text: "forecast.field-over",
      kind: "choices",
      choices: ({ machines, places }) => plain([...new Set([...machines, ...places.map(({ label }) => label)])]),
    },
  ],
  move: [
    { name: "move", text: "forecast.field-moved", kind: "choice", choices: spots },
    { name: "to", text: "forecast.field-to", kind: "point", isShift: false },
  ],
  shift: [
    {
      name: "move",
      text: "forecast.field-shifted",
      kind: "choices",
      choices: ({ spots: all }) => plain(all.map(({ label }) => label)),
    },
    { name: "by", text: "forecast.field-by", kind: "point", isShift: true },
  ],
  lot: [
    number("lot", "forecast.field-lot", { min: 1, step: 1, usual: 16 }),
    {
      name: "variant",
      text: "forecast.field-variant",
      kind: "choice",
      choices: (plan) => [{ value: "*", text: t("forecast.field-all-variants") }, ...variants(plan)],
    },
  ],
} as const satisfies Readonly<Record<string, readonly Field[]>>;

export type ChangeKind = keyof typeof CHANGE_FIELDS;
export const CHANGE_KINDS = Object.keys(CHANGE_FIELDS) as readonly ChangeKind[];

/** The kind of a written change; undefined for one that this page has no form for. */
export function kindOf(change: WrittenChange): ChangeKind | undefined {
  if (Object.hasOwn(change, "move") && Object.hasOwn(change, "by")) return "shift";
  // `at` and numbers are fields of several kinds, the name of the kind of one.
  return CHANGE_KINDS.find((kind) => Object.hasOwn(change, kind));
}

/** A change with usual values; names that must be chosen are empty, and what may be left empty is absent. */
export function newChange(kind: ChangeKind): WrittenChange {
  const fields: readonly Field[] = CHANGE_FIELDS[kind];
  return Object.fromEntries(
    fields.flatMap((field) => {
      const usual = usualOf(field);
      return usual === undefined ? [] : [[field.name, usual] as const];
    }),
  );
}

/** The change with another value of a field; one that may be left empty goes when it is. */
export function withField(change: WrittenChange, field: Field, value: WrittenChange[string]): WrittenChange {
  if (field.kind !== "number" || field.usual !== undefined || !Number.isNaN(value))
    return { ...change, [field.name]: value };
  const { [field.name]: _none, ...rest } = change;
  return rest;
}

function usualOf(field: Field): WrittenChange[string] | undefined {
  switch (field.kind) {
    case "number":
    case "text":
      return field.usual;
    case "choice":
      return "";
    case "choices":
      return [];
    case "point":
      return field.isShift ? [0, 0] : [Number.NaN, Number.NaN];
    case "mark":
      return false;
  }
}

/** The field that is empty or no number; undefined where the change is complete. */
export function missingField(change: WrittenChange): Field | undefined {
  const kind = kindOf(change);
  const fields: readonly Field[] = kind === undefined ? [] : CHANGE_FIELDS[kind];
  return fields.find(({ name }) => {
    const value = change[name];
    return (
      value === "" || Number.isNaN(value) || (Array.isArray(value) && (value.length === 0 || value.some(Number.isNaN)))
    );
  });
}
