/** The report after an event or a drill, on paper and as JSON: one document (rules RE14 and RE15). */
import type { AlertBook } from "../../../contracts/alerts/alert.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import { filledIn } from "../../../contracts/plant/filled-in.ts";
import { isMajor } from "../../../contracts/records/danger-acts.ts";
import type { WorkItem } from "../../../contracts/records/work-book.ts";
import { WORK_CYCLE } from "../../../contracts/records/work-cycle.ts";
import { isOpenWork, type WorkAct, workState } from "../../../contracts/records/work-item.ts";
import type { ReportSection, ReportTable } from "../../../contracts/reports/document.ts";
import type { RenderedReport } from "../../../contracts/reports/question.ts";
import { blockingWords } from "../../../contracts/safety/blocking.ts";
import { CONTROL_LAYERS, type Place } from "../../../contracts/safety/register.ts";
import { musterRemark, type ResponseFacts, responseOf, stepsOf } from "../../../contracts/safety/response.ts";
import { safetyTexts } from "../../../contracts/words/safety-texts.ts";
import { momentText } from "../../../contracts/words/time-text.ts";
import { type Caller, demand, principalFrom } from "../caller.ts";
import { keptSafety } from "./register.ts";
import { responseTexts } from "./response-texts.ts";
import { dangersAfter, leaderOf, type ResponseDeps, responseItem } from "./responses.ts";
import { type Language, pairTable, printed, recordExport, tableOf, type WrittenDeps } from "./written.ts";

export const RESPONSE_REPORT_FORMATS = ["pdf", "json"] as const;

export type ResponseReportDeps = ResponseDeps & WrittenDeps & { readonly alerts: Pick<AlertBook, "find" | "history"> };

/** Alerts that were raised this long before the plan was opened belong to the event. */
const BEFORE_US = 10 * 60e6;
const MOST_ALERTS = 100;
const TEXTS = { ...safetyTexts, ...responseTexts };

/** What the sections are made of. */
interface Told {
  readonly deps: ResponseReportDeps;
  readonly item: WorkItem;
  readonly facts: ResponseFacts;
  readonly language: Language;
  say(text: keyof typeof TEXTS, parts?: Readonly<Record<string, string | number>>): string;
  at(time: Micros): string;
}

/**
 * The report of one response; it names people, so it is in the audit log. Throws EdgeError `not-found`, `unavailable`,
 * `disk`.
 */
export async function responseReport(
  deps: ResponseReportDeps,
  caller: Caller,
  {
    itemUid,
    language,
    format,
  }: {
    readonly itemUid: string;
    readonly language: Language;
    readonly format: (typeof RESPONSE_REPORT_FORMATS)[number];
  },
): Promise<RenderedReport> {
  demand(caller, "GET /api/v1/safety/responses/:itemUid/report");
  const item = responseItem(deps, itemUid);
  const facts = responseOf(item) as ResponseFacts;
  await recordExport(deps, principalFrom(caller), { target: itemUid, after: { form: "response", format } });
  const texts = filledIn(TEXTS, language);
  const { timeZone } = deps.plant.site;
  const told: Told = {
    ...{ deps, item, facts, language },
    say: (text, parts = {}) => texts(text, parts),
    at: (time) => momentText(time / 1000, timeZone, true),
  };
  const kind = facts.isDrill ? "drill" : "event";
  return await printed(deps, {
    title: `${told.say(`title.${kind}`)} · ${item.title[language]}`,
    notes: [
      told.say(`note.${kind}`),
      ...(endOf(item) === undefined ? [told.say("note.open")] : []),
      told.say("note.people"),
    ],
    sections: sectionsOf(told),
    ...{ language, format },
  });
}

function sectionsOf(told: Told): readonly ReportSection[] {
  const section = (name: "what" | "steps" | "roles" | "controls" | "blocked" | "dangers", block: ReportTable) => ({
    title: told.say(`section.${name}`),
    blocks: [block],
  });
  return [
    section("what", whatTable(told)),
    section("steps", stepsTable(told)),
    section("roles", rolesTable(told)),
    section("controls", controlsTable(told)),
    { title: told.say("section.muster"), blocks: [{ kind: "note", text: musterText(told) }] },
    section("blocked", blockedTable(told)),
    alertSection(told),
    section("dangers", dangersTable(told)),
    { title: told.say("section.timeline"), blocks: [timelineTable(told)] },
  ];
}

/** The act that ended it; undefined while it goes on. */
function endOf({ acts }: WorkItem): WorkAct | undefined {
  const last = acts.findLast(({ kind }) => kind === "finish" || kind === "return" || kind === "reject");
  return last?.kind === "return" ? undefined : last;
}

function whatTable({ deps, item, facts, language, say, at }: Told): ReportTable {
  const place = keptSafety(deps).placeOf(facts.place as Place);
  const newest = (kind: WorkAct["kind"]) => item.acts.findLast((act) => act.kind === kind);
  const [end, verify] = [endOf(item), workState(item) === "closed" ? newest("verify") : undefined];
  const said = facts.alert === undefined ? undefined : deps.alerts.find(facts.alert)?.message[language];
  return pairTable([
    [say("what.kind"), say(facts.isDrill ? "what.drill" : "what.event")],
    [say("what.plan"), `${facts.plan} ${item.title[language]}`],
    [say("what.id"), item.itemUid],
    [say("what.place"), place.name[language]],
    [say("what.area"), place.area.name[language]],
    [say("what.opened"), at(item.reportedAt)],
    [say("what.opened-by"), item.reportedBy.name],
    ...(facts.alert === undefined ? [] : [[say("what.alert"), said ?? say("what.no-alert")] as const]),
    ...(facts.posted === undefined ? [] : [[say("what.posted"), facts.posted[language]] as const]),
    [say("what.lead"), leaderOf(item) ?? say("what.not-yet")],
    [say("what.ended"), end === undefined ? say("what.not-yet") : at(end.at)],
    ...(end?.done === undefined ? [] : [[say("what.done"), end.done] as const]),
    [say("what.closed"), verify === undefined ? say("what.not-yet") : at(verify.at)],
    ...(verify === undefined ? [] : [[say("what.closed-by"), verify.by.name] as const]),
    [say("what.state"), WORK_CYCLE.states[workState(item)][language]],
  ]);
}

function stepsTable({ item, facts, language, say, at }: Told): ReportTable {
  const roles = new Map(facts.roles.map(({ id, name }) => [id, name[language]]));
  const rows = stepsOf(facts, item.acts).map(({ do: text, role, newest }, n) => [
    ...[String(n + 1), text[language], role === null ? "" : (roles.get(role) ?? role)],
    say(`result.${newest?.result ?? "none"}`),
    ...[newest?.by ?? "", newest === null ? "" : at(newest.at), newest?.note ?? ""],
  ]);
  const names = ["number", "do", "role", "result", "by", "at", "note"] as const;
  return tableOf(
    names.map((name) => say(`steps.${name}`)),
    rows,
    "",
  );
}

function rolesTable({ facts, language, say }: Told): ReportTable {
  const rows = facts.roles.map(({ name, person }) => [name[language], person ?? say("roles.none")]);
  return tableOf([say("roles.role"), say("roles.person")], rows, say("roles.none"));
}

/** Hazards of which nobody said anything are unknown. */
function controlsTable({ deps, item, facts, language, say }: Told): ReportTable {
  const { hazards } = keptSafety(deps).register;
  const nameOf = (id: string) => `${id} ${hazards.find((one) => one.id === id)?.name[language] ?? ""}`.trim();
  const said = endOf(item)?.controls ?? [];
  const silent = facts.hazards.filter((id) => said.every(({ hazard }) => hazard !== id));
  const layers = CONTROL_LAYERS.map((layer) => say(`layer.${layer}`)).join(", ");
  const rows = [
    ...said.map(({ hazard, layer, result, note }) => [
      ...[nameOf(hazard), say(`layer.${layer}`), say(`controls.${result}`), note ?? ""],
    ]),
    ...silent.map((id) => [nameOf(id), layers, say("controls.unknown"), ""]),
  ];
  const head = [say("controls.hazard"), say("controls.layer"), say("controls.result"), say("steps.note")];
  return tableOf(head, rows, say("controls.none"));
}

/** After the end only the counts are kept, in a remark of the edge. */
function musterText({ deps, item, say }: Told): string {
  const kept = musterRemark(item.acts);
  if (kept !== undefined) return kept;
  const { muster } = keptSafety(deps);
  if (!muster.isOn) return say("muster.off");
  if (!isOpenWork(item)) return say("muster.gone");
  const { inside, checkedIn, unaccounted } = muster.counts(item.itemUid);
  return inside === null || unaccounted === null
    ? say("muster.no-record", { checkedIn })
    : say("muster.now", { inside, checkedIn, unaccounted });
}

function blockedTable({ item, say, at }: Told): ReportTable {
  const rows = item.acts.flatMap((act) => {
    const { at: time, by, note, blocked } = act;
    if (blocked === undefined || blockingWords(act, item.acts).length === 0) return [];
    const places = blocked.places.map(({ x, y, radiusM: radius }) => say("blocked.place", { x, y, radius }));
    return [[at(time), by.name, blocked.exits.join(", "), places.join("; "), note ?? ""]];
  });
  const names = ["at", "by", "exits", "places", "note"] as const;
  return tableOf(
    names.map((name) => say(`blocked.${name}`)),
    rows,
    say("blocked.none"),
  );
}

function alertSection({ deps, item, language, say, at }: Told): ReportSection {
  const to = (endOf(item)?.at ?? deps.now()) + 1;
  const found = deps.alerts.history(item.reportedAt - BEFORE_US, to, MOST_ALERTS + 1);
  const rows = found
    .slice(0, MOST_ALERTS)
    .toReversed()
    .map(({ raisedAt, assetUid, message, priority }) => {
      const label = deps.plant.assets.find((one) => one.assetUid === assetUid)?.label ?? "";
      return [at(raisedAt), label, message[language], String(priority)];
    });
  const names = ["at", "asset", "message", "priority"] as const;
  const table = tableOf(
    names.map((name) => say(`alerts.${name}`)),
    rows,
    say("alerts.none"),
  );
  const cut = { kind: "note", text: say("alerts.cut", { count: MOST_ALERTS }) } as const;
  return { title: say("section.alerts"), blocks: found.length > MOST_ALERTS ? [table, cut] : [table] };
}

function dangersTable({ deps, item, language, say }: Told): ReportTable {
  const rows = dangersAfter(deps, item.itemUid).map((danger) => [
    danger.title[language],
    say(isMajor(danger) ? "danger.major" : "danger.general"),
    WORK_CYCLE.states[workState(danger)][language],
    danger.itemUid,
  ]);
  const names = ["title", "level", "state", "id"] as const;
  return tableOf(
    names.map((name) => say(`dangers.${name}`)),
    rows,
    say("dangers.none"),
  );
}

function timelineTable({ item, say, at }: Told): ReportTable {
  const rows = [
    [at(item.reportedAt), say("act.opened"), item.reportedBy.name, ""],
    ...item.acts.map((act) => {
      const { at: time, by, done, note } = act;
      return [at(time), actWords(act, item.acts, say), by.name, done ?? note ?? ""];
    }),
  ];
  const names = ["at", "act", "by", "note"] as const;
  return tableOf(
    names.map((name) => say(`timeline.${name}`)),
    rows,
    "",
  );
}

function actWords(act: WorkAct, acts: readonly WorkAct[], say: Told["say"]): string {
  const { kind, step } = act;
  if (kind === "tick" && step !== undefined)
    return say("act.tick", { number: step.at + 1, result: say(`result.${step.result}`) });
  const said = blockingWords(act, acts);
  return said.length === 0 ? say(`act.${kind}`) : said.map((one) => say(`act.${one}`)).join(" · ");
}
