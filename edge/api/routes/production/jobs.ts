import type { AssetUid } from "../../../contracts/plant/tag.ts";
import { JOB_ACTS } from "../../../contracts/production/machine-jobs.ts";
import { Type } from "../../../contracts/schema.ts";
import type { Api } from "../../http/api.ts";
import { callerOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { AssetUid as AssetUidText, closed, NoQuery, orNull, UidParam } from "../../http/schemas.ts";
import { actOnJob, giveJob, type JobDeps, jobMachines, jobsOf } from "../../services/production/jobs.ts";
import { Difference, differenceEntry, Job, jobEntry, Parameter } from "./job-fields.ts";

const Name = Type.String({ minLength: 1, maxLength: 100, pattern: "\\S" });

const ReadBack = Type.Boolean({
  description: "False: it was carried out, and the list of the machine could not be read, or lacks a job that it took.",
});

const refusals = { "4xx": Problem, 503: Problem };

/** Jobs of machines, by ISA-95 job control (docs/rules/dispatch.md). */
export function jobRoutes(app: Api, deps: JobDeps): void {
  listRoutes(app, deps);
  giveRoute(app, deps);
  actRoute(app, deps);
}

function listRoutes(app: Api, deps: JobDeps): void {
  const machines = {
    tags: ["production"],
    summary: "Machines that may be given jobs",
    description: "Assets of sources with `writeBack: jobs`. Not each of them has job control; GET /api/v1/jobs says.",
    querystring: NoQuery,
    response: { 200: closed({ machines: Type.Array(AssetUidText) }), "4xx": Problem },
  };
  app.get("/api/v1/jobs/machines", { schema: machines }, async (request) => ({
    machines: [...jobMachines(deps, callerOf(request))],
  }));
  const schema = {
    tags: ["production"],
    summary: "Jobs of a machine",
    description: "What the machine itself says now: its jobs, the programs it offers, how many jobs it takes.",
    querystring: closed({ asset: UidParam }),
    response: {
      200: closed({
        assetUid: AssetUidText,
        jobs: Type.Array(Job),
        programs: Type.Array(Type.String()),
        most: orNull(Type.Number(), "How many jobs it takes; null where it does not say."),
      }),
      ...refusals,
    },
  };
  app.get("/api/v1/jobs", { schema }, async (request) => {
    const asset = request.query.asset as AssetUid;
    const { jobs, programs, most } = await jobsOf(deps, callerOf(request), asset);
    return { assetUid: asset, jobs: jobs.map(jobEntry), programs: [...programs], most };
  });
}

function giveRoute(app: Api, deps: JobDeps): void {
  const schema = {
    tags: ["production"],
    summary: "Give a job to a machine",
    description:
      "Calls StoreAndStart, or Store, at the machine; reads the job back and says what differs. The person who calls " +
      "consents, and is on record. A `jobId` that the machine has already is refused: a repeat gives nothing twice.",
    body: closed({
      asset: UidParam,
      jobId: Type.Optional(Name),
      program: Name,
      order: Type.Optional(Name),
      quantity: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
      priority: Type.Optional(Type.Integer({ minimum: -32_768, maximum: 32_767 })),
      parameters: Type.Optional(
        Type.Array(Parameter, { maxItems: 50, description: "Sent with the order (ISA95ParameterDataType)." }),
      ),
      start: Type.Optional(Type.Boolean({ description: "It may run at once; default true." })),
    }),
    response: {
      200: closed({
        job: orNull(Job, "Null: the machine accepted the job, and was not read back."),
        isReadBack: ReadBack,
        differences: Type.Array(Difference, {
          description: "Fields that the machine reads back otherwise; empty: it has what it was given.",
        }),
      }),
      ...refusals,
    },
  };
  app.post("/api/v1/jobs", { schema }, async (request) => {
    const { asset, jobId, program, order = "", quantity, priority = 0, start = true } = request.body;
    const { parameters = [] } = request.body;
    const job = { jobId, program, order, quantity, priority, parameters };
    const given = await giveJob(deps, callerOf(request), { asset: asset as AssetUid, job, isStarted: start });
    return {
      ...given,
      job: given.job === null ? null : jobEntry(given.job),
      differences: given.differences.map(differenceEntry),
    };
  });
}

function actRoute(app: Api, deps: JobDeps): void {
  const schema = {
    tags: ["production"],
    summary: "Start, stop or remove a job of a machine",
    description: "Calls the method of the machine's job control, and answers with the job as it is afterwards.",
    body: closed({ asset: UidParam, jobId: Name, act: Type.Enum([...JOB_ACTS]) }),
    response: {
      200: closed({ job: orNull(Job, "Null: the machine lists it no more."), isReadBack: ReadBack }),
      ...refusals,
    },
  };
  app.post("/api/v1/jobs/acts", { schema }, async (request) => {
    const { asset, jobId, act } = request.body;
    const after = await actOnJob(deps, callerOf(request), { asset: asset as AssetUid, jobId, act });
    return { ...after, job: after.job === null ? null : jobEntry(after.job) };
  });
}
