/**
 * Brokers for `gemba discover`. The code that listens to them is loaded on demand, because every command loads the
 * kinds of sources.
 */
import type { SourceInspection } from "../../../contracts/path/source-capabilities.ts";
import { PASSWORD_VARIABLE } from "./password-variable.ts";

export const inspection: SourceInspection = {
  urls: /^mqtts?:\/\/\S+$/,
  passwordVariable: PASSWORD_VARIABLE,
  compares: false,
  takesTls: true,
  async inspect(request, show, signal) {
    const { inspectBroker } = await import("./inspect-broker.ts");
    return { files: await inspectBroker(request, show, signal) };
  },
};
