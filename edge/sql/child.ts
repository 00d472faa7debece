/**
 * Process of one SQL statement, which may wait for it. It gives way to every other process before it loads its code,
 * and is the first to be ended where memory is short.
 */
import { readdirSync, writeFileSync } from "node:fs";
import { constants, setPriority } from "node:os";
import type { Order, Supplies, ToStatement } from "./protocol.ts";

/** Linux gives each thread a priority of its own: those that Node.js has started by now would keep the edge's. */
function giveWay(): void {
  for (const thread of ownThreads()) {
    try {
      setPriority(thread, constants.priority.PRIORITY_BELOW_NORMAL);
    } catch {
      // It has just ended.
    }
  }
  try {
    writeFileSync("/proc/self/oom_score_adj", "1000");
  } catch {
    // Only Linux has it.
  }
}

function ownThreads(): readonly number[] {
  try {
    return readdirSync("/proc/self/task").map(Number);
  } catch {
    return [process.pid];
  }
}

const orders = Promise.withResolvers<Order>();
const supplies = Promise.withResolvers<Supplies>();
process.on("message", (message: ToStatement) => {
  if (message.kind === "order") orders.resolve(message.order);
  else supplies.resolve(message.supplies);
});
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => undefined);
// The edge is gone. `process.exit` would wait for a call of the database.
process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));
giveWay();
const { answerOrder } = await import("./answer-order.ts");
// Loading has started more threads.
giveWay();
await answerOrder(await orders.promise, supplies.promise);
