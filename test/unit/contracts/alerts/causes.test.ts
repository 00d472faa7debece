import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, open, rm, writeFile } from "node:fs/promises";
import { connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { createServer as createTlsServer, connect as tlsConnect } from "node:tls";
import mqtt from "mqtt";
import { afterAll, describe, expect, it } from "vitest";
import { BROWSER, DISK, GAPS, PARTS } from "../../../../edge/contracts/alerts/cause-table/disk.ts";
import { GENERAL, LINKS, MQTT, STORES } from "../../../../edge/contracts/alerts/cause-table/links.ts";
import { NETWORK, TLS } from "../../../../edge/contracts/alerts/cause-table/network.ts";
import { OPCUA } from "../../../../edge/contracts/alerts/cause-table/opcua.ts";
import type { CauseRow } from "../../../../edge/contracts/alerts/cause-table/row.ts";
import {
  type CauseCode,
  causeInWords,
  causeOf,
  reasonFor,
  sentence,
} from "../../../../edge/contracts/alerts/causes.ts";
import { EdgeError } from "../../../../edge/contracts/errors.ts";
import { diskError } from "../../../../edge/store/disk-error.ts";
import { authority, hasOpenssl } from "../../../fakes/access/certificates.ts";
import { freePort } from "../../../fakes/net/free-port.ts";

const INSIDES = /\[object|err\s*=|node:|^\s*at\s|ssl3_|routines|undefined/i;
const HAN = /\p{Script=Han}/u;
const ALL: Readonly<Record<string, CauseRow>> = {
  ...GAPS,
  ...BROWSER,
  ...PARTS,
  ...LINKS,
  ...TLS,
  ...MQTT,
  ...OPCUA,
  ...STORES,
  ...NETWORK,
  ...DISK,
  ...GENERAL,
};
const folder = await mkdtemp(join(tmpdir(), "gemba-causes-"));
afterAll(() => rm(folder, { recursive: true, force: true }));

function expectPlain(error: unknown, code: string, params: Readonly<Record<string, unknown>> = {}): void {
  const cause = causeOf(error);
  const text = causeInWords(cause);
  const wire = reasonFor(error);
  const texts = [
    text.en,
    text.zh,
    text.advice?.en ?? "",
    text.advice?.zh ?? "",
    wire,
    sentence(causeInWords(causeOf(wire)), "zh"),
  ];
  expect({ ...cause, text: text.en }).toMatchObject({ code, params });
  for (const one of texts) expect(one).not.toMatch(INSIDES);
  expect(text.zh).toMatch(HAN);
  expect(causeOf(wire)).toEqual(cause);
}

function failureOf(start: (fail: (error: unknown) => void) => unknown): Promise<unknown> {
  return new Promise((resolve) => void start(resolve));
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as { port: number }).port;
}

describe("[CA1] errors of libraries become causes in both languages", () => {
  it("of sockets: refused, unknown host, reset, port in use", async () => {
    const closed = await freePort();
    expectPlain(await failureOf((fail) => connect(closed, "127.0.0.1").on("error", fail)), "refused", {
      place: `127.0.0.1:${closed}`,
    });
    expectPlain(await fetch(`http://127.0.0.1:${closed}/`).catch((error: unknown) => error), "refused", {
      place: `127.0.0.1:${closed}`,
    });
    expectPlain(await failureOf((fail) => connect(closed, "no-such-host.invalid").on("error", fail)), "host-unknown", {
      place: "no-such-host.invalid",
    });
    const server = createServer((socket) => socket.on("data", () => socket.resetAndDestroy()));
    const port = await listening(server);
    expectPlain(await failureOf((fail) => connect(port, "127.0.0.1").on("error", fail).write("x")), "closed");
    expectPlain(await failureOf((fail) => createServer().on("error", fail).listen(port, "127.0.0.1")), "port-taken", {
      place: `127.0.0.1:${port}`,
    });
    server.close();
  });

  it.runIf(hasOpenssl)(
    "of TLS: an unknown authority, another name, a client without certificate, a port without TLS",
    async () => {
      const { cert, key } = authority(folder, "ca").issue("server");
      const server = createTlsServer({
        cert,
        key,
        requestCert: true,
        rejectUnauthorized: true,
        ca: readFileSync(join(folder, "ca.pem")),
      });
      server.on("tlsClientError", () => undefined);
      const port = await listening(server);
      const ca = readFileSync(join(folder, "ca.pem"));
      const failure = (options: object) =>
        failureOf((fail) => tlsConnect({ host: "127.0.0.1", port, ...options }).on("error", fail));
      expectPlain(await failure({}), "tls-untrusted");
      expectPlain(await failure({ ca, servername: "press.example", host: "127.0.0.1" }), "tls-name");
      expectPlain(await failure({ ca, servername: "" }), "tls-certificate-refused");
      server.close();
      const plain = createServer((socket) =>
        socket.end("HTTP/1.1 400 Bad Request\r\n\r\n").on("error", () => undefined),
      );
      const plainPort = await listening(plain);
      expectPlain(
        await failureOf((fail) => tlsConnect({ host: "127.0.0.1", port: plainPort }).on("error", fail)),
        "tls-missing",
      );
      plain.close();
    },
  );

  it("of an MQTT broker that refuses the client", async () => {
    const broker = createServer((socket) =>
      socket.once("data", () => socket.write(Buffer.from([0x20, 0x02, 0x00, 0x05]))),
    );
    const port = await listening(broker);
    const client = mqtt.connect(`mqtt://127.0.0.1:${port}`, { reconnectPeriod: 0, protocolVersion: 4 });
    expectPlain(await failureOf((fail) => client.on("error", fail)), "login-refused");
    client.end(true);
    broker.close();
  });

  it("of the disk: full, no right, locked, damaged", async () => {
    await using full = await open("/dev/full", "w");
    const noRoom = await full.writeFile("x").catch((error: unknown) => error);
    expectPlain(noRoom, "disk-full");
    expectPlain(diskError("/var/lib/gemba/log/1.seg", noRoom), "disk-full", { path: "/var/lib/gemba/log/1.seg" });
    expectPlain(Object.assign(new Error("EDQUOT: disk quota exceeded, write"), { code: "EDQUOT" }), "disk-full");
    expectPlain(await open(join(folder, "missing", "file")).catch((error: unknown) => error), "file-missing");
    const path = join(folder, "book.db");
    const holder = new DatabaseSync(path);
    holder.exec("create table a (b); begin exclusive");
    const other = new DatabaseSync(path, { timeout: 0 });
    expectPlain(
      thrownBy(() => other.exec("insert into a values (1)")),
      "file-locked",
    );
    for (const database of [other, holder]) database.close();
    await writeFile(path, "this was a database once, and a long one too, but is none any more".repeat(20));
    expectPlain(
      thrownBy(() => new DatabaseSync(path).exec("select * from a")),
      "file-damaged",
    );
  });

  it("in the words of node-opcua and OpenSSL that reach an error's text", () => {
    const rejected = "The connection may have been rejected by server,\n err =premature disconnection 4";
    expectPlain(new Error(rejected), "closed");
    const dump =
      "403C7F:error:0A000412:SSL routines:ssl3_read_bytes:sslv3 alert bad certificate:" +
      "../deps/openssl/ssl/record/rec_layer_s3.c:1605:SSL alert number 42";
    expectPlain(new Error(dump), "tls-certificate-refused");
    expectPlain(
      new Error("write EPROTO 0:error:0A0000BF:SSL routines:tls_setup_handshake:no protocols available:x.c:1:"),
      "tls-failed",
    );
    expectPlain(Object.assign(new Error("certificate has expired"), { code: "CERT_HAS_EXPIRED" }), "tls-expired");
    expectPlain(new Error("ServiceResult is BadIdentityTokenRejected (0x80210000)"), "opcua-login-refused");
    expectPlain(new Error("ServiceResult is BadCertificateUntrusted (0x801a0000)"), "opcua-untrusted");
    expectPlain(new Error("ServiceResult is BadNothingToDo (0x800f0000)"), "opcua-status", {
      status: "BadNothingToDo",
    });
  });
});

describe("[CA2] an error that the table does not know", () => {
  it("is marked, is one short line, and contains no program internals", () => {
    const mistake = new TypeError(`x.y is not a function ${"z".repeat(500)}`);
    expectPlain(mistake, "unexpected");
    expect(reasonFor(mistake).length).toBeLessThanOrEqual("unexpected: ".length + 120);
    for (const odd of [
      {},
      [],
      undefined,
      null,
      7,
      "[object Object]",
      new Error(""),
      { toString: () => "[object Object]" },
      new Error("a\u202eb\u0000\n    at f (node:fs:1:2)"),
    ]) {
      const { en, zh } = causeInWords(causeOf(odd));
      for (const text of [en, zh]) expect(text).not.toMatch(INSIDES);
    }
    expect(causeInWords(causeOf(mistake)).zh).toMatch(/^意外错误：/);
    expect(reasonFor(new Error("odd"), { place: "opc.tcp://plc:4840" })).toBe("opc.tcp://plc:4840: unexpected: odd");
  });

  it("is distinct from a sentence that the edge wrote, which stays unchanged", () => {
    expect(causeOf(new EdgeError("link-lost", "the server is another machine; correct uid")).code).toBe("said");
    expect(reasonFor("BadSomethingOdd <b>1</b>")).toBe("BadSomethingOdd <b>1</b>");
  });
});

it("[CA3] every text of the table can be parsed back to its code and parameters", () => {
  const params = {
    place: "opc.tcp://10.0.0.5:4840",
    path: "/data/x.db",
    seconds: "12",
    user: "operator",
    dir: "./data",
    status: "BadX",
    mode: "sign",
  };
  const more = {
    policy: "Basic256Sha256",
    client: "edge-1",
    topic: "plant/#",
    unit: "3",
    detail: "Revoked",
    name: "material",
    what: "cannot write",
  };
  const time = { time: "2026-11-27T16:00:00.000Z", reason: "silent for more than 3 s" };
  const all: Readonly<Record<string, string>> = { ...params, ...more, ...time };
  for (const [code, { en, zh, advice }] of Object.entries(ALL)) {
    const names = [...`${en} ${advice?.en ?? ""}`.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
    const own = Object.fromEntries(names.map((name) => [name, all[name] ?? `no value for ${name}`]));
    for (const given of [own, {}]) {
      const reason = sentence(causeInWords({ code: code as CauseCode, params: given }), "en");
      // Two codes may share a text: then both languages do.
      expect(sentence(causeInWords(causeOf(reason)), "zh"), reason).toBe(
        sentence(causeInWords({ code: code as CauseCode, params: given }), "zh"),
      );
    }
    expect(zh).toMatch(HAN);
    expect(advice?.zh ?? "中").toMatch(HAN);
  }
});

it("[CA4] the table has every cause that sources give for a lost link or connection", () => {
  const edge = join(import.meta.dirname, "../../../../edge");
  const files = readdirSync(join(edge, "sources"), { recursive: true, encoding: "utf8" }).filter(
    (name) => name.endsWith(".ts") && !/(condition-writer|job-control)\.ts$/.test(name),
  );
  const texts = ["model/links.ts", "pipeline/run-source.ts", ...files.map((name) => join("sources", name))].map(
    (name) => readFileSync(join(edge, name), "utf8"),
  );
  const patterns = [
    /\.?#?lost\([^"`;]*?(?:\? )?["`]([^"`]+)["`](?: : ["`]([^"`]+)["`])?/g,
    /onEnded\(["`]([^"`]+)["`]/g,
    /EdgeError\("(?:connect-failed|link-lost)", ["`]([^"`]+)["`]/g,
    /return ["`]((?:never|silent)[^"`]+)["`]/g,
    /[A-Z_]+: "(vehicle [^"]+)"/g,
  ];
  const said: string[] = texts.flatMap((text) =>
    patterns.flatMap((pattern) =>
      [...text.matchAll(pattern)].flatMap(([, ...found]) => found.filter((one) => one?.includes(" "))),
    ),
  );
  const filled = said.map((text) =>
    text.replaceAll(/\$\{([^}]*)\}/g, (_, name: string) =>
      /host/.test(name)
        ? "10.0.0.7"
        : /port/.test(name)
          ? "502"
          : /url|endpoint/i.test(name)
            ? "mqtt://h:1883"
            : name === "certificate"
              ? ""
              : "3",
    ),
  );
  expect(filled.length).toBeGreaterThan(20);
  const unknown = filled.filter((text) => causeOf(new EdgeError("link-lost", text)).code === "said");
  expect(unknown).toEqual([]);
});

it("[CA5] no text contains a password of an address", () => {
  const error = new Error("cannot reach mqtt://edge:s3cret-1@broker:1883", {
    cause: new Error("connect ECONNREFUSED"),
  });
  const odd = new Error("odd answer of https://edge:p@s3cret-1@host/x");
  for (const one of [error, odd]) expect(JSON.stringify([causeOf(one), reasonFor(one)])).not.toContain("s3cret-1");
});

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return new Error("nothing was thrown");
}
