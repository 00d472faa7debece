/** The `agents:` section of a plant's config. */
import { viewerAddress } from "../../contracts/plant/viewer-address.ts";
import { type Static, Type } from "../../contracts/schema.ts";

const closed = { additionalProperties: false } as const;

export const agentsConfig = Type.Object(
  {
    mcp: Type.Object(
      {
        enabled: Type.Boolean({
          default: false,
          description:
            "Whether agents may ask at `/api/mcp` (Model Context Protocol). A change takes effect at a reload: " +
            "`false` refuses the next call.",
        }),
        callsPerMinute: Type.Integer({
          default: 120,
          minimum: 1,
          maximum: 6000,
          description: "Calls of tools that one user or address may make in a minute.",
        }),
      },
      { ...closed, default: {}, description: "Tools that read. There is none that writes." },
    ),
    viewer: viewerAddress,
  },
  { ...closed, default: {}, description: "Agents that answer questions about the plant (docs/agents.md)." },
);

export type AgentsConfig = Static<typeof agentsConfig>;
