import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { canonicalJson } from "../../../edge/contracts/trace/canonical-json.ts";
import type { Passport } from "../../../edge/contracts/trace/passport.ts";
import { hashOf, sealed, verdictOn } from "../../../edge/passport/seal.ts";
import { sealKeysIn } from "../../../edge/passport/seal-key.ts";
import { randomOf } from "../../run/seed.ts";
import { RECORD } from "./records.ts";

const SEALED_AT = "2026-03-02T08:00:00.000Z";

describe("canonical JSON", () => {
  it("[TC14] follows the examples of RFC 8785", () => {
    // 3.2.2 to 3.2.4: sorted by UTF-16 code units, numbers as ECMAScript writes them, few escapes.
    const value = {
      numbers: [JSON.parse("333333333.33333329"), 1e30, 4.5, 2e-3, 0.000000000000000000000000001, -0],
      string: "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"/",
      literals: [null, true, false],
    };
    expect(canonicalJson(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27,0],' +
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
    const order = { "\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\ud83d\ude00": 5, "\u0080": 6, "\u00f6": 7 };
    expect([...canonicalJson(order).matchAll(/:(\d)/g)].map(([, digit]) => Number(digit))).toEqual([
      2, 4, 6, 7, 1, 5, 3,
    ]);
  });

  it("[TC14] is the same whatever the order of members, and refuses what JSON does not have", () => {
    expect(canonicalJson({ b: 1, a: { d: 2, c: [{ f: 1, e: 2 }] } })).toBe(
      canonicalJson(JSON.parse('{"a":{"c":[{"e":2,"f":1}],"d":2},"b":1}')),
    );
    expect(canonicalJson({ a: undefined, b: 1 })).toBe('{"b":1}');
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, "\ud800", { "\ud800": 1 }])
      expect(() => canonicalJson(bad)).toThrow(RangeError);
    let deep: unknown = 1;
    for (let i = 0; i < 100; i++) deep = [deep];
    expect(() => canonicalJson(deep)).toThrow(RangeError);
  });
});

describe("seal", () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "gemba-seal-"));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  const seal = (): Passport => sealed({ record: RECORD, signatures: [], sealedAt: SEALED_AT }, sealKeysIn(dir));

  it("[TC15] the key is made once, is the owner's alone, and a damaged one is not replaced", () => {
    const { keyId } = sealKeysIn(dir);
    expect(sealKeysIn(dir).keyId).toBe(keyId);
    const path = join(dir, "passport", "seal-key.pem");
    if (process.platform !== "win32") expect(statSync(path).mode & 0o777).toBe(0o600);
    writeFileSync(path, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
    expect(() => sealKeysIn(dir)).toThrow("is damaged; restore it from a backup");
    writeFileSync(path, "");
    expect(() => sealKeysIn(dir)).toThrow("is damaged");
  });

  it("[TC16] a passport is valid in any layout and order of members", () => {
    const passport = seal();
    const { keyId } = sealKeysIn(dir);
    for (const text of [JSON.stringify(passport), JSON.stringify(passport, undefined, 2), canonicalJson(passport)])
      expect(verdictOn(text, keyId)).toEqual({ kind: "valid", keyId, piece: RECORD.piece, sealedAt: SEALED_AT });
    expect(verdictOn(JSON.stringify(passport), undefined).kind).toBe("valid");
    expect(passport.seal.hash).toBe(hashOf(RECORD));
  });

  it("[TC16] every changed character of its content is found", () => {
    const random = randomOf("seal");
    const text = JSON.stringify(seal());
    for (let trial = 0; trial < 300; trial++) {
      const at = Math.floor(random() * text.length);
      const other = String.fromCodePoint(33 + Math.floor(random() * 90));
      if (text[at] === other) continue;
      const changed = text.slice(0, at) + other + text.slice(at + 1);
      const isSame = sameValue(changed, text);
      expect(verdictOn(changed, undefined).kind === "valid", `${at} ${other}`).toBe(isSame);
    }
  });

  it("[TC16] a re-sealed forgery shows another key, and a swapped part is found", () => {
    const passport = seal();
    const { keyId } = sealKeysIn(dir);
    const forger = sealKeysIn(join(dir, "forger"));
    const forged = sealed({ record: { ...RECORD, piece: "PC-2" }, signatures: [], sealedAt: SEALED_AT }, forger);
    expect(verdictOn(JSON.stringify(forged), keyId)).toEqual({ kind: "other-key", keyId: forger.keyId });
    const swapped = { ...passport, seal: { ...passport.seal, publicKey: forged.seal.publicKey } };
    expect(verdictOn(JSON.stringify(swapped), keyId).kind).toBe("changed");
    expect(verdictOn(JSON.stringify({ ...passport, record: forged.record }), keyId).kind).toBe("changed");
    expect(verdictOn(JSON.stringify({ ...passport, extra: 1 }), keyId).kind).toBe("changed");
  });

  it.each([
    "",
    "null",
    "[]",
    "{}",
    '{"format":"gemba-passport/1"}',
    '{"format":"gemba-passport/1","seal":7}',
    "x".repeat(99),
  ])("[TC17] %j is no passport", (text) => expect(verdictOn(text, undefined).kind).toBe("unreadable"));

  it.each([
    {},
    { publicKey: "AAAA", signature: "AAAA" },
    { publicKey: 7, signature: {} },
    { publicKey: "x".repeat(10_000), signature: "" },
  ])("[TC17] a broken seal is a change and never an error: %j", (broken) => {
    const text = JSON.stringify({ format: "gemba-passport/1", record: RECORD, seal: broken });
    expect(verdictOn(text, undefined).kind).toBe("changed");
  });
});

/** Another spelling of the same base64 or JSON is no change of the content. */
function sameValue(a: string, b: string): boolean {
  try {
    const [one, other] = [a, b].map((text) => JSON.parse(text) as Passport) as [Passport, Passport];
    const bytes = ({ seal: { signature, publicKey: _key, ...seal }, ...rest }: Passport): string =>
      canonicalJson({ ...rest, seal, signature: Buffer.from(signature, "base64").toString("hex") });
    return bytes(one) === bytes(other) && one.seal.publicKey === other.seal.publicKey;
  } catch {
    return false;
  }
}
