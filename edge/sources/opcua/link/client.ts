/** Makes and describes node-opcua clients. Runs in the worker. */

import { X509Certificate } from "node:crypto";
import { dirname } from "node:path";
import { OPCUACertificateManager } from "node-opcua-certificate-manager";
import {
  type ClientSession,
  type ClientSessionPublishService,
  type ClientSessionRawSubscriptionService,
  DataTypeExtractStrategy,
  MessageSecurityMode,
  OPCUAClient,
  SecurityPolicy,
  type UserIdentityInfo,
  UserTokenType,
} from "node-opcua-client";
import type { IClientTransportFactory } from "node-opcua-transport";
import { type CauseCode, causeInWords, causeOf, sentence } from "../../../contracts/alerts/causes.ts";
import { ensureOwnCertificate } from "../pki/own-certificate.ts";
import { pruneRejected } from "../pki/pki.ts";
import type { ConnectionPlan } from "./messages.ts";
import type { SecurityMode } from "./security-mode.ts";

/** A session with the services below node-opcua's ClientSubscription, which exist although its interface omits them. */
export type RawSession = ClientSession & ClientSessionRawSubscriptionService & ClientSessionPublishService;

const MODES: Readonly<Record<SecurityMode, MessageSecurityMode>> = {
  none: MessageSecurityMode.None,
  sign: MessageSecurityMode.Sign,
  "sign-and-encrypt": MessageSecurityMode.SignAndEncrypt,
};

/** Sessions of a crashed edge last this long at the server; small controllers have few. */
export const SESSION_TIMEOUT_MS = 30_000;

/**
 * A socket that is being opened or restored and carries nothing for this long, or for four keep-alives, is dropped and
 * opened again.
 */
const SOCKET_SILENCE_MS = 5000;

/** On a busy machine a server takes seconds to create 1,000 items in one call. */
const CALL_WITHIN_MS = 30_000;

/**
 * Largest chunk in both directions, as most stacks have it. The library allocates a whole chunk for each message that
 * it sends, whatever its length, and takes for the size of its chunks what the server may send: with the library's
 * 640 kB, 50 MB of them waited for V8 to collect them.
 */
const CHUNK_BYTES = 65_536;

/** The part of a connection's plan that the client needs. */
export type ClientPlan = Pick<
  ConnectionPlan,
  "name" | "endpoint" | "mode" | "policy" | "user" | "keepAliveMs" | "trustsAnyServer" | "pkiDir" | "applicationUri"
>;

/** First and longest wait between attempts to bring a lost connection back. */
const RECONNECT_FIRST_MS = 200;
const RECONNECT_MAX_MS = 1000;

/**
 * Creates a client with the edge's certificate store. The library's default store trusts everybody and lies in the
 * home folder; this one trusts the certificates that an operator put into `trusted/certs`.
 */
export async function createClient(
  plan: ClientPlan,
  {
    localeIds = [],
    transportFactory,
  }: { readonly localeIds?: readonly string[]; readonly transportFactory?: IClientTransportFactory | undefined } = {},
): Promise<{ client: OPCUAClient; store: OPCUACertificateManager }> {
  const own = await ensureOwnCertificate(plan.pkiDir, plan.applicationUri);
  const store = new OPCUACertificateManager({
    rootFolder: plan.pkiDir,
    automaticallyAcceptUnknownCertificate: plan.trustsAnyServer === true,
    disableFileWatchers: true,
  });
  await store.initialize();
  pruneRejected(plan.pkiDir);
  const client = OPCUAClient.create({
    applicationName: "Gemba",
    // Taken from the certificate, so that servers do not refuse the edge after its host is renamed.
    applicationUri: own.applicationUri,
    clientName: `Gemba ${plan.name}`,
    clientCertificateManager: store,
    securityMode: MODES[plan.mode],
    securityPolicy: plan.mode === "none" ? SecurityPolicy.None : SecurityPolicy[plan.policy],
    endpointMustExist: false,
    // Definitions of structures are read on demand: all types of a server would take hundreds of calls.
    dataTypeExtractStrategy: DataTypeExtractStrategy.Lazy,
    localeIds: [...localeIds],
    ...(transportFactory === undefined ? {} : { transportFactory }),
    transportSettings: { receiveBufferSize: CHUNK_BYTES, sendBufferSize: CHUNK_BYTES },
    requestedSessionTimeout: SESSION_TIMEOUT_MS,
    keepSessionAlive: false,
    defaultTransactionTimeout: CALL_WITHIN_MS,
    transportTimeout: Math.max(SOCKET_SILENCE_MS, 4 * plan.keepAliveMs),
    // One retry: the first connect fails fast and the source's runner waits. A lost connection is retried without end,
    // independent of this.
    connectionStrategy: {
      initialDelay: RECONNECT_FIRST_MS,
      maxDelay: RECONNECT_MAX_MS,
      maxRetry: 1,
      randomisationFactor: 0.2,
    },
  });
  return { client, store };
}

/**
 * Ends the client's socket like a reset. The library does this for links that fail silently, but its interface omits
 * it.
 */
export function breakSocket(client: OPCUAClient): void {
  const { _secureChannel } = client as { readonly _secureChannel?: { forceConnectionBreak(): void } | null };
  _secureChannel?.forceConnectionBreak();
}

/**
 * From here on, silence is judged by requests and answers, not by the socket: while items are created, one call may
 * take long, and a thread that got no CPU for seconds would mistake unread data for silence.
 */
export function letSocketRest(client: OPCUAClient): void {
  boundSilence(client, 0);
}

/** Without a subscription nothing else notices that a link is dead. */
export function watchSocket(client: OPCUAClient, keepAliveMs: number): void {
  boundSilence(client, Math.max(SOCKET_SILENCE_MS, 4 * keepAliveMs));
}

function boundSilence(client: OPCUAClient, ms: number): void {
  const { _secureChannel } = client as {
    readonly _secureChannel?: {
      getTransport?(): { readonly _socket?: { setTimeout(ms: number): void } | null } | undefined;
    } | null;
  };
  _secureChannel?.getTransport?.()?._socket?.setTimeout(ms);
}

export function identityOf(plan: ClientPlan): UserIdentityInfo {
  if (plan.user === undefined) return { type: UserTokenType.Anonymous };
  if ("name" in plan.user)
    return { type: UserTokenType.UserName, userName: plan.user.name, password: plan.user.password };
  return {
    type: UserTokenType.Certificate,
    certificateData: new X509Certificate(plan.user.certificate).raw,
    privateKey: plan.user.privateKey,
  };
}

/** Turns the library's error into a reason and a remedy. Never holds a secret. */
export function connectReason(error: unknown, plan: ClientPlan): string {
  const { code, params } = causeOf(error, { place: plan.endpoint, dir: dirname(plan.pkiDir) });
  const user = plan.user !== undefined && "name" in plan.user ? { user: plan.user.name } : {};
  return sentence(
    causeInWords({
      code: particular(code, plan),
      params: { ...params, ...user, mode: plan.mode, policy: plan.policy },
    }),
    "en",
  );
}

/** Adds the kind of identity that the library's error lacks. */
function particular(code: CauseCode, { user }: ClientPlan): CauseCode {
  if (code === "opcua-security-other") return "opcua-security-absent";
  if (code !== "opcua-login-refused") return code;
  if (user === undefined) return "opcua-no-anonymous";
  return "name" in user ? "opcua-user-refused" : "opcua-user-certificate-refused";
}
