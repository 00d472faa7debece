import { Type } from "../../../contracts/schema.ts";
import type { Api } from "../../http/api.ts";
import { callerOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { closed, NoQuery, Text } from "../../http/schemas.ts";
import { type ConfigEditDeps, compareProposal, proposeSections } from "../../services/plant/config-edits.ts";

const BODY_LIMIT_BYTES = 8 * 1024 * 1024;
const answers = { "4xx": Problem, 503: Problem };
const Path = Type.Array(Type.Union([Type.String(), Type.Integer()]));
const short = (description: string) => Type.String({ maxLength: 500, description });

/** Where a proposal comes from, as its file says. */
export const Origin = closed({
  plant: short("Enterprise and site: `acme/test`."),
  by: short("Who exported it."),
  at: short("When, RFC 3339."),
  version: Type.Union([Type.Integer(), Type.Null()], { description: "State after this version; null: at the export." }),
  note: short("What the exporter noted."),
  hash: Type.String({ pattern: "^[0-9a-f]{64}$", description: "SHA-256 of the content." }),
});

const Compared = closed({
  revision: Type.String({ description: "Revision of the config that it was compared with." }),
  origin: Type.Union([Origin, Type.Null()], { description: "Null for a file that is no proposal." }),
  changes: Type.Array(
    closed({
      path: Path,
      kind: Type.Enum(["added", "changed", "removed"]),
      before: Type.Optional(Type.Unknown()),
      after: Type.Optional(Type.Unknown()),
      edit: Type.Unknown(),
    }),
    { description: "Each with the edit that takes it over: `set` first, then `insert`, then `remove` from the end." },
  ),
  refused: Type.Array(closed({ path: Path, code: Type.String(), text: Text, remedy: Text })),
});

/** Sections of one plant's config for another. */
export function configProposalRoutes(app: Api, deps: ConfigEditDeps): void {
  const propose = {
    tags: ["settings"],
    summary: "Sections of the config for another plant",
    description:
      "A file with whole sections as they are written, without secrets, and a hash of it. On record. The other " +
      "plant's edge compares it, and takes over what a person chooses.",
    querystring: closed({
      sections: Type.String({
        pattern: "^[a-zA-Z]{1,40}(,[a-zA-Z]{1,40}){0,60}$",
        description: "Names: `kpis,notify`.",
      }),
      version: Type.Optional(Type.String({ pattern: "^\\d{1,9}$", description: "The state after this version." })),
      note: Type.Optional(Type.String({ maxLength: 500 })),
    }),
    response: { 200: Type.Unknown(), ...answers },
  };
  app.get("/api/v1/config/proposal", { schema: propose }, async (request, reply) => {
    const { sections, version, note = "" } = request.query;
    const state = version === undefined ? {} : { version: Number(version) };
    const file = await proposeSections(deps, callerOf(request), { sections: sections.split(","), note, ...state });
    void reply.header("content-disposition", 'attachment; filename="gemba-proposal.json"');
    return file;
  });

  const compare = {
    tags: ["settings"],
    summary: "What a proposal of another plant changes",
    description: "The content of the file. Writes nothing.",
    querystring: NoQuery,
    body: closed({ proposal: Type.Unknown() }),
    response: { 200: Compared, ...answers },
  };
  app.post("/api/v1/config/proposal/compare", { schema: compare, bodyLimit: BODY_LIMIT_BYTES }, async (request) => {
    const { changes, refused, ...rest } = await compareProposal(deps, callerOf(request), request.body.proposal);
    return {
      ...rest,
      changes: changes.map(({ path, ...change }) => ({ path: [...path], ...change })),
      refused: refused.map(({ path, code, message, remedy }) => ({ path: [...path], code, text: message, remedy })),
    };
  });
}
