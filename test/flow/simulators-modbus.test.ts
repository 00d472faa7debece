import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { afterEach, expect, it, vi } from "vitest";
import { parse } from "yaml";
import type { Tag } from "../../edge/contracts/plant/tag.ts";
import type { ModbusAddress, ModbusBinding } from "../../edge/sources/modbus/config.ts";
import { modbusSource } from "../../edge/sources/modbus/plugin.ts";
import { Clocks } from "../../simulators/clocks.ts";
import { CounterBases } from "../../simulators/counter-bases.ts";
import type { WireFault } from "../../simulators/kernel/contract.ts";
import { PlantMeters } from "../../simulators/meters/plant-meters.ts";
import { createPlant } from "../../simulators/plants/machining/plant.ts";
import { startModbusMeter } from "../../simulators/speak/modbus/start.ts";
import { Wire } from "../../simulators/wire.ts";
import { freePort } from "../fakes/net/free-port.ts";
import { FakeInlet } from "../fakes/source/inlet.ts";
import { keepRunning } from "../fakes/source/run-source.ts";
import { fakeContext } from "../fakes/source/source-context.ts";

const cleanups: (() => Promise<unknown> | undefined)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** Resolves if the port is open, rejects if it is closed. */
async function reach(port: number): Promise<void> {
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  socket.destroy();
}

it("every tag of the Modbus meter agrees with the plant, also after an outage and a counter reset", async () => {
  const plant = createPlant({ seed: 1, scenario: "healthy", startMs: Date.now(), warmUpS: 60 });
  const faults: WireFault[] = [];
  const wire = new Wire({ wireFaults: faults });
  const meters = new PlantMeters({ plant, clocks: new Clocks(wire), counters: new CounterBases(wire) });
  const port = await freePort();
  const meter = await startModbusMeter({ meters, wire, port });
  cleanups.push(() => meter.close());
  const timer = setInterval(() => {
    plant.step();
    wire.look();
    meter.publish();
  }, 100);
  cleanups.push(async () => clearInterval(timer));

  const { types } = parse(
    readFileSync(new URL("../../config/demo/types/meter-modbus.yaml", import.meta.url), "utf8"),
  ) as {
    types: Record<string, { tags: (Partial<Tag> & { binding: ModbusBinding })[] }>;
  };
  const wanted = (types["meter-modbus"]?.tags ?? []).map(({ binding, ...tag }) => ({
    address: { unit: 1 },
    binding: { ...binding, wordOrder: "big" as const },
    tag,
  }));
  expect(wanted.length).toBeGreaterThan(30);
  const { context } = fakeContext<ModbusAddress, ModbusBinding>(wanted, { name: "meter-chiller" });
  const inlet = new FakeInlet();
  const abort = new AbortController();
  const source = modbusSource.create(
    { host: "127.0.0.1", port, timeoutMs: 1000, pollMs: 200, maxRegisters: 125, maxGap: 8, expectEveryMs: 500 },
    context,
  );
  const ended = keepRunning(source, inlet, abort.signal);
  cleanups.push(() => {
    abort.abort();
    return ended;
  });
  const newest = (component: string, signal: string) =>
    inlet.latest(wanted.findIndex(({ tag }) => tag.component === component && tag.signal === signal));
  await vi.waitFor(() => expect(new Set(inlet.samples().map(({ ref }) => ref)).size).toBe(wanted.length), {
    timeout: 15_000,
    interval: 100,
  });
  expect(inlet.samples().filter(({ status }) => status >>> 30 >= 2)).toEqual([]);
  expect(Math.abs((newest("energy", "import")?.value ?? 0) - plant.meter("MTR-E-CHL-01").energyWh)).toBeLessThan(50);
  expect(newest("nameplate", "serial-number")?.text).toMatch(/^BJ\d+/);

  faults.push({ id: "cut", kind: "network-loss", target: "meters", severity: 1, sinceMs: plant.nowMs, parameters: {} });
  await vi.waitFor(() => expect(reach(port)).rejects.toThrow("ECONNREFUSED"), { timeout: 15_000, interval: 100 });
  const before = inlet.samples().length;
  faults.splice(0);
  await vi.waitFor(() => expect(inlet.samples().length).toBeGreaterThan(before + wanted.length), {
    timeout: 20_000,
    interval: 100,
  });

  faults.push({
    id: "reset",
    kind: "counter-reset",
    target: "MTR-E-CHL-01",
    severity: 1,
    sinceMs: plant.nowMs,
    parameters: {},
  });
  await vi.waitFor(() => expect(newest("energy", "import")?.value).toBeLessThan(1000), {
    timeout: 15_000,
    interval: 100,
  });
  abort.abort();
  // The count includes the session that the cut ended.
  expect((await ended).length).toBeGreaterThan(0);
});
