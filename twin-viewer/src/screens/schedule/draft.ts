/** The new schedule that is being written, and what has changed since a stored one. */
import { signal } from "@preact/signals";
import type { PlanEvents, PlantPlan } from "../../../../edge/contracts/schedule/schedules.ts";
import type { NewSchedule } from "../../data/schedule-api.ts";
import { t } from "../../i18n/language.ts";
import { wireTime } from "./moves.ts";

const USUAL_SECONDS = 30;
export const MOST_SECONDS = 300;

/** A file as it was read. */
interface ReadFile {
  readonly name: string;
  readonly text: string;
}

interface Draft {
  /** Empty: named by the day. */
  readonly name: string;
  readonly seconds: number;
  readonly source: "plant" | "file";
  readonly planFile: ReadFile | undefined;
  readonly orders: ReadFile | undefined;
}

export const draft = signal<Draft>({
  name: "",
  seconds: USUAL_SECONDS,
  source: "plant",
  planFile: undefined,
  orders: undefined,
});

export function changeDraft(change: Partial<Draft>): void {
  draft.value = { ...draft.value, ...change };
}

/** A plan file is YAML, of which JSON is a part. The reader is loaded with the first file. */
async function planIn({ name, text }: ReadFile): Promise<unknown> {
  const { parse } = await import("yaml");
  try {
    return parse(text);
  } catch (error) {
    throw new Error(t("schedules.unreadable", { file: name, why: error instanceof Error ? error.message : "" }));
  }
}

/** B2MML is XML, and begins with a bracket; everything else is read as a table. */
export function formatOf({ text }: Pick<ReadFile, "text">): "csv" | "b2mml" {
  return /^\uFEFF?\s*</.test(text) ? "b2mml" : "csv";
}

/** The question as it is sent. Throws an Error whose message can be shown. */
export async function questionOf(
  written: Draft,
  plant: PlantPlan | undefined,
  usualName: string,
): Promise<NewSchedule> {
  const { name, seconds, source, planFile, orders } = written;
  if (source === "file" && planFile === undefined) throw new Error(t("schedules.no-file"));
  const plan = planFile !== undefined && source === "file" ? await planIn(planFile) : plant?.plan;
  if (plan === undefined || plan === null) throw new Error(t("schedules.no-plan"));
  return {
    name: name.trim() === "" ? usualName : name.trim(),
    seconds,
    plan,
    ...(orders === undefined ? {} : { orders: { format: formatOf(orders), text: orders.text } }),
  };
}

/** Characters of a name that leave room for the time behind it. */
const NAME_ROOM = 70;

/** Name of a schedule that is made again: that of the first one, with the time of day. */
export function againName(name: string, clock: string): string {
  return `${name.replace(/ · \d\d:\d\d$/, "").slice(0, NAME_ROOM)} · ${clock}`;
}

/** One thing that has changed since a plan was made, as its form has it. */
export type EventDraft =
  | { readonly kind: "breakdown"; readonly machine: string; readonly fromMs: number; readonly toMs: number }
  | { readonly kind: "material"; readonly order: string; readonly step: string; readonly fromMs: number }
  | {
      readonly kind: "rush";
      readonly order: string;
      readonly variant: string;
      readonly quantity: number;
      readonly dueMs: number;
    };

export const EVENT_KINDS = ["breakdown", "material", "rush"] as const satisfies readonly EventDraft["kind"][];

const HOUR_MS = 3_600_000;

/** An event with usual times from `atMs` on; names that must be chosen are empty. */
export function newEvent(kind: EventDraft["kind"], atMs: number): EventDraft {
  const fromMs = Math.ceil(atMs / HOUR_MS) * HOUR_MS;
  if (kind === "breakdown") return { kind, machine: "", fromMs, toMs: fromMs + 4 * HOUR_MS };
  if (kind === "material") return { kind, order: "", step: "", fromMs: fromMs + 8 * HOUR_MS };
  return { kind, order: "", variant: "", quantity: 1, dueMs: fromMs + 24 * HOUR_MS };
}

/** Whether an event has all that the edge needs. */
export function isComplete(event: EventDraft): boolean {
  if (event.kind === "breakdown") return event.machine !== "" && event.toMs > event.fromMs;
  if (event.kind === "material") return event.order !== "" && event.step !== "";
  return event.order.trim() !== "" && event.variant !== "" && event.quantity >= 1;
}

/** Complete events as the edge takes them. */
export function eventsOf(events: readonly EventDraft[]): PlanEvents {
  return {
    breakdowns: events.flatMap((one) =>
      one.kind === "breakdown" ? [{ machine: one.machine, from: wireTime(one.fromMs), to: wireTime(one.toMs) }] : [],
    ),
    lateMaterial: events.flatMap((one) =>
      one.kind === "material" ? [{ order: one.order, operation: one.step, from: wireTime(one.fromMs) }] : [],
    ),
    rushOrders: events.flatMap((one) => (one.kind === "rush" ? [rushOrder(one)] : [])),
  };
}

function rushOrder({ order, variant, quantity, dueMs }: Extract<EventDraft, { kind: "rush" }>) {
  return { id: order.trim(), variant, quantity, due: wireTime(dueMs), priority: 1, material: [] };
}
