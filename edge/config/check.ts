import type { EdgeConfig, Plugins } from "../contracts/edge-config.ts";
import { loadConfig } from "./load.ts";
import { ConfigError } from "./problems.ts";

/** What `gemba check` prints: a summary of the plant, or everything that is wrong with its config. */
export async function checkPlant(path: string, plugins: Plugins): Promise<{ ok: boolean; text: string }> {
  try {
    return { ok: true, text: summary(await loadConfig(path, plugins)) };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { ok: false, text: error.format() };
  }
}

function summary(config: EdgeConfig): string {
  const tags = config.assets.reduce((count, asset) => count + asset.tags.length, 0);
  const sources = config.sources.map((source) => `${source.name} (${source.kind})`).join(", ");
  return `${config.site.name.zh} · ${config.site.name.en}: ${config.assets.length} assets, ${tags} tags, ${config.files.length} files, no problems.\nSources: ${sources === "" ? "none" : sources}.`;
}
