import { expect, it } from "vitest";
import { element, integer, octets, sequence } from "../../../../edge/access/directory/ber.ts";
import { LdapConnection } from "../../../../edge/access/directory/ldap-connection.ts";
import { parseFilter } from "../../../../edge/contracts/access/ldap-filter.ts";
import {
  done,
  EXTENDED,
  entry,
  type FakeLdap,
  type Request,
  reference,
  SEARCH,
  startLdap,
} from "../../../fakes/access/ldap-server.ts";

const open = (server: FakeLdap, { isPlain = true, signal = new AbortController().signal } = {}) =>
  LdapConnection.open({ url: server.url, isPlain }, signal, signal);
const search = (link: LdapConnection, most = 2) =>
  link.search({ base: "dc=plant", scope: "sub", filter: parseFilter("(uid=ann)"), attributes: ["uid"], most });

it("[U22] a server that refuses StartTLS gets no name and no password", async () => {
  await using server = await startLdap((request) => done(request, 2));
  await expect(open(server, { isPlain: false })).rejects.toThrow(/refuses StartTLS/);
  expect(server.requests.map(({ tag }) => tag)).toEqual([EXTENDED]);
});

it("[U22] what a server sends before TLS beyond its answer ends the connection", async () => {
  await using server = await startLdap((request) => Buffer.concat([done(request), done({ id: 2, tag: 0x60 })]));
  await expect(open(server, { isPlain: false })).rejects.toThrow(/more than its answer before TLS/);
});

it("[U22] a connection that ended during StartTLS is not begun again without TLS", async () => {
  await using server = await startLdap(({ socket }) => void socket.destroy());
  await expect(open(server, { isPlain: false })).rejects.toThrow();
  expect(server.requests.map(({ tag }) => tag)).toEqual([EXTENDED]);
});

it("[U23] a bind without a name or a password is not sent", async () => {
  await using server = await startLdap((request) => done(request));
  using link = await open(server);
  await expect(link.bind("cn=ann", "")).rejects.toThrow(/needs a name and a password/);
  await expect(link.bind("", "a word")).rejects.toThrow(/needs a name and a password/);
  expect(server.requests).toEqual([]);
});

it("[U25] referrals and references are not followed", async () => {
  await using other = await startLdap((request) => done(request));
  await using server = await startLdap((request) =>
    request.tag === SEARCH
      ? Buffer.concat([reference(request.id, `${other.url}/dc=plant`), entry(request.id, "cn=ann"), done(request)])
      : done(request, 10, element(0xa3, octets(other.url))),
  );
  using link = await open(server);
  expect((await link.bind("cn=ann", "a word")).code).toBe(10);
  expect((await search(link)).entries.map(({ dn }) => dn)).toEqual(["cn=ann"]);
  expect(other.requests).toEqual([]);
});

/** Answers against the protocol, or beyond a bound. */
const hostile: Readonly<Record<string, (request: Request) => Buffer>> = {
  "bytes that are no LDAP": () => Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n"),
  "an answer to another request": ({ tag }) => done({ id: 9, tag }),
  "the answer to a bind": ({ id }) => done({ id, tag: 0x60 }),
  "the announcement of 2 GiB": () => Buffer.from([0x30, 0x84, 0x7f, 0xff, 0xff, 0xff]),
  "an indefinite length": () => Buffer.from([0x30, 0x80, 0, 0]),
  "an entry that is cut off": ({ id }) => sequence(integer(id), element(0x64, Buffer.from([4, 9, 1]))),
  "more entries than asked for": ({ id }) => Buffer.concat(["a", "b", "c"].map((one) => entry(id, `cn=${one}`))),
  "entries without an end": ({ id }) =>
    Buffer.concat(Array.from({ length: 20 }, () => reference(id, "x".repeat(500_000)))),
};
it.each(Object.entries(hostile))("[U25] %s end the connection", async (_what, answer) => {
  await using server = await startLdap(answer);
  using link = await open(server);
  await expect(search(link)).rejects.toThrow();
  await expect(search(link)).rejects.toThrow();
  expect(server.requests).toHaveLength(1);
});

it("[U25] a silent server is given up at the deadline", async () => {
  await using server = await startLdap(() => undefined);
  const deadline = new AbortController();
  using link = await open(server, { signal: deadline.signal });
  const searching = search(link);
  deadline.abort(new Error("too late"));
  await expect(searching).rejects.toThrow("too late");
});
