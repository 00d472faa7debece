import { pino } from "pino";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { StrangerFailures } from "../../../../edge/api/http/stranger-failures.ts";
import type { JournalEntry } from "../../../../edge/contracts/access/journal.ts";
import { MemoryJournal } from "../../../fakes/api/deps.ts";

const log = pino({ level: "silent" });
const failure = (origin: string) => ({ action: "login", origin, reason: "wrong name or password" });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("[U12] row 2: of unknown names the first failure is recorded at once, others of ten minutes as one", async () => {
  const journal = new MemoryJournal();
  const strangers = new StrangerFailures({ journal, log });
  for (let i = 0; i < 100_000; i++) await strangers.note(failure(`10.0.${i % 30}.1`));
  expect(journal.entries).toMatchObject([
    { action: "login", target: "unknown", principal: { user: "unknown", origin: "10.0.0.1" }, result: "refused" },
  ]);
  await vi.advanceTimersByTimeAsync(10 * 60_000);
  expect(journal.entries).toHaveLength(2);
  const [, summary] = journal.entries;
  expect(summary).toMatchObject({
    action: "login.failures",
    target: "unknown",
    principal: { user: "unknown" },
    after: { count: 99_999, actions: { login: 99_999 } },
  });
  const { addresses, others } = (summary as JournalEntry).after as {
    addresses: { failures: number }[];
    others: number;
  };
  expect(addresses).toHaveLength(20);
  expect(addresses.reduce((sum, { failures }) => sum + failures, others)).toBe(99_999);
  expect(JSON.stringify(summary).length).toBeLessThan(2_000);
  await vi.advanceTimersByTimeAsync(60 * 60_000);
  expect(journal.entries).toHaveLength(2);
  await strangers.note(failure("10.0.0.9"));
  expect(journal.entries).toHaveLength(3);
});

it("[U12] row 2: the count is recorded when the edge stops", async () => {
  const journal = new MemoryJournal();
  const strangers = new StrangerFailures({ journal, log });
  for (let i = 0; i < 3; i++) await strangers.note(failure("10.0.0.1"));
  await strangers.close();
  expect(journal.entries).toMatchObject([{ action: "login" }, { action: "login.failures", after: { count: 2 } }]);
  expect(vi.getTimerCount()).toBe(0);
});
