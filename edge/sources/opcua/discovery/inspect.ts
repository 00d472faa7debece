/** Inspects an OPC UA server for `gemba discover`: proposes a config, or compares the server with one. */
import { EdgeError } from "../../../contracts/errors.ts";
import type { ConfiguredSource } from "../../../contracts/path/configured-source.ts";
import type { InspectionRequest, SourceInspection } from "../../../contracts/path/source-capabilities.ts";
import { plantFiles } from "../../proposed-plant.ts";
import type { OpcuaConfig } from "../config.ts";
import { pkiFolder, temporaryApplicationUri } from "../pki/pki.ts";
import { parseBrowsePath } from "../subscribe/browse-path.ts";
import { differences, type ServedAsset } from "./diff.ts";
import { endpointsText, foundText, MAX_VARIABLES } from "./inspection-text.ts";
import { PASSWORD_VARIABLE, plantOf } from "./plant.ts";
import { runSurvey, type SurveyRequest } from "./run-survey.ts";

const CONNECT_WITHIN_MS = 15_000;
const SURVEY_WITHIN_MS = 10 * 60_000;

export const inspection: SourceInspection = {
  urls: /^opc\.tcp:\/\/\S+$/,
  passwordVariable: PASSWORD_VARIABLE,
  compares: true,
  takesTls: false,
  async inspect(request, show, signal) {
    const { url: endpoint, configured, user } = request;
    const served = configured === undefined ? undefined : servedBy(endpoint, configured);
    const result = await runSurvey(
      surveyRequest(request, served),
      AbortSignal.any([signal, AbortSignal.timeout(SURVEY_WITHIN_MS)]),
    );
    show(endpointsText(endpoint, "survey" in result ? result.survey.endpoints : result.endpoints));
    if (!("survey" in result)) throw new EdgeError("connect-failed", result.reason);
    const { survey } = result;
    show(foundText(survey));
    const { discovery, security, product, unresolved } = survey;
    if (served !== undefined)
      return { differences: differences(served, { proposal: discovery, reasons: new Map(unresolved) }) };
    const connection = { endpoint, security, product, ...(user === undefined ? {} : { user: user.name }) };
    return { files: plantFiles(plantOf(discovery, connection)) };
  },
};

interface ServedConfig {
  readonly assets: readonly ServedAsset[];
  readonly namespaces: ReadonlyMap<string, string>;
}

function surveyRequest(request: InspectionRequest, served: ServedConfig | undefined): SurveyRequest {
  const { url, dataDir, insecure, security, user, maxNodes } = request;
  const bindings = served?.assets.flatMap(({ address, tags }) =>
    tags.map(({ tagUid, binding }) => ({
      tagUid,
      root: parseBrowsePath(address.root, served.namespaces),
      path: parseBrowsePath(binding.path, served.namespaces),
    })),
  );
  return {
    ...{ endpoint: url, pkiDir: pkiFolder(dataDir), applicationUri: temporaryApplicationUri() },
    ...{ insecure, connectTimeoutMs: CONNECT_WITHIN_MS, maxNodes, maxVariables: MAX_VARIABLES },
    ...(security === undefined ? {} : { security: securityOf(security) }),
    ...(user === undefined ? {} : { user }),
    ...(bindings === undefined ? {} : { bindings }),
  };
}

function securityOf(text: string): NonNullable<SurveyRequest["security"]> {
  const [mode, policy = "Basic256Sha256"] = text.split(":");
  const isMode = mode === "sign" || mode === "sign-and-encrypt";
  const isPolicy =
    policy === "Basic256Sha256" || policy === "Aes128_Sha256_RsaOaep" || policy === "Aes256_Sha256_RsaPss";
  if (!isMode || !isPolicy)
    throw new EdgeError(
      "bad-request",
      "--security is sign or sign-and-encrypt, with :Basic256Sha256, :Aes128_Sha256_RsaOaep or " +
        `:Aes256_Sha256_RsaPss; not "${text}"`,
    );
  return { mode, policy };
}

/** The source of the config with this endpoint, or its only OPC UA source. */
function servedBy(endpoint: string, sources: readonly ConfiguredSource[]): ServedConfig {
  const trimmed = (text: string): string => text.replace(/\/$/, "");
  const same = sources.filter(({ config }) => trimmed((config as OpcuaConfig).endpoint) === trimmed(endpoint));
  const [source, ...others] = same.length > 0 ? same : sources;
  if (source === undefined || others.length > 0) {
    const names = sources.map(({ name }) => name).join(", ") || "none";
    throw new EdgeError("bad-request", `the config has no source at ${endpoint}; its OPC UA sources are ${names}`);
  }
  return { assets: source.assets as readonly ServedAsset[], namespaces: source.namespaces };
}
