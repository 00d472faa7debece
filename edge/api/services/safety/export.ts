/** The register and the ledger of dangers as tables for spreadsheets (rules SR18 and SR19). */
import { EdgeError } from "../../../contracts/errors.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import { filledIn } from "../../../contracts/plant/filled-in.ts";
import { Zone } from "../../../contracts/plant/time-zone.ts";
import { isMajor } from "../../../contracts/records/danger-acts.ts";
import type { WorkItem } from "../../../contracts/records/work-book.ts";
import { type WorkAct, workState } from "../../../contracts/records/work-item.ts";
import { dangerOf } from "../../../contracts/safety/loop-facts.ts";
import { isOverdue, repeatsIn } from "../../../contracts/safety/loop-figures.ts";
import type { SafetyReader } from "../../../contracts/safety/reader.ts";
import { CONTROL_LAYERS } from "../../../contracts/safety/register.ts";
import { offsetText } from "../../../contracts/words/offset-text.ts";
import { safetyTexts } from "../../../contracts/words/safety-texts.ts";
import { momentText } from "../../../contracts/words/time-text.ts";
import type { Cell } from "../../../tables/xlsx.ts";
import { type Caller, demand, principalFrom } from "../caller.ts";
import type { Range } from "../range.ts";
import { type DangerDeps, dangersIn, isIn, placeOf } from "./dangers.ts";
import { keptSafety, type SafetyDeps } from "./register.ts";
import { safetyTableTexts } from "./table-texts.ts";
import { cellsIn, recordExport, type Written, type WrittenDeps, type WrittenTable, writtenTable } from "./written.ts";

/** Lines of a ledger. */
export const MOST_LINES = 10_000;
const TEXTS = { ...safetyTexts, ...safetyTableTexts };

const REGISTER_COLUMNS = [
  ...(["number", "id", "area", "place", "name", "may-cause", "method", "likelihood", "exposure", "severity"] as const),
  ...(["score", "level", "criterion"] as const),
];
const LEDGER_COLUMNS = [
  ...(["number", "id", "area", "place", "title", "detail", "hazard", "source", "found-by", "found-at"] as const),
  ...(["level", "criterion", "graded-by", "measure", "person", "money", "due", "plan", "done", "done-by"] as const),
  ...(["done-at", "proofs", "verified-by", "verified-at", "verdict", "state", "overdue", "repeat"] as const),
  ...(["informed", "offset"] as const),
];
/** Columns of the overviews on paper: number, what, where, level, by whom, until when. */
const REGISTER_ON_PAPER = placesOf(REGISTER_COLUMNS, ["number", "name", "place", "may-cause", "level"]);
const LEDGER_ON_PAPER = placesOf(LEDGER_COLUMNS, ["number", "title", "place", "level", "person", "due", "state"]);

function placesOf<C extends string>(columns: readonly C[], names: readonly C[]): readonly number[] {
  return names.map((name) => columns.indexOf(name));
}

/** A row for each hazard. It names people, so it is in the audit log. Throws EdgeError `unavailable`, `disk`. */
export async function exportRegister(
  deps: SafetyDeps & WrittenDeps,
  caller: Caller,
  { format, language }: Written,
): Promise<WrittenTable> {
  demand(caller, "GET /api/v1/safety/register/table");
  const { hazards, method } = keptSafety(deps).register;
  await recordExport(deps, principalFrom(caller), {
    target: "safety-register",
    after: { hazards: hazards.length, format },
  });
  const say = filledIn(TEXTS, language);
  const head = [
    ...REGISTER_COLUMNS.map((column) => say(`register.${column}`, {})),
    ...CONTROL_LAYERS.map((layer) => say(`layer.${layer}`, {})),
    ...[say("register.controlled-by", {}), say("register.unit", {}), say("register.owner", {})],
  ];
  const rows = hazards.map((hazard, at): readonly Cell[] => [
    ...[at + 1, hazard.id, hazard.place.area.name[language], hazard.place.name[language], hazard.name[language]],
    ...[hazard.mayCause[language], method.kind, hazard.likelihood, hazard.exposure, hazard.severity],
    ...[hazard.rating.score, say(`risk.${hazard.rating.level}`, {}), hazard.criterion?.name[language] ?? null],
    ...CONTROL_LAYERS.map((layer) => hazard.controls[layer].map((one) => one[language]).join("; ") || null),
    ...[say(`level.${hazard.controlledBy}`, {}), hazard.unit?.[language] ?? null, hazard.owner],
  ]);
  const sheet = { name: say("register.sheet", {}), head, rows, overview: REGISTER_ON_PAPER };
  return await writtenTable(deps, sheet, { format, language });
}

/**
 * A row for each danger that was open, found or ended in the range, oldest first. It names people, so it is in the
 * audit log. Throws EdgeError `bad-request`, `unavailable`, `disk`.
 */
export async function exportDangers(
  deps: DangerDeps & WrittenDeps,
  caller: Caller,
  { format, language, ...range }: Range & Written,
): Promise<WrittenTable> {
  demand(caller, "GET /api/v1/safety/dangers/table");
  const safety = keptSafety(deps);
  const all = dangersIn(deps);
  const found = all.filter((item) => isIn(item, range)).reverse();
  if (found.length > MOST_LINES)
    throw new EdgeError("bad-request", `more than ${MOST_LINES} dangers match; take a shorter time`);
  await recordExport(deps, principalFrom(caller), {
    target: "hidden-dangers",
    after: { dangers: found.length, format, ...range },
  });
  const say = filledIn(TEXTS, language);
  const { site } = deps.plant;
  const zone = new Zone(site.timeZone);
  const timed = new Set<string>(["found-at", "due", "done-at", "verified-at"]);
  const head = LEDGER_COLUMNS.map(
    (column) => say(`ledger.${column}`, { currency: site.currency }) + (timed.has(column) ? ` (${site.timeZone})` : ""),
  );
  const repeats = repeatsIn(all, safety.repeatDays);
  const time = cellsIn(zone);
  const words = { say, language, time, now: deps.now() };
  const rows = found.map((item, at): readonly Cell[] => {
    const ms = Math.floor(item.reportedAt / 1000);
    return [
      at + 1,
      ...placeCells(item, deps, { safety, language }),
      ...foundCells(item, { safety, ...words }),
      ...planCells(item, words),
      ...doneCells(item, words),
      say(repeats.has(item.itemUid) ? "ledger.yes" : "ledger.no", {}),
      informedText(item, site.timeZone),
      offsetText(zone.toLocal(ms) - ms),
    ];
  });
  const sheet = { name: say("ledger.sheet", {}), head, rows, overview: LEDGER_ON_PAPER };
  return await writtenTable(deps, sheet, { format, language });
}

interface Words {
  readonly say: (text: keyof typeof TEXTS, values: Record<string, string>) => string;
  readonly language: Written["language"];
  readonly time: (at: Micros | undefined) => Cell;
  readonly now: Micros;
}

function placeCells(
  item: WorkItem,
  deps: DangerDeps,
  { safety, language }: { readonly safety: SafetyReader; readonly language: Written["language"] },
): readonly Cell[] {
  const place = placeOf(item, deps, safety);
  return [item.itemUid, place.area.name[language], place.name[language], item.title[language]];
}

function foundCells(
  item: WorkItem,
  { safety, say, language, time }: Words & { readonly safety: SafetyReader },
): readonly Cell[] {
  const facts = dangerOf(item);
  const graded = item.acts.some(({ kind }) => kind === "plan");
  const { register } = safety;
  const hazard = register.hazards.find(({ id }) => id === facts?.hazard);
  const named = item.acts.findLast(({ criterion }) => criterion !== undefined)?.criterion ?? facts?.criterion;
  const criterion = register.rules?.major.find(({ id }) => id === named);
  return [
    facts?.detail ?? null,
    hazard === undefined ? (facts?.hazard ?? null) : `${hazard.id} ${hazard.name[language]}`,
    say(`danger.by-${facts?.source ?? "person"}`, {}),
    item.reportedBy.name,
    time(item.reportedAt),
    graded || isMajor(item) ? say(isMajor(item) ? "danger.major" : "danger.general", {}) : null,
    criterion?.name[language] ?? named ?? null,
  ];
}

function planCells(item: WorkItem, { time }: Words): readonly Cell[] {
  const plan = newest(item, "plan");
  return [
    plan?.by.name ?? null,
    plan?.measure ?? null,
    plan?.assignee ?? null,
    plan?.money ?? null,
    time(plan?.due),
    plan?.contingency ?? null,
  ];
}

function doneCells(item: WorkItem, { say, time, now }: Words): readonly Cell[] {
  const [finish, verify] = [newest(item, "finish"), newest(item, "verify")];
  const proofs = [...(dangerOf(item)?.proofs ?? []), ...item.acts.flatMap((act) => act.proofs ?? [])];
  return [
    finish?.done ?? null,
    finish?.doneBy ?? finish?.by.name ?? null,
    time(finish?.at),
    proofs.join("; ") || null,
    verify?.by.name ?? null,
    time(verify?.at),
    verify?.note ?? null,
    say(`ledger.state-${workState(item)}`, {}),
    say(isOverdue(item, now) ? "ledger.yes" : "ledger.no", {}),
  ];
}

function informedText({ acts }: WorkItem, timeZone: string): Cell {
  const texts = acts.flatMap(({ informed }) =>
    informed === undefined ? [] : [`${informed.who} ${momentText(informed.at / 1000, timeZone, false)}`],
  );
  return texts.join("; ") || null;
}

function newest({ acts }: WorkItem, of: WorkAct["kind"]): WorkAct | undefined {
  return acts.findLast(({ kind }) => kind === of);
}
