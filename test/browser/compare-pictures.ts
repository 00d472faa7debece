/** Compares pictures as a person would: rims and hairlines may be rounded differently on another machine. */
import type { Page } from "playwright-core";

/**
 * Tolerance of a colour, of 255: other hinting, sub-pixel text or GPU rasterisation cause at most 28. The greys of two
 * states are 36 apart.
 */
const TOLERANCE = 32;

/**
 * Number of pixels of one picture without a match in the other: after blurring both over 3 by 3 pixels, no pixel within
 * one pixel has that colour within the tolerance. A moved badge, another word, another shade or an extra line count;
 * smoothing and rounding do not.
 * -1 when the sizes differ. Counted both ways, so that missing pixels count like new ones.
 */
export function differingPixels(page: Page, a: Buffer, b: Buffer): Promise<number> {
  return page.evaluate(`(async () => {
    const soft = async (base64) => {
      const image = new Image();
      image.src = "data:image/png;base64," + base64;
      await image.decode();
      const { width, height } = image;
      const canvas = document.createElement("canvas");
      canvas.width = width; canvas.height = height;
      const context = canvas.getContext("2d");
      context.drawImage(image, 0, 0);
      const { data } = context.getImageData(0, 0, width, height);
      const across = new Float32Array(width * height * 3);
      const out = new Float32Array(width * height * 3);
      for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) for (let c = 0; c < 3; c++) {
        let sum = 0;
        for (const dx of [-1, 0, 1]) sum += data[(y * width + Math.min(width - 1, Math.max(0, x + dx))) * 4 + c];
        across[(y * width + x) * 3 + c] = sum / 3;
      }
      for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) for (let c = 0; c < 3; c++) {
        let sum = 0;
        for (const dy of [-1, 0, 1]) sum += across[(Math.min(height - 1, Math.max(0, y + dy)) * width + x) * 3 + c];
        out[(y * width + x) * 3 + c] = sum / 3;
      }
      return { width, height, out };
    };
    const [one, other] = [await soft("${a.toString("base64")}"), await soft("${b.toString("base64")}")];
    if (one.width !== other.width || one.height !== other.height) return -1;
    const { width, height } = one;
    const missing = (here, there) => {
      const at = (x, y) => (y * width + x) * 3;
      const isNear = (i, j) => Math.abs(here[i] - there[j]) <= ${TOLERANCE};
      const near = (i, j) => isNear(i, j) && isNear(i + 1, j + 1) && isNear(i + 2, j + 2);
      let count = 0;
      for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) {
        const i = at(x, y);
        if (near(i, i)) continue;
        let found = false;
        for (let dy = -1; dy <= 1 && !found; dy++) for (let dx = -1; dx <= 1 && !found; dx++) {
          const [nx, ny] = [x + dx, y + dy];
          found = nx >= 0 && ny >= 0 && nx < width && ny < height && near(i, at(nx, ny));
        }
        if (!found) count++;
      }
      return count;
    };
    return missing(one.out, other.out) + missing(other.out, one.out);
  })()`);
}
