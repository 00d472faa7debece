/** Reports by schedule whose process is killed while it makes and mails them: rules RP12 and N32. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { MadeReport } from "../../edge/contracts/reports/made.ts";
import { type MailSink, openMailSink } from "../fakes/alerts/mail-sink.ts";
import { SHIFT_FROM } from "../fakes/reports/parts.ts";

const SCRIPT = fileURLToPath(new URL("../fakes/reports/report-process.ts", import.meta.url));
/** Reports after which it is killed, and those of a whole run. */
const KILLED_AFTER = [2, 5, 9] as const;
const SHIFT_US = 8 * 3_600e6;

let dir: string;
let sink: MailSink;
let child: ChildProcess | undefined;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "gemba-report-kills-"));
  sink = await openMailSink();
});
afterEach(async () => {
  child?.kill("SIGKILL");
  await sink[Symbol.asyncDispose]();
  rmSync(dir, { recursive: true });
});

/** Runs the process from a time on, until it has so many reports or has mailed all; resolves with its last time. */
async function run(from: number, killAfter: number): Promise<number> {
  const own = spawn(process.execPath, [SCRIPT, dir, String(sink.port), String(from)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  child = own;
  const ended = once(own, "exit");
  let last = from;
  for await (const line of createInterface({ input: own.stdout })) {
    const [made = 0, now = Number.NaN] = line.split(" ").map(Number);
    if (line !== "mailed") last = now;
    if (made >= killAfter) own.kill("SIGKILL");
  }
  await ended;
  return last;
}

it("[RP12] [N32] kill -9 makes no period twice, leaves none out, and every report is mailed", async () => {
  let now = SHIFT_FROM;
  for (const reports of KILLED_AFTER) now = await run(now, reports);
  await run(now, Number.POSITIVE_INFINITY);
  const { made } = JSON.parse(readFileSync(join(dir, "reports", "made.json"), "utf8")) as { made: MadeReport[] };
  const ends = made.map(({ to }) => to).sort((a, b) => a - b);
  expect(ends.length).toBeGreaterThan(16);
  // One for each shift from the first on.
  expect(ends).toEqual(ends.map((_, shift) => SHIFT_FROM + (shift + 1) * SHIFT_US));
  const files = readdirSync(join(dir, "reports")).filter((name) => name !== "made.json");
  expect(files.sort()).toEqual(made.map(({ file }) => file).sort());
  const mailed = sink.mails.map((mail) => /filename=(\S+)/.exec(mail)?.[1]);
  expect(new Set(mailed)).toEqual(new Set(files));
  // A kill between the answer of the server and the disk sends a message once more, with its id (N4).
  expect(mailed.length - files.length).toBeLessThanOrEqual(KILLED_AFTER.length);
});
