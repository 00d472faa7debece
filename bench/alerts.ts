/**
 * `npm run bench -- alerts`: how many conditions a second the alert book saves, and how long the audit log takes to
 * answer a filter.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { openAlertBook } from "../edge/alerts/alert-book.ts";
import { buildApi } from "../edge/api/server.ts";
import { openJournal } from "../edge/audit/open-journal.ts";
import type { ConditionReport } from "../edge/contracts/alerts/condition.ts";
import type { AssetUid } from "../edge/contracts/plant/tag.ts";
import { fakeEdge, MemoryJournal } from "../test/fakes/api/deps.ts";
import { type Figures, figure } from "./report.ts";

/** Conditions that rise and end: as many as a book holds at once. */
const CONDITIONS = 1_000;
/** Reports in one notification of a server. */
const BATCH = 50;
const ENTRIES = 100_000;
const QUESTIONS = [
  "user=user-7&limit=200",
  "action=alert.shelve&limit=200",
  "target=no-such-target",
  "from=2026-01-01T00:00:00Z&to=2026-01-01T01:00:00Z",
  "user=nobody&action=login",
];

const log = pino({ level: "silent" });
const wallClock = () => Date.now() * 1000;

export async function benchAlerts({ seconds, rounds }: { seconds: number; rounds: number }): Promise<Figures> {
  const conditions: number[] = [];
  for (let round = 0; round < rounds; round++) conditions.push(await conditionsPerSecond((seconds * 1000) / 2));
  return [
    figure(
      "conditionsPerSecond",
      "reports of changed conditions, each on disk and passed on; by the wall clock",
      "conditions/s",
      conditions,
    ),
    figure(
      "journalFilterMs",
      `one query to GET /api/v1/journal over ${ENTRIES.toLocaleString("en")} entries, the slowest of five`,
      "ms",
      await journalFilterMs(rounds),
    ),
  ];
}

async function conditionsPerSecond(forMs: number): Promise<number> {
  const dir = mkdtempSync(join(tmpdir(), "gemba-bench-alerts-"));
  const book = await openAlertBook({ dir, edge: "e", clock: wallClock, log, journal: new MemoryJournal() });
  let received = 0;
  book.subscribe(() => received++);
  const started = performance.now();
  let at = wallClock();
  let sent = 0;
  while (performance.now() - started < forMs) {
    const reports = Array.from({ length: BATCH }, () => reportOf(sent++, at++));
    book.report(reports);
    await book.settled();
  }
  const perSecond = (received / (performance.now() - started)) * 1000;
  await book.close();
  rmSync(dir, { recursive: true });
  if (received !== sent) throw new Error(`${sent} reported, ${received} received`);
  return perSecond;
}

/** Each condition rises, is acknowledged at the server, and ends, in turn: every report changes its alert. */
function reportOf(i: number, at: number): ConditionReport {
  const step = Math.floor(i / CONDITIONS) % 3;
  const message = { zh: "液压油位低", en: "hydraulic oil level low" };
  const state = [
    { active: true, acknowledged: false, retain: true },
    { active: true, acknowledged: true, retain: true },
    { active: false, acknowledged: true, retain: false },
  ][step] as Pick<ConditionReport, "active" | "acknowledged" | "retain">;
  return {
    source: "press",
    conditionId: `ns=1;i=${i % CONDITIONS}`,
    eventId: String(i),
    rule: "OilLevel",
    assetUid: "urn:a" as AssetUid,
    kind: "process",
    annunciation: "alarm",
    severity: 600,
    message,
    at,
    ...state,
  };
}

async function journalFilterMs(rounds: number): Promise<number[]> {
  const dir = mkdtempSync(join(tmpdir(), "gemba-bench-journal-"));
  const journal = await openJournal({ dir, clock: wallClock, log });
  const actions = ["alert.acknowledge", "alert.shelve", "login", "config.reload"];
  for (let from = 0; from < ENTRIES; from += 1000) {
    await Promise.all(
      Array.from({ length: 1000 }, (_, i) => {
        const n = from + i;
        return journal.record({
          principal: { user: `user-${n % 40}`, role: "operator", origin: "10.0.0.7" },
          action: actions[n % 4] ?? "",
          target: `alert-${n}`,
          result: "done",
          reason: "seen, on my way",
        });
      }),
    );
  }
  const api = buildApi(fakeEdge({ journal }).deps);
  await api.ready();
  const slowest: number[] = [];
  for (let round = 0; round < Math.max(5, rounds); round++) {
    let most = 0;
    for (const question of QUESTIONS) {
      const started = performance.now();
      const answer = await api.inject(`/api/v1/journal?${question}`);
      if (answer.statusCode !== 200) throw new Error(answer.body);
      most = Math.max(most, performance.now() - started);
    }
    slowest.push(most);
  }
  await api.close();
  await journal.close();
  rmSync(dir, { recursive: true });
  return slowest;
}
