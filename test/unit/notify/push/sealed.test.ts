import { expect, it } from "vitest";
import { isAllowed } from "../../../../edge/notify/push/push-config.ts";
import { areKeys, sealed } from "../../../../edge/notify/push/sealed.ts";
import { Phone } from "./phone.ts";

/** RFC 8291, appendix A. */
const RECEIVER = {
  p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
  auth: "BTBZMqHH6r4Tts7J_aSIgg",
};
const FIXED = {
  salt: Buffer.from("DGv6ra1nlYgDCS1FRnbzlw", "base64url"),
  privateKey: Buffer.from("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw", "base64url"),
};
const TEXT = "When I grow up, I want to be a watermelon";
const BODY =
  "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl" +
  "7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";

it("[N45] a message is sealed as in the example of RFC 8291", () => {
  expect(sealed(TEXT, RECEIVER, FIXED).toString("base64url")).toBe(BODY);
  const phone = new Phone("", { privateKey: "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94", auth: RECEIVER.auth });
  expect(phone.p256dh).toBe(RECEIVER.p256dh);
  expect(phone.read(Buffer.from(BODY, "base64url"))).toBe(TEXT);
});

it("[N45] no two messages are sealed alike, and another phone cannot read one", () => {
  const [one, other] = [new Phone(""), new Phone("")];
  const body = sealed("x", one);
  expect(body.equals(sealed("x", one))).toBe(false);
  expect(one.read(body)).toBe("x");
  expect(() => other.read(body)).toThrow();
});

it("[N46] keys that are no point of the curve, or too short, are none", () => {
  expect(areKeys(RECEIVER)).toBe(true);
  expect(areKeys({ ...RECEIVER, auth: "BTBZ" })).toBe(false);
  expect(areKeys({ ...RECEIVER, p256dh: `BA${"A".repeat(85)}` })).toBe(false);
});

it.each([
  ["https://fcm.googleapis.com/fcm/send/x", true],
  ["https://wns2.notify.windows.com/w/?token=x", true],
  ["https://notify.windows.com/w", false],
  ["https://evilnotify.windows.com/w", false],
  ["https://fcm.googleapis.com.evil.example/x", false],
  ["https://fcm.googleapis.com:8443/x", false],
  ["https://user@fcm.googleapis.com/x", false],
  ["http://fcm.googleapis.com/x", false],
  ["http://127.0.0.1:8080/x", false],
  ["https://169.254.169.254/latest", false],
  ["no address", false],
])("[N46] %s is allowed: %s", (endpoint, isOk) => {
  expect(isAllowed(endpoint, ["fcm.googleapis.com", "*.notify.windows.com"])).toBe(isOk);
});
