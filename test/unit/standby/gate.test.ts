import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import { tied } from "../../../bench/load/tied.ts";
import { copyActs } from "../../../edge/api/http/act-copy.ts";
import { VERSION } from "../../../edge/observe/version.ts";
import { ActCopies } from "../../../edge/standby/box/act-copies.ts";
import { DeadlineWriter } from "../../../edge/standby/box/deadline-file.ts";
import type { ToKeeper } from "../../../edge/standby/box/messages.ts";
import { ProcessGate } from "../../../edge/standby/box/process-gate.ts";
import { answerStandby, type Writer } from "../../../edge/standby/box/standby-answer.ts";
import { TakeOverTimes } from "../../../edge/standby/box/take-over-times.ts";
import { Candidate, type Won } from "../../../edge/standby/lease/candidate.ts";
import type { Ask } from "../../../edge/standby/lease/messages.ts";
import { leaseTimes } from "../../../edge/standby/lease/timing.ts";

const HOUR_NS = 3_600_000_000_000n;
const PAIR = { box: "a", other: { name: "b", url: null } };
let dir: string;
let deadline: DeadlineWriter;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "gemba-gate-"));
  deadline = new DeadlineWriter(join(dir, "until"));
  deadline.write(3, process.hrtime.bigint() + HOUR_NS);
});
afterEach(() => {
  // Its thread reads the file while it is open, and would end this process at another term.
  rmSync(dir, { recursive: true, force: true });
});

function gateWith(sent: ToKeeper[]): ProcessGate {
  const go = { kind: "go", term: 3, path: join(dir, "until"), gap: undefined, ...PAIR } as const;
  return new ProcessGate(go, (one) => sent.push(one));
}

it("[SB23] the phases of a take-over are counted one after the other, each once", () => {
  let [ms, cpuMs] = [100, 7];
  const times = new TakeOverTimes({ now: () => ms, cpu: () => cpuMs });
  [ms, cpuMs] = [150, 17];
  times.ends("open the log");
  [ms, cpuMs] = [450, 117];
  times.ends("first commit");
  ms = 900;
  times.ends("open the log");
  expect(times.read()).toEqual({
    "open the log": { ms: 50, cpuMs: 10 },
    "first commit": { ms: 300, cpuMs: 100 },
    all: { ms: 350, cpuMs: 110 },
  });
});

it("[SB25] [SB42] an act waits for the other box while commits do; a config that was read is told", async () => {
  const sent: ToKeeper[] = [];
  const gate = gateWith(sent);
  gate.tellConfig([["gemba.yaml", "print"]]);
  expect(sent).toEqual([{ kind: "config", config: { version: VERSION, files: [["gemba.yaml", "print"]] } }]);
  expect(await gate.copied()).toBe(true);
  expect(sent.filter(({ kind }) => kind === "copy")).toEqual([]);
  gate.hear({ kind: "wait", isWaiting: true, serial: 1 });
  const answers = [gate.copied(), gate.copied(), gate.copied()];
  expect(sent.filter(({ kind }) => kind === "copy")).toHaveLength(3);
  gate.hear({ kind: "copied", serial: 2, isThere: false });
  gate.hear({ kind: "copied", serial: 1, isThere: true });
  // The third is not heard of: it is answered within its bound, as one that is not on the other box.
  expect(await Promise.all(answers)).toEqual([true, false, false]);
});

it("[SB25] acts that come during a pass over the files share the next one", async () => {
  const passes: PromiseWithResolvers<void>[] = [];
  const heard: string[] = [];
  const copies = new ActCopies(
    () => {
      const pass = Promise.withResolvers<void>();
      passes.push(pass);
      return pass.promise;
    },
    (serial, isThere) => heard.push(`${serial} ${isThere}`),
  );
  for (const serial of [1, 2, 3]) copies.ask(serial);
  expect(passes).toHaveLength(1);
  passes[0]?.resolve();
  await expect.poll(() => passes.length).toBe(2);
  expect(heard).toEqual(["1 true"]);
  passes[1]?.reject(new Error("the standby went away"));
  await expect.poll(() => heard).toEqual(["1 true", "2 false", "3 false"]);
  copies.ask(4);
  expect(passes).toHaveLength(3);
});

it("[SB25] what was changed is answered after the copy, and says where there is none; reads do not wait", async () => {
  const hooks: ((request: unknown, reply: unknown, payload: unknown) => Promise<unknown>)[] = [];
  const app = { addHook: (_name: string, hook: (typeof hooks)[number]) => hooks.push(hook) };
  let [asked, isThere] = [0, true];
  copyActs(app as never, () => {
    asked++;
    return Promise.resolve(isThere);
  });
  const ask = async (method: string, statusCode: number): Promise<string[]> => {
    const headers: string[] = [];
    const reply = { statusCode, header: (name: string, value: string) => headers.push(`${name}: ${value}`) };
    expect(await hooks[0]?.({ method }, reply, "body")).toBe("body");
    return headers;
  };
  expect(await ask("GET", 200)).toEqual([]);
  expect(await ask("POST", 403)).toEqual([]);
  expect(asked).toBe(0);
  expect(await ask("POST", 200)).toEqual([]);
  isThere = false;
  expect(await ask("DELETE", 204)).toEqual(["gemba-standby: not-copied"]);
  expect(asked).toBe(2);
});

function standbyAnswer(request: { method?: string; url?: string; accept?: string }, writer: Writer) {
  const got: { status: number; headers: Record<string, string>; body: string } = { status: 0, headers: {}, body: "" };
  const response = {
    writeHead: (status: number, headers: Record<string, string>) => Object.assign(got, { status, headers }),
    end: (body = "") => Object.assign(got, { body }),
  };
  const { accept = "text/html,*/*", ...rest } = request;
  answerStandby({ method: "GET", url: "/", ...rest, headers: { accept } }, response as never, writer);
  return got;
}

it("[SB43] where the configs differ, the page of a box that stands by says so, and not in what", () => {
  const page = standbyAnswer({}, { url: undefined, writes: true, differs: true });
  expect(page.body).toContain("两台主机的配置或程序版本不同");
  expect(page.body).toContain("The two boxes have different configs or versions");
  const program = (differs: boolean): unknown =>
    JSON.parse(standbyAnswer({ accept: "*/*" }, { url: undefined, writes: true, differs }).body);
  expect(program(true)).toEqual({ error: "standby", writer: null, differs: true });
  expect(program(false)).toEqual({ error: "standby", writer: null });
  expect(standbyAnswer({}, { url: undefined, writes: true }).body).not.toContain("different");
});

it("[SB26] a page at a box that does not write goes to the one that does; programs get its address", () => {
  const url = "https://b.example:8080/";
  const moved = standbyAnswer({ url: "/embed.html?a=1" }, { url, writes: true });
  expect([moved.status, moved.headers["location"]]).toEqual([307, "https://b.example:8080/embed.html?a=1"]);
  // A request line in absolute form must not become part of the host.
  const absolute = standbyAnswer({ url: "http://evil.example/" }, { url, writes: true });
  expect(absolute.headers["location"]).toBe("https://b.example:8080/");
  const waits = standbyAnswer({}, { url, writes: false });
  expect(waits.status).toBe(503);
  expect(waits.body).toContain('href="https://b.example:8080"');
  expect(waits.body).toMatch(/备用主机.*stands by/s);
  expect(standbyAnswer({}, { url: 'https://b"><script>', writes: false }).body).not.toContain("<script>");
  const program = standbyAnswer({ accept: "*/*" }, { url, writes: true });
  expect([program.status, JSON.parse(program.body)]).toEqual([503, { error: "standby", writer: url }]);
  expect(standbyAnswer({ method: "POST" }, { url, writes: true }).status).toBe(503);
});

it("[SB27] a writer that the system stopped beyond its lease writes nothing once it goes on", async () => {
  const gate = new URL("../../../edge/standby/box/process-gate.ts", import.meta.url).href;
  const script = `const { ProcessGate } = await import(${JSON.stringify(gate)});
    const { writeSync } = await import("node:fs");
    const path = ${JSON.stringify(join(dir, "until"))};
    const pair = ${JSON.stringify(PAIR)};
    const gate = new ProcessGate({ kind: "go", term: 3, path, gap: undefined, ...pair }, () => undefined);
    const write = () => { const at = process.hrtime.bigint(); gate.mayWrite(); writeSync(1, at + "\\n"); };
    for (;;) { for (let n = 0; n < 20; n++) write(); await new Promise((next) => setTimeout(next, 1)); }`;
  // From a file: threads inherit the flags of a script in the command line, and fail with them.
  writeFileSync(join(dir, "writes.mjs"), script);
  const child = spawn(...tied(process.execPath, [join(dir, "writes.mjs")]));
  let wrote = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    wrote += text;
  });
  try {
    await once(child.stdout, "data");
    const ended = once(child, "close");
    child.kill("SIGSTOP");
    // Its keeper renews no more: the lease ends while the process stands still.
    const over = process.hrtime.bigint() + 100_000_000n;
    deadline.write(3, over);
    while (process.hrtime.bigint() < over) await sleep(10);
    child.kill("SIGCONT");
    expect(await ended).toEqual([null, "SIGKILL"]);
    const times = wrote.split("\n").slice(0, -1).map(BigInt);
    expect(times.length).toBeGreaterThan(0);
    expect(times.filter((at) => at >= over)).toEqual([]);
  } finally {
    child.kill("SIGKILL");
  }
});

it("[SB28] where a voter has lost what it knew, the last writer counts as one that was alone", () => {
  const wonWith = (witness: { readonly term: number; readonly writer: Won["before"] }): Won | undefined => {
    const asks: Ask[] = [];
    const send = (message: { readonly kind: string }): void => void asks.push(message as Ask);
    const options = { box: "b", times: leaseTimes(2_000), seenTerm: 4, now: () => 0, random: () => 0, send };
    const candidate = new Candidate(options);
    candidate.wants = true;
    candidate.tick();
    const own = { term: 4, writer: { term: 4, box: "a", isAlone: false } };
    for (let round = 0; round < 3; round++) {
      const { serial } = asks[round] as Ask;
      const answer = { kind: "answer", serial, isGranted: true } as const;
      candidate.hear({ ...answer, voter: "b", known: own });
      candidate.hear({ ...answer, voter: "witness", known: witness });
    }
    return candidate.takeWon();
  };
  const last = { term: 4, box: "a", isAlone: false };
  expect(wonWith({ term: 4, writer: last })).toEqual({ term: 5, before: last });
  expect(wonWith({ term: 0, writer: undefined })).toEqual({ term: 5, before: { ...last, isAlone: true } });
});
