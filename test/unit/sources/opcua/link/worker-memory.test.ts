/** Rule PA10 in docs/rules/parts.md, for the thread of OPC UA connections. */
import type { EventEmitter } from "node:events";
import { expect, it, onTestFinished, vi } from "vitest";
import type { ToWorker } from "../../../../../edge/sources/opcua/link/messages.ts";

const { port } = await vi.hoisted(async () => {
  const events = await import("node:events");
  return { port: Object.assign(new events.EventEmitter(), { postMessage: () => undefined }) as EventEmitter };
});
vi.mock("node:worker_threads", async (original) => ({ ...(await original<object>()), parentPort: port }));
vi.mock("../../../../../edge/sources/opcua/link/connection.ts", () => ({
  Connection: class {
    open = () => Promise.resolve();
    start = () => undefined;
    close = () => Promise.resolve();
  },
}));

it("[PA10] the thread of OPC UA goes on to return memory when one of its connections has ended", async () => {
  await import("../../../../../edge/sources/opcua/link/worker.ts");
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers().unstubAllGlobals());
  const collect = vi.fn();
  vi.stubGlobal("gc", collect);
  const send = (kind: ToWorker["kind"], id: number) => port.emit("message", { kind, id });
  for (const id of [1, 2]) {
    send("open", id);
    send("start", id);
  }
  send("close", 1);
  vi.advanceTimersByTime(300_000);
  expect(collect).toHaveBeenCalledTimes(1);
  send("close", 2);
  vi.advanceTimersByTime(3_600_000);
  expect(collect).toHaveBeenCalledTimes(1);
});
