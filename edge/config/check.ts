import type { EdgeConfig, Plugins } from "../contracts/plant/edge-config.ts";
import { inspectConfig } from "./load.ts";
import { formatProblem, formatProblems } from "./problems.ts";

/** What `gemba check` prints: a summary of the plant, or everything that is wrong with its config; and what will be wrong some day. */
export async function checkPlant(path: string, plugins: Plugins): Promise<{ ok: boolean; text: string }> {
  const { config, problems, warnings } = inspectConfig(path, plugins);
  const text = config === undefined ? formatProblems(problems) : summary(config);
  return {
    ok: config !== undefined,
    text: [text, ...warnings.map((warning) => `warning: ${formatProblem(warning)}`)].join("\n"),
  };
}

function summary(config: EdgeConfig): string {
  const tags = config.assets.reduce((count, asset) => count + asset.tags.length, 0);
  const sources = config.sources.map((source) => `${source.name} (${source.kind})`).join(", ");
  return `${config.site.name.zh} · ${config.site.name.en}: ${config.assets.length} assets, ${tags} tags, ${config.files.length} files, no problems.\nSources: ${sources === "" ? "none" : sources}.`;
}
