import { afterEach, expect, it } from "vitest";
import type { Api } from "../../../edge/api/http/api.ts";
import { buildApi } from "../../../edge/api/server.ts";
import { fakeEdge, LATHE } from "../../fakes/api/deps.ts";

let app: Api;
afterEach(() => app.close());

it("[CA6] a refusal has its code and parameters, and the invalid fields", async () => {
  app = buildApi(fakeEdge().deps);
  const unknown = await app.inject("/api/v1/trends?tag=urn:none");
  expect(unknown.json()).toMatchObject({
    code: "not-found",
    cause: { code: "tag-unknown-named", params: { tag: '"urn:none"' } },
  });
  const width = await app.inject(`/api/v1/trends?tag=${encodeURIComponent(`${LATHE}#temperature`)}&width=0`);
  expect(width.json()).toMatchObject({ cause: { code: "count-range", params: { field: "width", most: "4000" } } });
  const fields = await app.inject({ method: "POST", url: "/api/v1/alerts/a/comment", payload: { text: 7 } });
  expect(fields.json()).toMatchObject({ code: "bad-request", cause: { code: "fields-invalid" } });
  expect(fields.json<{ cause: { params: { fields: string } } }>().cause.params.fields).toContain("body");
});
