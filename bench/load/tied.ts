import { existsSync } from "node:fs";

const SETPRIV = "/usr/bin/setpriv";
const hasSetpriv = process.platform === "linux" && existsSync(SETPRIV);

/**
 * Command line of a program whose process the kernel kills as soon as who starts it is gone, by `kill -9` too:
 * nothing that a bench, a test or a rig starts outlives it. For `spawn(...tied(program, args), options)`. Where there
 * is no setpriv of util-linux, the program itself.
 */
export function tied(program: string, args: readonly string[]): [program: string, args: string[]] {
  return hasSetpriv ? [SETPRIV, ["--pdeathsig", "KILL", "--", program, ...args]] : [program, [...args]];
}
