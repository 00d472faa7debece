import { realpathSync } from "node:fs";
import { open } from "node:fs/promises";
import { extname, join, sep } from "node:path";
import { Type } from "typebox";
import { EdgeError } from "../contracts/errors.ts";
import type { Plant } from "../contracts/plant.ts";
import type { Api, ApiDeps } from "./deps.ts";
import { Problem } from "./problems.ts";
import { closed, NoQuery } from "./schemas.ts";

const TYPES = new Map([
  [".glb", "model/gltf-binary"],
  [".urdf", "application/xml"],
  [".stl", "model/stl"],
  [".png", "image/png"],
  [".svg", "image/svg+xml"],
  [".jpg", "image/jpeg"],
  [".pdf", "application/pdf"],
  [".txt", "text/plain; charset=utf-8"],
  [".md", "text/plain; charset=utf-8"],
]);
/** A URDF names its meshes itself. */
const MESHES = new Set([".stl", ".glb"]);

/** Drawings, models and documents of the plant's folder: only those that its config names, and the meshes beside a named URDF. */
export function plantFileRoutes(app: Api, { plant, layout, plantFolder }: ApiDeps): void {
  const schema = {
    tags: ["plant"],
    summary: "A file that the plant's config names",
    description: "Drawing of the hall, models and documents of assets.",
    params: closed({ "*": Type.String({ maxLength: 500 }) }),
    querystring: NoQuery,
    response: { 200: Type.Unknown(), "4xx": Problem },
  };
  app.get("/api/v1/plant-files/*", { schema }, async (request, reply) => {
    const file = request.params["*"];
    const type = TYPES.get(extname(file).toLowerCase());
    if (plantFolder === undefined || type === undefined || !isNamed(layout?.plant() ?? plant, file)) throw notThere(file);
    const path = inFolder(plantFolder, file);
    const opened = path === undefined ? undefined : await open(path).catch(() => undefined);
    if (opened === undefined) throw notThere(file);
    const stat = await opened.stat();
    if (!stat.isFile()) {
      await opened.close();
      throw notThere(file);
    }
    // The page asks again each time: the drawing may have been replaced under its name.
    return reply
      .header("cache-control", "no-cache")
      .type(type)
      .serializer((payload) => payload as never)
      .header("content-length", String(stat.size))
      .send(opened.createReadStream({ end: Math.max(0, stat.size - 1) }) as never);
  });
}

function notThere(file: string): EdgeError {
  return new EdgeError("not-found", `The plant's config names no file ${JSON.stringify(file.slice(0, 100))}, or it is not in the plant's folder.`);
}

function isNamed({ floor, assets }: Plant, file: string): boolean {
  if (floor.underlay?.file === file) return true;
  for (const { model, documents } of assets) {
    if (model === file || documents?.some((document) => document.file === file) === true) return true;
    if (model?.endsWith(".urdf") === true && MESHES.has(extname(file).toLowerCase()) && file.startsWith(model.slice(0, model.lastIndexOf("/") + 1))) return true;
  }
  return false;
}

/** The real path below the folder; undefined when it leads out of it or is not there. */
function inFolder(folder: string, file: string): string | undefined {
  try {
    const root = realpathSync(folder);
    const path = realpathSync(join(root, file));
    return path.startsWith(root + sep) ? path : undefined;
  } catch {
    return undefined;
  }
}
