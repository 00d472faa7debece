/** What a picture keeps: rule SR28 in docs/rules/safety-register.md. */
import { expect, it } from "vitest";
import { MOST_PICTURE_BYTES } from "../../../../edge/contracts/safety/pictures.ts";
import { orientationIn } from "../../../../edge/safety/pictures/orientation.ts";
import { readPicture } from "../../../../edge/safety/pictures/read-picture.ts";
import { jpeg, png, webp } from "../../../fakes/safety/pictures.ts";
import { randomOf } from "../../../run/seed.ts";

it.each([
  ["JPEG", jpeg(), "image/jpeg", 640, 480],
  ["PNG", png(), "image/png", 2, 2],
  ["WebP", webp(), "image/webp", 2, 3],
])(
  "[SR28] a %s is read by its content, and loses all that its camera wrote into it",
  (_, bytes, type, width, height) => {
    expect(bytes.includes("S3CR")).toBe(true);
    const read = readPicture(bytes);
    expect([read.type, read.width, read.height]).toEqual([type, width, height]);
    expect(Buffer.from(read.bytes).includes("S3CR")).toBe(false);
    // What is stored is read the same way again, and loses nothing more.
    expect(readPicture(read.bytes)).toEqual(read);
  },
);

it("[SR28] how the camera was held stays, colours stay, and the data of the picture are the same", () => {
  for (const orientation of [1, 3, 6, 8]) {
    const bytes = jpeg({ orientation });
    const stored = Buffer.from(readPicture(bytes).bytes);
    const at = stored.indexOf("Exif");
    expect(at < 0 ? 1 : orientationIn(stored.subarray(at))).toBe(orientation);
    expect(stored.includes("ICC_PROFILE")).toBe(true);
    const scan = Buffer.from([1, 2, 0xff, 0, 3, 0xff, 0xd0, 4, 0xff, 0xd9]);
    expect(stored.subarray(-scan.length)).toEqual(scan);
  }
});

it("[SR28] what is cut off, no picture, too large or an animation is refused", () => {
  const animated = Buffer.from(webp());
  animated[20] = 0x0e;
  for (const bytes of [new Uint8Array(), Buffer.from("<svg/>"), Buffer.from("GIF89a"), animated])
    expect(() => readPicture(bytes)).toThrow(/no whole still picture/);
  for (const whole of [jpeg({ secret: "" }), png(""), webp("")])
    for (let length = 0; length < whole.length; length++)
      expect(() => readPicture(whole.subarray(0, length)), `${length} of ${whole.length}`).toThrow(/no whole still/);
  expect(() => readPicture(Buffer.alloc(MOST_PICTURE_BYTES + 1))).toThrow(/2 MiB/);
  expect(() => readPicture(jpeg({ width: 20_000, height: 20_000 }))).toThrow(/40 million/);
  expect(() => readPicture(jpeg({ width: 0 }))).toThrow(/40 million/);
});

it("[SR28] changed bytes never end in anything but a refusal or a picture of the bounds", () => {
  const random = randomOf("pictures");
  for (let round = 0; round < 3_000; round++) {
    const bytes = Buffer.from([jpeg(), png(), webp()][round % 3] as Buffer);
    for (let n = 0; n < 1 + random() * 6; n++) bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
    try {
      const read = readPicture(bytes);
      expect(read.width * read.height).toBeGreaterThan(0);
      expect(read.bytes.length).toBeLessThanOrEqual(bytes.length + 40);
    } catch (error) {
      expect((error as { code?: string }).code).toBe("bad-request");
    }
  }
});

it("[SR38] a file of many parts is refused in no time, and one with as many as cameras write is read", () => {
  const parts = (count: number) => {
    const whole = jpeg();
    const part = Buffer.from([0xff, 0xfe, 0, 2, 0xff, 0xdd, 0, 2]);
    return Buffer.concat([whole.subarray(0, 2), ...Array.from({ length: count }, () => part), whole.subarray(2)]);
  };
  expect(readPicture(parts(500)).type).toBe("image/jpeg");
  expect(() => readPicture(parts(2_100))).toThrow(/no whole still/);
  // Two thousand times as many would take a minute where each part is compared with all.
  expect(() => readPicture(parts(250_000))).toThrow(/no whole still/);
});
