/**
 * Safety and notification of an edge as a process that is killed: `process.ts FOLDER WEBHOOK-URL MAIL-PORT STEP UNTIL`.
 * It does what people and the edge do, step by step from STEP on, and prints the number of each step that is done. With
 * UNTIL it ends there, waits until nothing is left to be sent, and prints what had to be.
 */
import { setTimeout as wait } from "node:timers/promises";
import { pino } from "pino";
import { openAlertBook } from "../../../edge/alerts/alert-book.ts";
import { openJournal } from "../../../edge/audit/open-journal.ts";
import type { Finding } from "../../../edge/contracts/alerts/detector.ts";
import type { Micros } from "../../../edge/contracts/path/sample-batch.ts";
import { Zone } from "../../../edge/contracts/plant/time-zone.ts";
import type { WorkItem } from "../../../edge/contracts/records/work-book.ts";
import { isOpenWork, type WorkAct, workState } from "../../../edge/contracts/records/work-item.ts";
import { attributesIn } from "../../../edge/detect/rules/alert-attributes.ts";
import type { ChannelConfig } from "../../../edge/notify/config.ts";
import { openNotifier } from "../../../edge/notify/open-notifier.ts";
import { Jobs } from "../../../edge/observe/jobs.ts";
import { SafetyLoop } from "../../../edge/safety/loop.ts";
import { OpenItems } from "../../../edge/safety/open-items.ts";
import { overdueWatch } from "../../../edge/safety/overdue.ts";
import { PermitWatch } from "../../../edge/safety/permits/permit-watch.ts";
import { Muster } from "../../../edge/safety/response/muster.ts";
import { openResponses, ResponseLoop } from "../../../edge/safety/response/response-loop.ts";
import { openWorkBook } from "../../../edge/work/work-book.ts";
import { actOf, gasAt, KINDS, permitItem, TICKED, worldOf } from "../../fakes/safety/permits.ts";
import { EDGE } from "../../fakes/safety/plant.ts";
import { PLANT, register, safety, words } from "../../fakes/safety/register.ts";

const [dir = "", hook = "", mailPort = "0", first = "0", until = "Infinity"] = process.argv.slice(2);
/** Steps of one round: a danger, a permit, and an event with its response. */
const ROUND = 14;
/** Between steps, so that kills meet them and the notices of each in all their stages. */
const PAUSE_MS = 20;
const HOUR = 3_600e6;
const OVEN = "urn:t:oven";
const WRITTEN = {
  ...KINDS,
  dangers: { fromAlerts: [{ rules: "gas/*", hazard: "HZ-2" }] },
  plans: [
    {
      id: "gas",
      name: words("Gas leak"),
      hazards: ["HZ-1"],
      resources: ["FE-1"],
      roles: [{ id: "lead", name: words("Leader"), person: "chen" }],
      steps: [{ do: words("Close the valve"), role: "lead" }, { do: words("Leave the area") }],
      alerts: [{ rules: "gas/*" }],
    },
  ],
};
const now = (): Micros => Date.now() * 1000;
const log = pino({ level: "silent" });
const journal = await openJournal({ dir, clock: now, log });
const book = await openAlertBook({ dir, edge: "e", clock: now, log, journal });
book.follow({
  keys: { has: () => true },
  attributesOf: (_rule, _asset, kind) => attributesIn({ annunciation: "alarm", reAlarmTimes: 0 } as never, kind),
  suppressionOf: () => undefined,
});
const work = await openWorkBook({ dir, journal, log });
const common = { priorities: [1, 2, 3, 4], language: "en", groupS: 0, perHour: 100_000, giveUpHours: 24 } as const;
const channels = [
  { ...common, id: "alarms", kind: "webhook", url: hook, secret: "s3cret-of-the-hook" },
  { ...common, id: "work", kind: "webhook", url: hook, secret: "s3cret-of-the-hook", sends: "work-items" },
  {
    ...{ ...common, id: "mail", kind: "email" },
    mail: { host: "127.0.0.1", port: Number(mailPort), security: "insecure", from: "g@p.example", to: ["a@p.example"] },
  },
] as unknown as ChannelConfig[];
const plant = {
  assets: [{ assetUid: OVEN, label: "OVN-1", name: words("Oven"), kind: "furnace", equipmentPath: "acme/p1/c/l/o" }],
  site: { id: "p1", name: words("Plant"), timeZone: "UTC" },
  zones: PLANT.zones,
  places: PLANT.places,
} as never;
const jobs = new Jobs(log);
const notifier = await openNotifier({
  ...{ dir, plant, book, work, edgeUid: EDGE, log, jobs, clock: now },
  config: { channels },
  tags: { at: () => undefined },
});
const items = new OpenItems(work);
const [made, config] = [register(WRITTEN), safety(WRITTEN)];
const muster = new Muster({ path: `${dir}/personal/muster.jsonl`, isOn: false }, openResponses(work));
const about = { register: made, plant, edgeUid: EDGE, work, alerts: book };
const loop = new SafetyLoop({ ...about, fromAlerts: config.dangers.fromAlerts, zone: new Zone("UTC"), items });
const responses = new ResponseLoop({ ...about, plans: config.plans, muster, now });
const overdue = overdueWatch({ safety: config as never, plant, work, edgeUid: EDGE, now });
const world = {
  ...worldOf([]),
  get permits() {
    return items.permits.values();
  },
};
const permits = new PermitWatch({ world, edgeUid: EDGE, now });

/** What the edge's jobs do each second. */
async function jobsOfASecond(): Promise<void> {
  await loop.run(now());
  await responses.run(now());
  book.apply(overdue.tick(now()));
  book.apply(permits.findings(book.standing()));
  book.tick(now());
  await book.settled();
}

const OTTO = { user: "otto", role: "admin", origin: "" };

async function report({ acts: _acts, ...item }: WorkItem): Promise<void> {
  await work.report(item, OTTO);
}

async function act(itemUid: string, given: WorkAct): Promise<void> {
  await work.act(itemUid, given, { role: "admin", principal: { ...OTTO, user: given.by.name } });
}

function gas(round: number, standing: boolean): void {
  const message = words(`Gas is high ${round}.`);
  const facts = { rule: `gas/${round}`, assetUid: OVEN, kind: "safety", severity: 800, message, evidence: [] } as const;
  book.apply([{ ...facts, assetUid: OVEN as Finding["assetUid"], standing, at: now() }]);
}

function dangerOf(itemUid: string, round: number): WorkItem {
  return {
    ...{ itemUid, kind: "hidden-danger", about: { assetUid: EDGE }, title: words(`Loose guard ${round}.`) },
    ...{ evidence: [], reportedAt: now(), reportedBy: { name: "otto", as: "person" }, acts: [] },
    payload: { place: { asset: "OVN-1" }, source: "person" },
  } as unknown as WorkItem;
}

/** The response that is open; a kill may have come before the edge opened it. */
function openResponse(): WorkItem | undefined {
  return [...work.newestFirst()].find((item) => item.kind === "response" && isOpenWork(item));
}

async function ticked(number: number): Promise<void> {
  await jobsOfASecond();
  const uid = openResponse()?.itemUid;
  if (uid === undefined) return;
  for (const at of [0, 1])
    await act(uid, { ...actOf("tick", now()), actUid: `tick ${number} ${at}`, step: { at, result: "done" } } as never);
}

async function ended(itemUid: string, number: number): Promise<void> {
  await act(itemUid, {
    ...actOf("verify", now(), { by: "mia", note: "looked" }),
    actUid: `verify ${itemUid} ${number}`,
  });
}

async function endOf(uids: readonly string[], number: number): Promise<void> {
  for (const uid of uids) await ended(uid, number);
  const response = openResponse();
  if (response === undefined) return;
  const own = (kind: WorkAct["kind"]) => ({ ...actOf(kind, now(), { done: "over" }), actUid: `${kind} ${number}` });
  if (workState(response) === "reported") await act(response.itemUid, own("start"));
  if (workState(work.find(response.itemUid) as WorkItem) === "in-progress") await act(response.itemUid, own("finish"));
  await ended(response.itemUid, number);
}

/** Each step names its acts by its round, so that doing it again changes nothing. */
async function step(number: number): Promise<void> {
  const round = Math.floor(number / ROUND);
  const [danger, permit] = [`danger-${round}`, `permit-${round}`];
  const own = (kind: WorkAct["kind"], more: Parameters<typeof actOf>[2] = {}) => ({
    ...actOf(kind, now(), more),
    actUid: `${kind} ${number}`,
  });
  const steps: readonly (() => Promise<void> | void)[] = [
    () => report(dangerOf(danger, round)),
    () => act(danger, own("plan", { by: "mia", assignee: "wang", due: now() + 50_000, grade: 3, level: "general" })),
    () => report({ ...permitItem("hot", now()), itemUid: permit, title: words(`Weld ${round}.`) }),
    () => act(permit, own("plan", { by: "mia", assignee: "wang", due: now() + 6 * HOUR, grade: 2 })),
    () => act(permit, own("remark", { note: "tested", gas: gasAt(now() - 1e6) })),
    () => act(permit, own("start", { by: "wang", ticks: [...TICKED] })),
    () => act(permit, own("remark", { note: "gone", guardian: null })),
    () => gas(round, true),
    () => ticked(number),
    () => act(danger, own("start", { by: "wang" })),
    () => gas(round, false),
    () => act(danger, own("finish", { by: "wang", done: "mended" })),
    () => act(permit, own("finish", { by: "wang", done: "welded" })),
    () => endOf([danger, permit], number),
  ];
  await steps[number % ROUND]?.();
}

/** What receivers must have got. */
function owed(): object {
  const changes = [...work.newestFirst()].flatMap(({ itemUid, acts }) =>
    Array.from({ length: acts.length + 1 }, (_, number) => `${itemUid}/${number}`),
  );
  const alarms = book
    .history(0, now() + 1, 100_000)
    .filter(({ annunciatedAt }) => annunciatedAt !== undefined)
    .map(({ alertUid, occurrenceUid, rule, message }) => ({
      alarm: `${alertUid} ${occurrenceUid}`,
      rule,
      text: message.en,
    }));
  return { changes, alarms };
}

for (let number = Number(first); number < Number(until); number++) {
  await step(number);
  await jobsOfASecond();
  process.stdout.write(`${number}\n`);
  await wait(PAUSE_MS);
}
while (notifier.channels().some(({ waiting }) => waiting > 0)) await wait(PAUSE_MS);
process.stdout.write(`${JSON.stringify(owed())}\n`);
process.exit(0);
