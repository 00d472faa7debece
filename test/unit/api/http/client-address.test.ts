import { isIP } from "node:net";
import fc from "fast-check";
import type { InjectOptions } from "fastify";
import { afterEach, describe, expect, it } from "vitest";
import type { Api } from "../../../../edge/api/http/api.ts";
import { clientAddress, proxiesIn } from "../../../../edge/api/http/client-address.ts";
import { apiConfig } from "../../../../edge/api/http/config.ts";
import { type ApiDeps, buildApi } from "../../../../edge/api/server.ts";
import { PASSWORD, startAccounts } from "../../../fakes/access/accounts.ts";
import { fakeEdge, MemoryJournal } from "../../../fakes/api/deps.ts";

const PROXIES = ["127.0.0.1", "::1", "10.9.0.0/16", "fd00::/8"];
const isTrusted = proxiesIn(PROXIES);
const forwarded = (peer: string, header?: string) =>
  clientAddress(peer, header, { isTrusted, proxyHeader: "forwarded" });
const xff = (peer: string, header?: string) =>
  clientAddress(peer, header, { isTrusted, proxyHeader: "x-forwarded-for" });

describe("[U20] row 7: clients behind trusted proxies", () => {
  it.each([
    ["127.0.0.1", "192.168.1.20", "192.168.1.20"],
    ["::ffff:127.0.0.1", "192.168.1.20", "192.168.1.20"],
    ["127.0.0.1", "6.6.6.6, 192.168.1.20", "192.168.1.20"],
    ["127.0.0.1", "6.6.6.6, 192.168.1.20, 10.9.3.4", "192.168.1.20"],
    ["127.0.0.1", "192.168.1.20:5123", "192.168.1.20"],
    ["127.0.0.1", "[2001:db8::1]:443", "2001:db8::1"],
    ["127.0.0.1", "2001:db8::1", "2001:db8::1"],
    ["fd00::7", "::ffff:192.168.1.20", "192.168.1.20"],
    ["127.0.0.1", "10.9.0.1, 10.9.0.2", "10.9.0.1"],
    // Addresses behind an invalid hop, an empty hop, or an untrusted sender are ignored.
    ["127.0.0.1", "192.168.1.20, nonsense", "127.0.0.1"],
    ["127.0.0.1", "192.168.1.20, ", "127.0.0.1"],
    ["127.0.0.1", "192.168.1.20, unknown, 10.9.3.4", "10.9.3.4"],
    ["127.0.0.1", "127.0.0.1'", "127.0.0.1"],
    ["192.168.1.66", "127.0.0.1", "192.168.1.66"],
    ["192.168.1.66", "10.9.0.1, 10.9.0.2", "192.168.1.66"],
    ["127.0.0.1", undefined, "127.0.0.1"],
  ])("from %s with %s it is %s", (peer, header, expected) => {
    expect(xff(peer, header)).toBe(expected);
  });

  it.each([
    ["for=192.168.1.20;proto=https;by=10.9.0.1", "192.168.1.20"],
    ['for=6.6.6.6, For="[2001:db8::1]:4711"', "2001:db8::1"],
    ["for=6.6.6.6, for=192.168.1.20, for=10.9.0.1", "192.168.1.20"],
    ["for=6.6.6.6, for=_hidden", "127.0.0.1"],
    ["for=6.6.6.6, proto=https", "127.0.0.1"],
  ])("Forwarded: %s is %s", (header, expected) => {
    expect(forwarded("127.0.0.1", header)).toBe(expected);
  });

  it("for any header the result is an address; for an untrusted peer it is the peer's own", () => {
    const hop = fc.oneof(
      fc.string(),
      fc.ipV4(),
      fc.ipV6(),
      fc.constantFrom("127.0.0.1", "10.9.0.1", "for=", 'for="[::1]:1"', ",", ";", "%"),
    );
    const header = fc.array(hop, { maxLength: 20 }).map((hops) => hops.join(", "));
    fc.assert(
      fc.property(header, fc.constantFrom("x-forwarded-for", "forwarded"), (text, proxyHeader) => {
        expect(isIP(clientAddress("127.0.0.1", text, { isTrusted, proxyHeader }))).not.toBe(0);
        expect(clientAddress("192.168.1.66", text, { isTrusted, proxyHeader })).toBe("192.168.1.66");
        // Whatever a client wrote before it, the address that the nearest proxy appended counts.
        expect(xff("127.0.0.1", `${text}, 203.0.113.7`)).toBe("203.0.113.7");
      }),
    );
  });

  it("an address with a zone is in its network", () => {
    expect([isTrusted("fd00::1%eth0"), isTrusted("fe80::1%eth0")]).toEqual([true, false]);
  });

  it("a long chain is followed up to a bound", () => {
    expect(xff("127.0.0.1", `6.6.6.6, ${Array.from({ length: 500 }, () => "10.9.0.1").join(", ")}`)).toBe("10.9.0.1");
  });
});

it("[U20] the config check refuses invalid addresses and networks", () => {
  const network = new RegExp((apiConfig.properties.trustedProxies.items as { pattern?: string }).pattern ?? "", "u");
  for (const good of [...PROXIES, "0.0.0.0/0", "2001:db8::/32"]) expect(good).toMatch(network);
  for (const bad of ["localhost", "10.0.0.0/33", "256.1.1.1", "10.0.0.0/8 ", "*", "::1/129", "http://10.0.0.1"])
    expect(bad).not.toMatch(network);
  expect(() => proxiesIn(["::::1"])).toThrow("api.trustedProxies");
});

let app: Api;
afterEach(() => app?.close());
const served = (over: Partial<ApiDeps>) => {
  app = buildApi(fakeEdge(over).deps);
  return (options: InjectOptions) => app.inject({ ...options, headers: { host: "localhost", ...options.headers } });
};
const by = (address: string, header = "x-forwarded-for") => ({ [header]: address });
const trustedProxies = ["127.0.0.1"];

it("[U8] [U20] row 7: behind a trusted proxy a lockout affects one client and is recorded", async () => {
  await using people = await startAccounts();
  for (const name of ["ann", "bo"]) await people.add(name, "viewer");
  const journal = new MemoryJournal();
  const ask = served({ accounts: people.accounts, journal, trustedProxies });
  const signIn = async (name: string, password: string, from: string) =>
    (await ask({ method: "POST", url: "/api/v1/session", headers: by(from), payload: { name, password } })).statusCode;
  const codes = await Promise.all(Array.from({ length: 12 }, (_, i) => signIn("ann", `guess ${i}`, "192.168.1.66")));
  expect(codes.toSorted()).toEqual([...Array<number>(10).fill(401), 429, 429]);
  expect(await signIn("ann", PASSWORD, "192.168.1.20")).toBe(200);
  expect(await signIn("bo", PASSWORD, "192.168.1.66")).toBe(200);
  expect(journal.entries.find(({ result }) => result === "refused")).toMatchObject({
    principal: { user: "ann", origin: "192.168.1.66" },
  });
});

it("[U20] row 7: the header of any other sender, and the other header, change nothing", async () => {
  await using people = await startAccounts();
  await people.add("ann", "viewer");
  const journal = new MemoryJournal();
  const ask = served({ accounts: people.accounts, journal, trustedProxies });
  const signIn = (headers: Record<string, string>, remoteAddress: string) =>
    ask({
      method: "POST",
      url: "/api/v1/session",
      headers,
      payload: { name: "ann", password: "wrong" },
      remoteAddress,
    });
  await signIn(by("192.168.1.20"), "192.168.1.66");
  await signIn(by("for=192.168.1.20", "forwarded"), "127.0.0.1");
  expect(journal.entries.map(({ principal }) => principal.origin)).toEqual(["192.168.1.66", "127.0.0.1"]);
});

it("[U2] [U20] without users a trusted proxy makes no remote client a local program", async () => {
  const ask = served({ trustedProxies });
  expect((await ask({ url: "/api/v1/plant", headers: by("192.168.1.20") })).statusCode).toBe(403);
  expect((await ask({ url: "/api/v1/plant", headers: by("127.0.0.1") })).statusCode).toBe(200);
});

it("[U14] the cookie is Secure where a trusted proxy reports TLS, and not where any other sender does", async () => {
  await using people = await startAccounts();
  await people.add("ann", "viewer");
  const ask = served({ accounts: people.accounts, trustedProxies });
  const cookie = async (remoteAddress: string) => {
    const headers = { "x-forwarded-proto": "https" };
    return String(
      (
        await ask({
          method: "POST",
          url: "/api/v1/session",
          headers,
          payload: { name: "ann", password: PASSWORD },
          remoteAddress,
        })
      ).headers["set-cookie"],
    );
  };
  expect(await cookie("127.0.0.1")).toContain("; Secure");
  expect(await cookie("192.168.1.20")).not.toContain("; Secure");
});
