import { expect, it } from "vitest";
import { EdgeError } from "../../../edge/contracts/errors.ts";
import type { AssetUid } from "../../../edge/contracts/plant/tag.ts";
import type { JobControl, JobList, JobOrder, MachineJob } from "../../../edge/contracts/production/machine-jobs.ts";
import { MachineJobDesk } from "../../../edge/dispatch/machine-jobs.ts";

const MACHINE = "urn:test:cnc" as AssetUid;
const ORDER: JobOrder = { jobId: "J1", program: "P1", order: "O1", quantity: 8, priority: 0 };

/** A machine whose link breaks in the middle of a call, or that shows a job otherwise. */
class FakeControl implements JobControl {
  readonly stored: JobOrder[] = [];
  breaks: "before" | "after" | undefined;
  shows: Partial<MachineJob> = {};
  /** How often the list is asked for before it shows a new job. */
  hiddenFor = 0;
  /** How often the list fails after the call, as while the link is away. */
  fails = 0;
  readonly acts: string[] = [];
  /** It lists a job that it has cleared for ever. */
  keeps = false;
  #isSent = false;

  list(): Promise<JobList> {
    if (this.#isSent && this.fails > 0) {
      this.fails--;
      return Promise.reject(new EdgeError("unavailable", "away"));
    }
    const jobs = this.stored.map((order): MachineJob => ({ ...order, state: "allowed-to-start", ...this.shows }));
    const isHidden = jobs.length > 0 && this.hiddenFor-- > 0;
    return Promise.resolve({ jobs: isHidden ? [] : jobs, programs: [], most: null });
  }

  store(_asset: AssetUid, order: JobOrder): Promise<void> {
    this.#isSent = true;
    if (this.breaks !== "before") this.stored.push(order);
    return this.breaks === undefined ? Promise.resolve() : Promise.reject(new EdgeError("link-lost", "cut"));
  }

  act(_asset: AssetUid, jobId: string, act: string): Promise<void> {
    this.#isSent = true;
    this.acts.push(`${act} ${jobId}`);
    if (act === "clear" && this.breaks !== "before" && !this.keeps) this.stored.splice(0);
    return this.breaks === undefined ? Promise.resolve() : Promise.reject(new EdgeError("link-lost", "cut"));
  }
}

function open() {
  const control = new FakeControl();
  const desk = new MachineJobDesk();
  desk.offer([MACHINE], control);
  return { control, desk };
}

it("[DI2] waits until the machine lists the job, and says in which field it reads back otherwise", async () => {
  const { control, desk } = open();
  control.hiddenFor = 2;
  expect(await desk.give(MACHINE, ORDER, true)).toEqual({
    job: { ...ORDER, state: "allowed-to-start" },
    ...{ isReadBack: true, differences: [] },
  });
  const other = open();
  other.control.shows = { program: "P2", quantity: null, priority: 3, state: "aborted" };
  expect((await other.desk.give(MACHINE, ORDER, true)).differences).toEqual([
    { field: "program", given: "P1", read: "P2" },
    { field: "quantity", given: 8, read: null },
    { field: "priority", given: 0, read: 3 },
    { field: "state", given: "allowed-to-start", read: "aborted" },
  ]);
});

it("[DI2] a parameter that the machine lists otherwise, or not at all, is a difference", async () => {
  const { control, desk } = open();
  const parameters = [
    { id: "limit", value: 80 },
    { id: "note", value: "x" },
    { id: "same", value: true },
  ];
  control.shows = {
    parameters: [
      { id: "limit", value: 70 },
      { id: "same", value: true },
    ],
  };
  expect((await desk.give(MACHINE, { ...ORDER, parameters }, true)).differences).toEqual([
    { field: "parameter", given: "limit = 80", read: "limit = 70" },
    { field: "parameter", given: "note = x", read: null },
  ]);
});

it("[DI5] where the link breaks during the call, the machine's list decides once it is back", async () => {
  const { control, desk } = open();
  control.breaks = "after";
  control.fails = 3;
  expect((await desk.give(MACHINE, ORDER, true)).differences).toEqual([]);
  expect(control.stored.length).toBe(1);
});

it("[DI5] without an answer and without the job in the list it is unknown, and nothing is sent again", {
  timeout: 60_000,
}, async () => {
  for (const fails of [3, Number.POSITIVE_INFINITY]) {
    const { control, desk } = open();
    control.breaks = "before";
    control.fails = fails;
    await expect(desk.give(MACHINE, ORDER, true)).rejects.toMatchObject({
      code: "link-lost",
      message: expect.stringContaining("unknown"),
    });
    expect(control.stored).toEqual([]);
  }
});

it("[DI2] what the machine accepted counts as done, also where it cannot be read back", async () => {
  const { control, desk } = open();
  control.fails = Number.POSITIVE_INFINITY;
  expect(await desk.give(MACHINE, ORDER, true)).toEqual({ job: null, isReadBack: false, differences: [] });
  expect(await desk.act(MACHINE, "J1", "stop")).toEqual({ job: null, isReadBack: false });
  control.fails = 0;
  expect(await desk.act(MACHINE, "J1", "stop")).toMatchObject({ job: { jobId: "J1" }, isReadBack: true });
});

it("[DI3] of two equal requests at once one is refused, and one job is given", async () => {
  const { control, desk } = open();
  const both = await Promise.allSettled([desk.give(MACHINE, ORDER, true), desk.give(MACHINE, ORDER, true)]);
  expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(control.stored.length).toBe(1);
});

it("[DI3] an order under a name that the machine has is not given again", async () => {
  const { control, desk } = open();
  await desk.give(MACHINE, ORDER, true);
  await expect(desk.give(MACHINE, ORDER, true)).rejects.toMatchObject({ code: "conflict" });
  expect(control.stored.length).toBe(1);
});

it("[DI31] a job is cleared once the machine lists it no more; where it still does, that is the answer", {
  timeout: 60_000,
}, async () => {
  const { control, desk } = open();
  await desk.give(MACHINE, ORDER, true);
  control.fails = 3;
  expect(await desk.act(MACHINE, "J1", "clear")).toEqual({ job: null, isReadBack: true });
  expect(control.acts).toEqual(["clear J1"]);
  const other = open();
  await other.desk.give(MACHINE, ORDER, true);
  other.control.keeps = true;
  expect(await other.desk.act(MACHINE, "J1", "clear")).toMatchObject({ job: { jobId: "J1" }, isReadBack: true });
  const away = open();
  await away.desk.give(MACHINE, ORDER, true);
  away.control.fails = Number.POSITIVE_INFINITY;
  expect(await away.desk.act(MACHINE, "J1", "clear")).toEqual({ job: null, isReadBack: false });
});

it("[DI31] without an answer the list decides; where it does not, the outcome is unknown and nothing is sent again", {
  timeout: 60_000,
}, async () => {
  const { control, desk } = open();
  await desk.give(MACHINE, ORDER, true);
  control.breaks = "after";
  control.fails = 3;
  expect(await desk.act(MACHINE, "J1", "clear")).toEqual({ job: null, isReadBack: true });
  const lost = open();
  await lost.desk.give(MACHINE, ORDER, true);
  lost.control.breaks = "before";
  await expect(lost.desk.act(MACHINE, "J1", "clear")).rejects.toMatchObject({
    code: "link-lost",
    message: expect.stringContaining("unknown"),
  });
  expect(lost.control.acts).toEqual(["clear J1"]);
});
