/** The hub's server over real accounts, with two sites whose APIs are small edges. It does not listen. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { sitesOf } from "../../../edge/access/people.ts";
import { UserFile } from "../../../edge/access/user-file.ts";
import type { Api } from "../../../edge/api/http/api.ts";
import { buildApi } from "../../../edge/api/server.ts";
import type { ExternalSignIn, Role } from "../../../edge/contracts/access/access.ts";
import { EdgeError } from "../../../edge/contracts/errors.ts";
import type { SiteLink } from "../../../edge/contracts/fleet/site.ts";
import { buildHubApi } from "../../../edge/hub/api/hub-api.ts";
import { Company } from "../../../edge/hub/company/company.ts";
import { Summaries } from "../../../edge/hub/company/summaries.ts";
import { Counters } from "../../../edge/observe/counters.ts";
import { Jobs } from "../../../edge/observe/jobs.ts";
import { type FakeAccounts, startAccounts } from "../access/accounts.ts";
import { fakeEdge, MemoryJournal } from "../api/deps.ts";

export const [A, B] = ["0190aaaa-0000-7000-8000-000000000001", "0190bbbb-0000-7000-8000-000000000002"];
const LINK: SiteLink = {
  link: { state: "connected", heardAt: Date.UTC(2026, 11, 1), behindSeconds: 1, why: null },
  missing: { lost: 3, leftOutWaveforms: 4, storedTo: Date.UTC(2026, 11, 1) },
};

export interface CompanyHub extends AsyncDisposable {
  readonly app: Api;
  readonly dir: string;
  readonly users: FakeAccounts;
  readonly journal: MemoryJournal;
  readonly summaries: Summaries;
  /** Names of sites, which the test may change. */
  readonly names: Map<string, string>;
  /** How often sites are held open. */
  readonly held: { now: number };
  /** Hands a summary of an edge to the hub. */
  hear(edgeId: string, body: Uint8Array): void;
  /** A user with these rights, signed in by a token. */
  user(role: Role, rights: string): Promise<{ authorization: string }>;
  give(name: string, rights: string): void;
}

export interface CompanyHubOptions {
  readonly oidc?: ExternalSignIn;
  /** Sites that open; others answer 409. */
  readonly open?: readonly string[];
  /** Folder of the built viewer. Default: one with two files. */
  readonly staticDir?: string;
}

export async function startCompanyHub({ oidc, open = [A], staticDir }: CompanyHubOptions = {}): Promise<CompanyHub> {
  const log = pino({ level: "silent" });
  const dir = mkdtempSync(join(tmpdir(), "gemba-hub-api-"));
  const users = await startAccounts({ dataDir: dir, isRequired: oidc !== undefined });
  const journal = new MemoryJournal();
  writeFileSync(join(dir, "index.html"), "viewer");
  writeFileSync(join(dir, "company.html"), "company");
  let listener: CompanyHub["hear"] = () => undefined;
  const on = (_topic: string, hear: CompanyHub["hear"]): void => {
    listener = hear;
  };
  const summaries = new Summaries(dir, { on }, log);
  const apis = new Map(open.map((id) => [id, buildApi(fakeEdge({ access: "network", hosts: ["hub.example"] }).deps)]));
  for (const api of apis.values()) await api.ready();
  const names = new Map([A, B].map((id) => [id, "Plant"]));
  const held = { now: 0 };
  const company = new Company({
    edges: () => [A, B].map((edgeId) => ({ edgeId, site: "Plant" })),
    linkOf: (edgeId) => (edgeId === A || edgeId === B ? LINK : undefined),
    summaries,
    acts: { waiting: () => new Map([[A, 2]]) },
  });
  const app = buildHubApi({
    ...{ log, journal, company, accounts: users.accounts, staticDir: staticDir ?? dir },
    counters: new Counters(),
    jobs: new Jobs(log),
    edgeId: "0190cccc-0000-7000-8000-00000000hub1",
    ...(oidc === undefined ? {} : { oidc }),
    companyName: { en: "Company", zh: "公司" },
    acts: { listOf: () => [] },
    siteNames: { namesOf: (edgeId) => [names.get(edgeId) ?? []].flat() },
    sites: {
      get: async (edgeId) => {
        const api = apis.get(edgeId);
        if (api === undefined) throw new EdgeError("conflict", "not open");
        return { api };
      },
      hold: () => {
        held.now++;
        return () => void held.now--;
      },
    },
  });
  const give = (name: string, rights: string): void => {
    new UserFile(dir).change((people) => ({
      ...people,
      users: people.users.map((one) => (one.name === name ? { ...one, sites: sitesOf(rights) } : one)),
    }));
  };
  return {
    ...{ app, dir, users, journal, summaries, names, held, give },
    hear: (edgeId, body) => listener(edgeId, body),
    user: async (role, rights) => {
      const authorization = await users.bearer(role);
      give(role, rights);
      return { authorization };
    },
    [Symbol.asyncDispose]: async () => {
      await app.close();
      for (const api of apis.values()) await api.close();
      await users[Symbol.asyncDispose]();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
