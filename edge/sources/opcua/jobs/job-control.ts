/** The job control of a server's machines, over the session that is open at the time. Runs in main. */
import { EdgeError } from "../../../contracts/errors.ts";
import type { AssetUid } from "../../../contracts/plant/tag.ts";
import type { JobAct, JobControl, JobList, JobOrder } from "../../../contracts/production/machine-jobs.ts";
import type { PlannedRoot } from "../subscribe/planned.ts";
import type { JobAnswer, JobCall } from "./messages.ts";

type MachineRoot = Pick<PlannedRoot, "path" | "text">;
/** A call without the machine that it is for. */
type Wanted<T = JobCall> = T extends JobCall ? Omit<T, "machine"> : never;

interface JobServer {
  readonly source: string;
  readonly roots: ReadonlyMap<AssetUid, MachineRoot>;
  /** Undefined while no session is open. */
  readonly call: ((call: JobCall) => Promise<JobAnswer>) | undefined;
}

export class OpcuaJobControl implements JobControl {
  readonly #server: JobServer;

  constructor(server: JobServer) {
    this.#server = server;
  }

  async list(asset: AssetUid): Promise<JobList> {
    const answer = await this.#ask(asset, { job: "list" });
    if ("list" in answer) return answer.list;
    throw this.#failure(answer);
  }

  async store(asset: AssetUid, order: JobOrder, isStarted: boolean): Promise<void> {
    this.#demandGood(await this.#ask(asset, { job: "store", order, isStarted }));
  }

  async act(asset: AssetUid, jobId: string, act: JobAct): Promise<void> {
    this.#demandGood(await this.#ask(asset, { job: "act", jobId, act }));
  }

  async #ask(asset: AssetUid, wanted: Wanted): Promise<JobAnswer> {
    const { source, roots, call } = this.#server;
    const machine = roots.get(asset);
    if (machine === undefined) throw new EdgeError("not-found", `${source} does not read ${asset}`);
    return call === undefined ? { undone: "it is not connected" } : await call({ ...wanted, machine } as JobCall);
  }

  #demandGood(answer: JobAnswer): void {
    if (!("status" in answer) || answer.status !== "Good") throw this.#failure(answer);
  }

  #failure(answer: JobAnswer): EdgeError {
    const { source } = this.#server;
    if ("undone" in answer)
      return new EdgeError("unavailable", `${source}: ${answer.undone}; nothing was done. Try again when it is back`);
    if ("unknown" in answer)
      return new EdgeError("link-lost", `the link to ${source} died before it answered (${answer.unknown})`);
    if ("absent" in answer)
      return new EdgeError("not-found", `the machine has no such job control at ${source}: ${answer.absent}`);
    const status = "status" in answer ? answer.status : "no answer";
    return new EdgeError("conflict", `the machine at ${source} refused: ${ADVICE.get(status) ?? status}`);
  }
}

const ADVICE: ReadonlyMap<string, string> = new Map([
  ["BadUserAccessDenied", "the user of the source may not do this there; give it the right, or another user"],
  ["BadNotExecutable", "it takes no such call now; switch remote jobs on at the machine"],
  ["BadMethodInvalid", "it does not have this call"],
  ["BadNotImplemented", "it does not have this call"],
]);
