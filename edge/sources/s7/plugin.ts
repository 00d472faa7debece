import { defineSource } from "../../contracts/path/plugin.ts";
import { RETRY_WITHIN_MS } from "../polling.ts";
import { addressText, placeOf } from "./address.ts";
import { bindingProblems, ownBlock, S7Address, S7Binding, S7Config } from "./config.ts";
import { tagTables } from "./import/tag-tables.ts";
import { connectS7 } from "./session.ts";

/** Missed answers after which the controller counts as silent. */
const MISSED_ANSWERS = 3;

/** S7-300, S7-400, S7-1200, S7-1500 and LOGO! by S7 communication. */
export const s7Source = defineSource({
  kind: "s7",
  summary: "Siemens S7 controllers by S7 communication, by absolute address. It only reads.",
  config: S7Config,
  address: S7Address,
  binding: S7Binding,
  checkBinding: (binding, _namespaces, type) => bindingProblems(binding, type),
  peerOf: ({ host, port }) => `${host}:${port}`,
  // One connection, and one controller behind it: its tags fall silent together.
  linkOf: () => "",
  describe: (address, { at }) => {
    const place = placeOf(at);
    const { db, offset } = ownBlock(address);
    if (place === undefined) return at;
    return addressText(place.db === undefined ? { ...place, from: place.from + offset } : place, db);
  },
  tagTables,
  discoverFor:
    ({ networks }) =>
    async (request, signal) => {
      const { answerOf } = await import("./import/answer.ts");
      return await answerOf(request, networks, signal);
    },
  async probe(source, { networks }, signal) {
    const { probeController } = await import("./probe.ts");
    return await probeController(source, networks, signal);
  },
  staleAfterMs: (config) => MISSED_ANSWERS * config.expectEveryMs,
  create: (config, context) => ({
    retryWithinMs: RETRY_WITHIN_MS,
    connect: (signal) => connectS7(config, context, signal),
  }),
});
