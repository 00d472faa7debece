import type { ConfigChange, ConfigEdit, ConfigVersion } from "../../../contracts/plant/config-edit.ts";
import { type Static, Type } from "../../../contracts/schema.ts";
import type { Api } from "../../http/api.ts";
import { ConfigProblems, shownProblems } from "../../http/config-problems.ts";
import { callerOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { closed, MaybeTime, NoQuery } from "../../http/schemas.ts";
import { formatMicros } from "../../http/times.ts";
import {
  type ConfigEditDeps,
  checkConfig,
  listVersions,
  readConfigSchema,
  readConfigTree,
  readVersion,
  saveConfig,
} from "../../services/plant/config-edits.ts";
import { Origin } from "./config-proposals.ts";

const { Optional } = Type;
/** A proposed machine can have thousands of tags, and a workbook changes as many as a change has edits. */
const BODY_LIMIT_BYTES = 8 * 1024 * 1024;

const Path = Type.Array(
  Type.Union([Type.String({ minLength: 1, maxLength: 300 }), Type.Integer({ minimum: 0, maximum: 1_000_000 })]),
  { minItems: 1, maxItems: 32, description: "Keys and, of lists, numbers from 0." },
);
const Edit = Type.Union([
  closed({ kind: Type.Enum(["set", "insert"]), path: Path, value: Type.Unknown() }),
  closed({ kind: Type.Literal("remove"), path: Path }),
  closed({
    kind: Type.Literal("secret"),
    path: Path,
    value: Type.String({ minLength: 1, maxLength: 60_000, description: "Written to a private file; never answered." }),
  }),
]);
const Change = closed({
  revision: Type.String({ maxLength: 64, description: "Revision of the config that was read." }),
  edits: Optional(Type.Array(Edit, { minItems: 1, maxItems: 20_000 })),
  version: Optional(
    Type.Integer({ minimum: 0, description: "Restores the state after this version; edits are applied to it." }),
  ),
  note: Optional(Type.String({ maxLength: 500, description: "Why; kept with the version." })),
  origin: Optional(Origin),
});
const Names = Type.Array(Type.String());
const DiffEntry = closed({
  file: Type.String(),
  isCut: Type.Boolean(),
  lines: Type.Array(
    closed({ kind: Type.Enum(["same", "removed", "added"]), line: Type.Integer(), text: Type.String() }),
  ),
});
const effects = {
  sections: Type.Array(Type.String(), { description: "Sections whose values change." }),
  applied: Type.Array(Type.String(), { description: "Parts that take effect at once." }),
  restart: Type.Array(Type.String(), { description: "Parts that need a restart of the edge." }),
};
const VersionEntry = {
  id: Type.Integer(),
  at: MaybeTime,
  by: Type.String(),
  kind: Type.String({ description: "`edits`, `layout`, `restore` or `promotion`." }),
  note: Type.String(),
  origin: Optional(Origin),
  files: Names,
};
const answers = { "4xx": Problem, 503: Problem };

/** The plant's config: read, checked with a change, changed, and brought back. */
export function configEditRoutes(app: Api, deps: ConfigEditDeps): void {
  readRoutes(app, deps);
  changeRoutes(app, deps);
  versionRoutes(app, deps);
}

function readRoutes(app: Api, deps: ConfigEditDeps): void {
  const tree = {
    tags: ["settings"],
    summary: "The config, for an editor",
    description:
      "As it is written, all files joined, with the revision that a change must name. Secrets are left out; " +
      "`secrets` says where they are and whether they come from a file, the environment or the config itself.",
    querystring: NoQuery,
    response: { 200: Type.Unknown(), ...answers },
  };
  app.get("/api/v1/config", { schema: tree }, async (request) => {
    const { problems, ...rest } = await readConfigTree(deps, callerOf(request));
    return { ...rest, problems: shownProblems(problems) };
  });

  const schema = {
    tags: ["settings"],
    summary: "The JSON Schema of the config",
    description: "Draft 7, with every section and kind of source. Secrets are marked with `writeOnly`.",
    querystring: NoQuery,
    response: { 200: Type.Unknown(), ...answers },
  };
  app.get("/api/v1/config/schema", { schema }, async (request) => await readConfigSchema(deps, callerOf(request)));
}

function changeRoutes(app: Api, deps: ConfigEditDeps): void {
  const check = {
    tags: ["settings"],
    summary: "Check a change of the config",
    description:
      "Loads the whole config with the change and writes nothing: all problems, the changed lines, the effects. A " +
      "secret that stays while its destination changes is a problem until it is sent with the change.",
    querystring: NoQuery,
    body: Change,
    response: {
      200: closed({
        problems: ConfigProblems,
        warnings: ConfigProblems,
        diff: Type.Array(DiffEntry),
        ...effects,
      }),
      ...answers,
    },
  };
  app.post("/api/v1/config/check", { schema: check, bodyLimit: BODY_LIMIT_BYTES }, async (request) => {
    const { problems, warnings, ...rest } = await checkConfig(deps, callerOf(request), changeOf(request.body));
    return { ...mutable(rest), problems: shownProblems(problems), warnings: shownProblems(warnings) };
  });

  const save = {
    tags: ["settings"],
    summary: "Change the config",
    description:
      "Writes edits, or restores a version, after checking the whole config as at a start; comments and order " +
      "stay. 409 when it was changed since `revision`. Parts that can take effect at once do. Changes of `api` " +
      "need the role admin.",
    querystring: NoQuery,
    body: Change,
    response: {
      200: closed({
        revision: Type.String(),
        files: Type.Array(Type.String(), { description: "Files that were written; empty when nothing differs." }),
        version: Type.Union([Type.Integer(), Type.Null()]),
        ...effects,
      }),
      ...answers,
    },
  };
  app.post("/api/v1/config/save", { schema: save, bodyLimit: BODY_LIMIT_BYTES }, async (request) => {
    return mutable(await saveConfig(deps, callerOf(request), changeOf(request.body)));
  });
}

function versionRoutes(app: Api, deps: ConfigEditDeps): void {
  const list = {
    tags: ["settings"],
    summary: "Saves of the config",
    description: "Newest first. The newest 200 are kept, at most 64 MiB.",
    querystring: NoQuery,
    response: { 200: closed({ versions: Type.Array(closed(VersionEntry)) }), ...answers },
  };
  app.get("/api/v1/config/versions", { schema: list }, async (request) => {
    return { versions: listVersions(deps, callerOf(request)).map(versionEntry) };
  });

  const one = {
    tags: ["settings"],
    summary: "One save of the config with its changed lines",
    params: closed({ id: Type.String({ pattern: "^[1-9]\\d{0,11}$" }) }),
    querystring: NoQuery,
    response: { 200: closed({ ...VersionEntry, diff: Type.Array(DiffEntry) }), ...answers },
  };
  app.get("/api/v1/config/versions/:id", { schema: one }, async (request) => {
    const { diff, ...version } = readVersion(deps, callerOf(request), Number(request.params.id));
    return { ...versionEntry(version), ...mutable({ diff }) };
  });
}

function changeOf({ edits, ...rest }: Static<typeof Change>): ConfigChange {
  return { ...rest, ...(edits === undefined ? {} : { edits: edits as readonly ConfigEdit[] }) };
}

function versionEntry({ at, files, ...rest }: ConfigVersion) {
  return { ...rest, at: formatMicros(at), files: [...files] };
}

type Mutable<T> = T extends readonly (infer One)[]
  ? Mutable<One>[]
  : T extends object
    ? { -readonly [K in keyof T]: Mutable<T[K]> }
    : T;

/** Answers are written, not changed: only their types differ. */
function mutable<T>(value: T): Mutable<T> {
  return value as Mutable<T>;
}
