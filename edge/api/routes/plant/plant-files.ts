import { constants } from "node:fs";
import { type FileHandle, open, realpath } from "node:fs/promises";
import { extname, join, sep } from "node:path";
import { EdgeError } from "../../../contracts/errors.ts";
import type { LayoutEditor } from "../../../contracts/plant/layout.ts";
import type { Plant } from "../../../contracts/plant/plant.ts";
import { Type } from "../../../contracts/schema.ts";
import type { Api } from "../../http/api.ts";
import { Problem } from "../../http/problems.ts";
import { closed, NoQuery } from "../../http/schemas.ts";

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
/**
 * A file that is opened as a page of its own runs nothing, loads nothing and reaches no session of the edge. This does
 * not apply to PDF: browsers show it in a page of their own, which a sandbox would stop.
 */
const ALONE_CSP = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; frame-ancestors 'none'";

/** Formats of meshes, which a URDF names itself. */
const MESHES = new Set([".stl", ".glb"]);

interface PlantFileDeps {
  readonly plant: Plant;
  readonly layout?: Pick<LayoutEditor, "plant">;
  /** Folder of the plant's config; undefined serves no file. */
  readonly plantFolder?: string;
}

/**
 * Drawings, models and documents in the plant's folder: only files that its config names, and the meshes beside a
 * named URDF.
 */
export function plantFileRoutes(app: Api, { plant, layout, plantFolder }: PlantFileDeps): void {
  const schema = {
    tags: ["plant"],
    summary: "A file that the plant's config names",
    description: "Drawing of the hall, models and documents of assets.",
    params: closed({ "*": Type.String({ maxLength: 500 }) }),
    querystring: NoQuery,
    produces: ["application/octet-stream"],
    response: { 200: Type.Unknown(), "4xx": Problem },
  };
  app.get("/api/v1/plant-files/*", { schema }, async (request, reply) => {
    const file = request.params["*"];
    const type = TYPES.get(extname(file).toLowerCase());
    if (plantFolder === undefined || type === undefined || !isNamed(layout?.plant() ?? plant, file))
      throw notThere(file);
    const found = await openInFolder(plantFolder, file);
    if (found === undefined) throw notThere(file);
    if (type !== "application/pdf") void reply.header("content-security-policy", ALONE_CSP);
    // The page must ask again each time, because the drawing may have been replaced under the same name.
    return reply
      .header("cache-control", "no-cache")
      .header("content-length", found.size)
      .type(type)
      .send(found.handle.createReadStream({ end: Math.max(0, found.size - 1) }) as never);
  });
}

function notThere(file: string): EdgeError {
  return new EdgeError(
    "not-found",
    `The plant's config names no file ${JSON.stringify(file.slice(0, 100))}, or it is not in the plant's folder.`,
  );
}

function isNamed({ floor, assets }: Plant, file: string): boolean {
  if (file.split("/").includes("..")) return false;
  if (floor.underlay?.file === file) return true;
  for (const { model, documents } of assets) {
    if (model === file || documents?.some((document) => document.file === file) === true) return true;
    if (
      model?.endsWith(".urdf") === true &&
      MESHES.has(extname(file).toLowerCase()) &&
      file.startsWith(model.slice(0, model.lastIndexOf("/") + 1))
    )
      return true;
  }
  return false;
}

/**
 * A regular file that lies below the folder by its real path; undefined for everything else. The caller closes the
 * handle.
 */
async function openInFolder(
  folder: string,
  file: string,
): Promise<{ readonly handle: FileHandle; readonly size: number } | undefined> {
  try {
    const root = await realpath(folder);
    const path = await realpath(join(root, file));
    if (!path.startsWith(root + sep)) return undefined;
    // Follows no link that was put there meanwhile, and does not wait for the other end of a pipe.
    const handle = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
    const stat = await handle.stat();
    if (stat.isFile()) return { handle, size: stat.size };
    await handle.close();
    return undefined;
  } catch {
    return undefined;
  }
}
