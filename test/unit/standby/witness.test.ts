import { existsSync } from "node:fs";
import { expect, it } from "vitest";
import { parseOptions } from "../../../edge/cli/options.ts";
import { witnessCommand } from "../../../edge/cli/witness.ts";

it("[SB21] a witness refuses what is no address, and says what to write instead", async () => {
  for (const bind of ["localhost", "127.0.0.1:abc", "7701"]) {
    const options = parseOptions(["--bind", bind, "--data-dir", "/nowhere/witness"]);
    const running = witnessCommand.run(options, new AbortController().signal);
    await expect(running).rejects.toThrow(`--bind ${bind} is no address; write host:port, such as 127.0.0.1:7701`);
  }
  expect(existsSync("/nowhere")).toBe(false);
});
