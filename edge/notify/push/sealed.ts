/** Encryption of a push message for one browser: RFC 8291 (keys) over RFC 8188 (aes128gcm). */
import { createCipheriv, createECDH, hkdfSync, randomBytes } from "node:crypto";

const CURVE = "prime256v1";
const SALT_BYTES = 16;
const POINT_BYTES = 65;
const AUTH_BYTES = 16;
/** One record holds all: messages are far shorter. */
const RECORD_BYTES = 4096;
const TAG_BYTES = 16;
/** Ends the last record. */
const LAST = Buffer.from([2]);

/** Keys of a subscription, base64url as browsers give them. */
export interface ReceiverKeys {
  /** Public key, an uncompressed point of P-256. */
  readonly p256dh: string;
  readonly auth: string;
}

/** Whether the keys have the form that RFC 8291 asks for; only a try shows whether the point is on the curve. */
export function areKeys({ p256dh, auth }: ReceiverKeys): boolean {
  const point = Buffer.from(p256dh, "base64url");
  if (point.length !== POINT_BYTES || point[0] !== 4 || Buffer.from(auth, "base64url").length !== AUTH_BYTES)
    return false;
  try {
    sealed("", { p256dh, auth });
    return true;
  } catch {
    return false;
  }
}

/**
 * The body of a push message. `fixed`: salt and private key in place of random ones, for the vector of the standard.
 * Throws an Error for a public key that is no point of the curve.
 */
export function sealed(
  text: string,
  { p256dh, auth }: ReceiverKeys,
  fixed?: { readonly salt: Buffer; readonly privateKey: Buffer },
): Buffer {
  const plain = Buffer.from(text, "utf8");
  if (plain.length + LAST.length + TAG_BYTES > RECORD_BYTES) throw new Error("the message is too long");
  const own = createECDH(CURVE);
  if (fixed === undefined) own.generateKeys();
  else own.setPrivateKey(fixed.privateKey);
  const [receiver, sender] = [Buffer.from(p256dh, "base64url"), own.getPublicKey()];
  const info = Buffer.concat([Buffer.from("WebPush: info\0"), receiver, sender]);
  const shared = hkdf(own.computeSecret(receiver), Buffer.from(auth, "base64url"), info, 32);
  const salt = fixed?.salt ?? randomBytes(SALT_BYTES);
  const key = hkdf(shared, salt, Buffer.from("Content-Encoding: aes128gcm\0"), 16);
  const nonce = hkdf(shared, salt, Buffer.from("Content-Encoding: nonce\0"), 12);
  const cipher = createCipheriv("aes-128-gcm", key, nonce);
  const record = Buffer.concat([cipher.update(plain), cipher.update(LAST), cipher.final(), cipher.getAuthTag()]);
  const head = Buffer.alloc(5);
  head.writeUInt32BE(RECORD_BYTES);
  head[4] = sender.length;
  return Buffer.concat([salt, head, sender, record]);
}

function hkdf(secret: Buffer, salt: Buffer, info: Buffer, length: number): Buffer {
  return Buffer.from(hkdfSync("sha256", secret, salt, info, length));
}
