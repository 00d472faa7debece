/** Inspects a server: its endpoints, and a config proposed for it. Runs in the discovery worker. */
import {
  AttributeIds,
  type ClientSession,
  type EndpointDescription,
  MessageSecurityMode,
  UserTokenType,
  VariableIds,
} from "node-opcua-client";
import { within } from "../../../observe/within.ts";
import { type ClientPlan, connectReason, createClient } from "../link/client.ts";
import type { SecurityMode } from "../link/security-mode.ts";
import { type OperationLimits, readLimits } from "../link/server-limits.ts";
import { thumbprintOf } from "../pki/pki.ts";
import type { PathElement } from "../subscribe/browse-path.ts";
import { resolveItems } from "../subscribe/resolve-paths.ts";
import { type DiscoverLimits, type Discovery, discoverServer } from "./discover.ts";
import { closeClient, noAnswer, openSession } from "./open-session.ts";

/** The server and the bounds of the survey. */
export interface SurveyRequest extends Omit<ClientPlan, "mode" | "policy" | "keepAliveMs" | "name"> {
  /** Undefined: the best one that the server offers; mode none only with `insecure`. */
  readonly security?: { readonly mode: SecurityMode; readonly policy: ClientPlan["policy"] };
  readonly insecure: boolean;
  readonly connectTimeoutMs: number;
  readonly maxNodes: number;
  readonly maxVariables: number;
  /** Bindings of a config to look up, by tag uid. */
  readonly bindings?: readonly {
    readonly tagUid: string;
    readonly root: readonly PathElement[];
    readonly path: readonly PathElement[];
  }[];
}

export interface OfferedEndpoint {
  readonly url: string;
  readonly mode: SecurityMode | "invalid";
  readonly policy: string;
  readonly level: number;
  readonly users: readonly string[];
  /** SHA-1 of the server's certificate, as trust lists name it; empty without one. */
  readonly thumbprint: string;
}

export interface Survey {
  readonly endpoints: readonly OfferedEndpoint[];
  readonly security: { readonly mode: SecurityMode; readonly policy: ClientPlan["policy"] };
  readonly product: string;
  readonly discovery: Discovery;
  /** Requested bindings without a node, each with the reason. */
  readonly unresolved: readonly (readonly [tagUid: string, reason: string])[];
}

/** Carries the endpoints that the server offers although the survey failed. */
export class SurveyFailed extends Error {
  readonly endpoints: readonly OfferedEndpoint[];

  constructor(reason: string, endpoints: readonly OfferedEndpoint[]) {
    super(reason);
    this.endpoints = endpoints;
  }
}

const MODES = new Map<MessageSecurityMode, SecurityMode>([
  [MessageSecurityMode.None, "none"],
  [MessageSecurityMode.Sign, "sign"],
  [MessageSecurityMode.SignAndEncrypt, "sign-and-encrypt"],
]);
const POLICIES = ["Basic256Sha256", "Aes128_Sha256_RsaOaep", "Aes256_Sha256_RsaPss"] as const;
const TOKENS = new Map<UserTokenType, string>([
  [UserTokenType.Anonymous, "anonymous"],
  [UserTokenType.UserName, "name and password"],
  [UserTokenType.Certificate, "certificate"],
  [UserTokenType.IssuedToken, "issued token"],
]);
const KEEP_ALIVE_MS = 5000;
/** Our own limit where the server names none. */
const MOST_PER_BROWSE = 1000;
const LOCALES = { en: ["en", "en-US"], zh: ["zh-CN", "zh"] } as const;

/** Throws SurveyFailed with a reason that names the remedy. */
export async function survey(request: SurveyRequest): Promise<Survey> {
  const endpoints = await listEndpoints(request);
  const plan = planOf(request, endpoints);
  try {
    await using en = await openSession(plan, request.connectTimeoutMs, LOCALES.en);
    await using zh = await openSession(plan, request.connectTimeoutMs, LOCALES.zh);
    const { namespaces, product, perBrowse } = await readServer(en.session);
    const limits = await readLimits(en.session);
    const bounds: DiscoverLimits = {
      perBrowse,
      perRead: limits.read,
      maxNodes: request.maxNodes,
      maxVariables: request.maxVariables,
    };
    const discovery = await discoverServer({ en: en.session, zh: zh.session }, namespaces, bounds);
    const unresolved = await lookUp(en.session, request.bindings ?? [], { namespaces, limits });
    return { endpoints, security: { mode: plan.mode, policy: plan.policy }, product, discovery, unresolved };
  } catch (error) {
    throw new SurveyFailed(connectReason(error, plan), endpoints);
  }
}

async function lookUp(
  session: ClientSession,
  bindings: NonNullable<SurveyRequest["bindings"]>,
  server: { namespaces: string[]; limits: OperationLimits },
): Promise<(readonly [string, string])[]> {
  const plan = {
    roots: bindings.map(({ root }) => ({ path: root, text: root.map(({ name }) => name).join("/") })),
    items: bindings.map(({ tagUid, path }, root) => ({ root, path, text: tagUid })),
  };
  const { missing } = await resolveItems(session, plan, server);
  return missing.map(({ item, reason }) => [item.text, reason]);
}

async function listEndpoints(request: SurveyRequest): Promise<OfferedEndpoint[]> {
  const plan: ClientPlan = {
    ...request,
    name: "discovery",
    mode: "none",
    policy: "Basic256Sha256",
    keepAliveMs: KEEP_ALIVE_MS,
  };
  try {
    const { client, store } = await createClient(plan);
    try {
      await within(request.connectTimeoutMs, noAnswer(request), client.connect(request.endpoint));
      return (await within(request.connectTimeoutMs, noAnswer(request), client.getEndpoints())).map(describeEndpoint);
    } finally {
      await closeClient(client, store);
    }
  } catch (error) {
    throw new SurveyFailed(connectReason(error, plan), []);
  }
}

function describeEndpoint(endpoint: EndpointDescription): OfferedEndpoint {
  const certificate = endpoint.serverCertificate as Buffer | null;
  return {
    url: endpoint.endpointUrl ?? "",
    mode: MODES.get(endpoint.securityMode) ?? "invalid",
    policy: (endpoint.securityPolicyUri ?? "").split("#").at(-1) ?? "",
    level: endpoint.securityLevel,
    users: [...new Set((endpoint.userIdentityTokens ?? []).map(({ tokenType }) => TOKENS.get(tokenType) ?? "unknown"))],
    thumbprint: certificate === null || certificate.length === 0 ? "" : thumbprintOf(certificate),
  };
}

function planOf(request: SurveyRequest, endpoints: readonly OfferedEndpoint[]): ClientPlan {
  const common = { ...request, name: "discovery", keepAliveMs: KEEP_ALIVE_MS };
  if (request.security !== undefined) return { ...common, ...request.security };
  const best = endpoints
    .flatMap(({ mode, policy, level }) => {
      const known = POLICIES.find((one) => one === policy);
      return known === undefined || mode === "none" || mode === "invalid" ? [] : [{ mode, policy: known, level }];
    })
    .sort((a, b) => b.level - a.level)[0];
  // With `insecure`, clear text is used where the server offers nothing better, or where the edge would first have to
  // trust its certificate.
  if (request.insecure && endpoints.some(({ mode }) => mode === "none"))
    return { ...common, mode: "none", policy: "Basic256Sha256" };
  if (best === undefined)
    throw new SurveyFailed(
      `${request.endpoint}: the server offers no encryption that we take; look at it with --insecure, in clear ` +
        "text, if that is acceptable there",
      endpoints,
    );
  return { ...common, mode: best.mode, policy: best.policy };
}

async function readServer(
  session: ClientSession,
): Promise<{ namespaces: string[]; product: string; perBrowse: number }> {
  const ids = [
    VariableIds.Server_NamespaceArray,
    VariableIds.Server_ServerStatus_BuildInfo_ProductName,
    VariableIds.Server_ServerStatus_BuildInfo_SoftwareVersion,
    VariableIds.Server_ServerCapabilities_OperationLimits_MaxNodesPerBrowse,
  ];
  const answers = await session.read(ids.map((id) => ({ nodeId: `i=${id}`, attributeId: AttributeIds.Value })));
  const [namespaces, product, version, perBrowse] = answers.map((answer): unknown =>
    answer.statusCode.isGood() ? answer.value.value : undefined,
  );
  if (!Array.isArray(namespaces)) throw new Error("the server does not report its namespaces");
  const text = (value: unknown): string => (typeof value === "string" ? value : "");
  return {
    namespaces: namespaces as string[],
    product: `${text(product)} ${text(version)}`.trim(),
    perBrowse: typeof perBrowse === "number" && perBrowse > 0 ? Math.min(perBrowse, MOST_PER_BROWSE) : MOST_PER_BROWSE,
  };
}
