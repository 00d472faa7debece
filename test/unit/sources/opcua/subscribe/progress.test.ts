import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { Progress } from "../../../../../edge/sources/opcua/subscribe/progress.ts";
import { ResumeFile } from "../../../../../edge/sources/opcua/subscribe/resume-file.ts";
import { FakeInlet } from "../../../../fakes/source/inlet.ts";

/** A log that never commits. */
class StuckInlet extends FakeInlet {
  override committed(_position = 0, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted === true) return Promise.reject(signal.reason);
    return new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
  }
}

it("[F6] a hanging disk delays a session's end within its deadline, and nothing is acknowledged", async () => {
  const dir = mkdtempSync(join(tmpdir(), "gemba-progress-"));
  const progress = new Progress(new ResumeFile(dir));
  const inlet = new StuckInlet();
  const acknowledged: unknown[] = [];
  progress.subscribed({
    plan: "p",
    serverStart: 1,
    missing: [],
    subscriptions: [{ id: 1, sequence: 0, publishedAt: 0, everyMs: 0, publishingMs: 500, keepAliveMs: 1000 }],
  });
  progress.note(5, [{ id: 1, sequence: 3, publishedAt: 9 }]);
  void progress.advance(inlet, new AbortController().signal, (marks) => void acknowledged.push(marks));
  await progress.finish(inlet, AbortSignal.timeout(50));
  expect(acknowledged).toEqual([]);
  rmSync(dir, { recursive: true, force: true });
});

it("[L23] a quick server is acknowledged more often, so that an idle disk never holds it back", async () => {
  vi.useFakeTimers();
  const progress = new Progress({ save: () => Promise.resolve() } as unknown as ResumeFile);
  const acknowledged: number[] = [];
  const advance = () =>
    progress.advance(new FakeInlet(), new AbortController().signal, (marks) => {
      acknowledged.push(...marks.map(({ sequence }) => sequence));
    });
  const subscription = { id: 1, sequence: 0, publishedAt: 0, everyMs: 0, publishingMs: 500, keepAliveMs: 1000 };
  progress.subscribed({ plan: "p", serverStart: 1, missing: [], subscriptions: [subscription] });
  progress.note(1_000, [{ id: 1, sequence: 1, publishedAt: 1 }]);
  await advance();
  vi.advanceTimersByTime(400);
  progress.note(2_000, [{ id: 1, sequence: 2, publishedAt: 2 }]);
  await advance();
  expect(acknowledged, "a light machine writes once a second").toEqual([1]);
  progress.note(400_000, [{ id: 1, sequence: 90, publishedAt: 3 }]);
  await advance();
  expect(acknowledged).toEqual([1, 90]);
  vi.useRealTimers();
});
