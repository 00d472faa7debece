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

/** One field of a change: a choice of the plant's names, a number, a name, or a mark. */
export type Field = { readonly name: string; readonly text: TextKey } & (
  | { readonly kind: "choice"; choices(plan: Plan): readonly Choice[] }
  | {
      readonly kind: "number";
      readonly min: number;
      readonly max: number;
      readonly step: number;
      readonly usual: number;
    }
  | { readonly kind: "text"; readonly usual: string }
  | { readonly kind: "mark" }
);

const plain = (labels: readonly string[]): readonly Choice[] => labels.map((label) => ({ value: label, text: label }));
const machine = (name: string): Field => ({
  name,
  text: "forecast.field-machine",
  kind: "choice",
  choices: ({ machines }) => [...plain(machines), { value: "*", text: t("forecast.field-all") }],
});
const number = (
  name: string,
  text: TextKey,
  [min, max, step, usual]: readonly [number, number, number, number],
): Field => ({
  name,
  text,
  kind: "number",
  min,
  max,
  step,
  usual,
});
const stretch: readonly Field[] = [
  number("from", "forecast.field-from", [0, 720, 0.5, 0]),
  number("hours", "forecast.field-hours", [0.5, 720, 0.5, 4]),
];

/** By the field that names the kind of change in the file of `gemba whatif`. */
export const CHANGE_FIELDS = {
  out: [machine("out"), ...stretch],
  vehicles: [number("vehicles", "forecast.field-vehicles", [-100, 100, 1, 1])],
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
    number("capacity", "forecast.field-capacity", [1, 10_000, 1, 20]),
  ],
  speed: [machine("at"), number("speed", "forecast.field-speed", [0.1, 10, 0.05, 1.2])],
  add: [
    { name: "add", text: "forecast.field-order", kind: "text", usual: "ORD-RUSH" },
    {
      name: "variant",
      text: "forecast.field-variant",
      kind: "choice",
      choices: ({ variants }) => plain(variants),
    },
    number("pieces", "forecast.field-pieces", [1, 100_000, 1, 40]),
    number("due", "forecast.field-due", [0, 720, 0.5, 6]),
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
    number("load", "forecast.field-load", [1, 1000, 1, 4]),
  ],
} as const satisfies Readonly<Record<string, readonly Field[]>>;

export type ChangeKind = keyof typeof CHANGE_FIELDS;
export const CHANGE_KINDS = Object.keys(CHANGE_FIELDS) as readonly ChangeKind[];

/** The kind of a written change. */
export function kindOf(change: WrittenChange): ChangeKind {
  // `at` and numbers are fields of several kinds, the name of the kind of one.
  return CHANGE_KINDS.find((kind) => Object.hasOwn(change, kind)) ?? "out";
}

/** A change with usual values; names that must be chosen are empty. */
export function newChange(kind: ChangeKind): WrittenChange {
  const fields: readonly Field[] = CHANGE_FIELDS[kind];
  return Object.fromEntries(
    fields.map((field) => [
      field.name,
      field.kind === "number" || field.kind === "text" ? field.usual : field.kind === "mark" ? false : "",
    ]),
  );
}

/** The field that is empty or no number; undefined where the change is complete. */
export function missingField(change: WrittenChange): Field | undefined {
  const fields: readonly Field[] = CHANGE_FIELDS[kindOf(change)];
  return fields.find(({ name }) => change[name] === "" || Number.isNaN(change[name]));
}
