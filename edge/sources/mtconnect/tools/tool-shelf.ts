/** Tags of cutting tools: reads them from the agent's assets, which lie beside its buffer. */
import type { BatchBuilder } from "../../../batch/builder.ts";
import { SampleFlag } from "../../../contracts/path/sample-batch.ts";
import type { Tag } from "../../../contracts/plant/tag.ts";
import { conversionOf } from "../../../contracts/plant/unit-conversion.ts";
import { Status } from "../observations/status.ts";
import type { Context } from "../observations/targets.ts";
import { TOOL_FIELDS, type ToolField } from "./fields.ts";
import { type CuttingTool, readAssets } from "./read-assets.ts";

interface ToolTag {
  readonly tag: Tag;
  /** assetId, or undefined where the tag is about a location. */
  readonly tool: string | undefined;
  readonly pot: string | undefined;
  readonly field: ToolField;
  /** Value and time of the newest sample, as text. */
  newest: string;
}

export class ToolShelf {
  readonly #tags: ToolTag[];
  readonly #flags: number;

  constructor({ bound, simulated }: Pick<Context, "bound" | "simulated">) {
    this.#tags = bound.flatMap(({ tag, binding: { tool, pot, field } }) =>
      field === undefined ? [] : [{ tag, tool, pot, field, newest: "" }],
    );
    this.#flags = simulated === true ? SampleFlag.simulated : 0;
  }

  get isWanted(): boolean {
    return this.#tags.length > 0;
  }

  /** Takes a document of assets. Throws XmlError or AgentRefusal. */
  take(xml: string, into: { readonly samples: BatchBuilder; flush(): void }): void {
    const tools = readAssets(xml).filter(({ isRemoved }) => !isRemoved);
    const byId = new Map(tools.map((tool) => [tool.assetId, tool]));
    // The tool that came last is the one at the place.
    const byPot = new Map(
      tools.toSorted((a, b) => a.time - b.time).map((tool) => [String(tool.fields.get("location")), tool]),
    );
    for (const one of this.#tags) {
      const tool = one.tool === undefined ? byPot.get(one.pot ?? "") : byId.get(one.tool);
      this.#sample(one, tool, into.samples);
    }
    into.flush();
  }

  /** A tool that is not there is known from now on; one that is there has the time of its asset. */
  #sample(one: ToolTag, tool: CuttingTool | undefined, samples: BatchBuilder): void {
    const value = tool?.fields.get(one.field);
    const known = `${tool?.assetId} ${tool?.time} ${value}`;
    if (one.newest === known) return;
    one.newest = known;
    const { tag, field } = one;
    const time = tool?.time ?? Date.now() * 1000;
    if (value === undefined) samples.add(tag.ref, time, Number.NaN, Status.unavailable, this.#flags);
    else if (tag.type === "text") samples.addText(tag.ref, time, String(value), Status.good, this.#flags);
    else this.#number(tag, { time, value: Number(value), unit: TOOL_FIELDS[field] }, samples);
  }

  #number(
    { ref, unit: wanted = "1" }: Tag,
    { time, value, unit }: { readonly time: number; readonly value: number; readonly unit: string | null },
    samples: BatchBuilder,
  ): void {
    const conversion = unit === null ? { factor: 1, offset: 0 } : conversionOf(unit, wanted);
    const own = conversion === undefined ? Number.NaN : value * conversion.factor + conversion.offset;
    const status = conversion === undefined ? Status.badConfiguration : Status.badTypeMismatch;
    samples.add(ref, time, own, Number.isFinite(own) ? Status.good : status, this.#flags);
  }
}
