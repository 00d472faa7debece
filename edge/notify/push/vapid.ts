/** The edge's own key at push services (VAPID, RFC 8292). */
import { createECDH, createPrivateKey, type KeyObject, sign } from "node:crypto";
import { join } from "node:path";
import { keyIn } from "../../store/key-file.ts";

const KEY_FILE = "push.key";
/** Push services take 24 h at most. */
const VALID_S = 12 * 3600;

export class Vapid {
  /** An uncompressed point of P-256, base64url: browsers bind a subscription to it. */
  readonly publicKey: string;
  readonly #key: KeyObject;

  /** Makes the key at the first use. Throws EdgeError `disk` when it is damaged. */
  constructor(dataDir: string) {
    const own = createECDH("prime256v1");
    own.setPrivateKey(keyIn(join(dataDir, KEY_FILE), "phones must be notified anew, on their page"), "hex");
    const point = own.getPublicKey();
    const part = (from: number, to: number) => point.subarray(from, to).toString("base64url");
    this.publicKey = point.toString("base64url");
    this.#key = createPrivateKey({
      key: { kty: "EC", crv: "P-256", d: own.getPrivateKey("base64url"), x: part(1, 33), y: part(33, 65) },
      format: "jwk",
    });
  }

  /** Value of the header Authorization. `contact`: whom a push service writes to, `mailto:` or `https:`. */
  authorization(endpoint: string, contact: string, nowS: number): string {
    const claims = { aud: new URL(endpoint).origin, exp: nowS + VALID_S, sub: contact };
    const parts = [{ typ: "JWT", alg: "ES256" }, claims];
    const signed = parts.map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
    const signature = sign("sha256", Buffer.from(signed), { key: this.#key, dsaEncoding: "ieee-p1363" });
    return `vapid t=${signed}.${signature.toString("base64url")}, k=${this.publicKey}`;
  }
}
