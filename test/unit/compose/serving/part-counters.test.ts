import { expect, it } from "vitest";
import {
  observeAudit,
  observeFollowers,
  observeQuestions,
  observeStandby,
  observeUplink,
} from "../../../../edge/compose/serving/part-counters.ts";
import type { FollowerHealth } from "../../../../edge/contracts/path/follower.ts";
import type { StandbyView } from "../../../../edge/contracts/path/write-gate.ts";
import { Counters } from "../../../../edge/observe/counters.ts";

it("[FO8] Prometheus reads the state of each follower on request", () => {
  let states: FollowerHealth = {
    name: "states",
    state: "running",
    since: 0,
    backlogItems: 3,
    taken: 9,
    leftOut: 2,
    setAside: 0,
    retries: 0,
    missed: 0,
    overMemory: 0,
  };
  const counters = new Counters();
  observeFollowers(counters, () => [states]);
  expect(counters.text()).toContain('gemba_follower_up{follower="states"} 1');
  expect(counters.text()).toContain('gemba_follower_left_out_total{follower="states"} 2');
  states = {
    ...states,
    state: "degraded",
    reason: "follower states: cannot write",
    backlogItems: 40_000,
    setAside: 1,
    missed: 7,
  };
  const text = counters.text();
  expect(text).toContain('gemba_follower_up{follower="states"} 0');
  expect(text).toContain('gemba_follower_backlog_items{follower="states"} 40000');
  expect(text).toContain('gemba_follower_set_aside_total{follower="states"} 1');
  expect(text).toContain('gemba_follower_missed_total{follower="states"} 7');
});

it("[FO13] Prometheus reads the questions to each follower by outcome", () => {
  let answered = 0;
  const counters = new Counters();
  observeQuestions(counters, () => [{ name: "states", answered, failed: 2, refused: 3 }]);
  answered = 7;
  for (const line of ['outcome="answered"} 7', 'outcome="failed"} 2', 'outcome="refused"} 3'])
    expect(counters.text()).toContain(`gemba_follower_questions_total{follower="states",${line}`);
});

it("[LA6] Prometheus reads what was compared, what is missing and what is declared when it asks", () => {
  const audit = { counts: { checked: 0, missing: 0, declared: 0 } };
  const counters = new Counters();
  observeAudit(counters, audit);
  audit.counts = { checked: 70, missing: 3, declared: 5 };
  for (const line of ["gemba_audit_checked_total 70", "gemba_audit_missing_total 3", "gemba_audit_declared_total 5"])
    expect(counters.text()).toContain(line);
});

it("[HU15] Prometheus reads how the uplink stands, and nothing where there is none", () => {
  const counters = new Counters();
  observeUplink(counters, undefined);
  expect(counters.text()).toBe("");
  const sent = { bytesSent: 900, inFlightBytes: 8, budgetBytes: -5, attempts: 2, givenUp: 1, filesLeftOut: 4 };
  observeUplink(counters, { figures: { position: 70, behind: 3, ...sent } });
  const lines = ["position 70", "behind_items 3", "sent_bytes_total 900", "budget_bytes -5", "attempts_total 2"];
  for (const line of [...lines, "given_up_items_total 1", "files_left_out 4"])
    expect(counters.text()).toContain(`gemba_uplink_${line}\n`);
});

it("[SB31] Prometheus reads which box writes, how far the other one is behind, and for how long it is alone", () => {
  let view: StandbyView | undefined;
  const alone = new Counters();
  observeStandby(alone, undefined);
  expect(alone.text()).not.toContain("gemba_standby");
  const counters = new Counters();
  observeStandby(counters, { box: "a", term: 7, view: () => view });
  const expectLines = (...lines: string[]) => {
    const text = counters.text();
    for (const line of lines) expect(text).toContain(`gemba_standby_${line}\n`);
  };
  expectLines('term{box="a"} 7', "connected NaN", "behind_bytes NaN");
  view = { isAlone: false, aloneMs: 500, behindBytes: 2_000, behindMs: 1_500, isWitnessed: true, differs: undefined };
  expectLines("connected 1", "alone_seconds 0", "behind_bytes 2000", "behind_seconds 1.5", "witness_connected 1");
  view = {
    isAlone: true,
    aloneMs: 61_000,
    behindBytes: undefined,
    behindMs: 0,
    isWitnessed: false,
    differs: undefined,
  };
  expectLines("connected 0", "alone_seconds 61", "behind_bytes NaN", "witness_connected 0");
});
