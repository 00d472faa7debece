import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { Store } from "../../../edge/historian/embedded/store.ts";

it("at the stop a running query is interrupted, and waiting ones are refused", async () => {
  const dir = mkdtempSync(join(tmpdir(), "gemba-break-off-"));
  try {
    const store = await Store.open(join(dir, "history.duckdb"), 128);
    // A query that does not end within the test.
    const running = store.ask("SELECT sum(a.i * b.i) FROM range(10000000) a(i), range(10000000) b(i)");
    const waiting = store.ask("SELECT 1");
    const ends = [running, waiting].map((question) =>
      question.then(
        () => "answered",
        (error: Error) => error.message.split(":")[0],
      ),
    );
    // The query may begin a moment after the call.
    const again = setInterval(() => store.breakOff(), 10);
    expect(await Promise.all(ends)).toEqual(["INTERRUPT Error", "the historian is being closed"]);
    clearInterval(again);
    await store.close();
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});
