import { realpathSync } from "node:fs";
import { join, sep } from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { replyProblem } from "./problems.ts";

/** Vite puts a hash of the content into the names of the files that it builds below this folder. */
const HASHED = "/assets/";
const HASHED_MAX_AGE_S = 365 * 24 * 3600;

/** Serves the built viewer. Addresses without a file get the start page, except below `/api`. */
export function serveViewer(app: FastifyInstance, staticDir: string | undefined, start = "index.html"): void {
  if (staticDir !== undefined) {
    const root = realpathSync(staticDir);
    void app.register(fastifyStatic, {
      root,
      index: [start],
      dotfiles: "deny",
      cacheControl: false,
      schemaHide: true,
      allowedPath: (path) => isInside(root, path),
      setHeaders: (reply, path) => {
        const hashed = path.startsWith(`${root}${HASHED.replaceAll("/", sep)}`);
        reply.header("cache-control", hashed ? `public, max-age=${HASHED_MAX_AGE_S}, immutable` : "no-cache");
      },
    });
  }
  app.setNotFoundHandler((request, reply) => {
    if (staticDir !== undefined && isPage(request)) return reply.header("cache-control", "no-cache").sendFile(start);
    return notFound(request, reply);
  });
}

/** A link in the folder must not lead out of it: the file server itself follows links. */
function isInside(root: string, path: string): boolean {
  try {
    const real = realpathSync(join(root, decodeURIComponent(path)));
    return real === root || real.startsWith(root + sep);
  } catch {
    return false; // no such file, or not a path
  }
}

/** Whether it is an address that a person typed, or a link into the viewer, and not a missing file. */
function isPage(request: FastifyRequest): boolean {
  const path = request.url.split("?", 1)[0] as string;
  return (
    request.method === "GET" &&
    !path.startsWith("/api") &&
    /^\/[\w\-/]*$/.test(path) &&
    (request.headers.accept ?? "").includes("text/html")
  );
}

/** Grafana asks every question of Prometheus by POST, and again by GET where the answer is 405. */
function isReadOnly({ method, url, server }: FastifyRequest): boolean {
  const [path = ""] = url.split("?", 1);
  return method === "POST" && path.startsWith("/api/prometheus/") && server.hasRoute({ method: "GET", url: path });
}

function notFound(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (isReadOnly(request))
    return replyProblem(
      { status: 405, code: "bad-request", detail: "This address does not support the method." },
      request,
      reply.header("allow", "GET, HEAD"),
    );
  return replyProblem(
    { status: 404, code: "not-found", detail: "There is nothing at this address; see /api/docs." },
    request,
    reply,
  );
}
