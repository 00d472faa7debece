import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { basename } from "node:path";
import { afterAll, expect, it } from "vitest";
import { portHolder, takenBy } from "../../../../edge/cli/process/port-holder.ts";
import { nextFreePort, refuseTaken } from "../../../../edge/cli/process/processes.ts";
import { freePort } from "../../../fakes/net/free-port.ts";

const server = createServer().listen(0, "127.0.0.1");
await once(server, "listening");
const { port } = server.address() as { port: number };
afterAll(() => server.close());

it.runIf(process.platform === "linux")(
  "a port taken by another program: the program that holds a port is named with its process, without its options",
  async () => {
    expect(portHolder(port)).toMatchObject({ pid: process.pid, name: expect.stringContaining("node") });
    const script =
      "require('node:net').createServer().listen(0, '127.0.0.1', function () { console.log(this.address().port); })";
    const other = spawn(process.execPath, ["-e", script, "--", "--password=s3cret"], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    try {
      const [said] = (await once(other.stdout, "data")) as [Buffer];
      expect(takenBy(Number(said))).toBe(`by ${basename(process.execPath)} (process ${other.pid})`);
    } finally {
      other.kill("SIGKILL");
    }
  },
);

it("a taken port is refused with its program and the option that changes it; a free one is not", async () => {
  await expect(refuseTaken(port, "127.0.0.1", "--port")).rejects.toMatchObject({
    code: "unavailable",
    message: expect.stringMatching(
      new RegExp(`^port ${port} is taken by .+; end that program, or choose another port with --port$`),
    ),
  });
  const free = await freePort();
  await expect(refuseTaken(free, "127.0.0.1", "--port")).resolves.toBeUndefined();
  expect(takenBy(free)).toBe("by another program");
  expect(await nextFreePort(port, "127.0.0.1")).toBeGreaterThan(port);
});
