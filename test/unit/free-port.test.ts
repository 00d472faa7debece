import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { expect, it } from "vitest";
import { freePort } from "../fakes/net/free-port.ts";

it("gives out no taken port, none twice, and none that the system gives to outgoing connections", async () => {
  const first = await freePort();
  const next = first + 1;
  const taken = createServer().listen(next, "127.0.0.1");
  const isTaken = await once(taken, "listening").then(
    () => true,
    () => false,
  );
  const ports = [first, await freePort(), await freePort()];
  if (isTaken) expect((taken.address() as AddressInfo).port).toBe(next);
  taken.close();
  expect(ports).not.toContain(next);
  expect(new Set(ports).size).toBe(3);
  expect(Math.max(...ports)).toBeLessThan(32_768);
});
