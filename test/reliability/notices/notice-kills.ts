/** kill -9 of an edge's safety and notification at random moments: what receivers got is counted (rule N52). */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { tied } from "../../../bench/load/tied.ts";
import { between, type Random } from "../random.ts";
import { type Arrived, openReceivers, type Receivers } from "./receivers.ts";

const SCRIPT = join(import.meta.dirname, "process.ts");
/** How long it lives after its first step: some lives end before anything is sent, others after several messages. */
const LIVES_MS = { from: 0, to: 900 };
/** Steps after the last kill. */
const REST = 20;
const DRAIN_WITHIN_MS = 300_000;

interface Owed {
  readonly changes: readonly string[];
  readonly alarms: readonly { readonly alarm: string; readonly rule: string; readonly text: string }[];
}

export interface NoticeKills {
  readonly kills: number;
  readonly seconds: number;
  /** What had to arrive by webhook: alarms by their family of rules, and changes of work items. */
  readonly owed: Readonly<Record<string, number>>;
  readonly arrived: ReturnType<Receivers["counts"]>;
  /** Everything that was lost, doubled under another id, or never happened. */
  readonly faults: readonly string[];
}

export async function noticeKills({ random, kills }: { random: Random; kills: number }): Promise<NoticeKills> {
  const began = performance.now();
  const dir = await mkdtemp(join(tmpdir(), "gemba-notices-"));
  await using receivers = await openReceivers(random);
  const args = [dir, receivers.url, String(receivers.mailPort)];
  let done = 0;
  try {
    for (let kill = 0; kill < kills; kill++) done = await lifeOf([...args, String(done)], { done, random });
    const owed = await lastLife([...args, String(done), String(done + REST)]);
    const faults = faultsIn(owed, receivers);
    const seconds = (performance.now() - began) / 1000;
    return { kills, seconds, owed: countsOf(owed), arrived: receivers.counts(), faults };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** Resolves with the first step that was not done when it was killed. */
async function lifeOf(args: readonly string[], { done, random }: { done: number; random: Random }): Promise<number> {
  const child = spawn(...tied(process.execPath, [SCRIPT, ...args]), { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "close");
  let next = done;
  let isKilled = false;
  let timer: NodeJS.Timeout | undefined;
  for await (const line of createInterface({ input: child.stdout })) {
    next = Math.max(next, Number(line) + 1);
    timer ??= setTimeout(
      () => {
        isKilled = child.kill("SIGKILL");
      },
      between(random, LIVES_MS.from, LIVES_MS.to),
    );
  }
  await ended;
  clearTimeout(timer);
  if (!isKilled) throw new Error(`the process ended by itself with ${child.exitCode}`);
  return next;
}

async function lastLife(args: readonly string[]): Promise<Owed> {
  const child = spawn(...tied(process.execPath, [SCRIPT, ...args]), { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "close");
  const late = setTimeout(() => child.kill("SIGKILL"), DRAIN_WITHIN_MS);
  let last = "";
  for await (const line of createInterface({ input: child.stdout })) last = line;
  await ended;
  clearTimeout(late);
  if (!last.startsWith("{")) throw new Error("not everything was sent in time");
  return JSON.parse(last) as Owed;
}

function faultsIn({ changes, alarms }: Owed, receivers: Receivers): readonly string[] {
  const byMail = new Map(
    alarms.map(({ alarm, text }) => {
      const ids = [...receivers.mails()].flatMap(([id, mail]) => (mail.includes(text) ? [id] : []));
      return [alarm, new Set(ids)];
    }),
  );
  const uids = alarms.map(({ alarm }) => alarm);
  return [
    ...wrong("change by webhook", changes, receivers.changes),
    ...wrong("alarm by webhook", uids, receivers.alarms),
    ...wrong("alarm by mail", uids, byMail),
  ];
}

/** Everything that is owed arrives under one id: under the same one it may come again. */
function wrong(what: string, owed: readonly string[], arrived: Arrived): readonly string[] {
  const known = new Set(owed);
  return [
    ...owed.flatMap((one) => {
      const ids = arrived.get(one)?.size ?? 0;
      return ids === 1 ? [] : [`${what}: ${one} ${ids === 0 ? "is lost" : `came under ${ids} ids`}`];
    }),
    ...[...arrived.keys()].flatMap((one) => (known.has(one) ? [] : [`${what}: ${one} never happened`])),
  ];
}

function countsOf({ changes, alarms }: Owed): Readonly<Record<string, number>> {
  const families = Map.groupBy(alarms, ({ rule }) => rule.split("/")[0] ?? rule);
  return {
    "changes of work items": changes.length,
    ...Object.fromEntries([...families].map(([family, all]) => [`${family} alarms`, all.length])),
  };
}
