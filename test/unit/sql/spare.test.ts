/** A system that gives no process: SQ11 in docs/rules/sql.md. */
import type { ChildProcess } from "node:child_process";
import { EventEmitter } from "node:events";
import { afterEach, expect, it, vi } from "vitest";
import { causeOf } from "../../../edge/contracts/alerts/causes.ts";
import { Spare, startStatementProcess } from "../../../edge/sql/spare.ts";
import { runStatement } from "../../../edge/sql/statement-process.ts";

const { fork } = vi.hoisted(() => ({ fork: vi.fn<() => unknown>() }));
vi.mock("node:child_process", async (original) => ({ ...(await original<object>()), fork }));
afterEach(() => void fork.mockReset());

const off = new AbortController().signal;

/** What Node.js gives where the system has no open file left: a process that is none, and an error a moment later. */
class NoProcess extends EventEmitter {
  readonly connected = false;
  constructor(code: string) {
    super();
    process.nextTick(() => this.emit("error", Object.assign(new Error(`spawn ${code}`), { code })));
  }
  kill = () => false;
  ref = () => undefined;
  unref = () => undefined;
}

it.each(["ENOMEM", "EMFILE"])("[SQ11] a fork that throws %s leaves no spare, and the next one is started", (code) => {
  const spare = new Spare();
  fork.mockImplementationOnce(() => {
    throw Object.assign(new Error(`spawn ${code}`), { code });
  });
  spare.start(off);
  expect([spare.pid, spare.take()]).toEqual([undefined, undefined]);
  const child = Object.assign(new EventEmitter(), { pid: 7, connected: true, ref: vi.fn(), unref: vi.fn() });
  fork.mockReturnValueOnce(child);
  spare.start(off);
  expect(spare.pid).toBe(7);
  expect(spare.take()).toBe(child);
});

it("[SQ11] an error that comes a moment later leaves no spare either", async () => {
  const spare = new Spare();
  const none = new NoProcess("EMFILE");
  const said = new Promise((resolve) => none.once("error", resolve));
  fork.mockReturnValueOnce(none);
  spare.start(off);
  await said;
  expect(spare.take()).toBeUndefined();
  fork.mockReturnValueOnce(Object.assign(new EventEmitter(), { pid: 8, connected: true, unref: vi.fn() }));
  spare.start(off);
  expect(spare.pid).toBe(8);
});

it("[SQ11] a statement for which the system gives no process is refused with the reason", async () => {
  fork.mockImplementationOnce(() => {
    throw new Error("spawn ENOMEM");
  });
  let thrown: unknown;
  try {
    startStatementProcess();
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toMatchObject({ code: "unavailable" });
  expect(causeOf((thrown as Error).message).code).toBe("sql-no-process");
  const running = { seconds: 10, off, supply: () => Promise.reject(new Error("not asked")) };
  const late = runStatement(new NoProcess("EMFILE") as unknown as ChildProcess, {} as never, running);
  await expect(late).rejects.toMatchObject({ code: "unavailable" });
});
