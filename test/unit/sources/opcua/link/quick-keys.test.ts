import crypto, { KeyObject, randomBytes } from "node:crypto";
import { expect, it } from "vitest";
import { withKeyObjects } from "../../../../../edge/sources/opcua/link/quick-keys.ts";

const MESSAGE = Buffer.from("a publish request");
const VECTOR = Buffer.alloc(16, 7);

it("[PA8] keys of secure channels give the same bytes as object and as buffer, also when a buffer changes", () => {
  const quick = withKeyObjects(crypto);
  const key = randomBytes(32);
  const signed = (from: typeof quick) => from.createHmac("SHA256", key).update(MESSAGE).digest("hex");
  const sealed = (from: typeof quick) =>
    from.createCipheriv("aes-256-cbc", key, VECTOR).update(MESSAGE).toString("hex");
  for (let turn = 0; turn < 3; turn++) {
    expect(signed(quick)).toBe(signed(crypto));
    expect(sealed(quick)).toBe(sealed(crypto));
    // A library may use its memory again.
    if (turn === 1) key.fill(3);
  }
  const cipher = quick.createCipheriv("aes-256-cbc", key, VECTOR);
  const whole = Buffer.concat([cipher.update(MESSAGE), cipher.final()]);
  const opened = quick.createDecipheriv("aes-256-cbc", key, VECTOR);
  expect(Buffer.concat([opened.update(whole), opened.final()])).toEqual(MESSAGE);
});

it("[PA8] a key becomes an object once, and other kinds of keys pass unchanged", () => {
  const seen: unknown[] = [];
  const take = ((_: string, key: unknown) => seen.push(key)) as never;
  const quick = withKeyObjects({ createHmac: take, createCipheriv: take, createDecipheriv: take });
  const [one, other] = [randomBytes(16), randomBytes(16)];
  for (const key of [one, one, other, "text"]) quick.createHmac("SHA256", key);
  expect(seen[0]).toBeInstanceOf(KeyObject);
  expect(seen[1]).toBe(seen[0]);
  expect(seen[2]).not.toBe(seen[0]);
  expect(seen[3]).toBe("text");
});
