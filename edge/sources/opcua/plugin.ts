import { peerIn } from "../../contracts/path/peer.ts";
import { defineSource } from "../../contracts/path/plugin.ts";
import { waveformProblems, waveformSentence } from "../../contracts/path/problem-table.ts";
import { type ConfigSentence, faultsOf } from "../../contracts/plant/config-text.ts";
import type { TagType } from "../../contracts/plant/tag.ts";
import { type OpcuaBinding, opcuaAddress, opcuaBinding, opcuaConfig, placesOf, writesOf } from "./config.ts";
import { parseValuePath } from "./decode/value-path.ts";
import { createDiscover } from "./discovery/answer.ts";
import { inspection } from "./discovery/inspect.ts";
import { probeSource } from "./discovery/probe-source.ts";
import { planEvents, planRings } from "./events/plan-events.ts";
import { KEEP_ALIVES_UNTIL_STALE } from "./limits.ts";
import { endWorkers } from "./link/worker-group.ts";
import { certificates } from "./pki/certificates.ts";
import { applicationUriOf, pkiFolder } from "./pki/pki.ts";
import { sentence } from "./problem-table.ts";
import { OpcuaSource } from "./source.ts";
import { parseBrowsePath } from "./subscribe/browse-path.ts";
import { tagTables } from "./tag-tables/tag-tables.ts";

/** Reads variables, events and conditions of OPC UA servers by subscription. */
export const opcuaSource = defineSource({
  kind: "opcua",
  summary: "OPC UA client: subscribes to variables found by browse path, keeps source time and status.",
  config: opcuaConfig,
  address: opcuaAddress,
  binding: opcuaBinding,
  checkConfig: ({ events, eventNotifiers, eventRules, rings, writeBack }, namespaces) => [
    ...(writesOf({ writeBack }).has("jobs") && !events && eventRules.length + eventNotifiers.length === 0
      ? [sentence("jobs-need-events", {})]
      : []),
    ...eventNotifiers.flatMap((path) => pathProblems(path, namespaces)),
    ...faultsOf(() => planEvents(eventRules, namespaces)),
    ...faultsOf(() => planRings(rings, namespaces)),
  ],
  checkAddress: (address, namespaces) => pathProblems(address.root, namespaces),
  checkBinding: (binding, namespaces, type) => [
    ...pathProblems(binding.path, namespaces),
    ...fieldProblems(binding),
    ...timingProblems(binding, type, namespaces),
  ],
  readsWaveforms: true,
  linkOf: () => "",
  peerOf: ({ endpoint }) => peerIn(endpoint),
  describe: ({ root }, { path, field, index }) =>
    // Uses join, because a template string keeps its pieces: 6 MB for 100,000 addresses.
    [
      root,
      "/",
      path,
      ...(field === undefined ? [] : [".", field]),
      ...(index === undefined ? [] : placesOf(index).map((place) => `[${place}]`)),
    ].join(""),
  staleAfterMs: (config) => KEEP_ALIVES_UNTIL_STALE * config.keepAliveMs,
  create: (config, context) => new OpcuaSource(config, context),
  certificates,
  inspection,
  tagTables,
  probe: probeSource,
  discoverFor: ({ dataDir, edgeId, networks }) =>
    createDiscover({ pkiDir: pkiFolder(dataDir), applicationUri: applicationUriOf(edgeId), networks }),
  end: endWorkers,
});

function pathProblems(path: string, namespaces: ReadonlyMap<string, string>): readonly ConfigSentence[] {
  return faultsOf(() => parseBrowsePath(path, namespaces));
}

function fieldProblems({ field }: OpcuaBinding): readonly ConfigSentence[] {
  return field === undefined ? [] : faultsOf(() => parseValuePath(field));
}

/** A waveform, with the paths that its timing and context are read from. */
function timingProblems(
  { waveform, field }: OpcuaBinding,
  type: TagType,
  namespaces: ReadonlyMap<string, string>,
): readonly ConfigSentence[] {
  if (waveform === undefined || type !== "waveform") return waveformProblems(waveform, type);
  const paths = [waveform.dt, waveform.rate, ...Object.values(waveform.context)];
  return [
    ...paths.flatMap((path) => (typeof path === "string" ? pathProblems(path, namespaces) : [])),
    ...waveformProblems(waveform, type),
    ...(field === undefined ? [] : [waveformSentence("waveform-no-field", {})]),
  ];
}
