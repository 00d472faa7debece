import type { Logger } from "pino";
import { expect, it } from "vitest";
import type { CommitListeners } from "../../../../edge/compose/storage/commit-listeners.ts";
import { Listeners } from "../../../../edge/observe/listeners.ts";

it("[FO9] a commit listener that throws does not affect the others", () => {
  const heard: string[] = [];
  const failures: unknown[] = [];
  const listeners: CommitListeners = new Listeners("commits", {
    error: (fields: object) => void failures.push(fields),
  } as unknown as Logger);
  listeners.add(() => void heard.push("twin"), "twin and detectors");
  listeners.add(() => {
    throw new Error("database is locked");
  }, "books");
  listeners.add(() => void heard.push("tail"), "newest samples");
  for (let n = 0; n < 3; n++)
    listeners.notify({ batches: [], events: [], waveforms: [], position: n, ends: { batches: [], waveforms: [] } });
  expect(heard).toEqual(["twin", "tail", "twin", "tail", "twin", "tail"]);
  expect(failures).toMatchObject([{ listener: "books", reason: "database is locked" }]);
});
