/**
 * Agents for `gemba discover`. The code that looks at them is loaded on demand, because every command loads the kinds
 * of sources.
 */
import type { SourceInspection } from "../../../contracts/path/source-capabilities.ts";
import { PASSWORD_VARIABLE } from "./password-variable.ts";

export const inspection: SourceInspection = {
  urls: /^https?:\/\/\S+$/,
  passwordVariable: PASSWORD_VARIABLE,
  compares: false,
  takesTls: true,
  async inspect(request, show, signal) {
    const { inspectAgent } = await import("./inspect-agent.ts");
    return { files: await inspectAgent(request, show, signal) };
  },
};
