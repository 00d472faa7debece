import { type AddressSpace, StatusCodes, type UAEventType } from "node-opcua";
import type { PlantEvent } from "../../../kernel/events.ts";
import { namespaceNamed, objectAt, variableAt } from "../address.ts";
import { addEventType, raise } from "../events/event-type.ts";
import type { EventReporter, ReporterSite } from "../events/reporter.ts";
import { CONTROL, JobStructures, type ShownJob, structure, structures } from "./job-structures.ts";

/**
 * Reports the state of the jobs at machines that have Machinery Jobs (OPC 40001-3): the status event, and the list of
 * the jobs that the machine was given, with the present one where it gave itself that.
 */
export class JobReporter implements EventReporter {
  readonly #site: ReporterSite;
  readonly #type: UAEventType;
  readonly #structures: JobStructures;
  /** When each job first ran, by station and id. */
  readonly #startedMs = new Map<string, number>();
  /** The newest job of each machine that nobody gave it. */
  readonly #own = new Map<string, ShownJob>();

  constructor(space: AddressSpace, site: ReporterSite) {
    this.#site = site;
    this.#structures = new JobStructures(space);
    const base = space.findEventType("ISA95JobOrderStatusEventType", namespaceNamed(space, "isa95").index);
    if (base === null) throw new Error("the ISA-95 job control nodeset is not loaded");
    // The standard's type is abstract, so every server brings its own.
    this.#type = addEventType(namespaceNamed(space, "bj"), "JobOrderStatusEventType", { base, fields: [] });
  }

  report(event: PlantEvent): void {
    if (event.type !== "job-changed") return;
    const control = objectAt(this.#site.objectOf(event.station), CONTROL);
    const timeMs = event.timeMs + this.#site.offsetMs(event.station);
    const key = `${event.station} ${event.job}`;
    if (event.state === "Running" && !this.#startedMs.has(key)) this.#startedMs.set(key, timeMs);
    raise(control, this.#type, {
      head: { timeMs, message: `${event.job} ${event.state}` },
      fields: {
        JobOrder: structure(this.#structures.order(event)),
        JobState: structures(this.#structures.state(event.state)),
        JobResponse: structure(this.#structures.response(event, { timeMs, startMs: this.#startedMs.get(key) })),
      },
    });
    if (event.state === "Ended" || event.state === "Aborted") this.#startedMs.delete(key);
    // A job that the machine gave itself is named after its order.
    if (event.job === `${event.order}/${event.operation}`) this.#own.set(event.station, event);
    this.showList(event.station);
  }

  /** Shows the list as it is now: the jobs that the machine was given, and the one that it runs of its own. */
  showList(station: string): void {
    const given = this.#site.jobsOf(station)?.list ?? [];
    const own = this.#own.get(station);
    const shown = [
      ...given.map(({ id, ...job }): ShownJob => ({ ...job, job: id })),
      ...(own?.state === "Running" && !given.some(({ id }) => id === own.job) ? [own] : []),
    ];
    const list = structures(shown.map((job) => this.#structures.orderAndState(job)));
    const at = new Date(this.#site.nowMs() + this.#site.offsetMs(station));
    const control = objectAt(this.#site.objectOf(station), CONTROL);
    variableAt(control, "isa95:JobOrderList").setValueFromSource(list, StatusCodes.Good, at);
  }
}
