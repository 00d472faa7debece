/** A simulated OPC UA server that a test attacks, and an ordinary client that must be served afterwards. */
import "reflect-metadata";
import { webcrypto } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cryptoProvider, X509CertificateGenerator } from "@peculiar/x509";
import { type ClientSession, OPCUACertificateManager, OPCUAClient } from "node-opcua";
import { Clocks } from "../../../simulators/clocks.ts";
import { CounterBases } from "../../../simulators/counter-bases.ts";
import { createPlant } from "../../../simulators/plants/machining/plant.ts";
import { type SimulatedServer, startServer } from "../../../simulators/speak/opcua/server.ts";
import { Wire } from "../../../simulators/wire.ts";
import { freePort } from "../net/free-port.ts";

cryptoProvider.set(webcrypto as never);

export class AttackedServer {
  readonly #folder: string;
  readonly #server: SimulatedServer;
  readonly #sockets: Socket[] = [];
  readonly #clients: OPCUAClient[] = [];
  readonly #certificates: OPCUACertificateManager;

  private constructor(folder: string, server: SimulatedServer, certificates: OPCUACertificateManager) {
    this.#folder = folder;
    this.#server = server;
    this.#certificates = certificates;
  }

  static async start(name: "utilities" | "turning"): Promise<AttackedServer> {
    const folder = await mkdtemp(join(tmpdir(), "gemba-hostile-clients-"));
    const plant = createPlant({ seed: 1, scenario: "healthy", startMs: Date.now() });
    const wire = new Wire(plant);
    const parts = { plant, clocks: new Clocks(wire), wire, counters: new CounterBases(wire) };
    const server = await startServer(name, { ...parts, port: await freePort(), folder }, { generation: 0 });
    const certificates = new OPCUACertificateManager({
      rootFolder: join(folder, "client"),
      automaticallyAcceptUnknownCertificate: true,
      disableFileWatchers: true,
    });
    return new AttackedServer(folder, server, certificates);
  }

  get endpoint(): string {
    return this.#server.endpoint;
  }

  get certificateFile(): string {
    return this.#server.certificateFile;
  }

  /** A socket that sends nothing by itself. */
  async opened(): Promise<Socket> {
    const socket = connect(Number(new URL(this.endpoint.replace("opc.tcp", "http")).port), "127.0.0.1");
    this.#sockets.push(socket);
    socket.resume();
    socket.on("error", () => socket.destroy());
    await Promise.race([once(socket, "connect"), once(socket, "close")]);
    return socket;
  }

  /** A client of node-opcua with a secure channel, without a session. */
  async connected(): Promise<OPCUAClient> {
    const client = OPCUAClient.create({
      endpointMustExist: false,
      clientCertificateManager: this.#certificates,
      transportTimeout: 5_000,
      connectionStrategy: { maxRetry: 0 },
    });
    this.#clients.push(client);
    await client.connect(this.endpoint);
    return client;
  }

  /** Does something in a session, and ends it. */
  async inSession<T>(work: (session: ClientSession) => Promise<T>): Promise<T> {
    const client = await this.connected();
    try {
      const session = await client.createSession();
      return await work(session);
    } finally {
      await client.disconnect();
    }
  }

  /** Resolves when an ordinary client has opened and closed a session. */
  async visit(): Promise<void> {
    await this.inSession(async () => undefined);
  }

  /** Ends what the attackers have left open. */
  async leave(): Promise<void> {
    for (const socket of this.#sockets.splice(0)) socket.destroy();
    await Promise.all(this.#clients.splice(0).map((client) => client.disconnect().catch(() => undefined)));
  }

  async close(): Promise<void> {
    await this.leave();
    await this.#certificates.dispose();
    await this.#server.close();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** A hello for this endpoint (OPC 10000-6, 7.1.2.3). */
export function helloFor(endpoint: string): Buffer {
  const url = Buffer.from(endpoint);
  const hello = Buffer.alloc(32 + url.length);
  hello.write("HELF");
  hello.writeUInt32LE(hello.length, 4);
  for (const [i, value] of [0, 65_535, 65_535, 0, 0, url.length].entries()) hello.writeUInt32LE(value, 8 + 4 * i);
  url.copy(hello, 32);
  return hello;
}

/** Two certificates of which each names the other one as its issuer and is signed by it, in DER. */
export async function mutualCertificates(): Promise<readonly Buffer[]> {
  const algorithm = {
    name: "RSASSA-PKCS1-v1_5",
    hash: "SHA-256",
    publicExponent: new Uint8Array([1, 0, 1]),
    modulusLength: 2048,
  };
  const keys = await Promise.all([0, 1].map(() => webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"])));
  const names = ["CN=one", "CN=two"];
  return await Promise.all(
    [0, 1].map(async (at) => {
      const certificate = await X509CertificateGenerator.create({
        subject: names[at] as string,
        issuer: names[1 - at] as string,
        notBefore: new Date(Date.now() - 86_400_000),
        notAfter: new Date(Date.now() + 86_400_000),
        signingAlgorithm: algorithm,
        publicKey: (keys[at] as webcrypto.CryptoKeyPair).publicKey,
        signingKey: (keys[1 - at] as webcrypto.CryptoKeyPair).privateKey,
      });
      return Buffer.from(certificate.rawData);
    }),
  );
}
