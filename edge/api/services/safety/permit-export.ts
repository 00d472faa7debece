/** The ledger of permits, and one permit on paper (rules WP17 and WP18). */
import { EdgeError } from "../../../contracts/errors.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import { filledIn } from "../../../contracts/plant/filled-in.ts";
import { Zone } from "../../../contracts/plant/time-zone.ts";
import { permitStage, permitUntil } from "../../../contracts/records/permit-acts.ts";
import type { WorkItem } from "../../../contracts/records/work-book.ts";
import type { WorkAct } from "../../../contracts/records/work-item.ts";
import type { ReportTable } from "../../../contracts/reports/document.ts";
import type { RenderedReport } from "../../../contracts/reports/question.ts";
import { gasTestsOf, guardianOf, type PermitFacts, permitOf } from "../../../contracts/safety/permit.ts";
import type { Place } from "../../../contracts/safety/register.ts";
import { momentText } from "../../../contracts/words/time-text.ts";
import type { Cell } from "../../../tables/xlsx.ts";
import { type Caller, demand, principalFrom } from "../caller.ts";
import type { Range } from "../range.ts";
import { keptWork } from "../work/list.ts";
import { isIn } from "./dangers.ts";
import { MOST_LINES } from "./export.ts";
import { type PermitDeps, permitsIn } from "./permits.ts";
import { keptSafety } from "./register.ts";
import { safetyTableTexts } from "./table-texts.ts";
import {
  cellsIn,
  type Language,
  pairTable,
  printed,
  recordExport,
  tableOf,
  textOf,
  type Written,
  type WrittenDeps,
  type WrittenTable,
  writtenTable,
} from "./written.ts";

const COLUMNS = [
  ...(["number", "title", "id", "kind", "level", "area", "place", "applicant", "applied-at", "approver"] as const),
  ...(["approved-at", "holder", "guardian", "workers", "from", "to", "opened-at", "gas", "isolation"] as const),
  ...(["suspended", "done", "done-at", "closed-by", "closed-at", "state", "detail"] as const),
];
const TIMED: readonly string[] = ["applied-at", "approved-at", "from", "to", "opened-at", "done-at", "closed-at"];
const ON_PAPER = (["number", "title", "kind", "place", "holder", "from", "state"] as const).map((one) =>
  COLUMNS.indexOf(one),
);

type Say = (text: keyof typeof safetyTableTexts, values: Record<string, string>) => string;

/**
 * A row for each permit that was open, applied for or ended in the range, oldest first. It names people, so it is in
 * the audit log. Throws EdgeError `bad-request`, `unavailable`, `disk`.
 */
export async function exportPermits(
  deps: PermitDeps & WrittenDeps,
  caller: Caller,
  { format, language, ...range }: Range & Written,
): Promise<WrittenTable> {
  demand(caller, "GET /api/v1/safety/permits/table");
  const found = permitsIn(deps)
    .filter((item) => isIn(item, range))
    .reverse();
  if (found.length > MOST_LINES)
    throw new EdgeError("bad-request", `more than ${MOST_LINES} permits match; take a shorter time`);
  await recordExport(deps, principalFrom(caller), {
    target: "work-permits",
    after: { permits: found.length, format, ...range },
  });
  const say: Say = filledIn(safetyTableTexts, language);
  const { timeZone } = deps.plant.site;
  const head = COLUMNS.map((one) => say(`permits.${one}`, {}) + (TIMED.includes(one) ? ` (${timeZone})` : ""));
  const time = cellsIn(new Zone(timeZone));
  const rows = found.map((item, at) => [at + 1, ...cellsOf(item, deps, { say, language, time })]);
  const sheet = { name: say("permits.sheet", {}), head, rows, overview: ON_PAPER };
  return await writtenTable(deps, sheet, { format, language });
}

interface Words {
  readonly say: Say;
  readonly language: Language;
  readonly time: ReturnType<typeof cellsIn>;
}

function cellsOf(item: WorkItem, deps: PermitDeps & WrittenDeps, { say, language, time }: Words): readonly Cell[] {
  const facts = permitOf(item) as PermitFacts;
  const place = keptSafety(deps).placeOf(facts.place as Place);
  const newest = (kind: WorkAct["kind"]) => item.acts.findLast((act) => act.kind === kind);
  const [plan, finish, verify] = [newest("plan"), newest("finish"), newest("verify")];
  const notes = item.acts.flatMap(({ kind, note }) => (kind === "interrupt" && note !== undefined ? [note] : []));
  return [
    ...[item.title[language], item.itemUid, facts.kind[language], facts.level?.name[language] ?? null],
    ...[place.area.name[language], place.name[language], item.reportedBy.name, time(item.reportedAt)],
    ...[plan?.by.name ?? null, time(plan?.at), plan?.assignee ?? null, guardianOf(facts, item.acts), facts.workers],
    ...[time(facts.from), time(permitUntil(item, facts)), time(item.acts.find(({ kind }) => kind === "start")?.at)],
    gasText(item, deps),
    newest("start")?.isolation ?? null,
    notes.join("; ") || null,
    ...[finish?.done ?? null, time(finish?.at), verify?.by.name ?? null, time(verify?.at)],
    ...[stateText(item, say), facts.detail ?? null],
  ];
}

function stateText(item: WorkItem, say: Say): string {
  const stage = permitStage(item);
  return say(stage === "suspended" ? "permits.suspended-now" : `permits.${stage}`, {});
}

function gasText({ acts }: WorkItem, { plant }: WrittenDeps): Cell {
  const tests = gasTestsOf(acts).map(
    ({ gas, value, unit, at, by }) => `${gas} ${value} ${unit} ${momentOf(at, plant.site.timeZone)} ${by}`,
  );
  return tests.join("; ") || null;
}

function momentOf(at: Micros, timeZone: string): string {
  return momentText(at / 1000, timeZone, true);
}

/** One permit as a form on A4, on record. Throws EdgeError `not-found`, `unavailable`, `disk`. */
export async function printPermit(
  deps: PermitDeps & WrittenDeps,
  caller: Caller,
  { itemUid, language }: { readonly itemUid: string; readonly language: Language },
): Promise<RenderedReport> {
  demand(caller, "GET /api/v1/safety/permits/:itemUid/form");
  const item = keptWork(deps).find(itemUid);
  const facts = item === undefined ? undefined : permitOf(item);
  if (item === undefined || facts === undefined) throw new EdgeError("not-found", `there is no permit ${itemUid}`);
  await recordExport(deps, principalFrom(caller), { target: itemUid, after: { form: "permit", format: "pdf" } });
  const say: Say = filledIn(safetyTableTexts, language);
  const { timeZone } = deps.plant.site;
  const words = { say, language, timeZone, time: cellsIn(new Zone(timeZone)) };
  const cells = cellsOf(item, deps, words);
  const pairs = COLUMNS.slice(1).flatMap((column, at) => {
    const text = textOf(cells[at] ?? null);
    return text === "" || column === "gas" ? [] : [[say(`permits.${column}`, {}), text] as const];
  });
  return await printed(deps, {
    title: `${say("form.title", {})} · ${facts.kind[language]}`,
    language,
    sections: [
      { title: say("form.permit", {}), blocks: [pairTable(pairs)] },
      { title: say("form.checks", {}), blocks: [checksTable(item, facts, words)] },
      { title: say("form.gas", {}), blocks: [gasTable(item, facts, words)] },
      { title: say("form.steps", {}), blocks: [stepsTable(item, words)] },
    ],
  });
}

type FormWords = Words & { readonly timeZone: string };

function checksTable({ acts }: WorkItem, { demands }: PermitFacts, { say, language }: FormWords): ReportTable {
  const ticks = acts.findLast(({ kind }) => kind === "start")?.ticks ?? [];
  const rows = demands.checklist.map((check, at) => [
    check[language],
    say(`form.${ticks[at]?.result ?? "unticked"}`, {}),
  ]);
  return tableOf([say("form.check", {}), say("form.result", {})], rows, say("form.none", {}));
}

function gasTable({ acts }: WorkItem, { demands }: PermitFacts, { say, language, timeZone }: FormWords): ReportTable {
  const names = ["form.gas-name", "form.value", "form.limits", "form.at", "form.by"] as const;
  const rows = gasTestsOf(acts).map(({ gas, value, unit, at, by }) => {
    const known = demands.gases.find(({ id }) => id === gas);
    const limits = known === undefined ? "" : `${known.low ?? ""} – ${known.high ?? ""}`;
    return [known?.name[language] ?? gas, `${value} ${unit}`, limits, momentOf(at, timeZone), by];
  });
  const head = names.map((name) => say(name, {}));
  return tableOf(head, rows, say("form.none", {}));
}

function stepsTable(item: WorkItem, { say, timeZone }: FormWords): ReportTable {
  const names = ["form.step", "form.at", "form.by", "form.note"] as const;
  const steps = [
    [say("form.report", {}), item.reportedAt, item.reportedBy.name, ""] as const,
    ...item.acts.map(
      ({ kind, at, by, note, done }) => [say(`form.${kind}`, {}), at, by.name, done ?? note ?? ""] as const,
    ),
  ];
  const rows = steps.map(([step, at, by, note]) => [step, momentOf(at, timeZone), by, note]);
  const head = names.map((name) => say(name, {}));
  return tableOf(head, rows, "");
}
