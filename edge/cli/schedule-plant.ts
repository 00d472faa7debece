/** `gemba schedule plant`: a plan for the orders in a file. */
import { BYTE_ORDER_MARK } from "../contracts/csv.ts";
import { EdgeError } from "../contracts/errors.ts";
import { latenessTexts, type Reader, reasonText, summaryTexts } from "../contracts/schedule/reason-text.ts";
import type { Schedule } from "../contracts/schedule/schedule.ts";
import type { WorkPlan } from "../contracts/schedule/work-plan.ts";
import { momentText } from "../contracts/words/time-text.ts";
import { scheduleTable } from "../schedule/orders/schedule-table.ts";
import { scheduleXml } from "../schedule/orders/schedule-xml.ts";
import { planApart } from "../schedule/plan-apart.ts";
import { unusedNames } from "../schedule/plant/unused-names.ts";
import { fromUser, languageOf, type Options } from "./options.ts";
import { readPlanFile } from "./plan-file.ts";

/** Runs with random durations for the probability that an order is on time. */
const REPLICATIONS = 200;

const FORMATS = ["text", "json", "csv", "b2mml"] as const;
type Format = (typeof FORMATS)[number];

function isFormat(word: string): word is Format {
  return (FORMATS as readonly string[]).includes(word);
}

/** Plans the orders of a file and prints who does what when and why. */
export async function planPlant(file: string, options: Options, signal: AbortSignal): Promise<number> {
  const { seed, json, csv, schedule } = options;
  const language = languageOf(options);
  const format = options.format ?? (json ? "json" : "text");
  if (!isFormat(format)) throw new EdgeError("bad-request", `--format is ${FORMATS.join(", ")}, not "${format}"`);
  const plan = readPlanFile(fromUser(file), schedule.orders === undefined ? undefined : fromUser(schedule.orders));
  const unused = unusedNames(plan);
  if (unused.length > 0)
    process.stderr.write(`gemba: no step or machine has ${unused.join(", ")}: times between these are not used\n`);
  let firstMs: number | undefined;
  const task = { plan, seed, limit: { seconds: schedule.seconds }, replications: REPLICATIONS };
  const made = await planApart(task, signal, (_, afterMs) => {
    firstMs ??= afterMs;
  });
  process.stderr.write(`gemba: first plan after ${Math.round(firstMs ?? 0)} ms, ${made.steps} steps in all\n`);
  const reader = { language, timeZone: plan.timeZone };
  process.stdout.write(written({ format, hasMark: csv.bom }, plan, made.schedule, reader));
  return 0;
}

function written(
  { format, hasMark }: { readonly format: Format; readonly hasMark: boolean },
  plan: WorkPlan,
  schedule: Schedule,
  reader: Reader,
): string {
  switch (format) {
    case "json":
      return `${JSON.stringify(schedule, null, 2)}\n`;
    case "csv":
      return (hasMark ? BYTE_ORDER_MARK : "") + scheduleTable(plan, schedule, reader);
    case "b2mml":
      return scheduleXml(plan, schedule, Date.now());
    case "text":
      return scheduleText(schedule, reader);
  }
}

/** A schedule as lines: late orders with their chains, then each machine's operations with their reasons. */
function scheduleText(schedule: Schedule, reader: Reader): string {
  const late = schedule.orders.filter(({ end, due }) => end > due);
  const at = (ms: number): string => momentText(ms, reader.timeZone, false);
  const lines = [
    ...summaryTexts(schedule, reader),
    ...late.flatMap((order) => {
      const [first, ...chain] = latenessTexts(order, schedule, reader);
      const onTime = order.onTime === undefined ? "" : ` (${Math.round(100 * order.onTime)} %)`;
      return [`${first}${onTime}`, ...chain.map((line) => `  ${line}`)];
    }),
  ];
  const machines = Map.groupBy(schedule.operations, ({ machine }) => machine);
  for (const [machine, operations] of [...machines].sort(([a], [b]) => a.localeCompare(b))) {
    lines.push("", machine);
    for (const operation of operations.toSorted((a, b) => a.start - b.start)) {
      const { order, step, setUpStart, start, end } = operation;
      const prepared = setUpStart < start ? `[${at(setUpStart)}] ` : "";
      lines.push(`  ${prepared}${at(start)} – ${at(end)}  ${order} ${step}: ${reasonText(operation, reader)}`);
    }
  }
  return `${lines.join("\n")}\n`;
}
