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

  act(): Promise<void> {
    return Promise.resolve();
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
    differences: [],
  });
  const other = open();
  other.control.shows = { program: "P2", quantity: null, state: "aborted" };
  expect((await other.desk.give(MACHINE, ORDER, true)).differences).toEqual([
    { field: "program", given: "P1", read: "P2" },
    { field: "quantity", given: 8, read: null },
    { field: "state", given: "allowed-to-start", read: "aborted" },
  ]);
});

it("[DI5] where the link breaks during the call, the machine's list decides once it is back", async () => {
  const { control, desk } = open();
  control.breaks = "after";
  control.fails = 3;
  expect((await desk.give(MACHINE, ORDER, true)).differences).toEqual([]);
  expect(control.stored.length).toBe(1);
  // It did not come through: the list of the machine says so, and nothing is sent again by itself.
  const lost = open();
  lost.control.breaks = "before";
  lost.control.fails = 3;
  await expect(lost.desk.give(MACHINE, ORDER, true)).rejects.toMatchObject({
    code: "link-lost",
    message: expect.stringContaining("was not given"),
  });
  expect(lost.control.stored).toEqual([]);
});

it("[DI3] an order under a name that the machine has is not given again", async () => {
  const { control, desk } = open();
  await desk.give(MACHINE, ORDER, true);
  await expect(desk.give(MACHINE, ORDER, true)).rejects.toMatchObject({ code: "conflict" });
  expect(control.stored.length).toBe(1);
});
