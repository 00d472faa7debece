import type { Piece } from "../material/piece.ts";
import type { MachineJobs } from "../planning/job-orders.ts";
import type { CncState } from "./cnc-state.ts";

/** Change of jaws or fixture, and measuring the first piece. */
const SETUP_S = { lathe: 150, "machining-centre": 120 } as const;

/** The set-up of a machine for a family: manual work, which pauses in breaks. A given job has it done in advance. */
export class CncSetup {
  readonly #cnc: CncState;
  readonly #jobs: MachineJobs;
  #leftS = 0;
  #next = "";

  constructor(cnc: CncState, jobs: MachineJobs) {
    this.#cnc = cnc;
    this.#jobs = jobs;
  }

  /** Whether the machine is set up for this; else its set-up begins. */
  isFor({ id, variant }: Pick<Piece, "id" | "variant">): boolean {
    const { family, kind, context } = this.#cnc;
    if (variant.family === family) return true;
    this.#next = variant.family;
    this.#leftS = SETUP_S[kind] * (1 + 0.15 * context.random.at(`setup ${id}`).normal());
    this.#report("setup-started");
    this.#cnc.phase = "setup";
    return false;
  }

  /** Works on the set-up; true once it is over. */
  isOver(dtS: number): boolean {
    if (this.#cnc.context.around.workTime !== "working") return false;
    this.#leftS -= dtS;
    if (this.#leftS > 0) return false;
    this.#report("setup-completed");
    this.#cnc.family = this.#next;
    return true;
  }

  /** Begins the job that is due while the machine is empty, so that the set-up is over when its pieces come. */
  beginJob(): void {
    const { present } = this.#jobs;
    const { id, piece, isTended, context } = this.#cnc;
    if (present?.state !== "AllowedToStart" || piece !== null || isTended || context.around.isIdle(id)) return;
    this.#jobs.begin();
    this.isFor(present);
  }

  #report(type: "setup-started" | "setup-completed"): void {
    const { id, context, family } = this.#cnc;
    context.around.report({ type, timeMs: context.around.nowMs, station: id, from: family, to: this.#next });
  }
}
