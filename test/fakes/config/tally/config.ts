/** The `tally:` section of the config: what is counted, and under which title. */
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { configTexts } from "../../../../edge/contracts/plant/config-text.ts";
import { defineSection } from "../../../../edge/contracts/plant/section.ts";
import { type Static, Type } from "../../../../edge/contracts/schema.ts";

const { problem } = configTexts({
  "tally-asset-unknown": {
    en: "there is no asset {asset}",
    zh: "没有资产 {asset}",
    remedy: { en: "write the label of an asset", zh: "请写资产的 label" },
  },
  "tally-ends-at-once": {
    en: "the count ends at once",
    zh: "计数立即结束",
    remedy: { en: "raise stopAt", zh: "请增大 stopAt" },
  },
});

const tallyConfig = Type.Object(
  {
    type: Type.String({ default: "tally.count", description: "Type of the events." }),
    stopAt: Type.Integer({ default: 100, minimum: 1, description: "The count ends there." }),
    title: Type.String({ default: "Tally", description: "Title of the count." }),
    asset: Type.Optional(Type.String({ description: "Label of the asset that counts." })),
  },
  { description: "Counts events." },
);

export type TallyConfig = Static<typeof tallyConfig>;

export const tallySection = defineSection({
  name: "tally",
  schema: tallyConfig,
  live: ["title"],
  problems: ({ asset }, assets) =>
    asset === undefined || assets.some(({ label }) => label === asset)
      ? []
      : [{ steps: ["tally", "asset"], ...problem("tally-asset-unknown", { asset }) }],
  advice: ({ stopAt }) => (stopAt > 1 ? [] : [{ steps: ["tally", "stopAt"], ...problem("tally-ends-at-once", {}) }]),
  open({ title, stopAt }, { dataDir, now }) {
    const dir = join(dataDir, "tally");
    mkdirSync(dir, { recursive: true });
    let shown = title;
    return {
      offers: { tallyTitle: () => shown },
      apply: (next) => {
        shown = next.title;
      },
      tick: (time) => {
        if (!existsSync(join(dir, "ticked"))) writeFileSync(join(dir, "ticked"), `${stopAt} ${time <= now()}`);
      },
      close: () => rmSync(dir, { recursive: true }),
    };
  },
});
