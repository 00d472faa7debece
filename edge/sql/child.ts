/**
 * Process of one SQL statement: checks it, asks the edge for what it reads, writes the answer, and ends. It gives way
 * to every other process, and is the first to be ended where memory is short.
 */
import { writeFileSync } from "node:fs";
import { constants, setPriority } from "node:os";
import { EdgeError } from "../contracts/errors.ts";
import { writeAnswer } from "./answers/write-answer.ts";
import { Engine } from "./engine.ts";
import type { FromStatement, Order, Supplies, ToStatement } from "./protocol.ts";
import { oneLine, refusal } from "./refusals.ts";

const LOOK_EVERY_MS = 20;
/** What Node.js, the code of the database and a batch of the answer take beside the memory of the database. */
const BESIDE_MB = 250;

/** Resolves when the edge has it. */
function say(message: FromStatement): Promise<void> {
  return new Promise((resolve) => {
    if (process.connected) process.send?.(message, () => resolve());
    else resolve();
  });
}

function giveWay(): void {
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  try {
    writeFileSync("/proc/self/oom_score_adj", "1000");
  } catch {
    // Only Linux has it.
  }
}

/** The database does not count all that it takes: texts of an aggregate, for example. */
function watchMemory(memoryMb: number): void {
  const most = (memoryMb + BESIDE_MB) * 1e6;
  const look = (): void => {
    if (process.memoryUsage.rss() > most) void fail(refusal("sql-memory", { most: memoryMb }));
    else setTimeout(look, LOOK_EVERY_MS).unref();
  };
  look();
}

async function fail(error: unknown): Promise<void> {
  const known = error instanceof EdgeError ? error : undefined;
  const message = error instanceof Error ? error.message : String(error);
  await say({ kind: "failed", code: known?.code ?? "bad-request", message });
  process.exit(1);
}

/** Errors of the database are about the statement; out of memory is one of our limits. */
function readable(error: unknown, { limits }: Order): unknown {
  if (error instanceof EdgeError || !(error instanceof Error)) return error;
  if (/^Out of Memory/i.test(error.message)) return refusal("sql-memory", { most: limits.memoryMb });
  return refusal("sql-database", { why: oneLine(error.message) });
}

const orders = Promise.withResolvers<Order>();
const supplies = Promise.withResolvers<Supplies>();

async function answer(): Promise<void> {
  const order = await orders.promise;
  watchMemory(order.limits.memoryMb);
  try {
    const engine = await Engine.open(order);
    const needs = await engine.check(order.statement);
    await say({ kind: "needs", needs });
    await engine.load(await supplies.promise, needs);
    await say({ kind: "done", ...(await writeAnswer(engine, order)) });
    process.exit(0);
  } catch (error) {
    await fail(readable(error, order));
  }
}

process.on("message", (message: ToStatement) => {
  if (message.kind === "order") orders.resolve(message.order);
  else supplies.resolve(message.supplies);
});
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => undefined);
// The edge is gone. `process.exit` would wait for a call of the database.
process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));
giveWay();
await answer();
