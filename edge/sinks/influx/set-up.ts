import { reasonFor } from "../../contracts/alerts/causes.ts";
import { EdgeError } from "../../contracts/errors.ts";
import { firstText } from "../../observe/first-text.ts";
import { withoutCredentials } from "../../observe/without-credentials.ts";
import { authorizationOf } from "./authorization.ts";
import type { InfluxConfig } from "./config.ts";

/** Lists of one database, bucket or organization are far shorter, in characters. */
const ANSWER_MAX = 1024 * 1024;

/**
 * Creates the database or bucket of the config, where the server allows it. Repeating it changes nothing. Resolves with
 * one sentence about the result; throws EdgeError with a remedy.
 */
export async function setUpInflux(config: InfluxConfig, signal: AbortSignal): Promise<string> {
  if (config.server === "victoria-metrics") return `${config.url}: VictoriaMetrics has no databases, nothing to do`;
  if (config.api === "v1")
    return createDatabase(config, { database: config.database, policy: config.retentionPolicy, signal });
  const major = await majorVersion(config, signal);
  if (major === 1) {
    // 1.8 answers the v2 API for `database/retention policy`, but makes databases by InfluxQL alone.
    const [database = "", policy = ""] = config.bucket.split("/");
    return createDatabase(config, { database, policy, signal });
  }
  return major === 2 ? createBucket(config, signal) : createDatabase3(config, signal);
}

async function createDatabase(
  config: InfluxConfig,
  { database, policy, signal }: { database: string; policy: string; signal: AbortSignal },
): Promise<string> {
  const body = new URLSearchParams({ q: `CREATE DATABASE ${quoted(database)}` });
  const answer = (await ask(config, "/query", { method: "POST", body, signal })) as {
    results?: { error?: string; series?: { values?: unknown[][] }[] }[];
  };
  const error = answer.results?.[0]?.error;
  if (error !== undefined)
    throw new EdgeError("bad-config", `${config.url}: cannot create the database ${database}: ${error}`);
  if (policy !== "" && policy !== "autogen") await checkPolicy(config, { database, policy, signal });
  return `${config.url}: database ${database} is there`;
}

/** The user decides how long data are kept, so a missing policy is reported, not made. */
async function checkPolicy(
  config: InfluxConfig,
  { database, policy, signal }: { database: string; policy: string; signal: AbortSignal },
): Promise<void> {
  const query = new URLSearchParams({ q: `SHOW RETENTION POLICIES ON ${quoted(database)}` });
  const answer = (await ask(config, `/query?${query}`, { signal })) as {
    results?: { series?: { values?: unknown[][] }[] }[];
  };
  const names = answer.results?.[0]?.series?.[0]?.values?.map(([name]) => name) ?? [];
  if (names.includes(policy)) return;
  throw new EdgeError(
    "bad-config",
    `${config.url}: database ${database} has no retention policy ${policy}; create it with the duration you want: ` +
      `CREATE RETENTION POLICY ${quoted(policy)} ON ${quoted(database)} DURATION 52w REPLICATION 1`,
  );
}

async function createBucket(config: InfluxConfig, signal: AbortSignal): Promise<string> {
  const { orgs = [] } = (await ask(config, `/api/v2/orgs?${new URLSearchParams({ org: config.org })}`, { signal })) as {
    orgs?: { id: string }[];
  };
  const orgID = orgs[0]?.id;
  if (orgID === undefined)
    throw new EdgeError(
      "bad-config",
      `${config.url}: there is no organization ${config.org}; create it, or correct org`,
    );
  const found = (await ask(config, `/api/v2/buckets?${new URLSearchParams({ orgID, name: config.bucket })}`, {
    signal,
    absentIs: {},
  })) as { buckets?: unknown[] };
  if ((found.buckets?.length ?? 0) > 0) return `${config.url}: bucket ${config.bucket} is there`;
  const body = JSON.stringify({ orgID, name: config.bucket, retentionRules: [] });
  await ask(config, "/api/v2/buckets", { method: "POST", body, json: true, signal });
  return `${config.url}: bucket ${config.bucket} created, without an end of retention`;
}

async function createDatabase3(config: InfluxConfig, signal: AbortSignal): Promise<string> {
  // 409: it exists.
  await ask(config, "/api/v3/configure/database", {
    method: "POST",
    body: JSON.stringify({ db: config.bucket }),
    json: true,
    signal,
    conflictIs: {},
  });
  return `${config.url}: database ${config.bucket} is there`;
}

/** Major version 1, 2 or 3, from the header that every InfluxDB sends with /ping. */
async function majorVersion(config: InfluxConfig, signal: AbortSignal): Promise<number> {
  const response = await request(config, "/ping", { signal });
  await response.body?.cancel();
  const version = response.headers.get("x-influxdb-version") ?? "";
  const major = Number(/^v?(\d+)\./.exec(version)?.[1]);
  if (major >= 1 && major <= 3) return major;
  throw new EdgeError(
    "bad-config",
    `${config.url} does not say which InfluxDB it is (X-Influxdb-Version: ${JSON.stringify(version)}); ` +
      "create the bucket by hand",
  );
}

interface Ask {
  readonly method?: string;
  readonly body?: string | URLSearchParams;
  readonly json?: boolean;
  readonly signal: AbortSignal;
  /** Result for a 404 or 409 that is not an error. */
  readonly absentIs?: unknown;
  readonly conflictIs?: unknown;
}

async function ask(config: InfluxConfig, path: string, options: Ask): Promise<unknown> {
  const response = await request(config, path, options);
  const text = withoutCredentials(await firstText(response, ANSWER_MAX), config);
  if (response.status === 404 && options.absentIs !== undefined) return options.absentIs;
  if (response.status === 409 && options.conflictIs !== undefined) return options.conflictIs;
  if (!response.ok) {
    const advice =
      response.status === 401 || response.status === 403
        ? "; use a token or user that may create databases, for this command alone"
        : "";
    throw new EdgeError(
      "bad-config",
      `${config.url}${path.split("?")[0]}: HTTP ${response.status} ${text.slice(0, 300).trim()}${advice}`,
    );
  }
  try {
    return text === "" ? {} : JSON.parse(text);
  } catch {
    throw new EdgeError("bad-config", `${config.url} did not answer with JSON: is this an InfluxDB?`);
  }
}

async function request(
  config: InfluxConfig,
  path: string,
  { method = "GET", body, json = false, signal }: Ask,
): Promise<Response> {
  const headers = { ...authorizationOf(config), ...(json ? { "content-type": "application/json" } : {}) };
  const limited = AbortSignal.any([signal, AbortSignal.timeout(config.timeoutMs)]);
  try {
    return await fetch(new URL(path, config.url), {
      method,
      headers,
      redirect: "manual",
      signal: limited,
      ...(body === undefined ? {} : { body }),
    });
  } catch (error) {
    throw new EdgeError("connect-failed", `cannot reach ${config.url} (${reasonFor(error)})`);
  }
}

function quoted(name: string): string {
  return `"${name.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}
