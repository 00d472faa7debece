/** Opens the sections of the config that start a part of the edge. */
import type { SectionContext, SectionPlugin } from "../contracts/plant/section.ts";
import type { Jobs } from "../observe/jobs.ts";
import type { StopStack } from "./stop-stack.ts";

export interface SectionParts extends SectionContext {
  readonly sections: readonly SectionPlugin[];
  /** Values of the sections by name, as the config has them. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly jobs: Jobs;
}

/**
 * Each section ticks in a separate job: its failures show in health and stop no other section. Errors of a section's
 * start are thrown on.
 */
export function openSections({ sections, values, jobs, ...context }: SectionParts, stop: StopStack): void {
  for (const section of sections) {
    const { name } = section;
    const open = section.open?.(values[name], { ...context, log: context.log.child({ part: name }) });
    if (open === undefined) continue;
    stop.add(`section ${name}`, () => open.close());
    if (open.tick === undefined) continue;
    const job = jobs.start({ name: `section ${name}`, everyMs: 1_000, run: () => open.tick?.(context.now()) });
    stop.add(`section ${name}: job`, () => job.stop());
  }
}
