import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { withAct } from "../../access/people.ts";
import { UserFile } from "../../access/user-file.ts";
import { uuidv7 } from "../../batch/uuidv7.ts";
import { loadConfig } from "../../config/load.ts";
import { isAtLeast, type Role } from "../../contracts/access/access.ts";
import { EdgeError } from "../../contracts/errors.ts";
import { qualityOf } from "../../contracts/path/sample-batch.ts";
import type { AllowedCommand, SourceCommands } from "../../contracts/path/source-capabilities.ts";
import { plugins } from "../../plugins.ts";
import type { Command } from "../command.ts";
import type { Options } from "../options.ts";
import { EdgeAsker } from "./running-edge.ts";

const HELP = `gemba command LABEL METRIC VALUE --reason TEXT: writes one metric of a Sparkplug device

  LABEL is the asset's label in the config, METRIC the metric's name. In two steps:
  the first reads the device through the running edge and prints a code, the
  second, with --confirm CODE within a minute, sends an NCMD or DCMD once, waits for
  the metric to show the value, and records both. GEMBA_TOKEN holds the API
  token of the user. Only metrics that the source lists under \`commands\` can
  be written, in their range, not too often, and never while the edge does not see
  the metric live and good; by default that is nothing.

  --config DIR    the plant's config
  --data-dir DIR  data folder of the running edge (default ./data)
`;

/** A code is valid in the minute of its issue and in the next. */
const CODE_MINUTE_MS = 60_000;
const READ_BACK_MS = 15_000;
const LOOK_EVERY_MS = 250;

interface Target {
  readonly commands: SourceCommands;
  readonly config: unknown;
  readonly address: unknown;
  readonly tagUid: string;
  readonly allowed: AllowedCommand;
}

interface Seen {
  readonly value: string | number | boolean | null;
  readonly status: number;
  readonly live: boolean;
}

/** `gemba command`. The running edge itself writes nothing. */
export const sendCommandCommand: Command = {
  help: HELP,
  operands: 3,
  async run(options, signal) {
    const [label, metric, text] = options.positionals;
    const reason = options.reason?.trim() ?? "";
    if (label === undefined || metric === undefined || text === undefined || reason === "")
      throw new EdgeError(
        "bad-request",
        "name the metric, the value and the reason: gemba command LABEL METRIC VALUE --reason TEXT",
      );
    const target = await targetOf(options, { label, metric, text });
    const edge = new EdgeAsker(options.dataDir, process.env["GEMBA_TOKEN"]);
    const user = await allowedUser(edge, target.allowed.role);
    const before = await seen(edge, target.tagUid);
    if (!before.live || qualityOf(before.status) !== "good")
      throw new EdgeError(
        "conflict",
        `${metric} is ${before.live ? "not good" : "stale"} now: the effect of a command could not be seen`,
      );
    await refuseTooSoon(edge, options.dataDir, target);
    const codes = [0, 1].map((ago) => codeOf([target.tagUid, text, reason, user], Date.now() - ago * CODE_MINUTE_MS));
    if (options.confirm === undefined) {
      process.stdout.write(
        `${label} ${metric} is ${before.value} and would be ${text}. Check the machine. To send the command, ` +
          `repeat it within a minute with\n  --confirm ${codes[0]}\n`,
      );
      return 0;
    }
    if (!codes.includes(options.confirm))
      throw new EdgeError(
        "forbidden",
        "the code belongs to another command or is older than a minute; get a new one without --confirm",
      );
    const record = (action: string, after: object): void => {
      new UserFile(options.dataDir).change((people) =>
        withAct(people, { action, target: target.tagUid, before: before.value, after: { ...after, user, reason } }),
      );
    };
    record("command.send", { value: text });
    const topic = await target.commands.send(target.config, target.address, {
      metric,
      text,
      clientId: `gemba-command-${uuidv7()}`,
      signal,
    });
    const isSeen = await readBack(edge, { tagUid: target.tagUid, text }, signal);
    record("command.outcome", { value: text, outcome: isSeen ? "read back" : "not seen" });
    const answer = isSeen
      ? `The metric now reads ${text}.`
      : `The metric did not read ${text} within ${READ_BACK_MS / 1000} s.`;
    process.stdout.write(`Sent ${metric} = ${text} to ${topic}. ${answer}\n`);
    return isSeen ? 0 : 1;
  },
};

async function targetOf(
  { config: folder }: Options,
  { label, metric, text }: { label: string; metric: string; text: string },
): Promise<Target> {
  const config = await loadConfig(folder, plugins);
  const asset = config.assets.find((one) => one.label === label);
  if (asset === undefined) throw new EdgeError("bad-request", `the config has no asset ${label}`);
  const source = config.sources.find(({ name }) => name === asset.source);
  const commands = plugins.sources.find(({ kind }) => kind === source?.kind)?.commands;
  if (source === undefined || commands === undefined)
    throw new EdgeError("bad-request", `${label} is not read by a Sparkplug source, so no command can reach it`);
  const allowed = commands.allowed(source.config, { metric, text });
  const tag = asset.tags.find(({ binding }) => commands.reads(binding, metric));
  if (tag === undefined)
    throw new EdgeError(
      "forbidden",
      `no tag of ${label} reads ${metric}: the effect of the command could not be seen. Add one`,
    );
  return { commands, config: source.config, address: asset.address, tagUid: tag.tagUid, allowed };
}

/** Name of the user. Writing to a machine needs the decision of a person. */
async function allowedUser(edge: EdgeAsker, least: Role): Promise<string> {
  const { users, user, role } = await edge.get<{ users: boolean; user: string | null; role: Role | null }>("session");
  if (!users)
    throw new EdgeError(
      "forbidden",
      "writing to machines needs a user, and the edge has no users yet. On the edge's machine: gemba users invite",
    );
  if (user === null || role === null) throw new EdgeError("forbidden", "put your API token into GEMBA_TOKEN");
  if (!isAtLeast(role, least))
    throw new EdgeError("forbidden", `this needs the role ${least} or more, and ${user} is ${role}`);
  return user;
}

async function seen(edge: EdgeAsker, tagUid: string): Promise<Seen> {
  const { samples } = await edge.get<{ samples: readonly Seen[] }>("samples/latest", { tag: tagUid });
  return samples[0] ?? { value: null, status: 0x80000000, live: false };
}

async function refuseTooSoon(edge: EdgeAsker, dataDir: string, { tagUid, allowed }: Target): Promise<void> {
  const { entries } = await edge.get<{ entries: readonly { at: string }[] }>("journal", {
    action: "command.send",
    target: tagUid,
    from: "-1d",
    limit: "1",
  });
  const waits = new UserFile(dataDir)
    .read()
    .unrecorded.some(({ action, target }) => action === "command.send" && target === tagUid);
  const agoS = waits ? 0 : (Date.now() - Date.parse(entries[0]?.at ?? "1970-01-01T00:00:00Z")) / 1000;
  if (agoS < allowed.everyS)
    throw new EdgeError(
      "conflict",
      `${allowed.metric} was written ${Math.round(agoS)} s ago; at most once in ${allowed.everyS} s`,
    );
}

async function readBack(
  edge: EdgeAsker,
  { tagUid, text }: { tagUid: string; text: string },
  signal: AbortSignal,
): Promise<boolean> {
  const until = performance.now() + READ_BACK_MS;
  const says = ({ value }: Seen): boolean =>
    value !== null &&
    (String(value) === text || (text.trim() !== "" && typeof value !== "string" && Number(value) === Number(text)));
  while (performance.now() < until) {
    if (says(await seen(edge, tagUid))) return true;
    await sleep(LOOK_EVERY_MS, undefined, { signal });
  }
  return false;
}

function codeOf(of: readonly string[], nowMs: number): string {
  return createHash("sha256")
    .update([...of, String(Math.floor(nowMs / CODE_MINUTE_MS))].join("\n"))
    .digest("hex")
    .slice(0, 6);
}
