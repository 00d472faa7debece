/** A server with an alarm, an OPC UA source behind a proxy, and the alert book that it reports to. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { expect, vi } from "vitest";
import { openAlertBook } from "../../../edge/alerts/alert-book.ts";
import type { OpenAlertBook } from "../../../edge/alerts/open-alert-book.ts";
import type { AlertView, OperatorAction } from "../../../edge/contracts/alerts/alert.ts";
import type { ConditionDesk } from "../../../edge/contracts/alerts/condition.ts";
import { MemoryJournal } from "../api/deps.ts";
import { TcpProxy } from "../net/tcp-proxy.ts";
import { AlarmServer } from "./alarm-server.ts";
import { OpcuaRig } from "./session.ts";

const LI = { user: "li", role: "operator", origin: "::1" };
export const SOON = { timeout: 30_000, interval: 20 };

/** Parts of a single test: its folder, an alert book, the audit log. */
interface Office extends AsyncDisposable {
  readonly dir: string;
  readonly journal: MemoryJournal;
  readonly book: OpenAlertBook;
  readonly desk: ConditionDesk;
  /** Waits until the alert of the alarm is in this state; earlier occurrences are branches beside it. */
  standing(state: AlertView["state"]): Promise<AlertView>;
  records(): string[];
}

export async function office(): Promise<Office> {
  const dir = mkdtempSync(join(tmpdir(), "gemba-alert-book-"));
  const journal = new MemoryJournal();
  const book = await openAlertBook({
    dir,
    edge: "edge",
    clock: () => Date.now() * 1000,
    log: pino({ level: "silent" }),
    journal,
  });
  const desk: ConditionDesk = {
    report: (reports) => book.report(reports),
    endMissing: (...ended) => book.endMissing(...ended),
    forwardTo: (writer) => book.forwardTo("line", writer),
  };
  return {
    ...{ dir, journal, book, desk },
    async standing(state) {
      const itself = () => book.standing().filter(({ origin }) => origin.branchId === undefined);
      await vi.waitFor(() => expect(itself().map((alert) => alert.state)).toEqual([state]), SOON);
      return itself()[0] as AlertView;
    },
    records: () => journal.entries.map(({ action, result }) => `${action} ${result}`),
    async [Symbol.asyncDispose]() {
      await book.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

interface Bench extends AsyncDisposable {
  readonly server: AlarmServer;
  readonly proxy: TcpProxy;
  readonly rig: OpcuaRig;
}

export async function bench({ dir, desk }: Office, config: object = { writeBack: "conditions" }): Promise<Bench> {
  const server = await AlarmServer.start(join(dir, "pki"));
  const proxy = await TcpProxy.to(server.port);
  const rig = await OpcuaRig.of({
    tags: [{ path: "own:Temperature", every: 0 }],
    config: { endpoint: `opc.tcp://127.0.0.1:${proxy.port}`, events: true, connectTimeoutMs: 3000, ...config },
    conditions: desk,
    dataDir: join(dir, "source"),
  });
  const running = rig.keepRunning();
  await vi.waitFor(() => expect(rig.inlet.samples(0).length).toBeGreaterThan(0), SOON);
  return {
    ...{ server, proxy, rig },
    async [Symbol.asyncDispose]() {
      await rig.stop();
      await running;
      await proxy[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

export function act(action: object): OperatorAction {
  return { at: Date.now() * 1000, principal: LI, ...action } as OperatorAction;
}
