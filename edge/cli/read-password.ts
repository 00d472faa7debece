import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { EdgeError } from "../contracts/errors.ts";

/** Asks twice at the terminal, without echo. */
export async function readPassword(): Promise<string> {
  if (!process.stdin.isTTY)
    throw new EdgeError(
      "bad-request",
      "there is no terminal to ask for the password; give it with --password-file FILE",
    );
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true });
  try {
    const ask = async (question: string) => {
      process.stdout.write(question);
      const answer = await lines.question("");
      process.stdout.write("\n");
      return answer;
    };
    const password = await ask("Password (at least 12 characters): ");
    if ((await ask("Once more: ")) !== password)
      throw new EdgeError("bad-request", "the two passwords differ; nothing was changed");
    return password;
  } finally {
    lines.close();
  }
}
