/** `agents` in the plant's config. Closed until the config opens it. */
import type { Journal } from "../../contracts/access/journal.ts";
import type { Agents } from "../../contracts/agents/agents.ts";
import { defineSection, type OpenSection, type SectionContext } from "../../contracts/plant/section.ts";
import { type AgentsConfig, agentsConfig } from "./config.ts";
import { AgentDoor } from "./door.ts";
import { AssetNames } from "./tool.ts";

interface AgentsContext extends SectionContext {
  readonly journal: Pick<Journal, "record">;
}

export const agentsSection = defineSection({
  name: "agents",
  schema: agentsConfig,
  live: true,
  open: openAgents,
});

function openAgents(
  config: AgentsConfig,
  { plant, journal, now }: AgentsContext,
): OpenSection<AgentsConfig, { readonly agents: Agents }> {
  let present = config;
  const agents = new AgentDoor({
    config: () => present,
    journal,
    assets: new AssetNames(plant.assets),
    site: plant.site,
    isSimulated: plant.assets.some(({ simulated }) => simulated),
    nowMs: () => now() / 1000,
    clockMs: () => performance.now(),
    version: "1",
  });
  return {
    offers: { agents },
    apply: (next) => {
      present = next;
    },
    close: () => undefined,
  };
}
