/** The follower's file (rule HB17 in docs/rules/health-book.md). */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { HealthStore } from "../../../edge/health/store.ts";
import { log, T0 } from "../detect/bench-plant.ts";

const DAY_US = 86_400e6;
let dir: string;

/** A part whose state is a number. */
class Counter {
  value = 0;
  snapshot(): number {
    return this.value;
  }
  restore(value: number): void {
    this.value = value;
  }
}

/** Writes parts of these names, or reads them, in an edge that is opened for it. */
function edge<Result>(
  names: readonly string[],
  use: (store: HealthStore, parts: Map<string, Counter>) => Result,
): Result {
  const store = new HealthStore(join(dir, "health.db"), log, { uid: "log", uidOfFolder: undefined });
  const parts = new Map(names.map((name) => [name, new Counter()]));
  try {
    return use(store, parts);
  } finally {
    store.close();
  }
}

const stored = (parts: ReadonlyMap<string, Counter>) => [...parts].map(([key, part]) => ({ key, form: 1, part }));
const write = (names: readonly string[], day: number) =>
  edge(names, (store, parts) => {
    for (const part of parts.values()) part.value = 7;
    store.write(stored(parts), { position: 1, time: T0 + day * DAY_US });
  });
const read = (names: readonly string[]): number[] =>
  edge(names, (store, parts) => {
    store.restore(stored(parts));
    return [...parts.values()].map(({ value }) => value);
  });

describe("[HB17] a part that the config no longer has", () => {
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "gemba-health-"));
  });

  afterEach(() => {
    rmSync(dir, { recursive: true, force: true });
  });

  it("is kept for 30 days of log time, then deleted", () => {
    write(["a", "b"], 0);
    write(["a"], 1);
    write(["a"], 31);
    expect(read(["a", "b"])).toEqual([7, 7]);
    write(["a"], 31.1);
    expect(read(["a", "b"])).toEqual([7, 0]);
  });

  it("is counted anew when the config has had it again, and when the clock was set back", () => {
    write(["a", "b"], 0);
    write(["a"], 1);
    write(["a", "b"], 20);
    write(["a"], 21);
    write(["a"], 51);
    expect(read(["b"])).toEqual([7]);
    write(["a"], 10);
    write(["a"], 40);
    expect(read(["b"])).toEqual([7]);
    write(["a"], 41);
    expect(read(["b"])).toEqual([0]);
  });

  it("is kept among the 2,000 that went last", () => {
    const many = Array.from({ length: 2_000 }, (_, at) => `part ${at}`);
    write(["a", "old", ...many], 0);
    write(["a", ...many], 1);
    write(["a"], 2);
    expect(read(["old", many[0] as string])).toEqual([0, 7]);
  });
});
