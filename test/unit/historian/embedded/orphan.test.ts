import { execFileSync, fork } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import type { ChildOptions } from "../../../../edge/historian/embedded/protocol.ts";

const CHILD = join(import.meta.dirname, "../../../../edge/historian/embedded/child.ts");

it("[D23] a historian whose edge was killed ends, although a call into the system never returns", async () => {
  const dir = mkdtempSync(join(tmpdir(), "gemba-orphan-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  mkdirSync(join(dir, "log"));
  // Nobody opens the other end, so that the thread of this call waits for good, as DuckDB did on a full disk.
  execFileSync("mkfifo", [join(dir, "pipe")]);
  const hang = join(dir, "hang.mjs");
  writeFileSync(hang, `import { open } from "node:fs"; open(${JSON.stringify(join(dir, "pipe"))}, "r", () => {});`);
  const options: ChildOptions = {
    databasePath: join(dir, "history.duckdb"),
    logDir: join(dir, "log"),
    logUid: "log",
    memoryLimitMb: 64,
    retentionHours: 1,
    rollupDays: { "1s": 1, "10s": 1, "1min": 1, "1h": 1 },
    maxBytes: 1e9,
  };
  const child = fork(CHILD, [JSON.stringify(options)], {
    serialization: "advanced",
    execArgv: ["--import", hang],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const [message] = await once(child, "message");
  expect(message).toMatchObject({ kind: "ready" });
  child.disconnect();
  const [, signal] = await once(child, "exit");
  expect(signal).toBe("SIGKILL");
});
