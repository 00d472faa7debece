import type { StatusCode, UAObject } from "node-opcua";
import { describe, expect, it, vi } from "vitest";
import { Clocks } from "../../../simulators/clocks.ts";
import { CounterBases, isCounter } from "../../../simulators/counter-bases.ts";
import type { WireFault } from "../../../simulators/kernel/contract.ts";
import { Random } from "../../../simulators/kernel/random.ts";
import { type Signal, SignalList, type SignalValue } from "../../../simulators/kernel/signal.ts";
import { STATIONS, type Station } from "../../../simulators/plants/machining/layout.ts";
import type { Machine } from "../../../simulators/plants/machining/machine.ts";
import { createPlant } from "../../../simulators/plants/machining/plant.ts";
import { Line, Link } from "../../../simulators/speak/mqtt/line.ts";
import { EventRouter, serverOfPlace } from "../../../simulators/speak/opcua/events/event-places.ts";
import { PROFILES, SERVERS, speaksFor } from "../../../simulators/speak/opcua/profiles.ts";
import type { StationNodes } from "../../../simulators/speak/opcua/station-nodes.ts";
import { StationPublisher } from "../../../simulators/speak/opcua/station-publisher.ts";
import { Wire } from "../../../simulators/wire.ts";

function fault(kind: string, target: string, parameters: WireFault["parameters"] = {}, severity = 1): WireFault {
  return { id: `${kind}-1`, kind, target, severity, sinceMs: 1000, parameters };
}

const wireOf = (...wireFaults: WireFault[]) => new Wire({ wireFaults });

describe("faults between devices and listeners", () => {
  it("only the device on the lost network is down", () => {
    const wire = wireOf(fault("network-loss", "milling"));
    expect([wire.isDown("milling"), wire.isDown("turning")]).toEqual([true, false]);
    expect(wireOf().isDown("milling")).toBe(false);
  });

  it("a clock jumps by severity times its seconds, with every clock below it, else is within two seconds", () => {
    const steady = new Clocks(wireOf());
    const jumped = new Clocks(wireOf(fault("clock-jump", "milling", { seconds: 90 }, 0.5)));
    for (const device of ["milling", "CNC-201", "CNC-206"]) {
      expect(Math.abs(steady.offsetMs("milling", device))).toBeLessThanOrEqual(1900);
      expect(jumped.offsetMs("milling", device) - steady.offsetMs("milling", device)).toBe(45_000);
    }
    expect(jumped.offsetMs("turning")).toBe(steady.offsetMs("turning"));
    const offsets = SERVERS.map((name) => steady.offsetMs(name));
    expect(new Set(offsets).size).toBe(SERVERS.length);
  });

  it("a momentary fault is applied once each time that it begins", () => {
    const faults = [fault("server-restart", "turning", { changesNodeIds: true })];
    const wire = new Wire({ wireFaults: faults });
    const heard: number[] = [];
    wire.onMoment("server-restart", ({ sinceMs }) => heard.push(sinceMs));
    wire.look();
    wire.look();
    faults[0] = { ...(faults[0] as WireFault), sinceMs: 9000 };
    wire.look();
    expect(heard).toEqual([1000, 9000]);
  });

  it("reset counters count from zero, others continue", () => {
    const faults: WireFault[] = [];
    const wire = new Wire({ wireFaults: faults });
    const counters = new CounterBases(wire);
    expect(counters.shown("CNC-101", "counter/parts-produced", 500)).toBe(500);
    faults.push(fault("counter-reset", "CNC-101"));
    wire.look();
    expect(counters.shown("CNC-101", "counter/parts-produced", 510)).toBe(0);
    expect(counters.shown("CNC-101", "counter/parts-produced", 512)).toBe(2);
    expect(counters.shown("CNC-102", "counter/parts-produced", 512)).toBe(512);
    expect(
      [
        "counter/parts-good",
        "energy/import",
        "Energy/Active/Import",
        "Volume/Total",
        "spindle/speed",
        "cycle/last-time",
      ].map(isCounter),
    ).toEqual([true, true, true, true, false, false]);
  });

  it("a gateway sends a share of its messages twice or late, after newer ones, but never births", async () => {
    const published: string[] = [];
    const client = { publish: (_topic: string, payload: string) => published.push(payload) };
    const linkOf = (...faults: WireFault[]) => {
      const wire = wireOf(...faults);
      return new Link(
        client as never,
        new Line("fleet", { wire, clocks: new Clocks(wire), random: new Random(5) }),
        new AbortController().signal,
      );
    };
    const twice = linkOf(fault("duplicate-messages", "fleet", { share: 0.25 }));
    for (let n = 0; n < 400; n++) twice.publish("t", String(n));
    expect(published.length).toBeGreaterThan(450);
    expect(published.length).toBeLessThan(550);
    published.length = 0;
    twice.publishNow("t", "birth");
    expect(published).toEqual(["birth"]);

    published.length = 0;
    vi.useFakeTimers();
    const late = linkOf(fault("late-messages", "fleet", { share: 0.25, seconds: 20 }));
    for (let n = 0; n < 400; n++) late.publish("t", String(n));
    const atOnce = published.length;
    expect(atOnce).toBeGreaterThan(250);
    expect(atOnce).toBeLessThan(350);
    await vi.advanceTimersByTimeAsync(20_000);
    vi.useRealTimers();
    expect(published.length).toBe(400);
    expect(new Set(published).size).toBe(400);
    expect(published.map(Number)).not.toEqual(published.map(Number).toSorted((a, b) => a - b));
  });
});

describe("instruments", () => {
  it("stuck: constant; noisy: scattered; dead: BadSensorFailure until it is repaired", () => {
    const station = STATIONS.find(({ id }) => id === "CMP-01") as Station;
    const list = new SignalList(station.id);
    let truth = 7;
    list.analog("net/pressure", "bar", { resolution: 0.01, noise: 0.01, range: [0, 12], read: () => truth });
    const [signal] = list.all as [Signal];
    const sent: (number | string)[] = [];
    const outlet = {
      show: (value: SignalValue) => sent.push(Number(value)),
      fail: (status: StatusCode) => sent.push(status.name),
    };
    const nodes: StationNodes = {
      object: {} as UAObject,
      outletOf: () => outlet,
      recordingPath: () => "",
      complete: () => {},
    };
    const machine = { itemState: 3, signals: [signal] } as unknown as Machine;
    let nowMs = 0;
    const publisher = new StationPublisher(nodes, station, {
      machine,
      nowMs,
      clockOffsetMs: () => 0,
      shown: (_signal, value) => value,
      everyMs: () => 1000,
    });
    const published10 = (fault: Signal["fault"]): (number | string)[] => {
      sent.length = 0;
      signal.fault = fault;
      for (let second = 0; second < 10; second++) {
        truth += 0.02;
        nowMs += 1000;
        publisher.publish(nowMs);
      }
      return [...sent];
    };
    expect(published10(null).length).toBeGreaterThan(5);
    expect(published10({ kind: "stuck", amount: 0, held: null }).length).toBeLessThanOrEqual(1);
    const swing = published10({ kind: "noisy", amount: 20, held: null }) as number[];
    expect(Math.max(...swing) - Math.min(...swing)).toBeGreaterThan(0.3);
    expect(published10({ kind: "dropped", amount: 0, held: null })).toEqual(["BadSensorFailure"]);
    expect(published10(null).length).toBeGreaterThan(5);
  });
});

describe("servers of stations", () => {
  it("every moving station has one server, and robots their own", () => {
    for (const station of STATIONS) {
      const servers = SERVERS.filter((name) => speaksFor(name, station));
      expect([station.id, servers.length]).toEqual([
        station.id,
        ["meter", "agv", "charger", "rack", "gas-detector"].includes(station.kind) ? 0 : 1,
      ]);
      if (station.kind === "robot" || station.kind === "cobot") expect(servers).toEqual(["robots"]);
    }
    expect(Object.keys(PROFILES).sort()).toEqual([...SERVERS].sort());
  });

  it("one server reports each event of a place other than stores and vehicles, also removals", () => {
    const plant = createPlant({ seed: 6, scenario: "healthy", startMs: Date.UTC(2026, 2, 2, 1), warmUpS: 60 });
    const router = new EventRouter();
    const silent = new Set<string>();
    let scrapped = 0;
    plant.onEvent((event) => {
      const server = router.serverOf(event);
      if (!("place" in event)) return;
      if (event.place.kind === "scrap" && server !== undefined) scrapped++;
      const isElsewhere = event.place.kind === "store" || event.place.kind === "vehicle";
      if ((server === undefined) !== isElsewhere) silent.add(`${event.type} ${event.place.kind} ${event.place.id}`);
    });
    for (let step = 0; step < 15_000; step++) plant.step();
    expect([...silent]).toEqual([]);
    expect(scrapped).toBeGreaterThan(0);
    expect(serverOfPlace({ kind: "rework", id: "RWK-01" })).toBe("process");
  });
});
