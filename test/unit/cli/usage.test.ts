import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";
import { PACKAGE_DIR } from "../../../edge/cli/options.ts";

const gemba = (...args: string[]) =>
  spawnSync(process.execPath, [join(PACKAGE_DIR, "edge", "main.ts"), ...args], { encoding: "utf8", timeout: 100_000 });

it.each([
  [["start", "my-plant"], /start does not take "my-plant"/],
  [["edge", "8099"], /edge does not take "8099"/],
  [["check", "config/demo", "config/demo"], /check does not take "config\/demo"/],
  [["begin"], /there is no command "begin"/],
  [["constructor"], /there is no command "constructor"/],
])("gemba %j ends with exit code 2 and the reason", (args, message) => {
  const { status, stderr } = gemba(...args);
  expect([status, stderr]).toEqual([2, expect.stringMatching(message)]);
});
