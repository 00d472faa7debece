/**
 * Programs that tests need besides Node.js. Without them, the tests that need them are skipped on a developer's machine
 * and **fail** on CI (`CI=true`), where nothing may be missing. CI skips only what the kernel or its rights refuse, and
 * tests on public data sets that are not part of the product.
 */

import { existsSync } from "node:fs";
import { join } from "node:path";

/** Vitest and CI services set it. */
const IS_CI = !["", "0", "false"].includes(process.env["CI"] ?? "");

/**
 * For `it.runIf`: whether a server, a program or a package is here.
 *
 * @param isHere whether it was found
 * @param need its name and how to get it, such as "mosquitto (apt-get install mosquitto)"
 * @throws on CI when it is missing, so that the file with the tests fails
 */
export function has(isHere: boolean, need: string, isCi = IS_CI): boolean {
  if (isHere) return true;
  if (isCi)
    throw new Error(`${need} is missing, and CI may skip no test for it; npm test installs it on Debian as root`);
  process.stderr.write(`SKIPPED: ${need} is missing\n`);
  return false;
}

/**
 * For `it.runIf`: whether the kernel allows something, such as a mount. It prints why tests are skipped, and does not
 * fail on CI.
 */
export function kernelAllows(isAllowed: boolean, reason: string): boolean {
  if (!isAllowed) process.stderr.write(`SKIPPED: ${reason}\n`);
  return isAllowed;
}

/** Beside the clone, where developers keep public data sets. They are not part of the product. */
const DATA_SETS = join(import.meta.dirname, "../../../shared/data");

/** For `it.runIf`: the folder of a public data set, or "" where it is not here. It does not fail on CI. */
export function dataSet(name: string): string {
  const folder = join(DATA_SETS, name);
  if (existsSync(folder)) return folder;
  process.stderr.write(`SKIPPED: the data set ${name} is not here\n`);
  return "";
}
