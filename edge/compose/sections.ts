/** Opens the sections of the config that start a part of the edge, and passes them the changes of a reload. */
import type { AssetConfig } from "../contracts/plant/edge-config.ts";
import type { ContextOf, OffersOf, OpenSection, SectionPlugin, SectionsOf } from "../contracts/plant/section.ts";
import type { Jobs } from "../observe/jobs.ts";
import type { StopStack } from "./stop-stack.ts";

export interface SectionParts<List extends readonly SectionPlugin[]> {
  readonly sections: List;
  /** Values of the sections in the config, by name. */
  readonly values: SectionsOf<List>;
  readonly jobs: Pick<Jobs, "start">;
}

type Stage = NonNullable<SectionPlugin["opens"]> | undefined;

export class Sections<List extends readonly SectionPlugin[]> {
  readonly #parts: SectionParts<List>;
  readonly #open = new Map<string, OpenSection>();
  readonly #offers: object = {};

  constructor(parts: SectionParts<List>) {
    this.#parts = parts;
  }

  /** Offers of the open sections. Sections of a later stage offer nothing yet. */
  get offers(): OffersOf<List> & object {
    return this.#offers as OffersOf<List> & object;
  }

  /**
   * Opens the sections of a stage in their order; they close in the reverse one. Each ticks in a job of its own: its
   * failures show in health and stop no other. Rejects with what a section throws.
   */
  async open(stage: Stage, context: ContextOf<List>, stop: StopStack): Promise<void> {
    const { sections, values, jobs } = this.#parts;
    for (const section of sections) {
      const { name, opens, live } = section;
      if (opens !== stage) continue;
      const own = { ...context, log: context.log.child({ part: name }) };
      const open = await section.open?.((values as Values)[name] as never, own as never);
      if (open === undefined) continue;
      stop.add(`section ${name}`, () => open.close(), open.keepMs === undefined ? {} : { keepMs: open.keepMs });
      if (live !== undefined && open.apply === undefined)
        throw new Error(`the section ${name} is to change at a reload, and has no apply`);
      this.#open.set(name, open);
      Object.assign(this.#offers, open.offers);
      if (open.tick === undefined) continue;
      const job = jobs.start({ name: `section ${name}`, everyMs: 1_000, run: () => open.tick?.(context.now()) });
      stop.add(`section ${name}: job`, () => job.stop());
    }
  }

  /** Passes a live section its values. Throws what the section throws, and if the section is not open yet. */
  apply(name: string, config: { readonly assets: readonly AssetConfig[] }): void {
    const open = this.#open.get(name);
    if (open === undefined && this.#parts.sections.some((one) => one.name === name && one.open !== undefined))
      throw new Error(`the section ${name} has yet to open, with the values from the start`);
    open?.apply?.((config as unknown as Values)[name] as never, config.assets);
  }
}

type Values = Readonly<Record<string, unknown>>;
