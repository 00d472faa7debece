import { expect, it } from "vitest";
import type { PlantEvent } from "../../../simulators/kernel/events.ts";
import {
  type JobChange,
  type JobOrder,
  type MachineJobs,
  MOST_JOBS,
} from "../../../simulators/plants/machining/planning/job-orders.ts";
import { createPlant, type Plant } from "../../../simulators/plants/machining/plant.ts";
import { parseScenario } from "../../../simulators/scenario/read.ts";
import { SEED } from "../../run/seed.ts";

const MINUTE = 60_000;
const MACHINES = ["CNC-101", "CNC-204"] as const;

function startPlant() {
  const scenario = parseScenario("scenario: 1\ntitle: { zh: 甲, en: A }\n", "a.yaml");
  const plant = createPlant({ seed: SEED, scenario, startMs: scenario.startMs, warmUpS: 600 });
  const events: PlantEvent[] = [];
  plant.onEvent((event) => events.push(event));
  return { plant, events };
}

function jobsOf(plant: Plant, station: string): MachineJobs {
  const jobs = plant.jobs.of(station);
  if (jobs === undefined) throw new Error(`${station} takes no jobs`);
  return jobs;
}

const job = (over: Partial<JobOrder> = {}): JobOrder => ({
  ...{ id: "J1", program: "PH-80A-OP10", order: "ORD-1", quantity: 3, priority: 0 },
  ...over,
});

/** Runs the plant until this is so; fails after so many minutes of its time. */
function runUntil(plant: Plant, isSo: () => boolean, minutes: number): void {
  const until = plant.nowMs + minutes * MINUTE;
  while (!isSo()) {
    expect(plant.nowMs, "in time").toBeLessThan(until);
    plant.advanceTo(plant.nowMs + 1000);
  }
}

/** The variant of an order of which so many pieces have still to come that a job for it has pieces soon. */
function nextVariant(plant: Plant): string {
  const comes = (): string | undefined =>
    plant
      .snapshot()
      .flatMap((event) => (event.type === "order-changed" && event.state === "Running" ? [event] : []))
      .find(({ quantity, started }) => quantity - started >= 10)?.variant;
  runUntil(plant, () => comes() !== undefined, 240);
  return comes() as string;
}

it("[PM63] a machine has a given job set up before its pieces come, and works on nothing else until it is over", () => {
  for (const station of MACHINES) {
    const { plant, events } = startPlant();
    const jobs = jobsOf(plant, station);
    const operation = station === "CNC-101" ? "OP10" : "OP20";
    const program = `${nextVariant(plant)}-${operation}`;
    const before = events.length;
    expect(jobs.store(job({ program, quantity: 2 }), true)).toBeUndefined();
    runUntil(plant, () => jobs.list[0]?.state === "Ended", 480);
    const since = events.slice(before);
    const ofJob = since.filter((one) => one.type === "operation-completed" && one.job === "J1");
    expect(ofJob.map((one) => one.type === "operation-completed" && [one.station, one.program])).toEqual([
      [station, program],
      [station, program],
    ]);
    const states = since.flatMap((one) => (one.type === "job-changed" && one.job === "J1" ? [one.state] : []));
    expect([...new Set(states)]).toEqual(["AllowedToStart", "Running", "Ended"]);
    expect(jobs.list[0]).toMatchObject({ produced: 2, state: "Ended" });
    expect(jobs.remove("J1", "clear")).toBeUndefined();
    expect(jobs.list).toEqual([]);
  }
});

it("[PM63] an empty machine begins the set-up of a job at once, and its pieces need none", () => {
  const { plant, events } = startPlant();
  const jobs = jobsOf(plant, "CNC-101");
  runUntil(plant, () => events.some((one) => one.type === "operation-started" && one.station === "CNC-101"), 30);
  const current = events.findLast((one) => one.type === "operation-started" && one.station === "CNC-101");
  const other = jobs.programs.find((one) => !one.startsWith((current as { variant: string }).variant.slice(0, 5)));
  // More pieces than come within ten minutes: the job is not over before it is aborted.
  expect(jobs.store(job({ program: other as string, quantity: 40 }), true)).toBeUndefined();
  const before = events.length;
  // What is in the machine, or on its way to it, is finished first.
  runUntil(plant, () => jobs.running !== undefined, 30);
  const runs = events.length;
  runUntil(
    plant,
    () => events.slice(before).some((one) => one.type === "setup-completed" && one.station === "CNC-101"),
    30,
  );
  expect(plant.machines.get("CNC-101")?.pieceCount).toBe(0);
  plant.advanceTo(plant.nowMs + 10 * MINUTE);
  const begun = events.slice(runs).filter((one) => one.type === "operation-started" && one.station === "CNC-101");
  expect(begun.every((one) => one.type === "operation-started" && one.program === other)).toBe(true);
  expect(jobs.change("J1", "abort")).toBeUndefined();
  const resumed = events.length;
  runUntil(
    plant,
    () => events.slice(resumed).some((one) => one.type === "operation-started" && one.station === "CNC-101"),
    60,
  );
});

it("[PM63] jobs lose no piece, whatever is called when", () => {
  const { plant } = startPlant();
  const stations = ["CNC-101", "CNC-102", "CNC-201", "CNC-204"];
  const calls: readonly JobChange[] = ["start", "revoke", "pause", "resume", "stop", "abort"];
  for (let step = 0; step < 400; step++) {
    const station = stations[step % stations.length] as string;
    const jobs = jobsOf(plant, station);
    const program = jobs.programs[(step * 7) % jobs.programs.length] as string;
    if (step % 5 === 0) jobs.store(job({ id: `J${step}`, program, quantity: 1 + (step % 3) }), step % 2 === 0);
    const target = jobs.list[(step * 3) % Math.max(1, jobs.list.length)]?.id ?? "none";
    jobs.change(target, calls[(step * 11) % calls.length] as JobChange);
    jobs.remove(target, step % 3 === 0 ? "cancel" : "clear");
    plant.advanceTo(plant.nowMs + 7000);
    expect(jobs.list.filter(({ state }) => state === "Running").length).toBeLessThanOrEqual(1);
    expect(plant.insideCount).toBe(plant.book.inside);
  }
});

it("[PM64] what a machine cannot do is refused with the standard's reason, and changes nothing", () => {
  const { plant, events } = startPlant();
  const jobs = jobsOf(plant, "CNC-101");
  expect(plant.jobs.of("OVN-01")).toBeUndefined();
  const before = events.length;
  for (const [order, why] of [
    [{ program: "PH-80A-OP20" }, "not-accepted"],
    [{ program: "" }, "not-accepted"],
    [{ id: "" }, "invalid-request"],
    [{ id: "x".repeat(101) }, "invalid-request"],
    [{ quantity: 0 }, "invalid-request"],
    [{ quantity: Number.NaN }, "invalid-request"],
    [{ quantity: 1.5 }, "invalid-request"],
  ] as const)
    expect([order, jobs.store(job(order), true)]).toEqual([order, why]);
  expect(events.length).toBe(before);
  expect(jobs.store(job(), false)).toBeUndefined();
  expect(jobs.store(job(), false)).toBe("invalid-request");
  expect(jobs.change("J2", "start")).toBe("unknown-job");
  for (const call of ["revoke", "pause", "resume", "stop"] as const)
    expect(jobs.change("J1", call)).toBe("invalid-status");
  expect(jobs.remove("J1", "clear")).toBe("invalid-status");
  expect(jobs.update(job({ id: "J2" }))).toBe("unknown-job");
  expect(jobs.update(job({ program: "none" }))).toBe("not-accepted");
  expect(jobs.update(job({ quantity: 9 }))).toBeUndefined();
  expect(jobs.list[0]).toMatchObject({ quantity: 9, state: "NotAllowedToStart" });
  for (let at = jobs.list.length; at < MOST_JOBS; at++)
    expect(jobs.store(job({ id: `K${at}` }), false)).toBeUndefined();
  expect(jobs.store(job({ id: "more" }), false)).toBe("not-accepted");
});
