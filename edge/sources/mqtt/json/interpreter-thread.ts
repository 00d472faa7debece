/** The thread that interprets JSONata expressions. It keeps no state, so it may be ended at any moment. */
import { parentPort, workerData } from "node:worker_threads";
import jsonata from "jsonata";
import type { Answer, FromThread, Question, Task } from "./interpreter-protocol.ts";

const { expressions: texts, limits } = workerData as Task;
const expressions = texts.map((text) =>
  jsonata(text, { timeout: limits.evaluateMs, stack: limits.stack, sequence: limits.sequence }),
);

parentPort?.on("message", async ({ contexts, captures, wanted }: Question) => {
  try {
    const values: unknown[][] = [];
    for (const context of contexts) {
      const row: unknown[] = [];
      for (const index of wanted) row.push(await expressions[index]?.evaluate(context, { ...captures }));
      values.push(row);
    }
    reply({ values });
  } catch (error) {
    reply({ error: textOf(error) });
  }
});

parentPort?.postMessage("ready" satisfies FromThread);

function reply(answer: Answer): void {
  try {
    parentPort?.postMessage(answer);
  } catch {
    parentPort?.postMessage({ error: "the expression gives a function, which is no value" } satisfies Answer);
  }
}

/** JSONata throws plain objects with a code; their texts quote the expression, and at most one value of the payload. */
function textOf(error: unknown): string {
  const { code, message } = error as { code?: unknown; message?: unknown };
  return `expression: ${String(message ?? code).slice(0, 200)}`;
}
