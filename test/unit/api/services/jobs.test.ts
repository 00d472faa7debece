import { expect, it } from "vitest";
import type { Caller } from "../../../../edge/api/services/caller.ts";
import { actOnJob, giveJob } from "../../../../edge/api/services/production/jobs.ts";
import { EdgeError } from "../../../../edge/contracts/errors.ts";
import type { MachineJobs } from "../../../../edge/contracts/production/machine-jobs.ts";
import { fakeEdge, LATHE, MemoryJournal } from "../../../fakes/api/deps.ts";

const JOB = { jobId: "J1", program: "P1", order: "O1", quantity: 8, priority: 0 };

const callerOf = (via: "session" | "token", role: "viewer" | "operator" = "operator"): Caller => ({
  kind: "user",
  identity: { user: "li", role, via },
  origin: "::1",
});

function open(machineJobs: Partial<MachineJobs>) {
  const journal = new MemoryJournal();
  const deps = { ...fakeEdge().deps, journal, machineJobs: machineJobs as MachineJobs };
  return { deps, records: () => journal.entries.map(({ action, target, result }) => `${action} ${target} ${result}`) };
}

it("[DI4] each job that is given is on record with person, machine and result, refused ones too", async () => {
  const { deps, records } = open({
    give: async (_asset, order) => ({ job: { ...order, state: "running" }, isReadBack: true, differences: [] }),
    act: async () => Promise.reject(new EdgeError("conflict", "it does not know the job")),
  });
  await giveJob(deps, callerOf("session"), { asset: LATHE, job: JOB, isStarted: true });
  const act = { asset: LATHE, jobId: "J1", act: "stop" } as const;
  await expect(actOnJob(deps, callerOf("session"), act)).rejects.toMatchObject({ code: "conflict" });
  const label = deps.plant.assets.find(({ assetUid }) => assetUid === LATHE)?.label;
  expect(records()).toEqual([`job.give ${label} J1 done`, `job.stop ${label} J1 refused`]);
});

it("[DI4] a token gives no job, nor does a viewer, nor anybody while the edge has no users", async () => {
  const { deps, records } = open({ give: () => Promise.reject(new Error("was called")) });
  for (const caller of [callerOf("token"), callerOf("session", "viewer"), { kind: "local", origin: "::1" } as const])
    await expect(giveJob(deps, caller, { asset: LATHE, job: JOB, isStarted: true })).rejects.toMatchObject({
      code: "forbidden",
    });
  expect(records()).toEqual([]);
});
