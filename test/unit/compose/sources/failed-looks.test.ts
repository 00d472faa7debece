/** Why a look at a server, or a first reading, failed: rule SK4 in docs/rules/source-kinds.md. */
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { expect, it } from "vitest";
import { createDiscovery } from "../../../../edge/compose/sources/discovery.ts";
import type { ProposedTag } from "../../../../edge/contracts/path/proposed-config.ts";
import { plugins } from "../../../../edge/plugins.ts";
import { reasonOfLook } from "../../../../edge/sources/reason-of-look.ts";
import { freePort } from "../../../fakes/net/free-port.ts";
import { fakePlc } from "../../../fakes/s7/plc.ts";

const EDGE = { dataDir: "/nowhere", edgeId: "edge-1", networks: ["127.0.0.0/8"] };
const HERE = createDiscovery(plugins.sources, EDGE, new AbortController().signal);
const KINDS = ["s7", "mtconnect"] as const;
type Kind = (typeof KINDS)[number];

const tag = (binding: object): ProposedTag => ({
  ...{ signal: "v", name: { zh: "v", en: "v" }, type: "number", unit: "1" },
  binding: binding as ProposedTag["binding"],
});

/** Reasons of a look and of a first reading. */
async function reasonsOf(kind: Kind, port: number): Promise<(string | undefined)[]> {
  const server = `127.0.0.1:${port}`;
  const scheme = kind === "s7" ? "s7" : "http";
  const look = await HERE.discover({ endpoint: `${scheme}://${server}`, insecure: false });
  const source =
    kind === "s7"
      ? { name: "a", kind, host: "127.0.0.1", port, timeoutMs: 200 }
      : { name: "a", kind, url: `http://${server}` };
  const address = kind === "s7" ? { db: 1 } : { device: "d" };
  const tags = [tag(kind === "s7" ? { at: "DBW0", type: "int" } : { dataItem: "x" })];
  const read = await HERE.values({ namespaces: {}, source, address, tags });
  return [look.reason, read.reason];
}

async function serverThat(meets: (socket: Socket) => void): Promise<AsyncDisposable & { readonly port: number }> {
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    meets(socket);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      server.close();
      await once(server, "close");
    },
  };
}

it.each(KINDS)("[SK4] %s: where nothing listens, both reasons name the server and what to do", async (kind) => {
  const port = await freePort();
  for (const reason of await reasonsOf(kind, port)) expect(reason).toMatch(new RegExp(`127\\.0\\.0\\.1:${port}.+; .+`));
});

it.each(KINDS)("[SK4] %s: so do those of a server that hangs up, and of one that is another", async (kind) => {
  const manners: readonly ((socket: Socket) => void)[] = [
    (socket) => socket.destroy(),
    (socket) => socket.once("data", () => socket.resetAndDestroy()),
    (socket) => socket.once("data", () => socket.end("SSH-2.0-OpenSSH_9.2\r\n")),
  ];
  for (const manner of manners) {
    await using other = await serverThat(manner);
    for (const reason of await reasonsOf(kind, other.port))
      expect(reason).toMatch(new RegExp(`127\\.0\\.0\\.1:${other.port}.+; .+`));
  }
});

it("[SK4] a controller that grants no PDU is named by a look as by a reading", async () => {
  await using plc = await fakePlc();
  plc.granted = 1;
  const [look, read] = await reasonsOf("s7", plc.port);
  expect(look).toMatch(new RegExp(`^the PLC at 127\\.0\\.0\\.1:${plc.port} sent .+; `));
  expect(read).toBe(look);
});

it("[SK4] a sentence that names no server gets its name, and an error of a library its place", () => {
  expect(reasonOfLook(new Error("connect ETIMEDOUT"), "plc-4:102")).toMatch(/^plc-4:102: no answer in time; /);
  expect(reasonOfLook("the licence has ended", "plc-4:102")).toBe("plc-4:102: the licence has ended");
  expect(reasonOfLook("plc-4:102 is asleep", "plc-4:102")).toBe("plc-4:102 is asleep");
});
