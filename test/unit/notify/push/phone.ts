import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from "node:crypto";

/** A browser with a push subscription: reads what only it can, written from RFC 8291 and RFC 8188 alone. */
export class Phone {
  readonly #keys = createECDH("prime256v1");
  readonly #auth: Buffer;
  readonly p256dh: string;
  readonly auth: string;
  readonly endpoint: string;

  constructor(endpoint: string, known?: { readonly privateKey: string; readonly auth: string }) {
    this.endpoint = endpoint;
    if (known === undefined) this.#keys.generateKeys();
    else this.#keys.setPrivateKey(known.privateKey, "base64url");
    this.#auth = known === undefined ? randomBytes(16) : Buffer.from(known.auth, "base64url");
    this.p256dh = this.#keys.getPublicKey().toString("base64url");
    this.auth = this.#auth.toString("base64url");
  }

  subscription(channel: string) {
    const { endpoint, p256dh, auth } = this;
    return { channel, endpoint, p256dh, auth };
  }

  /** Throws when the message is for another browser, or was changed. */
  read(body: Buffer): string {
    const [salt, sender, record] = [body.subarray(0, 16), body.subarray(21, 86), body.subarray(86)];
    const derive = (secret: Buffer, salted: Buffer, info: Buffer | string, length: number) =>
      Buffer.from(hkdfSync("sha256", secret, salted, info, length));
    const info = Buffer.concat([Buffer.from("WebPush: info\0"), this.#keys.getPublicKey(), sender]);
    const secret = derive(this.#keys.computeSecret(sender), this.#auth, info, 32);
    const key = derive(secret, salt, "Content-Encoding: aes128gcm\0", 16);
    const decipher = createDecipheriv("aes-128-gcm", key, derive(secret, salt, "Content-Encoding: nonce\0", 12));
    decipher.setAuthTag(record.subarray(-16));
    const plain = Buffer.concat([decipher.update(record.subarray(0, -16)), decipher.final()]);
    return plain.subarray(0, plain.lastIndexOf(2)).toString("utf8");
  }
}

interface Claims {
  readonly aud: string;
  readonly exp: number;
  readonly sub: string;
}

/** The claims of a VAPID header (RFC 8292). Throws when its own key has not signed it. */
export function vapidClaims(header: string): Claims & { readonly key: string } {
  const [, token = "", key = ""] = /^vapid t=([\w.-]+), k=([\w-]+)$/.exec(header) ?? [];
  const [head = "", claims = "", signature = ""] = token.split(".");
  const point = Buffer.from(key, "base64url");
  const [x = "", y = ""] = [point.subarray(1, 33), point.subarray(33)].map((part) => part.toString("base64url"));
  const publicKey = createPublicKey({ key: { kty: "EC", crv: "P-256", x, y }, format: "jwk" });
  const signed = Buffer.from(`${head}.${claims}`);
  if (!verify("sha256", signed, { key: publicKey, dsaEncoding: "ieee-p1363" }, Buffer.from(signature, "base64url")))
    throw new Error("the signature is wrong");
  return { ...(JSON.parse(Buffer.from(claims, "base64url").toString()) as Claims), key };
}
