import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
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
