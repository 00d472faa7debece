import { expect, it } from "vitest";
import { COMMANDS, type CommandEntry } from "../../../edge/cli/all.ts";
import { unlessStopped } from "../../../edge/cli/command.ts";
import { runCommand } from "../../../edge/cli/run-command.ts";

const commands = COMMANDS as Map<string, CommandEntry>;

it.each([
  ["service", 0],
  ["here", 143],
] as const)("[SU4] a stop while a command (%s) is being loaded ends it at once, with %i", async (way, code) => {
  const stop = new AbortController();
  commands.set("slow", { way, load: () => new Promise(() => undefined) });
  try {
    const ended = runCommand(["slow"], stop.signal);
    stop.abort("SIGTERM");
    expect(await ended).toBe(code);
  } finally {
    commands.delete("slow");
  }
});

it("[SU4] a preparation gives its result or its error, and nothing once the signal came first", async () => {
  const stop = new AbortController();
  expect(await unlessStopped(Promise.resolve(7), stop.signal)).toBe(7);
  await expect(unlessStopped(Promise.reject(new Error("no config")), stop.signal)).rejects.toThrow("no config");
  const waiting = unlessStopped(new Promise(() => undefined), stop.signal);
  stop.abort("SIGTERM");
  await expect(waiting).rejects.toBe("SIGTERM");
  await expect(unlessStopped(Promise.resolve(7), stop.signal)).rejects.toBe("SIGTERM");
});
