/** A client of SQL in a process of its own: asks one statement after the other, and says how each of them ended. */
import { constants, setPriority } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import type { Statement } from "./sql-statements.ts";

/** The edge limits how often one client may ask, and how many statements run at a time. */
const LATER: ReadonlySet<number> = new Set([429, 503]);

async function ask(address: string, [format, statement]: Statement): Promise<number> {
  for (;;) {
    const answer = await fetch(`${address}/api/v1/sql`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ statement, format }),
    });
    for await (const _ of answer.body ?? []);
    if (!LATER.has(answer.status)) return answer.status;
    await sleep(100);
  }
}

// In a plant it runs on another machine.
setPriority(constants.priority.PRIORITY_LOW);
process.on("message", async ({ address, statements }: { address: string; statements: readonly Statement[] }) => {
  const statuses: number[] = [];
  for (const statement of statements) statuses.push(await ask(address, statement));
  process.send?.(statuses);
});
