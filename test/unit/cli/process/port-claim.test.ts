import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, it } from "vitest";
import { freePort } from "../../../../edge/cli/process/processes.ts";
import { freePort as unusedPort } from "../../../fakes/net/free-port.ts";

it.runIf(process.platform === "linux")(
  "of two starts at the same moment only one gets the port that both want; it is free again when that one has ended",
  async () => {
    const wanted = await unusedPort();
    const module = new URL("../../../../edge/cli/process/processes.ts", import.meta.url).href;
    const script = `import { freePort } from ${JSON.stringify(module)};
    process.stdout.write(String(await freePort(${wanted})));
    setInterval(() => {}, 1_000);`;
    const other = spawn(process.execPath, ["--input-type=module", "-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const ended = once(other, "exit");
    try {
      const [said] = (await once(other.stdout, "data")) as [Buffer];
      expect(Number(said)).toBe(wanted);
      // The port is not open yet.
      expect(await freePort(wanted)).not.toBe(wanted);
    } finally {
      other.kill("SIGKILL");
      await ended;
    }
    expect(await freePort(wanted)).toBe(wanted);
    expect(await freePort(wanted), "asked again by the same process").toBe(wanted);
  },
);

it("other ports are handed out once, below those that outgoing connections get", async () => {
  const ports = [];
  for (let n = 0; n < 40; n++) ports.push(await freePort(0));
  expect(new Set(ports).size).toBe(40);
  expect(Math.max(...ports)).toBeLessThan(32_768);
});
