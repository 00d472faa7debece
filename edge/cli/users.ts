import { mkdirSync, readFileSync } from "node:fs";
import { PasswordHasher, SCRYPT_COST } from "../access/password.ts";
import {
  findUser,
  roleOf,
  sitesOf,
  withAct,
  withChangedUser,
  withInvitation,
  withoutUser,
  withUser,
} from "../access/people.ts";
import { digestOf, newSecret } from "../access/secrets.ts";
import { type People, UserFile } from "../access/user-file.ts";
import type { SiteRights } from "../contracts/access/access.ts";
import { invitationPath } from "../contracts/access/invitation.ts";
import { grantsText, siteRightsText } from "../contracts/access/site-rights.ts";
import { EdgeError } from "../contracts/errors.ts";
import type { Command } from "./command.ts";
import { fromUser, type Options } from "./options.ts";
import { readRunFile } from "./process/run-file.ts";
import { readPassword } from "./read-password.ts";

const HELP = `gemba users: who may sign in

  gemba users list                 names and roles
  gemba users invite [ROLE]        prints a one-time link, good for a day, with which
                                   somebody chooses a name and password (default: admin)
  gemba users add NAME ROLE        asks for the password
  gemba users sites NAME RIGHTS    at a hub: what the user may do at each site, at once
  gemba users password NAME        asks for a new one; ends the user's sessions and
                                   API tokens
  gemba users remove NAME          ends sessions and tokens too

  ROLE is viewer, operator, maintainer, engineer or admin; each may do what the ones
  before it may. The first user ends what everybody on this machine may do as local.
  A running edge follows at once.

  RIGHTS, for users of a hub: all:act, all:view, none, or a list such as
  all:view,EDGE-ID:act (ids: gemba hub-ledger). Without them: what the role may do, at
  every site. act needs the role operator or more.

  --sites RIGHTS                   rights of a user that is added or invited
  --password-file FILE             first line is the password, instead of asking
  --data-dir DIR                   data folder of the edge (default ./data)
`;

const now = (): number => Date.now() * 1000;

/** `gemba users`. The edge, which owns the journal, records the changes. */
export const usersCommand: Command = {
  help: HELP,
  operands: 3,
  async run(options) {
    const [action, name, role] = options.positionals;
    mkdirSync(options.dataDir, { recursive: true, mode: 0o750 });
    const file = new UserFile(options.dataDir);
    switch (action) {
      case "list":
        return say(listText(file.read()));
      case "invite":
        return say(invite(options, file, name));
      case "add": {
        const known = { name: needed(name), role: roleOf(role), sites: rightsIn(options.sites) };
        const user = { ...known, password: await newPassword(options), now: now() };
        const after = { role: user.role, ...sitesText(user.sites) };
        file.change((people) => withAct(withUser(people, user), { action: "user.add", target: user.name, after }));
        return say(`Added ${user.name} as ${user.role}.\n`);
      }
      case "sites":
        return say(changeSites(file, needed(name), role));
      case "password": {
        const target = needed(name);
        if (findUser(file.read(), target) === undefined)
          throw new EdgeError("not-found", `there is no user ${target}; gemba users list shows them`);
        const password = await newPassword(options);
        let revokedTokens: string[] = [];
        file.change((people) => {
          revokedTokens = tokensIn(people, target);
          return withAct(withChangedUser(people, target, { password, now: now() }), {
            action: "user.password",
            target,
            after: { revokedTokens },
          });
        });
        const tokens = revokedTokens.length === 0 ? "" : ` Revoked API tokens: ${revokedTokens.join(", ")}.`;
        return say(`Changed. ${target} has to sign in again.${tokens}\n`);
      }
      case "remove": {
        const target = needed(name);
        file.change((people) =>
          withAct(withoutUser(people, target), {
            action: "user.remove",
            target,
            after: { revokedTokens: tokensIn(people, target) },
          }),
        );
        return say(`Removed ${target}.\n`);
      }
      default:
        throw new EdgeError(
          "bad-request",
          `gemba users ${action ?? ""}: the action must be list, invite, add, sites, password or remove. See --help`,
        );
    }
  },
};

function changeSites(file: UserFile, target: string, words: string | undefined): string {
  if (words === undefined) throw new EdgeError("bad-request", "name the rights, such as all:view. See --help");
  const sites = sitesOf(words);
  file.change((people) =>
    withAct(withChangedUser(people, target, { sites, now: now() }), {
      action: "user.sites",
      target,
      before: sitesText(findUser(people, target)?.sites),
      after: sitesText(sites),
    }),
  );
  return `Changed. ${target} may now: ${siteRightsText(sites)}.\n`;
}

function rightsIn(words: string | undefined): SiteRights | undefined {
  return words === undefined ? undefined : sitesOf(words);
}

function sitesText(sites: SiteRights | undefined): { readonly sites?: string } {
  return sites === undefined ? {} : { sites: siteRightsText(sites) };
}

function invite(options: Options, file: UserFile, word: string | undefined): string {
  const role = roleOf(word ?? "admin");
  const sites = rightsIn(options.sites);
  const secret = newSecret();
  file.change((people) =>
    withAct(withInvitation(people, { role, sites, digest: digestOf(secret), now: now() }), {
      action: "user.invite",
      target: role,
      ...(sites === undefined ? {} : { after: sitesText(sites) }),
    }),
  );
  const address = readRunFile(options.dataDir)?.address ?? `http://127.0.0.1:${options.port}`;
  const link = address + invitationPath(secret);
  return `This one-time link creates one user (${role}) within a day. Give it to that person only:\n  ${link}\n`;
}

async function newPassword({ passwordFile }: Options) {
  const password =
    passwordFile === undefined
      ? await readPassword()
      : (readFileSync(fromUser(passwordFile), "utf8").split("\n")[0] ?? "").replace(/\r$/, "");
  return await new PasswordHasher(SCRYPT_COST).hash(password);
}

/** Labels of a user's API tokens. */
function tokensIn(people: People, name: string): string[] {
  const user = findUser(people, name);
  return people.tokens.flatMap((token) => (token.user === user?.name ? token.label : []));
}

function listText({ users }: People): string {
  if (users.length === 0)
    return "No users: everybody on this machine acts as local. gemba users invite creates the first one.\n";
  const lines = users.map(({ name, role, sites, grants, createdAt }) => {
    const since = new Date(createdAt / 1000).toISOString().slice(0, 10);
    const given = grants === undefined ? sites && siteRightsText(sites) : grantsText(grants);
    const rights = given === undefined ? "" : `  sites ${given}`;
    return `${role.padEnd(10)}  since ${since}  ${name}${rights}\n`;
  });
  return lines.join("");
}

function needed(name: string | undefined): string {
  if (name === undefined) throw new EdgeError("bad-request", "name the user; gemba users list shows them");
  return name;
}

function say(text: string): number {
  process.stdout.write(text);
  return 0;
}
